"""What the home holds, by the names people use for it: the catalogue that a question's scope is read against (pure)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from pypinyin import lazy_pinyin

from planbot.lexicon.load import load
from planbot.scope.labels import label_key
from planbot.scope.places import places
from planbot.types import Level, Noun, Part, PartKey

Named = Mapping[str, frozenset[PartKey]]
"""Names and the parts that each stands for."""


class Entry(Noun):
    """One part of one document, with the names it may be asked for by."""

    key: PartKey
    file: str
    title: str
    """The document's title; the part's own is ``part.title``."""
    part: Part


class Mention(Noun):
    """Words of the question that name parts of the home; no keys when the home has nothing of that name."""

    start: int
    end: int
    kind: str
    """label, title, issuer, place, level, year, anchor."""
    text: str
    keys: frozenset[PartKey]
    own: bool = False
    """Of a year: it stands in the name of a document, so no other document can be meant."""


_NOT_NAME = re.compile(
    r"\.[A-Za-z]{2,4}$|第[0-9一二三四五六七八九十百]+[篇份]|(?:19|20|二[〇○零])?[0-9*xX×_〇○零一二三四五六七八九]{2,4}年度?|范文|参考|[\W_]+|^\d+$"
)
MIN_TITLE = 5
"""A title's core shorter than this names nothing in particular."""
MIN_RUN = 4
"""Characters that a title given in brief must share with the title."""
GAP = 6
"""Characters that may stand between the brief title and the word for a document."""
TELLING = 3
"""Characters of it that must remain without the words that titles of any subject use."""
RUN_BEFORE = 18
"""Characters before the word for a document in which the brief title is looked for."""
FEW = 0.5
"""Share of the home's parts above which shared words name nothing."""
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'’]+(?: [A-Z][a-z'’]+)?")


class Catalogue:
    """Every part of the home by each of its names; made once for a state of the home."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.keys = frozenset(entry.key for entry in entries)

    @cached_property
    def labels(self) -> Named:
        """By canonical part label ("part:3")."""
        pairs = ((label_key(entry.key.part or ""), entry.key) for entry in self.entries)
        return _grouped((label, key) for label, key in pairs if label)

    @cached_property
    def titles(self) -> Named:
        """By squeezed title or file name, with and without year."""
        return _grouped((name, entry.key) for entry in self.entries for name in _names(entry))

    @cached_property
    def issuers(self) -> Named:
        """By issuer, in full and in its usual short forms."""
        return _grouped((form, entry.key) for entry in self.entries for form in issuer_forms(entry.part.issuer or ""))

    @cached_property
    def regions(self) -> Named:
        """By place, in full and without its suffix."""
        regions = ((region, entry.key) for entry in self.entries for region in _regions(entry.part.region or ""))
        return _grouped((form, key) for region, key in regions for form in (region, _short(region)))

    @cached_property
    def spellings(self) -> Named:
        """By place, of the metadata or in the title, in Hanyu Pinyin without tones, spaces and suffix."""
        regions = [(region, entry.key) for entry in self.entries for region in _regions(entry.part.region or "")]
        titled = [
            (p.name, e.key)
            for e in self.entries
            for p in places(e.part.title or e.title)
            if p.form in ("named", "short")
        ]
        return _grouped(("".join(lazy_pinyin(_short(region))), key) for region, key in [*regions, *titled])

    @cached_property
    def levels(self) -> Mapping[str, frozenset[PartKey]]:
        """By level of government."""
        return _grouped((entry.part.level, entry.key) for entry in self.entries)

    @cached_property
    def dated(self) -> frozenset[PartKey]:
        """The parts whose year is known."""
        return frozenset(entry.key for entry in self.entries if entry.part.year is not None)

    @cached_property
    def years(self) -> Named:
        """By four-digit year: the one planned for or reported on, and those that the title or the file name prints."""
        return _grouped((year, entry.key) for entry in self.entries for year in _years(entry))


def core(title: str) -> str:
    """A title without year, number, extension, punctuation: what stays the same however it is quoted."""
    return _NOT_NAME.sub("", title).lower()


def quoted(question: str) -> Iterator[tuple[int, int, str]]:
    """Spans and texts inside quotation marks or 《》."""
    for match in re.finditer(r"[“‘'\"《「]([^”’'\"》」]{2,60})[”’'\"》」]", question):
        yield match.start(), match.end(), match.group(1)


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space, punctuation and case, and the offset each kept character had."""
    kept = [(character.lower(), position) for position, character in enumerate(text) if character.isalnum()]
    return "".join(character for character, _ in kept), [position for _, position in kept]


def title_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Titles and file names that the question spells out, with or without their year; the longest name wins at a place."""
    low, offsets = squeezed(question)
    found: dict[tuple[int, int], frozenset[PartKey]] = {}
    for name, keys in catalogue.titles.items():
        at = low.find(name)
        if at >= 0:
            span = (offsets[at], offsets[at + len(name) - 1] + 1)
            found[span] = found.get(span, frozenset()) | keys
    spans = [span for span in found if not any(_inside(span, other) for other in found)]
    return [_mention(question, span, "title", found[span]) for span in sorted(spans)]


def shortened_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Titles given in brief: words that few titles share, with the word for such a document close behind ("无废城市方案").

    The words are the longest run that question and title have in common, four characters and more; the same run in many titles names
    nothing. A run without the word for a document after it is what the question is about, not where to look.
    """
    genre = load("scope")["genre"]["words"]
    low, offsets = squeezed(question)
    found: list[Mention] = []
    for match in re.finditer(genre, low):
        begin = max(0, match.start() - RUN_BEFORE)
        before = low[begin : match.end()]
        runs = {name: run for name in catalogue.titles if _is_telling(run := _shared_run(before, name))}
        longest = max((len(run) for run in runs.values()), default=0)
        best = {name: run for name, run in runs.items() if len(run) == longest}
        keys = frozenset(key for name in best for key in catalogue.titles[name])
        if best and len(keys) <= max(1, len(catalogue.keys) * FEW):
            run = next(iter(best.values()))
            start = low.find(run, begin)
            if match.start() - start - len(run) > GAP:
                continue
            found.append(_mention(question, (offsets[start], offsets[start + len(run) - 1] + 1), "title", keys))
    return found


def _is_telling(run: str) -> bool:
    """Is there enough in a run of characters besides the words that titles of any subject use?"""
    common = load("scope")["genre"]["common"]
    return len(run) >= MIN_RUN and len(re.sub(common, "", run)) >= TELLING


def _shared_run(text: str, name: str) -> str:
    """The longest substring that both have, without digits at its ends: a year is read on its own."""
    matcher = SequenceMatcher(None, text, name, autojunk=False)
    block = matcher.find_longest_match()
    return re.sub(r"^\d+|\d+$", "", text[block.a : block.a + block.size])


def spelled_mentions(question: str, names: Named, kind: str) -> list[Mention]:
    """Names that stand in the question as they are; one inside a longer one is part of it."""
    found = [
        _mention(question, match.span(), kind, keys)
        for name, keys in names.items()
        if name in question
        for match in re.finditer(re.escape(name), question)
    ]
    return [m for m in found if not any(_inside((m.start, m.end), (other.start, other.end)) for other in found)]


def pinyin_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Latin words that spell a place of the home: Xiang'an for 翔安区."""
    found: list[Mention] = []
    for match in _LATIN_NAME.finditer(question):
        words = [match.group(), match.group().split(" ")[0]]
        letters = [re.sub(r"[^a-z]", "", re.sub(r"['’]s$", "", word).lower()) for word in words]
        keys = next((catalogue.spellings[spelling] for spelling in letters if spelling in catalogue.spellings), None)
        if keys:
            found.append(_mention(question, match.span(), "place", keys))
    return found


def english_issuer_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """ "the county health commission": the issuers whose Chinese name holds the like words."""
    names: dict[str, list[str]] = load("scope")["english_issuers"]
    found: list[Mention] = []
    for english, words in names.items():
        for match in re.finditer(re.escape(english), question, re.IGNORECASE):
            keys = frozenset(
                key for name, held in catalogue.issuers.items() if any(w in name for w in words) for key in held
            )
            if keys:
                found.append(_mention(question, match.span(), "issuer", keys))
    return found


def level_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """县里, 全省, 那份市计划: the parts at that level of government."""
    words: dict[str, list[Level]] = load("scope")["levels"]
    return [
        _mention(
            question, match.span(), "level", frozenset(k for level in levels for k in catalogue.levels.get(level, ()))
        )
        for pattern, levels in words.items()
        for match in re.finditer(pattern, question)
    ]


def _mention(question: str, span: tuple[int, int], kind: str, keys: frozenset[PartKey]) -> Mention:
    return Mention(start=span[0], end=span[1], kind=kind, text=question[span[0] : span[1]], keys=keys)


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _names(entry: Entry) -> Iterator[str]:
    """Squeezed names of an entry: full titles and their cores."""
    for title in (entry.part.title or "", entry.title, _EXTENSION.sub("", entry.file)):
        for name in (squeezed(title)[0], core(title)):
            if len(name) >= MIN_TITLE and not name.isascii():
                yield name


def _years(entry: Entry) -> Iterator[str]:
    if entry.part.year is not None:
        yield str(entry.part.year)
    yield from re.findall(r"(?:19|20)\d\d", f"{entry.file if entry.key.part is None else ''} {entry.part.title or ''}")


def issuer_forms(issuer: str) -> tuple[str, ...]:
    """厦门市翔安区卫生健康局 is also 翔安区卫生健康局 and 翔安区卫健局."""
    forms = {issuer, re.sub(r"^.{2,4}?[省市](?=.{2,4}[县区市])", "", issuer)}
    swaps: dict[str, list[str]] = load("scope")["issuer_forms"]
    for form in tuple(forms):
        forms |= {form.replace(long, short) for long, shorts in swaps.items() for short in shorts if long in form}
    return tuple(form for form in forms if len(form) >= 3)


def _regions(text: str) -> tuple[str, ...]:
    """The region as stated and each level of it: 厦门市翔安区 is 厦门市 and 翔安区; masked names name nothing."""
    if not text or re.search(r"[*xX×_]", text):
        return ()
    return tuple(dict.fromkeys([text, *re.findall(r"[^省市县区州盟旗]{2,6}(?:省|市|县|区|自治州|州|盟|旗)", text)]))


def _short(region: str) -> str:
    """江西省 -> 江西; a name that would shrink below two characters stays whole."""
    bare = re.sub(r"(?:壮族|回族|维吾尔)?(?:特别行政区|自治[区州县]|省|市|县|区|州|盟|旗)$", "", region)
    return bare if len(bare) >= 2 else region


def _grouped(pairs: Iterable[tuple[str, PartKey]]) -> dict[str, frozenset[PartKey]]:
    grouped: dict[str, set[PartKey]] = {}
    for name, key in pairs:
        grouped.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in grouped.items()}

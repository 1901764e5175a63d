"""What the home holds, by the names people use for it: the catalogue that a question's scope is read against (pure)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pypinyin import lazy_pinyin

from planbot.ledger.bodies import resolve
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
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'’]+(?: [A-Z][a-z'’]+)?")


class Catalogue:
    """Every part of the home by each of its names; made once for a state of the home."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.keys = frozenset(entry.key for entry in entries)
        self._titled: dict[re.Pattern[str], frozenset[PartKey]] = {}

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
    def _by_gram(self) -> Mapping[str, Sequence[str]]:
        """The names in ``titles`` by each run of four characters in them."""
        grams: dict[str, list[str]] = {}
        for name in self.titles:
            for gram in {name[at : at + MIN_RUN] for at in range(len(name) - MIN_RUN + 1)}:
                grams.setdefault(gram, []).append(name)
        return grams

    @cached_property
    def by_beginning(self) -> Mapping[str, Sequence[str]]:
        """The names in ``titles`` by their first four characters."""
        grouped: dict[str, list[str]] = {}
        for name in self.titles:
            grouped.setdefault(name[:MIN_RUN], []).append(name)
        return grouped

    def titles_with(self, run: str) -> list[str]:
        """The names in ``titles`` that hold ``run``, of four characters at least."""
        held = [self._by_gram.get(run[at : at + MIN_RUN], ()) for at in range(len(run) - MIN_RUN + 1)]
        return [name for name in min(held, key=len) if run in name]

    def titled(self, pattern: re.Pattern[str]) -> frozenset[PartKey]:
        """The parts whose title or file name ``pattern`` finds; looked up once."""
        if pattern not in self._titled:
            self._titled[pattern] = frozenset(
                e.key for e in self.entries if pattern.search(f"{e.title} {e.part.title or ''} {e.file}")
            )
        return self._titled[pattern]

    @cached_property
    def bodies(self) -> Named:
        """By issuer, under the canonical name of the body."""
        return _grouped((resolve(entry.part.issuer), entry.key) for entry in self.entries if entry.part.issuer)

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


def spelled_mentions(question: str, names: Named, kind: str) -> list[Mention]:
    """Names that stand in the question as they are; one inside a longer one is part of it."""
    found = [
        mention_of(question, match.span(), kind, keys)
        for name, keys in names.items()
        if name in question
        for match in re.finditer(re.escape(name), question)
    ]
    return [m for m in found if not any(inside((m.start, m.end), (other.start, other.end)) for other in found)]


def pinyin_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Latin words that spell a place of the home: Xiang'an for 翔安区."""
    found: list[Mention] = []
    for match in _LATIN_NAME.finditer(question):
        words = [match.group(), match.group().split(" ")[0]]
        letters = [re.sub(r"[^a-z]", "", re.sub(r"['’]s$", "", word).lower()) for word in words]
        keys = next((catalogue.spellings[spelling] for spelling in letters if spelling in catalogue.spellings), None)
        if keys:
            found.append(mention_of(question, match.span(), "place", keys))
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
                found.append(mention_of(question, match.span(), "issuer", keys))
    return found


def level_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """县里, 全省, 那份市计划: the parts at that level of government."""
    words: dict[str, list[Level]] = load("scope")["levels"]
    return [
        mention_of(
            question, match.span(), "level", frozenset(k for level in levels for k in catalogue.levels.get(level, ()))
        )
        for pattern, levels in words.items()
        for match in re.finditer(pattern, question)
    ]


def mention_of(question: str, span: tuple[int, int], kind: str, keys: frozenset[PartKey]) -> Mention:
    """The words at ``span`` as a name of ``keys``."""
    return Mention(start=span[0], end=span[1], kind=kind, text=question[span[0] : span[1]], keys=keys)


def inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Is ``span`` a part of ``other``, and not all of it?"""
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

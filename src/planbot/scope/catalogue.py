"""What the home holds, by the names people use for it: the catalogue that a question's scope is read against (pure)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pypinyin import lazy_pinyin

from planbot.lexicon.load import load
from planbot.types import Level, Noun, Part, PartKey


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


_NOT_NAME = re.compile(
    r"\.[A-Za-z]{2,4}$|第[0-9一二三四五六七八九十百]+[篇份]|(?:19|20|二[〇○零])?[0-9*xX×_〇○零一二三四五六七八九]{2,4}年度?|范文|参考|[\W_]+|^\d+$"
)
MIN_TITLE = 5
"""A title's core shorter than this names nothing in particular."""


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


def title_mentions(question: str, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    """Titles and file names that the question spells out, with or without their year; the longest name wins at a place."""
    low, offsets = squeezed(question)
    found: dict[tuple[int, int], set[PartKey]] = {}
    for entry in entries:
        for name in _names(entry.part.title or "", entry.title, entry.file):
            at = low.find(name)
            if at >= 0:
                span = (offsets[at], offsets[at + len(name) - 1] + 1)
                found.setdefault(span, set()).add(entry.key)
    spans = [span for span in found if not any(_inside(span, other) for other in found)]
    return tuple(
        Mention(start=start, end=end, kind="title", text=question[start:end], keys=frozenset(found[start, end]))
        for start, end in sorted(spans)
    )


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


@cache
def _names(part_title: str, title: str, file: str) -> tuple[str, ...]:
    """Squeezed names of an entry: full titles and their cores."""
    titles = [part_title, title, re.sub(r"\.[A-Za-z0-9]{2,5}$", "", file)]
    names = {squeezed(title)[0] for title in titles} | {core(title) for title in titles}
    return tuple(name for name in names if len(name) >= MIN_TITLE and not name.isascii())


def issuer_mentions(question: str, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    """Issuers named in the question, in full or by a usual short form."""
    return tuple(
        mention
        for forms in _grouped(
            (form, entry.key) for entry in entries for form in _issuer_forms(entry.part.issuer)
        ).items()
        for mention in _spelled(question, *forms, kind="issuer")
    )


@cache
def _issuer_forms(issuer: str | None) -> tuple[str, ...]:
    """厦门市翔安区卫生健康局 is also 翔安区卫生健康局 and 翔安区卫健局."""
    if not issuer:
        return ()
    forms = {issuer, re.sub(r"^.{2,4}?[省市](?=.{2,4}[县区市])", "", issuer)}
    swaps: dict[str, list[str]] = load("scope")["issuer_forms"]
    for form in tuple(forms):
        forms |= {form.replace(long, short) for long, shorts in swaps.items() for short in shorts if long in form}
    return tuple(form for form in forms if len(form) >= 3)


def region_mentions(question: str, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    """Places of the home named in the question: 江西省 by 江西省, 江西 or Jiangxi."""
    named: dict[str, frozenset[PartKey]] = _grouped(
        (region, entry.key) for entry in entries for region in _regions(entry.part.region or "")
    )
    mentions: list[Mention] = []
    for region, keys in named.items():
        forms = [region, _short(region)]
        spelled = [_spelled(question, form, keys, kind="place") for form in forms]
        mentions += next((hits for hits in spelled if hits), spelled[0])
        mentions += _in_pinyin(question, region, keys)
    return tuple(mentions)


@cache
def _regions(text: str) -> tuple[str, ...]:
    """The region as stated and each level of it: 厦门市翔安区 is 厦门市 and 翔安区; masked names name nothing."""
    if not text or re.search(r"[*xX×_]", text):
        return ()
    return tuple(dict.fromkeys([text, *re.findall(r"[^省市县区州盟旗]{2,6}(?:省|市|县|区|自治州|州|盟|旗)", text)]))


def _short(region: str) -> str:
    """江西省 -> 江西; a name that would shrink below two characters stays whole."""
    bare = re.sub(r"(?:壮族|回族|维吾尔)?(?:特别行政区|自治[区州县]|省|市|县|区|州|盟|旗)$", "", region)
    return bare if len(bare) >= 2 else region


def _spelled(question: str, form: str, keys: frozenset[PartKey], *, kind: str) -> list[Mention]:
    return [
        Mention(start=match.start(), end=match.end(), kind=kind, text=match.group(), keys=keys)
        for match in re.finditer(re.escape(form), question)
    ]


def _in_pinyin(question: str, region: str, keys: frozenset[PartKey]) -> list[Mention]:
    """Latin words of the question that spell the region's name: Xiang'an for 翔安区."""
    spelled = romanised(_short(region))
    return [
        Mention(start=match.start(), end=match.end(), kind="place", text=match.group(), keys=keys)
        for match in re.finditer(r"[A-Z][A-Za-z'’]+(?: [A-Z][a-z'’]+)?", question)
        for word in (match.group(), match.group().split(" ")[0])
        if re.sub(r"[^a-z]", "", word.lower().removesuffix("'s").removesuffix("’s")) == spelled
    ][:1]


@cache
def romanised(name: str) -> str:
    """Hanyu Pinyin without tones or spaces."""
    return "".join(lazy_pinyin(name))


def level_mentions(question: str, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    """县里, 全省, 那份市计划: the parts at that level of government."""
    words: dict[str, list[Level]] = load("scope")["levels"]
    mentions: list[Mention] = []
    for pattern, levels in words.items():
        keys = frozenset(entry.key for entry in entries if entry.part.level in levels)
        mentions += [
            Mention(start=match.start(), end=match.end(), kind="level", text=match.group(), keys=keys)
            for match in re.finditer(pattern, question)
        ]
    return tuple(mentions)


def _grouped(pairs: Iterable[tuple[str, PartKey]]) -> dict[str, frozenset[PartKey]]:
    grouped: dict[str, set[PartKey]] = {}
    for name, key in pairs:
        grouped.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in grouped.items()}

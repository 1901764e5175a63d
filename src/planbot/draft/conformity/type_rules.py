"""Rules about fonts, sizes, line pitch, indents and alignment (pure). Clauses 5.2 and 7.3 of GB/T 9704-2012."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from planbot.draft.conformity.formats import ParagraphFormat, RunFormat
from planbot.draft.conformity.reading import OfficeFile, Paragraph
from planbot.draft.conformity.report import ConformityFinding, Place, finding
from planbot.draft.conformity.roles import Item, Role
from planbot.ingest.readers.docx_styles import W, whole
from planbot.lexicon.load import load

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_TITLE_SIZE, _BODY_SIZE = 44, 32
_LEVEL_FONTS = {1: "hei", 2: "kai", 3: "fangsong", 4: "fangsong"}
_SHOWN = {"title": "方正小标宋简体", "fangsong": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体", "song": "宋体"}
_PITCH = (550, 590)
"""27.5 to 29.5 pt: 22 lines fill 225 mm at 28.95 pt, 28 pt is the usual round figure."""
_INDENT = (600, 680)
"""Two characters of 16 pt, give or take 2 pt."""
_FEW = 2
"""Stray characters of another font or size that are no finding."""
_BLANKS = "\u3000 \xa0\t"
_FAR_RIGHT = 4000
"""A left indent beyond this (70 mm) puts a short line on the right."""


def type_findings(document: OfficeFile, items: Sequence[Item]) -> Iterator[ConformityFinding]:
    """In the order of the document."""
    pitch = _grid_pitch(document)
    for item in items:
        rule = _RULES.get(item.role)
        if rule is not None:
            yield from rule(item)
        if item.role in ("body", "level"):
            yield from _line_pitch(item, pitch)


def _title(item: Item) -> Iterator[ConformityFinding]:
    place = place_of(item.paragraph)
    yield from _font(item.paragraph, "title", "title_font")
    yield from _size(item.paragraph, _TITLE_SIZE, "title_size")
    if item.paragraph.format.align != "center":
        yield finding("title_alignment", place, "center", item.paragraph.format.align)
    if item.paragraph.shown[-1] in "。，；：":
        yield finding("title_stop", place, "", item.paragraph.shown[-1])


def _body(item: Item) -> Iterator[ConformityFinding]:
    yield from _font(item.paragraph, "fangsong", "body_font")
    yield from _size(item.paragraph, _BODY_SIZE, "body_size")
    yield from _latin(item.paragraph)
    yield from _indent(item.paragraph)


def _level(item: Item) -> Iterator[ConformityFinding]:
    """The heading in its font, the rest as text. An item of a list may wear either font throughout."""
    if item.number is None:
        return
    level = item.number.level
    head = max(item.heading - len(item.paragraph.label), 0)
    wanted = _LEVEL_FONTS[level]
    if item.heading:
        yield from _font(item.paragraph, wanted, f"level{level}_font", end=head)
        yield from _font(item.paragraph, "fangsong", "body_font", start=head)
    else:
        yield from _font(item.paragraph, "fangsong", "body_font", also=wanted)
    yield from _size(item.paragraph, _BODY_SIZE, "level_size" if item.heading else "body_size")
    yield from _latin(item.paragraph)
    yield from _indent(item.paragraph)


def _addressee(item: Item) -> Iterator[ConformityFinding]:
    yield from _font(item.paragraph, "fangsong", "body_font")
    yield from _size(item.paragraph, _BODY_SIZE, "body_size")
    if _first_line(item.paragraph.format) or item.paragraph.text[:1] in _BLANKS:
        yield finding("addressee_indent", place_of(item.paragraph), "0", _indent_shown(item.paragraph))


def _closing(item: Item) -> Iterator[ConformityFinding]:
    yield from _font(item.paragraph, "fangsong", "body_font")
    yield from _size(item.paragraph, _BODY_SIZE, "body_size")
    made = item.paragraph.format
    blanks = len(item.paragraph.text) - len(item.paragraph.text.lstrip(_BLANKS))
    if made.align not in ("right", "end") and made.indent("left") < _FAR_RIGHT and blanks < 10:
        yield finding(f"{item.role}_alignment", place_of(item.paragraph), "right", made.align)


def _note(item: Item) -> Iterator[ConformityFinding]:
    yield from _font(item.paragraph, "fangsong", "body_font")
    yield from _size(item.paragraph, _BODY_SIZE, "body_size")


def _mark(item: Item) -> Iterator[ConformityFinding]:
    fonts = _departing(item.paragraph, lambda made: made.chinese in _family("hei"), _HAN)
    sizes = _departing(item.paragraph, lambda made: made.size == _BODY_SIZE, _HAN)
    moved = bool(_first_line(item.paragraph.format)) or item.paragraph.text[:1] in _BLANKS
    if fonts or sizes or moved:
        found = (*(_named(made) for made in fonts), *(_points(made) for made in sizes), *(["indent"] if moved else []))
        yield finding("attachment_mark", place_of(item.paragraph), "黑体 16 pt", "、".join(dict.fromkeys(found)))


_RULES: dict[Role, Callable[[Item], Iterator[ConformityFinding]]] = {
    "title": _title,
    "addressee": _addressee,
    "body": _body,
    "level": _level,
    "date": _closing,
    "signature": _closing,
    "attachment_note": _note,
    "attachment_mark": _mark,
}


def place_of(paragraph: Paragraph) -> Place:
    """Where a finding about this paragraph stands."""
    return Place(paragraph=paragraph.number, text=paragraph.shown)


@cache
def _family(*names: str) -> frozenset[str]:
    return frozenset(font for name in names for font in load("official")["fonts"].get(name, ()))


def _font(
    paragraph: Paragraph, wanted: str, code: str, *, start: int = 0, end: int | None = None, also: str = ""
) -> Iterator[ConformityFinding]:
    """``paragraph.text[start:end]`` must be in a font of this family."""
    allowed = _family(wanted, also)
    found = _departing(_cut(paragraph, start, end), lambda made: made.chinese in allowed, _HAN)
    if found:
        yield finding(code, place_of(paragraph), _SHOWN[wanted], "、".join(dict.fromkeys(map(_named, found))))


def _size(paragraph: Paragraph, wanted: int, code: str) -> Iterator[ConformityFinding]:
    found = _departing(paragraph, lambda made: made.size == wanted, _HAN)
    if found:
        sizes = dict.fromkeys(map(_points, found))
        yield finding(code, place_of(paragraph), f"{wanted / 2:g} pt", "、".join(sizes))


def _latin(paragraph: Paragraph) -> Iterator[ConformityFinding]:
    def fits(made: RunFormat) -> bool:
        return made.latin in _family("latin") or made.latin == made.chinese

    found = _departing(paragraph, fits, _LATIN)
    if found:
        names = dict.fromkeys(made.latin or "?" for made in found)
        yield finding("latin_font", place_of(paragraph), "Times New Roman", "、".join(names))


def _departing(paragraph: Paragraph, fits: Callable[[RunFormat], bool], signs: re.Pattern[str]) -> list[RunFormat]:
    """The formats of characters that do not fit, the most frequent first; none where only a stray one departs."""
    wrong: Counter[RunFormat] = Counter()
    total = 0
    for piece in paragraph.pieces:
        count = len(signs.findall(piece.text))
        total += count
        if count and not fits(piece.format):
            wrong[piece.format] += count
    stray = sum(wrong.values()) <= _FEW < total // 2
    return [] if stray else [made for made, _ in wrong.most_common()]


def _cut(paragraph: Paragraph, start: int, end: int | None) -> Paragraph:
    """The paragraph with the characters ``[start:end]`` of its text only, white space around the text left out."""
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    first, last = start + lead * bool(start), len(paragraph.text) if end is None else end + lead
    kept, position = list[type(paragraph.pieces[0])](), 0
    for piece in paragraph.pieces:
        begin, stop = max(first - position, 0), max(last - position, 0)
        if piece.text[begin:stop]:
            kept.append(piece._replace(text=piece.text[begin:stop]))
        position += len(piece.text)
    return paragraph._replace(pieces=tuple(kept))


def _named(made: RunFormat) -> str:
    return made.chinese or "?"


def _points(made: RunFormat) -> str:
    return f"{(made.size or 20) / 2:g} pt"


def _first_line(made: ParagraphFormat) -> float:
    """Characters that the first line is moved in by."""
    if made.indent("firstLineChars"):
        return made.indent("firstLineChars") / 100
    return made.indent("firstLine") / 320


def _indent(paragraph: Paragraph) -> Iterator[ConformityFinding]:
    """Two characters on the first line, nothing on the others."""
    made = paragraph.format
    first = _first_line(made)
    flush = not (
        made.indent("left") or made.indent("leftChars") or made.indent("hanging") or made.indent("hangingChars")
    )
    if flush and _INDENT[0] <= first * 320 <= _INDENT[1]:
        return
    if flush and not first and len(paragraph.text) - len(paragraph.text.lstrip(_BLANKS)) >= 2:
        yield finding("indent_by_spaces", place_of(paragraph), "2 × 16 pt", repr(paragraph.text[:2])[1:-1])
        return
    yield finding("first_line_indent", place_of(paragraph), "2 × 16 pt", _indent_shown(paragraph))


def _indent_shown(paragraph: Paragraph) -> str:
    """The indents that are set, in points or characters."""
    stated = [
        f"{name.removesuffix('Chars')} {size / 100:g} 字" if name.endswith("Chars") else f"{name} {size / 20:g} pt"
        for name, size in paragraph.format.indents
        if size
    ]
    return ", ".join(stated) or "0"


def _grid_pitch(document: OfficeFile) -> int | None:
    """The pitch of the line grid, in twentieths of a point; None where lines do not follow one."""
    for section in document.sections[-1:]:
        grid = section.properties.find(f"{W}docGrid")
        if grid is not None and grid.get(f"{W}type") in ("lines", "linesAndChars"):
            return whole(grid.get(f"{W}linePitch"))
    return None


def _line_pitch(item: Item, grid: int | None) -> Iterator[ConformityFinding]:
    """Exactly so many points, or single spaced on a line grid of that pitch."""
    made = item.paragraph.format
    line = made.line or 240
    if made.rule == "exact" and _fits(line):
        return
    if made.rule == "auto" and line == 240 and made.snap and grid is not None and _fits(grid):
        return
    found = f"{line / 240:g} ×" if made.rule == "auto" else f"{made.rule} {line / 20:g} pt"
    yield finding("line_pitch", place_of(item.paragraph), "exact 28 pt", found)


def _fits(pitch: int) -> bool:
    return _PITCH[0] <= pitch <= _PITCH[1]


def one_of_each(findings: Iterable[ConformityFinding]) -> Iterator[ConformityFinding]:
    """The same thing said of the same paragraph once."""
    seen: set[tuple[str, int | None, str]] = set()
    for found in findings:
        key = (found.code, found.paragraph, found.found)
        if key not in seen:
            seen.add(key)
            yield found

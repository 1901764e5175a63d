"""A document part as a tree of headings with the sentences under each: what a draft is made from (pure)."""

import re
from collections.abc import Iterator, Sequence

from planbot.cite import edges, section_at
from planbot.ledger.tense import section_reports
from planbot.sentences import running_sentences, trimmed
from planbot.types import Part, Section, Span, StoredDocument

ITEM_LEVEL = 6
"""The outline's level of 一是 items."""
TITLE_LINE = 60
"""Characters of the longest line that may be a title or signature."""
_MARKS = re.compile(r"#{1,6}[ \t]+|[-*+•●◆■]\s+|>\s+")
_LABEL_ALONE = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）.．、]*|[#*=\s-]+")
_BELONGS = re.compile(r"[（(]|由[^，。]{2,40}(?:牵头|负责|配合)")
"""Sentences that say who does what the one before them says."""
_CLOSING_LINE = re.compile(
    r"[〔\[【]?注\s?\d*[〕\]】：:].*|[\d０-９〇○零一二三四五六七八九十*xX年月日\s]{4,}|(?:附件|附表|抄送|联系人|联系电话|来源|作者|责任编辑)[：:].*"
)


class Piece(Span):
    """One sentence, or the words of a heading, as an exact slice without list number."""

    document: str
    part: str | None
    text: str


class Node(Span):
    """A section with what stands under it. ``own`` sentences come before the children."""

    document: str
    part: str | None
    heading: Piece | None
    """None for the root and for 一是 items without a heading of their own."""
    label: str = ""
    level: int = 0
    run_in: bool = False
    path: tuple[str, ...] = ()
    """Headings from the outermost to its own."""
    reports: bool = False
    """It tells what was done, not what is planned."""
    own: tuple[Piece, ...] = ()
    children: tuple["Node", ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All sentences under it in reading order, headings left out."""
        return (*self.own, *(piece for child in self.children for piece in child.pieces))

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_part(stored: StoredDocument, part: Part) -> Node:
    """The tree of one part; its root has no heading."""
    sections = [s for s in stored.sections if s.kind not in ("title", "part") and part.start <= s.start < part.end]
    grouped: dict[int | None, list[Piece]] = {}
    for section, piece in _pieces(stored, part):
        grouped.setdefault(section.index if section else None, []).append(piece)
    known = {section.index for section in sections}
    tops = [section for section in sections if section.parent not in known]
    reader = _Reader(stored, part, sections, grouped)
    return Node(
        document=stored.document.id,
        part=part.part,
        heading=None,
        start=part.start,
        end=part.end,
        reports=section_reports((), part.kind),
        own=tuple(grouped.get(None, ())),
        children=tuple(reader.node(section, ()) for section in tops),
    )


class _Reader:
    def __init__(
        self, stored: StoredDocument, part: Part, sections: Sequence[Section], grouped: dict[int | None, list[Piece]]
    ) -> None:
        self._stored, self._part, self._sections, self._grouped = stored, part, sections, grouped

    def node(self, section: Section, above: tuple[str, ...]) -> Node:
        named = section.kind != "item"
        path = (*above, section.title) if named else above
        children = [child for child in self._sections if child.parent == section.index]
        return Node(
            document=self._stored.document.id,
            part=self._part.part,
            heading=self._heading(section) if named else None,
            label=section.label,
            level=section.level,
            run_in=section.kind == "run_in",
            path=path,
            start=section.start,
            end=section.end,
            reports=section_reports(path, self._part.kind),
            own=tuple(self._grouped.get(section.index, ())),
            children=tuple(self.node(child, path) for child in children),
        )

    def _heading(self, section: Section) -> Piece | None:
        text = self._stored.read.text
        start = section.start + _label_length(text, section)
        span = trimmed(text, start, section.heading_end)
        return _piece(self._stored, self._part, *span) if span else None


def _label_length(text: str, section: Section) -> int:
    marks = _MARKS.match(text, section.start)
    begin = marks.end() if marks else section.start
    return begin - section.start + (len(section.label) if text.startswith(section.label, begin) else 0)


def _pieces(stored: StoredDocument, part: Part) -> Iterator[tuple[Section | None, Piece]]:
    """Every sentence of the part with the innermost section it stands in; headings, tables, furniture and closing lines left out."""
    text, sections = stored.read.text, stored.sections
    skipped = sorted((s.start, s.end) for s in (*stored.furniture, *stored.read.tables))
    held: tuple[Section | None, int, int] | None = None
    for start, end in _cut(stored, part):
        section = section_at(sections, start)
        section = None if section is None or section.kind in ("title", "part") else section
        span = _body(text, section, start, end)
        if span is None or any(a < span[1] and b > span[0] for a, b in skipped) or _is_closing(text, span, part):
            continue
        joined = _BELONGS.match(text, span[0], span[1]) is not None or (held is not None and text[held[2] - 1] in "；;")
        if held and held[0] == section and joined and (section is None or start > section.start):
            held = (section, held[1], span[1])
            continue
        if held:
            yield held[0], _piece(stored, part, held[1], held[2])
        held = (section, *span)
    if held:
        yield held[0], _piece(stored, part, held[1], held[2])


def _cut(stored: StoredDocument, part: Part) -> Iterator[tuple[int, int]]:
    """Running sentences, cut where a section begins inside one (一是…，二是…)."""
    text, bounds = stored.read.text, edges(stored.sections, stored.read.tables)
    starts = sorted({section.start for section in stored.sections})
    for start, end in running_sentences(text, part.start, part.end, bounds):
        inside = [at for at in starts if start < at < end]
        for a, b in zip([start, *inside], [*inside, end], strict=True):
            if span := trimmed(text, a, b):
                yield span


def _body(text: str, section: Section | None, start: int, end: int) -> tuple[int, int] | None:
    """The span without heading, list number and marks; None when nothing else is there."""
    if section is not None and section.kind != "item":
        start = max(start, section.heading_end)
    elif section is not None and start == section.start:
        start += _label_length(text, section)
    if start >= end:
        return None
    if marks := _MARKS.match(text, start, end):
        start = marks.end()
    span = trimmed(text, start, end)
    return None if span is None or _LABEL_ALONE.fullmatch(text[span[0] : span[1]]) else span


def _is_closing(text: str, span: tuple[int, int], part: Part) -> bool:
    """A signature or date line, one that names attachments, or a line without a full stop that repeats the title."""
    words = text[span[0] : span[1]].strip()
    named = [name for name in (part.issuer, part.title) if name and name in words]
    if named and words[-1] not in "。；;！!" and len(words) < TITLE_LINE:
        return True
    return words in (part.issuer, part.title) or _CLOSING_LINE.fullmatch(words) is not None


def _piece(stored: StoredDocument, part: Part, start: int, end: int) -> Piece:
    return Piece(document=stored.document.id, part=part.part, start=start, end=end, text=stored.read.text[start:end])

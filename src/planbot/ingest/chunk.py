"""Passages that follow the outline: whole sentences or table rows, never across parts or page furniture (pure).

A passage is an exact slice. It grows sentence by sentence inside one section; short sibling sections and a heading with what follows
it share a passage, so that a list of one-line items stays together. What an index needs besides the words (title, part, heading path,
table header) goes into ``Chunk.context``.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planbot.cite import ancestry, edges, section_at
from planbot.sentences import clauses, running_sentences, trimmed
from planbot.types import Chunk, Furniture, Part, ReadText, Section, Table

TARGET = 260
"""Characters a passage grows to before the next sentence starts a new one."""
LIMIT = 420
"""Characters of a single sentence above which it is cut at a clause."""
HEADING_SHOWN = 60
"""Characters of a heading that go into the context."""


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    section: Section | None
    table: Table | None
    stretch: int
    """Start of the furniture-free stretch it stands in."""


def chunks(  # noqa: PLR0913 - the steps' results, each under its own name
    read: ReadText,
    furniture: Sequence[Furniture],
    parts: Sequence[Part],
    sections: Sequence[Section],
    *,
    document: str,
    version: str,
    title: str,
    count_tokens: Callable[[str], int],
) -> tuple[Chunk, ...]:
    """The passages of a document in reading order. Ids are ``document:version:number``."""
    made: list[Chunk] = []
    for part in parts:
        units = (unit for unit in _units(read, furniture, sections, part) if _says_something(read.text, unit))
        for group in _pack(units, sections):
            text = read.text[group[0].start : group[-1].end]
            common = _common(group, sections)
            path = tuple(s.title for s in ancestry(sections, common) if s.kind not in ("title", "part"))
            made.append(
                Chunk(
                    id=f"{document}:{version}:{len(made)}",
                    document=document,
                    part=part.part,
                    section=path,
                    start=group[0].start,
                    end=group[-1].end,
                    context=_context(title, part, path, _header(read.text, group)),
                    tokens=count_tokens(text),
                )
            )
    return tuple(made)


def _says_something(text: str, unit: _Unit) -> bool:
    """A mark that stands alone (the # of an empty heading, a rule of dashes) is in no passage, unless it stands inside one."""
    return any(character.isalnum() for character in text[unit.start : unit.end])


def _context(title: str, part: Part, path: tuple[str, ...], header: str) -> str:
    """Title › part › headings, then the table's header row on a line of its own."""
    names = [title, part.part or "", (part.title or "") if part.title != title else "", *path]
    trail = " › ".join(name[:HEADING_SHOWN] for name in dict.fromkeys(names) if name)
    return f"{trail}\n{header}" if header else trail


def _header(text: str, group: Sequence[_Unit]) -> str:
    table = group[0].table
    if table is None:
        return ""
    rows = [row for row in table.rows if row.header and row.end <= group[0].start]
    return " ".join(filter(None, [table.title, *(text[row.start : row.end] for row in rows)]))


def _units(read: ReadText, furniture: Sequence[Furniture], sections: Sequence[Section], part: Part) -> Iterator[_Unit]:
    """Sentences and table rows of a part outside furniture, in order."""
    starts = [section.start for section in sections]
    bounds = edges(sections, read.tables)
    for start, end in _outside(furniture, part.start, part.end):
        for piece_start, piece_end, table in _tables_apart(read.tables, start, end):
            if table is not None:
                for row in table.rows:
                    if row.start < piece_end and row.end > piece_start and row.end > row.start:
                        yield _Unit(row.start, row.end, section_at(sections, row.start), table, start)
                continue
            for region_start, region_end in _cut_at(starts, piece_start, piece_end):
                owner = section_at(sections, region_start)
                for sentence in running_sentences(read.text, region_start, region_end, bounds):
                    for unit_start, unit_end in _short_enough(read.text, *sentence):
                        yield _Unit(unit_start, unit_end, owner, None, start)


def _outside(furniture: Sequence[Furniture], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of ``[start, end)`` that are not furniture."""
    position = start
    for mark in furniture:
        if mark.end <= start or mark.start >= end:
            continue
        if mark.start > position:
            yield position, mark.start
        position = max(position, mark.end)
    if position < end:
        yield position, end


def _tables_apart(tables: Sequence[Table], start: int, end: int) -> Iterator[tuple[int, int, Table | None]]:
    """``[start, end)`` cut into running text (None) and tables."""
    position = start
    for table in tables:
        if table.end <= position or table.start >= end:
            continue
        if table.start > position:
            yield position, table.start, None
        yield max(table.start, position), min(table.end, end), table
        position = min(table.end, end)
    if position < end:
        yield position, end, None


def _cut_at(starts: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """``[start, end)`` cut where a section begins."""
    first = bisect_right(starts, start)
    position = start
    while first < len(starts) and starts[first] < end:
        yield position, starts[first]
        position = starts[first]
        first += 1
    yield position, end


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or, when it is very long, runs of its clauses; a clause without punctuation is cut at a space or 、 or not at all."""
    if end - start <= LIMIT:
        yield start, end
        return
    position = start
    stops = [min(stop + 1, end) for _, stop in clauses(text, start, end)]
    for stop, following in pairwise([*stops, end]):
        if following - position > LIMIT and stop > position:
            if span := trimmed(text, position, stop):
                yield span
            position = stop
    if span := trimmed(text, position, end):
        yield span


def _pack(units: Iterator[_Unit], sections: Sequence[Section]) -> Iterator[list[_Unit]]:
    group: list[_Unit] = []
    for unit in units:
        if group and not _joins(group, unit, sections):
            yield group
            group = []
        group.append(unit)
    if group:
        yield group


def _joins(group: Sequence[_Unit], unit: _Unit, sections: Sequence[Section]) -> bool:
    """May ``unit`` stand in the same passage as ``group``?"""
    last = group[-1]
    size = unit.end - group[0].start
    if (
        unit.table is not last.table
        or unit.stretch != last.stretch
        or size - (last.end - group[0].start) > TARGET + LIMIT
    ):
        return False
    if unit.section is last.section:
        return size <= TARGET or last.end - group[0].start < TARGET // 4
    return size <= TARGET and (_under(unit.section, last.section, sections) or _siblings(unit, last, sections))


def _under(inner: Section | None, outer: Section | None, sections: Sequence[Section]) -> bool:
    return outer is not None and inner is not None and outer in ancestry(sections, inner)


def _siblings(unit: _Unit, last: _Unit, sections: Sequence[Section]) -> bool:
    """Neighbours under one heading below the main sections; main sections never share a passage."""
    if unit.section is None or last.section is None or unit.section.level <= 2:
        return False
    return unit.section.parent is not None and unit.section.parent in {
        s.index for s in ancestry(sections, last.section)
    }


def _common(group: Sequence[_Unit], sections: Sequence[Section]) -> Section | None:
    """The innermost section that holds the whole group."""
    chain = ancestry(sections, group[0].section)
    for unit in group[1:]:
        held = {section.index for section in ancestry(sections, unit.section)}
        chain = tuple(section for section in chain if section.index in held)
    return chain[-1] if chain else None

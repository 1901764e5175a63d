"""The heading tree of a document (pure).

Numbers are looked for first and judged together; what a number means (its depth) follows from how this document nests its styles.
Unnumbered headings are added where they are parallel. The tree of every part stands alone: numbering and depth never carry over.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from planbot.ingest.divisions import closing, divisions
from planbot.ingest.find_headings import headings_of
from planbot.ingest.headings import Heading
from planbot.ingest.lines import Line, lines_of, visible, within
from planbot.ingest.series import compilation_title, part_heads
from planbot.ingest.titles import Title
from planbot.ingest.tree import Node, ends_of, tree_of
from planbot.types import Furniture, HeadingMark, ReadText, Section

_BREAKS = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]+\s*")
_SPACES = re.compile(r"[ \t\u3000\xa0]{2,}")
_TABLE_ROW = re.compile(r"\S\s*\|\s*\S")


class _Stretch(NamedTuple):
    """One document or attachment: its opening heading (title, part or 附件) and the lines under it."""

    opening: Node | None
    lines: list[Line]
    end: int


def outline(
    read: ReadText, furniture: Sequence[Furniture], parts: Sequence[tuple[str | None, int, int]]
) -> tuple[Section, ...]:
    """All headings in reading order, ``index`` being the position; a parent always stands before its children.

    Empty for a text without any. Nothing begins inside furniture or a table.
    """
    text = visible(read, furniture)
    everything = _outside_tables(lines_of(text), read)
    nodes: list[Node] = []
    ends: list[int] = []
    if any(label is not None for label, _, _ in parts) and (title := _whole_title(everything, parts)) is not None:
        nodes.append(Node(Heading(title.start, title.end, "title", "title", "", title.first, inline=False), None, 0))
        ends.append(len(text))
    root = 0 if nodes else None
    for label, start, end in parts:
        lines = [line for line in everything if start <= line.start < end]
        for stretch in _stretches(lines, label, root, end, read):
            _add(text, stretch, read.headings, nodes, ends)
    return _sections(text, nodes, ends)


def _outside_tables(lines: Sequence[Line], read: ReadText) -> list[Line]:
    tables = [(table.start, table.end) for table in read.tables]
    return [line for line in lines if not _TABLE_ROW.search(line.text) and not within(line.start, tables)]


def _whole_title(lines: Sequence[Line], parts: Sequence[tuple[str | None, int, int]]) -> Title | None:
    """The title of the whole file over its parts."""
    heads = part_heads(lines)
    first = next(start for label, start, _ in parts if label is not None)
    title = compilation_title(lines, heads) if heads else None
    return title if title is not None and title.end <= first else None


def _stretches(lines: list[Line], label: str | None, root: int | None, end: int, read: ReadText) -> list[_Stretch]:
    """The part cut at its titles and attachments."""
    if not lines:
        return []
    if label is not None:
        head = Heading(lines[0].start, lines[0].end, "part", "part", label, 0, inline=False)
        return [_Stretch(Node(head, root, 1), lines[1:], end)]
    cuts = divisions(lines, [mark for mark in read.headings if lines[0].start <= mark.start < end], read.title)
    found = [_Stretch(None, lines[: cuts[0].first] if cuts else lines, cuts[0].start if cuts else end)]
    for cut, after in zip_longest(cuts, cuts[1:]):
        inside = lines[cut.last : after.first if after else len(lines)]
        head = Heading(cut.start, cut.end, cut.kind, cut.kind, cut.label, cut.first, inline=False)
        below = [line for line in (_after(inside[0], cut.end), *inside[1:]) if line.text]
        found.append(_Stretch(Node(head, None, cut.level), below, after.start if after else end))
    return found


def _after(line: Line, position: int) -> Line:
    """What remains of the line after ``position``."""
    rest = line.text[max(position - line.start, 0) :].lstrip()
    return Line(line.end - len(rest), line.end, rest)


def _add(text: str, stretch: _Stretch, marks: Sequence[HeadingMark], nodes: list[Node], ends: list[int]) -> None:
    """Append the nodes of one stretch and where each of them ends."""
    if stretch.opening is not None:
        nodes.append(_placed(stretch.opening, nodes))
        ends.append(stretch.end)
        if (parent := nodes[-1].parent) is not None:
            ends[parent] = max(ends[parent], stretch.end)
    last = closing(stretch.lines)
    headings, ranks = headings_of(text, stretch.lines[:last], marks)
    made = tree_of(headings, ranks, len(nodes) - 1 if stretch.opening is not None else None, len(nodes))
    ends += ends_of(made, len(nodes), stretch.lines[last].start if last < len(stretch.lines) else stretch.end)
    nodes += made


def _placed(opening: Node, nodes: Sequence[Node]) -> Node:
    """An attachment stands under the last title."""
    if opening.level != 1 or opening.parent is not None:
        return opening
    titles = [index for index, node in enumerate(nodes) if node.level == 0]
    return opening._replace(parent=titles[-1] if titles else None)


def _sections(text: str, nodes: Sequence[Node], ends: Sequence[int]) -> tuple[Section, ...]:
    return tuple(
        Section(
            start=node.heading.start,
            end=max(end, node.heading.end),
            index=index,
            parent=node.parent,
            level=node.level,
            kind=node.heading.kind,
            label=node.heading.label,
            title=_printed(text[node.heading.start : node.heading.end], node.heading.label),
            heading_end=node.heading.end,
        )
        for index, (node, end) in enumerate(zip(nodes, ends, strict=True))
    )


def _printed(heading: str, label: str) -> str:
    """The heading on one line: Chinese lines are joined without a space, unless a label stands on the first alone."""
    first, *others = (line for line in _BREAKS.split(heading) if line)
    for line in others:
        closed = first[-1].isascii() or line[0].isascii() or first == label
        first = f"{first} {line}" if closed else first + line
    return _SPACES.sub(" ", first).strip()

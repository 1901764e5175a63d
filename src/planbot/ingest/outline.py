"""The heading tree of a document (pure).

Numbers are looked for first and judged together; what a number means (its depth) follows from how this document nests its styles.
Unnumbered headings are added where they are parallel. The tree of every part stands alone: numbering and depth never carry over.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from planbot.ingest.headings import Heading, heading_of, settle
from planbot.ingest.labels import Label, labels_of
from planbot.ingest.leads import lead_sentences, marked_headings, short_lines
from planbot.ingest.lines import Line, lines_of, without_furniture
from planbot.ingest.numbering import SPOKEN, accepted, rank_order, usual_rank
from planbot.ingest.series import compilation_title, part_heads
from planbot.ingest.titles import Title, body_start, head_titles, own_title, sends, title_like
from planbot.ingest.tree import Node, tree_of
from planbot.lexicon.load import load
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
    text = without_furniture(read.text, furniture)
    everything = _outside_tables(lines_of(text), read)
    nodes: list[Node] = []
    ends: list[int] = []
    compilation = any(label is not None for label, _, _ in parts)
    if compilation and (title := _whole_title(everything, parts)) is not None:
        nodes.append(Node(_opening(title, "title"), None, 0))
        ends.append(len(text))
    root = 0 if nodes else None
    for label, start, end in parts:
        lines = [line for line in everything if start <= line.start < end]
        for stretch in _stretches(text, lines, label, root, end, read):
            _add(text, stretch, read.headings, nodes, ends)
    return _sections(text, nodes, ends)


def _outside_tables(lines: Sequence[Line], read: ReadText) -> list[Line]:
    tables = [(table.start, table.end) for table in read.tables]
    return [
        line for line in lines if not _TABLE_ROW.search(line.text) and not any(a <= line.start < b for a, b in tables)
    ]


def _whole_title(lines: Sequence[Line], parts: Sequence[tuple[str | None, int, int]]) -> Title | None:
    heads = part_heads(lines)
    first = next(start for label, start, _ in parts if label is not None)
    title = compilation_title(lines, heads) if heads else None
    return title if title is not None and title.end <= first else None


def _opening(title: Title, kind: str) -> Heading:
    return Heading(title.start, title.end, kind, "title" if kind == "title" else "part", "", title.first, inline=False)


def _stretches(
    text: str, lines: list[Line], label: str | None, root: int | None, end: int, read: ReadText
) -> list[_Stretch]:
    """The part cut at its titles and attachments."""
    if not lines:
        return []
    if label is not None:
        head = Heading(lines[0].start, lines[0].end, "part", "part", label, 0, inline=False)
        return [_Stretch(Node(head, root, 1), lines[1:], end)]
    title = own_title(head_titles(lines, body_start(lines)), read.title)
    opening = Node(_opening(title, "title"), None, 0) if title is not None else None
    rest = [line for line in lines if title is None or line.start > title.end - 1 or line.end > title.end]
    rest = [_after_title(line, title) for line in rest]
    return [_Stretch(opening, [line for line in rest if line.text], end)]


def _after_title(line: Line, title: Title | None) -> Line:
    """What remains of a line that the title begins."""
    if title is None or not line.start < title.end < line.end:
        return line
    rest = line.text[title.end - line.start :]
    start = line.end - len(rest.lstrip())
    return Line(start, line.end, rest.lstrip())


def _add(text: str, stretch: _Stretch, marks: Sequence[HeadingMark], nodes: list[Node], ends: list[int]) -> None:
    """Append the nodes of one stretch and where each of them ends."""
    if stretch.opening is not None:
        nodes.append(stretch.opening)
        ends.append(stretch.end)
    headings, ranks = _headings(text, stretch.lines, marks)
    made = tree_of(headings, ranks, stretch.opening, len(nodes))
    base = len(nodes)
    for index, node in enumerate(made):
        following = (
            m.heading.start for m in made[index + 1 :] if m.level <= node.level and not _under(made, m, index, base)
        )
        ends.append(next(following, stretch.end))
    nodes += made


def _under(made: Sequence[Node], node: Node, ancestor: int, base: int) -> bool:
    parent = node.parent
    while parent is not None and parent >= base:
        if parent - base == ancestor:
            return True
        parent = made[parent - base].parent
    return False


def _headings(text: str, lines: Sequence[Line], marks: Sequence[HeadingMark]) -> tuple[list[Heading], dict[str, float]]:
    """All headings of one stretch in reading order, and how deep each style nests."""
    labels = accepted(text, lines, labels_of(text, lines))
    numbered = settle(text, _numbered(text, lines, labels), lines)
    at_start = {label.line for label in labels if not label.inline}
    free = [(i, line) for i, line in enumerate(lines) if i not in at_start]
    leads = lead_sentences(_regions(lines, labels, free))
    leading = {heading.line for heading in leads}
    shorts = short_lines([(i, line) for i, line in free if i not in leading], lines, at_start)
    ranks = rank_order(labels)
    ranks.update({style: usual_rank(style) for style in ("lead", "plain")})
    return sorted(numbered + leads + shorts), ranks


def _numbered(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> list[Heading]:
    made: list[Heading] = []
    for index, label in enumerate(labels):
        end = lines[label.line].end
        if index + 1 < len(labels) and labels[index + 1].line == label.line:
            end = labels[index + 1].start
        made.append(heading_of(text, lines[label.line], label, end))
    return made


def _regions(
    lines: Sequence[Line], labels: Sequence[Label], free: Sequence[tuple[int, Line]]
) -> list[list[tuple[int, Line]]]:
    """The paragraphs between two numbered headings."""
    borders = sorted(label.line for label in labels if label.style not in SPOKEN)
    regions: dict[int, list[tuple[int, Line]]] = {}
    position = 0
    for index, line in free:
        while position < len(borders) and borders[position] < index:
            position += 1
        regions.setdefault(position, []).append((index, line))
    return list(regions.values())


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
            title=_printed(text[node.heading.start : node.heading.end]),
            heading_end=node.heading.end,
        )
        for index, (node, end) in enumerate(zip(nodes, ends, strict=True))
    )


def _printed(heading: str) -> str:
    """The heading on one line."""
    return _SPACES.sub(" ", _BREAKS.sub("", heading)).strip()

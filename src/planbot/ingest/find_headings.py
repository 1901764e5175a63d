"""All headings under one title or part: numbered, marked by the format, and unnumbered but parallel (pure)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from planbot.ingest.headings import Heading, heading_of, settle
from planbot.ingest.labels import Label, labels_of
from planbot.ingest.leads import lead_sentences, marked_headings, short_lines
from planbot.ingest.lines import Line
from planbot.ingest.numbering import MAIN_RANK, SPOKEN, accepted, rank_order, usual_rank
from planbot.types import HeadingMark

_BETWEEN = 0.01
"""Added for each level of a mark, so that the ranks of marked headings keep the order of their levels."""


def headings_of(
    text: str, lines: Sequence[Line], marks: Sequence[HeadingMark]
) -> tuple[list[Heading], dict[str, float]]:
    """All headings in ``lines`` in reading order, and how deep each of their styles nests (smaller is further out)."""
    labels = accepted(text, lines, labels_of(text, lines))
    ranks = rank_order(labels)
    numbered = settle(text, _numbered(text, lines, labels), lines, ranks)
    at_start = {label.line for label in labels if not label.inline}
    here = [mark for mark in marks if lines and lines[0].start <= mark.start < lines[-1].end]
    marked = marked_headings(here, lines, at_start)
    taken = at_start | {heading.line for heading in marked}
    free = [(index, line) for index, line in enumerate(lines) if index not in taken]
    ended = {heading.line for heading in (*numbered, *marked) if heading.end >= lines[heading.line].end - 1}
    leads = lead_sentences(_regions(labels, marked, free), lines, ended)
    leading = {heading.line for heading in leads}
    rest = [(index, line) for index, line in free if index not in leading]
    items = {label.line for label in labels if usual_rank(label.style) > MAIN_RANK}
    shorts = short_lines(rest, lines, taken, items) if not marked else []
    ranks.update(_mark_ranks(here, labels, ranks))
    ranks.update(lead=usual_rank("lead"), plain=_plain_rank(shorts, labels))
    return sorted(numbered + marked + leads + shorts), ranks


def _numbered(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> list[Heading]:
    made: list[Heading] = []
    for index, label in enumerate(labels):
        end = lines[label.line].end
        if index + 1 < len(labels) and labels[index + 1].line == label.line:
            end = labels[index + 1].start
        made.append(heading_of(text, label, end))
    return made


def _regions(
    labels: Sequence[Label], marked: Sequence[Heading], free: Sequence[tuple[int, Line]]
) -> list[list[tuple[int, Line]]]:
    """The paragraphs between two headings."""
    borders = sorted(
        {label.line for label in labels if label.style not in SPOKEN} | {heading.line for heading in marked}
    )
    regions: dict[int, list[tuple[int, Line]]] = {}
    position = 0
    for index, line in free:
        while position < len(borders) and borders[position] < index:
            position += 1
        regions.setdefault(position, []).append((index, line))
    return list(regions.values())


def _mark_ranks(marks: Sequence[HeadingMark], labels: Sequence[Label], ranks: Mapping[str, float]) -> dict[str, float]:
    """Ranks for the levels of marked headings: that of the numbering style that bears the same mark, else around it."""
    level_at = {mark.start: mark.level for mark in marks}
    seen: dict[str, Counter[int]] = {}
    for label in labels:
        if not label.inline and label.start in level_at:
            seen.setdefault(label.style, Counter())[level_at[label.start]] += 1
    bears = {style: counts.most_common(1)[0][0] for style, counts in seen.items()}
    found: dict[str, float] = {}
    for level in sorted({mark.level for mark in marks}):
        outer = [ranks[style] for style, own in bears.items() if own < level]
        same = [ranks[style] for style, own in bears.items() if own == level]
        found[f"mark{level}"] = same[0] if same else (max(outer) if outer else usual_rank("upper")) + level * _BETWEEN
    return found


def _plain_rank(shorts: Sequence[Heading], labels: Sequence[Label]) -> float:
    """Short headings stand over the numbered ones when they come first and the numbers begin anew under them."""
    if not shorts or not labels or labels[0].start < shorts[0].start:
        return usual_rank("plain")
    starts = [heading.start for heading in shorts]
    firsts = [label.start for label in labels if label.value == 1 and label.style == labels[0].style]
    under = len({bisect_right(starts, first) for first in firsts})
    return usual_rank("upper") if under >= 2 or under == len(firsts) else usual_rank("plain")

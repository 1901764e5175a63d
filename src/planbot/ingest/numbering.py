"""Decides which printed numbers begin headings or items, and how the numbering styles of a document nest (pure)."""

import re
from collections.abc import Sequence

from planbot.ingest.labels import Label, styles
from planbot.ingest.lines import Line, finished, unfinished_paragraph

_WEAK = frozenset({"is", "must", "ordinal", "letter", "roman", "half_paren", "counted", "stage"})
"""Styles that are headings only when a neighbour in number shows that they count something."""
MAIN_RANK = 50.0
"""Styles up to this rank (章 节 一、 （一）) number sections; deeper ones number items."""
_GLUED_HEADING = 40
SPOKEN = frozenset({"is", "must"})
_RANKS = {"decimal1": 60.0, "lead": 95.0, "plain": 96.0, "upper": 35.0}


def accepted(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> list[Label]:
    """The labels that begin a heading or an item, in reading order."""
    labels = _with_bare_numbers(labels)
    headed = {label.line for label in labels if "。" not in lines[label.line].text}
    following = _following(labels)
    last: dict[str, Label] = {}
    found: list[Label] = []
    for index, label in enumerate(labels):
        before, after = last.get(label.style), following[index]
        if label.glued and not (found and _ends_heading(text, found[-1], label)):
            continue
        if _counts(label, before, after) and _stands(text, lines, label, before, after, headed):
            last[label.style] = label
            found.append(label)
    return found


def _with_bare_numbers(labels: Sequence[Label]) -> list[Label]:
    """ "1 总则" becomes the first level of 1.1, and is left out where the document has no such second level below it."""
    below: dict[int, int] = {}
    for label in labels:
        if label.style.startswith("decimal"):
            below[int(re.split("[.．]", label.printed)[0])] = label.start
    kept: list[Label] = []
    for label in labels:
        if label.style != "bare":
            kept.append(label)
        elif below.get(label.value, 0) > label.start:
            kept.append(label._replace(style="decimal1"))
    return kept


def _following(labels: Sequence[Label]) -> list[Label | None]:
    """For each label the next one of its style."""
    upcoming: dict[str, Label] = {}
    found: list[Label | None] = []
    for label in reversed(labels):
        found.append(upcoming.get(label.style))
        upcoming[label.style] = label
    return found[::-1]


def _counts(label: Label, before: Label | None, after: Label | None) -> bool:
    """Is the label part of a count: not weak or inside a line, or next to a neighbour in number?"""
    if label.value == 0 or label.counts:
        return False
    if not label.inline and label.style not in _WEAK:
        return True
    goes_on = after is not None and after.value == label.value + 1
    if label.value == 1:
        return goes_on
    continues = before is not None and 0 <= label.value - before.value <= 2
    return continues or goes_on


def _stands(
    text: str, lines: Sequence[Line], label: Label, before: Label | None, after: Label | None, headed: set[int]
) -> bool:
    """Does the label stand where a heading may stand: not in a bracket, not where a sentence was broken by the page?"""
    line = lines[label.line]
    if label.inline:
        return label.style in SPOKEN or not _bracketed(text[max(line.start, label.start - 200) : label.start])
    above = lines[label.line - 1].text if label.line else ""
    if above.endswith("第") and not finished(above):
        return False
    if label.line - 1 in headed or not unfinished_paragraph(above):
        return True
    if label.value == 1:
        return after is not None and after.value == 2
    return before is not None and before.value in (label.value, label.value - 1)


def _ends_heading(text: str, above: Label, label: Label) -> bool:
    """Is all that stands between the two labels one short heading?"""
    between = text[above.end : label.start]
    return (
        above.line == label.line
        and 2 <= len(between) <= _GLUED_HEADING
        and re.search(r"[。；！？：:;]", between) is None
    )


def _bracketed(before: str) -> bool:
    """Is a bracket still open at the end of the text?"""
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))


def rank_order(labels: Sequence[Label]) -> dict[str, float]:
    """How deep each style nests in this document, smaller is further out.

    The usual order holds unless the document counts 1, 2, … in the outer style inside one item of the inner.
    """
    order = sorted({label.style for label in labels}, key=usual_rank)
    inside = _insides(labels)
    for _ in order:
        for at in range(len(order) - 1):
            outer, inner = order[at], order[at + 1]
            if (outer, inner) in inside and (inner, outer) not in inside:
                order[at], order[at + 1] = inner, outer
    ranks = sorted(usual_rank(style) for style in order)
    return dict(zip(order, ranks, strict=True))


def usual_rank(style: str) -> float:
    """The place of a style in the usual order of nesting."""
    if style in _RANKS:
        return _RANKS[style]
    if style.startswith("decimal"):
        return styles()["decimal"]["rank"] + int(style[7:]) / 10
    return float(styles()[style]["rank"]) if style in styles() else 0.0


def _insides(labels: Sequence[Label]) -> set[tuple[str, str]]:
    """Pairs (a, b): style a counts from 1 between two neighbouring numbers of style b, and does not go on after the second."""
    found: set[tuple[str, str]] = set()
    last: dict[str, Label] = {}
    begun: dict[str, int] = {}
    waiting: dict[str, set[str]] = {}
    for label in labels:
        if label.inline or label.style in SPOKEN:
            continue
        previous = last.get(label.style)
        outers = waiting.pop(label.style, set[str]())
        if previous is not None and label.value != previous.value + 1:
            found |= {(label.style, outer) for outer in outers}
        if previous is not None and label.value == previous.value + 1:
            for style, start in begun.items():
                if start > previous.start and style != label.style:
                    waiting.setdefault(style, set()).add(label.style)
        if label.value == 1:
            begun[label.style] = label.start
        last[label.style] = label
    return found | {(style, outer) for style, outers in waiting.items() for outer in outers}

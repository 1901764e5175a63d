"""Puts headings into a tree: depth follows the order of nesting that the document itself uses (pure)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from planbot.ingest.headings import Heading
from planbot.ingest.numbering import SPOKEN

_ITEMS = 60.0
"""Styles of this rank or deeper (1. （1） ①) are items, level 3, when nothing stands above them."""
_LEAD = "lead"


class Node(NamedTuple):
    """A heading with its place: ``parent`` is an index into the nodes."""

    heading: Heading
    parent: int | None
    level: int


def tree_of(headings: Sequence[Heading], ranks: Mapping[str, float], root: int | None, at: int) -> list[Node]:
    """Nodes in reading order; their indexes begin at ``at``; those that stand under no other stand under ``root``."""
    nodes: list[Node] = []
    stack: list[int] = []
    top_is_main = _main_styles(headings, ranks)
    for heading in headings:
        _unwind(stack, nodes, heading, ranks)
        above = nodes[stack[-1]] if stack else None
        parent = at + stack[-1] if stack else root
        nodes.append(Node(heading, parent, _level(heading, above, heading.style in top_is_main)))
        stack.append(len(nodes) - 1)
    return nodes


def ends_of(made: Sequence[Node], at: int, end: int) -> list[int]:
    """Where each node ends: at the next one that does not stand under it, else at ``end``; ``at`` is the index of the first."""
    ends = [end] * len(made)
    open_nodes: list[int] = []
    for index, node in enumerate(made):
        while open_nodes and at + open_nodes[-1] != node.parent:
            ends[open_nodes.pop()] = node.heading.start
        open_nodes.append(index)
    return ends


def _main_styles(headings: Sequence[Heading], ranks: Mapping[str, float]) -> set[str]:
    """Styles whose headings are main sections, level 2, when nothing stands above them."""
    main = {style for style, rank in ranks.items() if rank < _ITEMS and style != "article"} | {
        "decimal1",
        "upper",
        "plain",
    }
    if not any(heading.style in main for heading in headings):
        items = [h for h in headings if h.style == min(ranks, key=lambda s: ranks[s], default="")]
        if items and sum(h.top and h.kind == "heading" for h in items) * 2 > len(items):
            main.add(items[0].style)
    return main


def _unwind(stack: list[int], nodes: Sequence[Node], heading: Heading, ranks: Mapping[str, float]) -> None:
    """Take off the stack what the heading does not stand under."""
    used = [nodes[i].heading.style for i in stack]
    if heading.style in used:
        del stack[used.index(heading.style) :]
        return
    rank = ranks.get(heading.style, 0.0)
    while stack:
        above = nodes[stack[-1]].heading
        if ranks.get(above.style, 0.0) < rank or (
            above.style == _LEAD and heading.inline and above.line == heading.line
        ):
            break
        stack.pop()


def _level(heading: Heading, above: Node | None, main: bool) -> int:
    if heading.style in SPOKEN:
        return 6
    if above is None:
        return 2 if main else 3
    return min(6, above.level + 1)

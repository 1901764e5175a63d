"""The stretches of the documents that are on the subject, as units that a draft may take over whole or in part (pure)."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from planbot.draft.material import Node, Piece
from planbot.draft.subject import RELATED, Subject, on_subject, widened
from planbot.ledger import departments
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.types import Noun

NEAR = 0.55
"""Nearness from which a sentence is on the subject."""
HEADED = 0.3
"""Nearness of a heading from which half as many near sentences make the section one on the subject."""
WHOLE = 0.5
"""Share of near sentences from which a section is taken whole."""
LISTED = 3
"""Things listed in a clause from which the share that is on the subject counts."""
LONG = 150
"""Characters from which a sentence that speaks of many things counts less."""


class Unit(Noun):
    """Sentences that belong together, under the words that name them."""

    document: str
    part: str | None
    path: tuple[str, ...]
    lead: Piece | None
    """Its heading, or None."""
    pieces: tuple[Piece, ...]
    kind: Literal["intro", "item", "loose"]
    """What stands before the items of a section on the subject; one of its items; sentences found elsewhere."""
    root: int
    """Start of the section on the subject that it stands in; of the sentence itself for loose ones."""
    score: float

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.lead.start if self.lead else self.pieces[0].start

    @property
    def text(self) -> str:
        """Its words, the lead's too."""
        return (self.lead.text if self.lead else "") + "".join(piece.text for piece in self.pieces)


class Gathered(Noun):
    """All that is on the subject."""

    about: Subject
    sections: tuple[Node, ...]
    """Whole sections on the subject, in the order of the trees."""
    units: tuple[Unit, ...]


def gather(trees: Sequence[Node], about: Subject) -> Gathered:
    """The sections and loose sentences of ``trees`` on the subject; reports of what was done are left out."""
    sections = tuple(node for tree in trees for node in _sections(tree, about))
    inside = {(piece.document, piece.start) for node in sections for piece in node.pieces}
    outside = [p for tree in trees for p in tree.pieces if (p.document, p.start) not in inside]
    if sections:
        about = widened(about, (piece for node in sections for piece in node.pieces), outside)
    units = [unit for node in sections for unit in units_of(node, about)]
    units += [unit for tree in trees for unit in _loose(tree, about, {(n.document, n.start) for n in sections})]
    return Gathered(about=about, sections=sections, units=tuple(units))


def whole_plan(plan: Node, about: Subject) -> Gathered:
    """All of one plan."""
    return Gathered(about=about, sections=(plan,), units=tuple(units_of(plan, about)))


def _sections(node: Node, about: Subject) -> Iterator[Node]:
    """The outermost sections on the subject that have text."""
    if on_subject(node, about) and not node.reports and (node.pieces or _bare(node)):
        yield node
        return
    for child in node.children:
        yield from _sections(child, about)


def _bare(node: Node) -> bool:
    """Are its items headings without text: 1、继续发动民营企业参与献血。"""
    return any(child.heading for child in node.children)


def units_of(node: Node, about: Subject) -> Iterator[Unit]:
    """A section taken apart: what stands before its items, then each item."""
    if not node.children:
        yield _unit(node, node.heading, node.pieces, "item", node, about)
        return
    if node.own:
        yield _unit(node, None, node.own, "intro", node, about)
    for child in node.children:
        if child.pieces or child.heading:
            yield _unit(child, child.heading, child.pieces, "item", node, about)


def _unit(
    node: Node,
    lead: Piece | None,
    pieces: tuple[Piece, ...],
    kind: Literal["intro", "item", "loose"],
    root: Node,
    about: Subject,
) -> Unit:
    return Unit(
        document=node.document,
        part=node.part,
        path=node.path,
        lead=None if kind == "intro" else lead,
        pieces=pieces,
        kind=kind,
        root=root.start,
        score=1.0 + max((near(piece, about) for piece in pieces), default=0.0),
    )


def near(piece: Piece, about: Subject) -> float:
    """Nearness of the sentence or of its nearest clause; little where the subject is named among many other things.

    Names of bodies (县中医医院) say nothing of the subject, unless it is a body itself.
    """
    if not about.touched(piece.text):
        return 0.0
    text = piece.text if departments.find(about.topic) else _without_bodies(piece.text)
    spans = [(0, len(text)), *clauses(text, whole_lists=True)]
    return max((about.nearness(text[a:b]) * _focus(text[a:b], about) for a, b in spans), default=0.0)


def _without_bodies(text: str) -> str:
    for body in reversed(departments.find(text)):
        text = text[: body.start] + "　" * (body.end - body.start) + text[body.end :]
    return text


def _focus(clause: str, about: Subject) -> float:
    """Share of the things listed in a clause that are near the subject; 1 where few are listed."""
    things = re.split("[、和与及，,]", clause)
    if len(things) < LISTED:
        return 1.0
    return min(1.0, 2 * sum(about.nearness(thing) >= RELATED for thing in things) / len(things))


def _loose(node: Node, about: Subject, taken: set[tuple[str, int]]) -> Iterator[Unit]:
    """Sentences on the subject that stand in sections about other things."""
    if (node.document, node.start) in taken or node.reports or (node.heading and _is_general(node.heading.text)):
        return
    found = tuple(piece for piece in node.own if near(piece, about) >= NEAR)
    if found and (node.path or not node.children):
        headed = node.heading is not None and about.nearness(node.heading.text) >= HEADED and not node.children
        whole = headed and len(found) >= WHOLE * len(node.own)
        pieces = node.own if whole else found
        yield Unit(
            document=node.document,
            part=node.part,
            path=node.path,
            lead=node.heading if whole else None,
            pieces=pieces,
            kind="loose",
            root=pieces[0].start,
            score=max(_weight(piece, about) for piece in found),
        )
    for child in node.children:
        yield from _loose(child, about, taken)


def _is_general(heading: str) -> bool:
    return bool(re.search(load("drafting")["sentence"]["general"], heading))


def _weight(piece: Piece, about: Subject) -> float:
    """Nearness, less for a long sentence that names the subject among many other things."""
    return near(piece, about) * min(1.0, LONG / max(1, len(piece.text)))


def likeness(node: Node, title: str) -> float:
    """Share of the characters that heading and title have in common, in [0, 1]."""
    heading = "".join(c for c in (node.heading.text if node.heading else "") if c.isalnum())
    words = "".join(c for c in title if c.isalnum())
    if not heading or not words:
        return 0.0
    if words in heading or heading in words:
        return 0.5 + 0.5 * min(len(heading), len(words)) / max(len(heading), len(words))
    return 0.5 * len(set(heading) & set(words)) / len(set(heading) | set(words))

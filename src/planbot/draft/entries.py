"""The sentences of a draft in their order and nesting, before numbers and marks are put to them (pure)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from planbot.draft.brief import Gaps
from planbot.draft.gaps import without_gaps
from planbot.draft.gather import Unit
from planbot.draft.material import ITEM_LEVEL, Node, Piece
from planbot.draft.numbering import Numbering, read_numbering
from planbot.draft.revise import SHORTEST, Revised
from planbot.store.tokens import pairs
from planbot.types import Change, Noun

ALIKE = 0.62
"""Share of a sentence's pairs of characters that another must hold for it to say the same."""

Revise = Callable[[Piece], Revised]


class Line(Noun):
    """One sentence of the draft, or the words of a heading."""

    text: str
    piece: Piece | None
    """Where it comes from; None for one from the brief."""
    changes: tuple[Change, ...] = ()
    score: float = 0.0
    """How much it is on the subject: what is cut first has least."""
    fixed: bool = False
    """It holds what the brief wants and is never cut."""

    @property
    def characters(self) -> int:
        """White space not counted."""
        return sum(not character.isspace() for character in self.text)


class Entry(Noun):
    """An item: what names it, its sentences, and the items under it."""

    lead: Line | None = None
    run_in: bool = False
    """The lead ends in 。 and the sentences follow in its paragraph."""
    lines: tuple[Line, ...] = ()
    children: tuple["Entry", ...] = ()
    spoken: bool = False
    """Its children are 一是…二是… inside its paragraph."""
    numbering: Numbering | None = None
    """How its children are numbered in the text it comes from."""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Every sentence, leads too, in reading order."""
        own = (self.lead, *self.lines) if self.lead else self.lines
        return (*own, *(line for child in self.children for line in child.all_lines))

    @property
    def empty(self) -> bool:
        """Is there nothing to say? A lead alone says something only when it is a sentence."""
        return not self.lines and not self.children and not (self.lead and self.run_in)

    @property
    def characters(self) -> int:
        """White space not counted."""
        return sum(line.characters for line in self.all_lines)


def line_of(revised: Revised, score: float = 0.0) -> Line:
    """The line for a sentence that stays."""
    return Line(text=revised.text, piece=revised.piece, changes=revised.changes, score=score)


def entry_of(node: Node, revise: Revise, score: Callable[[str], float]) -> Entry:
    """A section with everything under it, sentence by sentence; what the reviser leaves out is gone."""
    lines = _lines(node.own, revise, score)
    children = [child for node_ in node.children if not (child := entry_of(node_, revise, score)).empty]
    return Entry(
        lead=_lead(node.heading, revise, run_in=node.run_in),
        run_in=node.run_in,
        lines=lines,
        children=tuple(children),
        spoken=bool(node.children) and all(child.level == ITEM_LEVEL for child in node.children),
        numbering=read_numbering(next((child.label for child in node.children if child.label), "")),
    )


def entry_of_unit(unit: Unit, revise: Revise, score: Callable[[str], float]) -> Entry:
    """A unit as one item without items under it."""
    run_in = unit.lead is not None and unit.lead.text.endswith("。")
    return Entry(
        lead=_lead(unit.lead, revise, run_in=True) if unit.lead else None,
        run_in=run_in or unit.lead is not None,
        lines=_lines(unit.pieces, revise, score),
    )


def _lead(heading: Piece | None, revise: Revise, *, run_in: bool) -> Line | None:
    if heading is None:
        return None
    revised = revise(heading)
    if revised.why in ("damaged", "dated", "unwanted", "local") and len(heading.text) >= SHORTEST:
        return None
    text = revised.text or heading.text
    return Line(text=text if run_in else text.rstrip("。"), piece=heading, changes=revised.changes)


def _lines(pieces: Iterable[Piece], revise: Revise, score: Callable[[str], float]) -> tuple[Line, ...]:
    return tuple(line_of(r, score(piece.text)) for piece in pieces if (r := revise(piece)).why is None)


class Said:
    """What a draft says already, so that nothing is said twice."""

    def __init__(self, gaps: Gaps) -> None:
        self._gaps = gaps
        self._known: list[frozenset[str]] = []

    def repeats(self, line: Line) -> bool:
        """Is most of the sentence said already? Remembers it otherwise."""
        own = frozenset(pair for pair in pairs(without_gaps(line.text, self._gaps)) if len(pair) == 2)
        if own and any(len(own & known) >= ALIKE * min(len(own), len(known)) for known in self._known if known):
            return True
        self._known.append(own)
        return False


def distinct(entries: Iterable[Entry], said: Said) -> Iterator[tuple[Entry, tuple[Line, ...]]]:
    """Each entry without the sentences that were said before, and those sentences."""
    for entry in entries:
        lines = [(line, said.repeats(line)) for line in entry.lines]
        below = list(distinct(entry.children, said))
        kept = entry.model_copy(
            update={
                "lines": tuple(line for line, again in lines if not again),
                "children": tuple(child for child, _ in below if not child.empty),
            }
        )
        if (entry.lines or entry.children) and not kept.lines and not kept.children:
            kept = Entry()
        yield kept, (*(line for line, again in lines if again), *(line for _, lost in below for line in lost))


def total(entries: Sequence[Entry]) -> int:
    """Characters of all entries."""
    return sum(entry.characters for entry in entries)


def without_line(entries: Sequence[Entry], gone: Line) -> tuple[Entry, ...]:
    """The entries without one of their sentences, and without entries that this leaves empty."""
    cut = [
        entry.model_copy(
            update={
                "lines": tuple(line for line in entry.lines if line is not gone),
                "children": without_line(entry.children, gone),
            }
        )
        for entry in entries
    ]
    return tuple(entry for entry in cut if not (entry.empty or _only_a_lead(entry)))


def _only_a_lead(entry: Entry) -> bool:
    return (
        bool(entry.lead)
        and not entry.lines
        and not entry.children
        and not re.search("[。]$", entry.lead.text if entry.lead else "")
    )

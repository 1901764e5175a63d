"""The sentences chosen, revised, put in order and laid out: the draft as blocks, without a language model."""

from collections.abc import Callable, Iterable, Sequence

from planbot.cite import heading_path
from planbot.draft.brief import Given
from planbot.draft.checking import is_supported, lent_years
from planbot.draft.edits import Aim, Source
from planbot.draft.entries import Entry, Line, Said, distinct, entry_of, entry_of_unit
from planbot.draft.figures import restored, stated
from planbot.draft.fit import counted, cut_to, grouped, opened, shortened
from planbot.draft.gaps import gap
from planbot.draft.gather import Unit
from planbot.draft.items import MOST_ITEMS, Items
from planbot.draft.layout import Cited
from planbot.draft.material import Piece
from planbot.draft.read_form import MOST
from planbot.draft.revise import Revised, ended, revise
from planbot.draft.shape import Material, Shape
from planbot.lexicon.load import load
from planbot.types import DraftBlock, Dropped, Noun, PartKey, StoredDocument

USUAL = 900
"""Characters of a section put together from several texts, where neither brief nor model says how long."""
LONGEST = 1600
LABEL = 4
"""Characters of an item's number, about."""
WIDER = 1.4
"""How much longer than its model a section may become when other texts add to it."""


class Composed(Noun):
    """A draft laid out, and what it was made from."""

    title: str
    blocks: tuple[DraftBlock, ...]
    used: tuple[Unit, ...]
    dropped: tuple[Dropped, ...]


class Composer:
    """Writes one draft."""

    def __init__(self, material: Material, aim: Aim, stored: Callable[[str], StoredDocument]) -> None:
        self.cited = Cited(stored)
        self._stored = stored
        self._material, self._aim, self._brief = material, aim, aim.brief
        self._dropped: list[Dropped] = []
        self._said = Said(aim.brief.gaps)
        self._stated = frozenset[str]()

    def write(self) -> Composed:
        """The draft: heading, items, each sentence with its citation."""
        intro, entries = self._followed() if self._material.follows else self._merged()
        form = self._brief.form
        if intro and (form.opener or form.paragraphs or (not entries and (form.points or form.items))):
            intro, entries = (), (Entry(lines=intro), *entries)
        entries = self._fitted(self._wanted(intro, entries))
        if not intro and not entries:
            entries = (self._left_open(self._brief.title),)
        shape = Shape(self._material, self._brief, self.cited)
        title, blocks = shape.blocks(intro, entries, self._revise)
        return Composed(title=title, blocks=tuple(blocks), used=self._used(), dropped=tuple(self._dropped))

    # --- what is said -------------------------------------------------------------------------------------------------

    def _revise(self, piece: Piece) -> Revised:
        source = self._material.sources[str(PartKey(document=piece.document, part=piece.part))]
        aim = self._aim if self._material.follows else self._aim.model_copy(update={"said": self._stated})
        revised = revise(piece, source, aim)
        if revised.why is None and not self._holds(revised, source):
            revised = Revised(piece=piece, why="unsupported")
        if revised.why:
            self._drop(piece, revised.why)
        else:
            self._stated |= stated(piece, source)
        return revised

    def _holds(self, revised: Revised, source: Source) -> bool:
        """Does the source support what the sentence has become?"""
        path = heading_path(self._stored(revised.piece.document).sections, revised.piece.start)
        above = "\n".join([*path, *lent_years(self._aim.year)])
        return not revised.changes or is_supported(
            revised.text, [revised.piece.text, restored(revised.piece, source)], above, self._brief
        )

    def _drop(self, piece: Piece, why: str) -> None:
        self._dropped.append(
            Dropped(document=piece.document, start=piece.start, end=piece.end, text=piece.text, reason=why)  # type: ignore[arg-type] - checked by pydantic
        )

    def _followed(self) -> tuple[tuple[Line, ...], tuple[Entry, ...]]:
        """The model's own sentences, and its items with all that stands under them."""
        model = self._material.model
        if model is None:
            return (), ()
        whole = self._distinct([entry_of(model, self._revise, self._material.about.nearness)])
        return (whole[0].lines, whole[0].children) if whole else ((), ())

    def _merged(self) -> tuple[tuple[Line, ...], tuple[Entry, ...]]:
        """Units in order, each sentence once, until the draft is as long as it should be."""
        _, most = self._room()
        intro: list[Line] = []
        items = Items(self._material.about)
        for unit in self._material.units:
            if items.characters >= most:
                break
            for entry in self._distinct([entry_of_unit(unit, self._revise, self._score(unit))]):
                if unit.kind == "intro" and not items.entries:
                    intro += entry.lines
                else:
                    items.take(entry)
        return tuple(intro), tuple(items.entries)

    def _score(self, unit: Unit) -> Callable[[str], float]:
        """Sentences of sections on the subject are worth more than those found elsewhere."""
        more = 0.0 if unit.kind == "loose" else 1.0
        return lambda text: more + self._material.about.nearness(text)

    def _room(self) -> tuple[int, int]:
        """Fewest and most characters to gather."""
        form, model = self._brief.form, self._material.model
        if form.characters:
            return form.characters[0], round(
                WIDER * min(max(form.characters), USUAL) if form.characters[1] < MOST else form.characters[0] * WIDER
            )
        usual = max(USUAL, round(WIDER * sum(len(piece.text) for piece in model.pieces))) if model else USUAL
        most = min(usual, LONGEST) // (2 if form.concise else 1)
        return 0, most

    def _distinct(self, entries: Iterable[Entry]) -> list[Entry]:
        kept: list[Entry] = []
        for entry, repeated in distinct(entries, self._said):
            kept.append(entry)
            for line in repeated:
                if line.piece:
                    self._drop(line.piece, "repeated")
        return [entry for entry in kept if not entry.empty or entry.lines]

    # --- what the brief wants -----------------------------------------------------------------------------------------

    def _wanted(self, intro: Sequence[Line], entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """With sentences for the words that must be there, and for values given that no sentence states."""
        said = "".join(line.text for line in intro) + "".join(
            line.text for entry in entries for line in entry.all_lines
        )
        more: list[Entry] = []
        for words in self._brief.must:
            if words not in said:
                more.append(self._with(words))
        for given in self._brief.given:
            if given.value not in said:
                more.append(_stated(given))
        fixed = [_fixed(entry, self._brief.must) for entry in entries]
        return (*fixed, *more)

    def _with(self, words: str) -> Entry:
        """A sentence of the texts that has the words; else one that leaves the content open."""
        for unit in self._material.units:
            for piece in unit.pieces:
                if words in piece.text and (revised := self._revise(piece)).why is None:
                    line = Line(text=revised.text, piece=piece, changes=revised.changes, fixed=True, score=1.0)
                    return Entry(lines=(line,))
        return self._left_open(words)

    def _left_open(self, words: str) -> Entry:
        """Words for which the texts have no sentence."""
        what: str = load("drafting")["phrases"]["zh"]["must"].format(what=words)
        text = ended(f"{words}{gap(self._brief.gaps, what)}")
        return Entry(lines=(Line(text=text, piece=None, fixed=True, score=1.0),))

    def _fitted(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        form = self._brief.form
        fitted = opened(entries, form, self._brief.title)
        if form.points:
            fitted = counted(fitted, form.points)
        elif form.items and len(fitted) == 1:
            fitted = counted(fitted, (2, MOST_ITEMS))
        if form.each:
            fitted = tuple(shortened(entry, form.each) for entry in fitted)
        if form.characters:
            around = len(self._brief.title) + LABEL * len(fitted)
            fitted = cut_to(fitted, form.characters[0] - around, form.characters[1] - around)
        return grouped(fitted, form.paragraphs) if form.paragraphs else tuple(fitted)

    def _used(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self._material.units if self._is_used(unit))

    def _is_used(self, unit: Unit) -> bool:
        spans = {(citation.document, citation.start) for citation in self.cited.citations}
        return any(
            (piece.document, piece.start) in spans for piece in (*unit.pieces, *([unit.lead] if unit.lead else []))
        )


def _fixed(entry: Entry, wanted: Sequence[str]) -> Entry:
    """With the sentences marked that hold what must be there."""
    lines = tuple(
        line.model_copy(update={"fixed": True}) if any(words in line.text for words in wanted) else line
        for line in entry.lines
    )
    return entry.model_copy(
        update={"lines": lines, "children": tuple(_fixed(child, wanted) for child in entry.children)}
    )


def _stated(given: Given) -> Entry:
    """What the brief states, as a sentence of its own."""
    return Entry(lines=(Line(text=ended(given.clause), piece=None, fixed=True, score=1.0),))

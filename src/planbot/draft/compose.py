"""The sentences chosen, revised, put in order and laid out: the draft as blocks, without a language model."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from planbot.draft.brief import Given
from planbot.draft.edits import Aim, Source
from planbot.draft.entries import Entry, Line, Said, distinct, entry_of, entry_of_unit
from planbot.draft.fit import counted, cut_to, grouped, opened
from planbot.draft.gaps import gap
from planbot.draft.gather import Unit
from planbot.draft.items import MOST_ITEMS, Items
from planbot.draft.layout import DEEPER, SPOKEN, Cited, Layout
from planbot.draft.material import Node, Piece
from planbot.draft.numbering import Numbering, read_numbering
from planbot.draft.revise import Revised, ended, revise
from planbot.draft.subject import Subject
from planbot.lexicon.load import load
from planbot.types import DraftBlock, DraftSentence, Dropped, Noun, PartKey, StoredDocument

USUAL = 900
"""Characters of a section put together from several texts, where neither brief nor model says how long."""
LONGEST = 1600
WIDER = 1.4
"""How much longer than its model a section may become when other texts add to it."""


class Material(Noun):
    """What a draft is made from, in the order in which it takes it."""

    about: Subject
    model: Node | None
    units: tuple[Unit, ...]
    follows: bool
    """The model is followed section by section; other texts only fill in what the brief wants."""
    sources: Mapping[str, Source]
    """By ``str`` of the part's key."""


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
        self._material, self._aim, self._brief = material, aim, aim.brief
        self._dropped: list[Dropped] = []
        self._said = Said(aim.brief.gaps)

    def write(self) -> Composed:
        """The draft: heading, items, each sentence with its citation."""
        intro, entries = self._followed() if self._material.follows else self._merged()
        entries = self._fitted(self._wanted(intro, entries))
        heading, title = self._heading()
        blocks = self._laid_out(heading, intro if not self._brief.form.paragraphs else (), entries)
        used = [unit for unit in self._material.units if self._is_used(unit)]
        return Composed(title=title, blocks=tuple(blocks), used=tuple(used), dropped=tuple(self._dropped))

    # --- what is said -------------------------------------------------------------------------------------------------

    def _revise(self, piece: Piece) -> Revised:
        source = self._material.sources[str(PartKey(document=piece.document, part=piece.part))]
        revised = revise(piece, source, self._aim)
        if revised.why:
            self._drop(piece, revised.why)
        return revised

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
            for entry in self._distinct([entry_of_unit(unit, self._revise, self._material.about.nearness)]):
                if unit.kind == "intro" and not items.entries:
                    intro += entry.lines
                else:
                    items.take(entry)
        return tuple(intro), tuple(items.entries)

    def _room(self) -> tuple[int, int]:
        """Fewest and most characters to gather."""
        form, model = self._brief.form, self._material.model
        if form.characters:
            return form.characters[0], max(round(form.characters[0] * WIDER), min(form.characters[1], USUAL))
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
        what: str = load("drafting")["phrases"]["zh"]["must"].format(what=words)
        return Entry(
            lines=(Line(text=ended(f"{words}{gap(self._brief.gaps, what)}"), piece=None, fixed=True, score=1.0),)
        )

    def _fitted(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        form = self._brief.form
        fitted = opened(entries, form)
        if form.points:
            fitted = counted(fitted, form.points)
        elif form.items and len(fitted) == 1:
            fitted = counted(fitted, (2, MOST_ITEMS))
        if form.characters:
            fitted = cut_to(fitted, form.characters[1])
        return grouped(fitted, form.paragraphs) if form.paragraphs else tuple(fitted)

    # --- how it looks -------------------------------------------------------------------------------------------------

    def _heading(self) -> tuple[Line, str]:
        """The heading's words: as the brief gives them, as the model has them, else the subject."""
        wanted, model = self._brief.form.heading, self._material.model
        heading = model.heading if model else None
        if (
            wanted.words is None
            and heading is not None
            and (self._material.follows or wanted.pattern or self._is_english())
        ):
            revised = self._revise(heading)
            words = (revised.text or heading.text).rstrip("。")
            return Line(text=words, piece=heading, changes=revised.changes), words
        words = wanted.words or self._brief.title
        return Line(text=words, piece=None), words

    def _is_english(self) -> bool:
        return self._brief.language == "en"

    def _number(self) -> Numbering:
        """The heading's number: as the brief wants it, as the model followed has it, else 一、"""
        if self._brief.form.heading.numbering:
            return self._brief.form.heading.numbering
        model = self._material.model
        own = read_numbering(model.label) if model and self._material.follows else None
        return own if own and not own.spoken else DEEPER[0]

    def _laid_out(self, heading: Line, intro: Sequence[Line], entries: Sequence[Entry]) -> list[DraftBlock]:
        form, numbering = self._brief.form, self._number()
        head = self.cited.sentence(heading)
        lines = [self.cited.sentence(line) for line in intro]
        if form.heading.run_in:
            body = [self.cited.sentence(line) for entry in entries for line in entry.all_lines]
            first = head.model_copy(update={"text": ended(head.text)})
            return [
                DraftBlock(
                    kind="run_in", level=numbering.level, label=numbering.label(1), sentences=(first, *lines, *body)
                )
            ]
        top = DraftBlock(kind="heading", level=max(1, numbering.level), label=numbering.label(1), sentences=(head,))
        return [top, *self._body(lines, entries, numbering)]

    def _body(self, intro: list[DraftSentence], entries: Sequence[Entry], above: Numbering) -> list[DraftBlock]:
        form, model = self._brief.form, self._material.model
        layout = Layout(self.cited, form.items, above.level)
        own = self._own_numbering(len(entries), above)
        spoken = (form.items is None and own is not None and own.spoken) or (
            form.items is not None and form.items.spoken
        )
        if form.paragraphs or (own is None and form.items is None):
            first = [DraftBlock(kind="paragraph", sentences=tuple(intro))] if intro else []
            return [*first, *layout.blocks([_plain(entry) for entry in entries], None, spoken=False)]
        if spoken:
            sentences = layout.spoken(entries, form.items or SPOKEN)
            return [DraftBlock(kind="paragraph", sentences=(*intro, *sentences))]
        first = [DraftBlock(kind="paragraph", sentences=tuple(intro))] if intro else []
        _ = model
        return [*first, *layout.blocks(entries, own, spoken=False)]

    def _own_numbering(self, count: int, above: Numbering) -> Numbering | None:
        """The items' numbering where the brief sets none: the model's, else the next level's; none for a single item."""
        model = self._material.model
        labels = [child.label for child in model.children if child.label] if model else []
        if own := read_numbering(labels[0]) if labels else None:
            return own
        return DEEPER[min(max(above.level, 1), len(DEEPER) - 1)] if count > 1 else None

    def _is_used(self, unit: Unit) -> bool:
        spans = {(citation.document, citation.start) for citation in self.cited.citations}
        return any(
            (piece.document, piece.start) in spans for piece in (*unit.pieces, *([unit.lead] if unit.lead else []))
        )


def _plain(entry: Entry) -> Entry:
    """A lead of an item without a number is its first sentence."""
    if entry.lead is None or entry.run_in:
        return entry
    lead = entry.lead.model_copy(update={"text": ended(entry.lead.text)})
    return entry.model_copy(update={"lead": lead, "run_in": True})


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

"""How a draft looks: its heading, the numbers of its items, title and signature of a whole plan."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from planbot.draft.brief import Brief
from planbot.draft.edits import Source
from planbot.draft.entries import Entry, Line
from planbot.draft.gaps import gap, name_of
from planbot.draft.gather import Unit
from planbot.draft.layout import DEEPER, Cited, Layout
from planbot.draft.material import Node, Piece
from planbot.draft.numbering import Numbering, read_numbering
from planbot.draft.revise import Revised, ended
from planbot.draft.subject import Subject
from planbot.types import DraftBlock, DraftSentence, Noun


class Material(Noun):
    """What a draft is made from, in the order in which it takes it."""

    about: Subject
    model: Node | None
    """The section, or the whole plan (without a heading), whose form it takes."""
    units: tuple[Unit, ...]
    follows: bool
    """The model is followed section by section; other texts only fill in what the brief wants."""
    issuer: str | None
    """Who signs a whole plan."""
    sources: Mapping[str, Source]
    """By ``str`` of the part's key."""


class Shape:
    """Puts the sentences of one draft into blocks."""

    def __init__(self, material: Material, brief: Brief, cited: Cited) -> None:
        self._material, self._brief, self._cited = material, brief, cited

    def blocks(
        self, intro: Sequence[Line], entries: Sequence[Entry], revise: Callable[[Piece], Revised]
    ) -> tuple[str, list[DraftBlock]]:
        """(title, blocks). ``intro``: sentences before the items."""
        heading = self._heading(revise)
        form = self._brief.form
        if self._material.model is not None and self._material.model.heading is None:
            return heading.text, [*self._whole(heading, intro, entries), *self._signature()]
        signature = self._signature() if form.issuer or form.date else []
        return heading.text, [*self._section(heading, intro, entries), *signature]

    # --- the heading ----------------------------------------------------------------------------------------------------

    def _heading(self, revise: Callable[[Piece], Revised]) -> Line:
        """As the brief gives it, as the model has it, else the subject."""
        wanted, model = self._brief.form.heading, self._material.model
        heading = model.heading if model else None
        of_model = self._material.follows or wanted.pattern or self._brief.language == "en"
        if wanted.words is None and heading is not None and of_model:
            revised = revise(heading)
            words = (revised.text or heading.text).rstrip("。")
            return Line(text=words, piece=heading, changes=revised.changes)
        return Line(text=wanted.words or self._brief.title, piece=None)

    def _number(self) -> Numbering:
        """The heading's number: as the brief wants it, as the model followed has it, else 一、"""
        if self._brief.form.heading.numbering:
            return self._brief.form.heading.numbering
        model = self._material.model
        own = read_numbering(model.label) if model and self._material.follows else None
        return own if own and not own.spoken else DEEPER[0]

    # --- a section --------------------------------------------------------------------------------------------------------

    def _section(self, heading: Line, intro: Sequence[Line], entries: Sequence[Entry]) -> list[DraftBlock]:
        number = self._number()
        head, lines = self._cited.sentence(heading), [self._cited.sentence(line) for line in intro]
        label, level = number.label(1), max(1, number.level)
        if self._brief.form.heading.run_in:
            body = [self._cited.sentence(line) for entry in entries for line in entry.all_lines]
            first = head.model_copy(update={"text": ended(head.text)})
            return [DraftBlock(kind="run_in", level=level, label=label, sentences=(first, *lines, *body))]
        top = DraftBlock(kind="heading", level=level, label=label, sentences=(head,))
        return [top, *self._body(lines, entries, number)]

    def _body(self, intro: list[DraftSentence], entries: Sequence[Entry], above: Numbering) -> list[DraftBlock]:
        form = self._brief.form
        layout = Layout(self._cited, form.items, above.level)
        own = None if form.paragraphs else form.items or self._own_numbering(len(entries), above)
        if own is not None and own.spoken:
            return [DraftBlock(kind="paragraph", sentences=(*intro, *layout.spoken(entries, own)))]
        first = [DraftBlock(kind="paragraph", sentences=tuple(intro))] if intro else []
        if own is None:
            return [*first, *layout.blocks([_plain(entry) for entry in entries], None, spoken=False)]
        return [*first, *layout.blocks(entries, own, spoken=False)]

    def _own_numbering(self, count: int, above: Numbering) -> Numbering | None:
        """The items' numbering where the brief sets none: the model's where it is followed or of the next level; none for one item."""
        own = self._of_model()
        if own and (self._material.follows or own.spoken or own.level == above.level + 1):
            return own
        return DEEPER[min(max(above.level, 1), len(DEEPER) - 1)] if count > 1 else None

    def _of_model(self) -> Numbering | None:
        model = self._material.model
        return read_numbering(next((child.label for child in model.children if child.label), "")) if model else None

    # --- a whole plan -------------------------------------------------------------------------------------------------------

    def _whole(self, title: Line, intro: Sequence[Line], entries: Sequence[Entry]) -> list[DraftBlock]:
        """Title, what stands before the sections, the sections as they are numbered there."""
        head = DraftBlock(kind="title", sentences=(self._cited.sentence(title),))
        lines = tuple(self._cited.sentence(line) for line in intro)
        first = [DraftBlock(kind="paragraph", sentences=lines)] if lines else []
        own = self._of_model()
        return [head, *first, *Layout(self._cited, None, 0).blocks(entries, own, spoken=bool(own and own.spoken))]

    def _signature(self) -> list[DraftBlock]:
        form, gaps = self._brief.form, self._brief.gaps
        words: dict[Literal["issuer", "date"], str] = {
            "issuer": form.issuer or self._material.issuer or gap(gaps, name_of("issuer")),
            "date": form.date or gap(gaps, name_of("date")),
        }
        return [DraftBlock(kind=kind, sentences=(DraftSentence(text=t, origin="new"),)) for kind, t in words.items()]


def _plain(entry: Entry) -> Entry:
    """A lead of an item without a number is its first sentence."""
    if entry.lead is None or entry.run_in:
        return entry
    lead = entry.lead.model_copy(update={"text": ended(entry.lead.text)})
    return entry.model_copy(update={"lead": lead, "run_in": True})

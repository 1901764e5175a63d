"""Every target, task and reported figure of a document, as rows of the ledger (pure).

``sentence -> statements -> who, by when, whom -> row``; what a sentence only asks for becomes a task row, what it reports a reported one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planbot.ledger import departments
from planbot.ledger.actors import Cast, cast, of_heading
from planbot.ledger.assignments import Assignment, assignments
from planbot.ledger.bodies import NO_ALIASES
from planbot.ledger.measures import statements
from planbot.ledger.numbers import flat
from planbot.ledger.outline import Outline, Place
from planbot.ledger.rows import Origin, stated_row, task_row
from planbot.ledger.states import states
from planbot.ledger.tasks import asks
from planbot.ledger.tense import reports
from planbot.ledger.view import View, masked, views
from planbot.lexicon.load import load
from planbot.types import Actor, Furniture, Part, ReadText, Section, Target, Warning

_CONTEXT = 160
"""Characters before a sentence in which its topic is looked for."""


@dataclass(frozen=True, slots=True)
class _Note:
    """An annotation and the text it speaks of."""

    start: int
    end: int
    actors: tuple[Actor, ...]
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known before the first sentence is read."""

    origin: Origin
    outline: Outline
    notes: tuple[_Note, ...]
    aliases: Mapping[str, str]


def extract(
    document_id: str,
    file: str,
    read: ReadText,
    *,
    furniture: Sequence[Furniture] = (),
    parts: Sequence[Part] = (),
    sections: Sequence[Section] = (),
    warnings: Sequence[Warning] = (),
    aliases: Mapping[str, str] = NO_ALIASES,
) -> tuple[Target, ...]:
    """The rows of one document in reading order. ``aliases`` maps names used by staff to names the word list knows."""
    text = flat(read.text)
    outline = Outline(parts, sections)
    spans = [
        (w.start, w.end) for w in warnings if w.code == "damaged_number" and w.start is not None and w.end is not None
    ]
    selves = {name: name for name in load("organisations")["open"]["self"]}
    reading = _Reading(
        origin=Origin(document_id, file, read.text, spans, selves),
        outline=outline,
        notes=tuple(_notes(text, outline)),
        aliases={**departments.declared(text), **aliases},
    )
    hidden = [(mark.start, mark.end) for mark in furniture] + [(table.start, table.end) for table in read.tables]
    headings = [
        (section.start, section.heading_end) for section in sections if section.kind in ("title", "part", "heading")
    ]
    rows = _rows(reading, views(text, headings, hidden))
    return tuple(_numbered(sorted(rows, key=lambda target: (target.start, target.end))))


def _notes(text: str, outline: Outline) -> Iterator[_Note]:
    """Each annotation with the text it covers: from the one before it or its paragraph's start, or the section whose heading holds it.

    Once a note says that the first body named leads, the others of each later annotation support it.
    """
    first_leads, previous = False, 0
    for note in assignments(text):
        first_leads = first_leads or note.first_leads
        section = outline.headed_by(note.start)
        begin = max(previous, _paragraph(text, note.start))
        end = section.end if section else note.end
        yield _Note(begin, end, _ranked(note, first_leads), (note.start, note.end))
        previous = note.end


def _ranked(note: Assignment, first_leads: bool) -> tuple[Actor, ...]:
    if not first_leads:
        return note.actors
    return tuple(
        actor if n == 0 else actor.model_copy(update={"role": "support"}) for n, actor in enumerate(note.actors)
    )


def _paragraph(text: str, at: int) -> int:
    """Where the paragraph that an annotation ends begins; the line above when the annotation has a line of its own."""
    begin = text.rfind("\n", 0, at) + 1
    while begin and not text[begin:at].strip():
        begin = text.rfind("\n", 0, begin - 1) + 1
    return begin


def _rows(reading: _Reading, found: Iterator[View]) -> Iterator[Target]:
    context, note = "", 0
    for view in found:
        while note < len(reading.notes) and reading.notes[note].end <= view.start:
            note += 1
        covering = (
            reading.notes[note] if note < len(reading.notes) and reading.notes[note].start <= view.start else None
        )
        if covering is None or not covering.at[0] <= view.start < covering.at[1]:
            yield from _sentence(reading, view, context, covering.actors if covering else ())
        context = (context + view.text)[-_CONTEXT:]


def _sentence(reading: _Reading, view: View, context: str, noted: tuple[Actor, ...]) -> Iterator[Target]:
    place = reading.outline.at(view.start)
    named = departments.find(view.text, reading.aliases)
    who = cast(view.text, named)
    given = noted or _headed(reading, place)
    shown = masked(view.text)
    if not view.heading:
        yield from _stated(reading, view, context, place, given, named, who)
    asked = asks(view) or bool(noted) or bool(who.actors)
    if asked and (len(view.text) >= 6 or noted) and not reports(shown, shown, place.reports):
        actors = given or tuple(actor for _, actor in who.actors)
        others = who.objects if not given else [m for m in named if m.name not in {actor.name for actor in given}]
        yield task_row(reading.origin, place, view, actors, others)


def _stated(
    reading: _Reading,
    view: View,
    context: str,
    place: Place,
    given: tuple[Actor, ...],
    named: Sequence[departments.Mention],
    who: Cast,
) -> Iterator[Target]:
    figures = statements(view.text, context)
    found = figures + states(view.text, [(s.start, s.end) for s in figures], context)
    if not found:
        return
    shown = masked(view.text)
    for statement in found:
        told = reports(shown, shown[statement.clause[0] : statement.clause[1]], place.reports)
        if told and statement.nature != "figure":
            continue
        actors = given or who.acting(statement.clause)
        yield stated_row(reading.origin, place, view, statement, "reported" if told else "target", actors, named)


def _headed(reading: _Reading, place: Place) -> tuple[Actor, ...]:
    """The bodies that the innermost heading consists of."""
    if not place.section:
        return ()
    title = flat(place.section[-1])
    return of_heading(title, departments.find(title, reading.aliases)) if len(title) <= 30 else ()


def _numbered(rows: Sequence[Target]) -> Iterator[Target]:
    """Ids made unique: the same words twice in one section are told apart by their order."""
    seen: dict[str, int] = {}
    for target in rows:
        times = seen.get(target.id, 0)
        seen[target.id] = times + 1
        yield target if times == 0 else target.model_copy(update={"id": f"{target.id}-{times + 1}"})

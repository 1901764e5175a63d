"""Every target, task and reported figure of a document, as rows of the ledger (pure).

``sentence -> statements -> who, by when, whom -> row``; what a sentence only asks for becomes a task row, what it reports a reported one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planbot.ledger import departments
from planbot.ledger.actors import Cast, cast, of_heading
from planbot.ledger.assignments import Assignment, assignments
from planbot.ledger.bodies import NO_ALIASES
from planbot.ledger.measures import statements
from planbot.ledger.numbers import flat
from planbot.ledger.outline import Outline, Place
from planbot.ledger.rows import Origin, Setting, stated_row, task_row
from planbot.ledger.states import states
from planbot.ledger.tables import table_rows
from planbot.ledger.tasks import asks
from planbot.ledger.tense import is_open, reports
from planbot.ledger.view import View, masked, views
from planbot.lexicon.load import load
from planbot.types import Actor, Furniture, Part, ReadText, Section, Target, Warning

_SHORT_TITLE = 30
_CONTEXT = 160
"""Characters before a sentence in which its topic is looked for."""


@dataclass(frozen=True, slots=True)
class _Note:
    """An annotation and the text it speaks of."""

    start: int
    end: int
    actors: tuple[Actor, ...]
    at: tuple[int, int]
    deadline: str | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known before the first sentence is read."""

    origin: Origin
    outline: Outline
    notes: tuple[_Note, ...]
    aliases: Mapping[str, str]
    headed: dict[str, tuple[Actor, ...]] = field(default_factory=dict[str, tuple[Actor, ...]])
    """Actors by heading, filled as headings are met."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """One sentence with all that is known about it."""

    view: View
    shown: str
    """Its text with quoted names blanked."""
    context: str
    place: Place
    named: tuple[departments.Mention, ...]
    who: Cast
    given: tuple[Actor, ...]
    """Bodies that an annotation or the heading names."""
    note: _Note | None
    """An annotation says who does it: it is a task, however it is put."""
    asked: bool
    in_report: bool
    tells: bool
    """It reports, and asks for nothing."""


def extract(  # noqa: PLR0913 - what the steps of ingest before it have found
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
    hidden = [(mark.start, mark.end) for mark in (*furniture, *read.tables)] + [note.at for note in reading.notes]
    headings = [
        (section.start, section.heading_end) for section in sections if section.kind in ("title", "part", "heading")
    ]
    tabled = [row for table in read.tables for row in table_rows(reading.origin, outline, text, table, reading.aliases)]
    rows = [*_rows(reading, views(text, headings, hidden)), *tabled]
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
        yield _Note(begin, end, _ranked(note, first_leads), (note.start, note.end), note.deadline)
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
    context, note, told, end = "", 0, False, 0
    for view in found:
        while note < len(reading.notes) and reading.notes[note].end <= view.start:
            note += 1
        covering = (
            reading.notes[note] if note < len(reading.notes) and reading.notes[note].start <= view.start else None
        )
        if view.text.count("|") <= 1 and len(view.text) > 1:
            same_paragraph = "\n" not in reading.origin.source[end : view.start]
            scene = _scene(reading, view, context, covering, told and same_paragraph)
            yield from _stated(reading, scene)
            yield from _task(reading, scene)
            told, end = scene.tells, view.end
        context = (context + view.text)[-_CONTEXT:]


def _scene(reading: _Reading, view: View, context: str, note: _Note | None, told: bool) -> _Scene:
    place = reading.outline.at(view.start)
    named = departments.find(view.text, reading.aliases)
    shown = masked(view.text)
    asked = asks(view)
    in_report = place.reports or (told and not asked and is_open(shown))
    return _Scene(
        view=view,
        shown=shown,
        context=context,
        place=place,
        named=named,
        who=cast(view.text, named),
        given=note.actors if note else _headed(reading, place),
        note=note,
        asked=asked,
        in_report=in_report,
        tells=reports(shown, shown, in_report),
    )


def _stated(reading: _Reading, scene: _Scene) -> Iterator[Target]:
    view = scene.view
    if view.heading:
        return
    setting = Setting(reading.origin, scene.place, view)
    figures = statements(view.text, scene.context)
    for statement in [*figures, *states(view.text, [(s.start, s.end) for s in figures], scene.context)]:
        told = reports(scene.shown, scene.shown[statement.clause[0] : statement.clause[1]], scene.in_report)
        actors = scene.given or scene.who.acting(statement.clause)
        row = stated_row(setting, statement, "reported" if told else "target", actors, scene.named)
        told = told or _is_past(row)
        if not told or statement.nature == "figure":
            yield _by(row.model_copy(update={"kind": "reported"}) if told else row, scene.note)


def _is_past(row: Target) -> bool:
    """Dated in a year before the plan's own."""
    year = re.match(r"20\d\d", row.deadline or "")
    return bool(year and row.year and int(year.group()) < row.year)


def _task(reading: _Reading, scene: _Scene) -> Iterator[Target]:
    if not scene.note and (scene.tells or not (scene.asked or scene.who.actors)):
        return
    actors = scene.given or tuple(actor for _, actor in scene.who.actors)
    names = {actor.name for actor in actors}
    others = [m for m in scene.named if m.name not in names] if scene.given else scene.who.objects
    yield _by(task_row(Setting(reading.origin, scene.place, scene.view), actors, others), scene.note)


def _by(row: Target, note: _Note | None) -> Target:
    """The row with the date of its annotation (完成时限：…) when its own words name none."""
    if note is None or note.deadline is None or row.deadline is not None:
        return row
    return row.model_copy(update={"deadline": note.deadline})


def _headed(reading: _Reading, place: Place) -> tuple[Actor, ...]:
    """The bodies that the innermost heading consists of; each heading is read once."""
    if not place.section or len(title := flat(place.section[-1])) > _SHORT_TITLE:
        return ()
    if title not in reading.headed:
        reading.headed[title] = of_heading(title, departments.find(title, reading.aliases))
    return reading.headed[title]


def _numbered(rows: Sequence[Target]) -> Iterator[Target]:
    """Ids made unique: the same words twice in one section are told apart by their order."""
    seen: dict[str, int] = {}
    for target in rows:
        times = seen.get(target.id, 0)
        seen[target.id] = times + 1
        yield target if times == 0 else target.model_copy(update={"id": f"{target.id}-{times + 1}"})

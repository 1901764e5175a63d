"""What a body must do: every row of the ledger that concerns it, told completely (pure).

The ledger, not the top of a search, answers "which targets and tasks has X": each row in scope is looked at, and the answer says how many.
"""

from collections.abc import Callable, Sequence

from planbot.answer.named import is_same
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.ledger.bodies import expansions
from planbot.ledger.query import Selection
from planbot.lexicon.load import load
from planbot.retrieve.query import Concept, Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import Noun, Target

ON_TOPIC = 0.3
"""Share of the question's other concepts, by rarity, that a row must hold when the question names a topic besides the body."""
MOST_ROWS = 12
"""Points written out; the rest is counted, and all rows are in ``Answer.targets``."""


class Duty(Noun):
    """A stretch of text that lays something on a body."""

    document: str
    start: int
    end: int
    quote: str
    words: str
    """The quote with the title and the headings above it and the row's indicator: what a topic is looked for in."""
    subject: bool = False
    """The body is what the stretch says must act: its name is followed by 要, 负责, 会同 or the like."""


def asks_for_duties(request: Request, bodies: Sequence[str]) -> bool:
    """Is the question for what a body must do?"""
    return bool(bodies) and "who" not in request.wants and any(word in request.question for word in _asking(request))


def _asking(request: Request) -> list[str]:
    """Words that ask for duties: "must" alone does not in a question for a figure or a date."""
    words: list[str] = load("question")["duties"]
    one_fact = request.units is not None or "date" in request.wants
    return [word for word in words if not (one_fact and word in load("answering")["duties_of_lists"])]


def from_ledger(
    found: Selection,
    bodies: Sequence[str],
    named: Sequence[Duty],
    topic: Callable[[str], float],
    language: Language,
) -> Reply | None:
    """The rows ``found`` for ``bodies`` and the sentences that name them; None when there are none.

    ``topic`` tells how much of what else the question asks about a text holds, in [0, 1].
    """
    rows = _concerning([row for row in found.rows if row.kind != "reported"], bodies, anything=not named)
    duties = _merged([*named, *(_duty(row) for row in rows)])
    kept = [duty for duty in duties if topic(duty.words) >= ON_TOPIC]
    points = _points(_foremost(kept or duties, named))
    if not points:
        return None
    closing = phrase(
        "looked_through",
        language,
        found=len(points),
        rows=found.rows_searched,
        documents=found.documents_searched,
    )
    if len(points) > MOST_ROWS:
        closing += phrase("further", language, shown=MOST_ROWS, further=len(points) - MOST_ROWS)
    return Reply(route="ledger", points=points[:MOST_ROWS], closing=closing, sources="part", targets=tuple(rows))


def _foremost(duties: Sequence[Duty], named: Sequence[Duty]) -> list[Duty]:
    """When there are too many to write out, those in which the body acts come first, then those that name it in their own words."""
    if len(duties) <= MOST_ROWS:
        return list(duties)
    own = {(duty.document, duty.start): duty.subject for duty in named}
    return sorted(
        duties, key=lambda duty: (not own.get((duty.document, duty.start)), (duty.document, duty.start) not in own)
    )


def topic_of(bodies: Sequence[str], query: Query, weights: Sequence[float]) -> Callable[[str], float]:
    """Measures a text against what the question names besides the bodies; 1 for every text when it names nothing else."""
    concepts = [(c, w) for c, w in zip(query.concepts, weights, strict=True) if _is_topic(c, bodies)]
    total = sum(weight for _, weight in concepts)

    def share(text: str) -> float:
        low = folded(text)
        return sum(weight * held(concept, low) for concept, weight in concepts) / total if total else 1.0

    return share


def _concerning(rows: Sequence[Target], bodies: Sequence[str], *, anything: bool) -> list[Target]:
    """Rows that name the body itself, and the targets of its own plan where that names it nowhere; with ``anything``, else all of its kind."""
    explicit = [row for row in rows if row.role != "issuer"]
    exact = [row for row in explicit if any(is_same(body, name) for body in bodies for name in _named(row))]
    spoken = {(row.document, row.part) for row in exact}
    own = [r for r in rows if r.role == "issuer" and r.kind == "target" and (r.document, r.part) not in spoken]
    return [*exact, *own] or (explicit if anything else [])


def _named(row: Target) -> tuple[str, ...]:
    return (*row.responsible, *row.applies_to, *(actor.name for actor in row.actors))


def _duty(row: Target) -> Duty:
    words = " ".join([row.indicator, row.context_quote, *row.section])
    return Duty(document=row.document, start=row.start, end=row.end, words=words, quote=row.quote)


def _is_topic(concept: Concept, bodies: Sequence[str]) -> bool:
    words = [wording for wording, _ in concept.wordings]
    generic = load("question")["generic"]
    names = [folded(name) for body in bodies for name in (body, *expansions(body))]
    return not any(word in name or name in word for word in words for name in names) and not any(
        word in generic for word in words
    )


def _merged(duties: Sequence[Duty]) -> list[Duty]:
    """In the order of the text, one for each stretch of it: the longest of those that overlap."""
    kept: list[Duty] = []
    for duty in sorted(duties, key=lambda duty: (duty.document, duty.start, -duty.end)):
        last = kept[-1] if kept else None
        if last is None or last.document != duty.document or duty.start >= last.end:
            kept.append(duty)
        elif duty.end > last.end and duty.start == last.start:
            kept[-1] = duty
    return kept


def _points(duties: Sequence[Duty]) -> tuple[Point, ...]:
    """One point for each wording; the same words elsewhere become further sources of it."""
    points: dict[str, Point] = {}
    for duty in duties:
        words = "".join(duty.quote.split())
        evidence = Evidence(document=duty.document, start=duty.start, end=duty.end)
        known = points.get(words)
        points[words] = (
            Point(evidence=evidence) if known is None else known.model_copy(update={"also": (*known.also, evidence)})
        )
    return tuple(points.values())

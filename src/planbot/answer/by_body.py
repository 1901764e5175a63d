"""What a body must do: every row of the ledger that concerns it, told completely (pure).

The ledger, not the top of a search, answers "which targets and tasks has X": each row in scope is looked at, and the answer says how many.
"""

from collections.abc import Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.ledger import departments
from planbot.ledger.query import Wanted, select
from planbot.lexicon.load import load
from planbot.retrieve.query import Concept, Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import PartKey, Target

ON_TOPIC = 0.3
"""Share of the question's other concepts, by rarity, that a row must hold when the question names a topic besides the body."""
MOST_ROWS = 40
"""Rows written out; the rest is counted and left to the ledger page."""


def asks_for_duties(request: Request, bodies: Sequence[str]) -> bool:
    """Is the question for what a body must do?"""
    return (
        bool(bodies)
        and "who" not in request.wants
        and any(word in request.question for word in load("question")["duties"])
    )


def bodies_of(question: str) -> tuple[str, ...]:
    """The bodies named in the question, each once, as named."""
    return tuple(dict.fromkeys(mention.name for mention in departments.mentions(question)))


def from_ledger(
    targets: Sequence[Target],
    keys: frozenset[PartKey] | None,
    bodies: Sequence[str],
    query: Query,
    weights: Sequence[float],
    language: Language,
) -> Reply | None:
    """The rows of ``bodies`` within ``keys``; None when there are none."""
    inside = [t for t in targets if keys is None or PartKey(document=t.document, part=t.part) in keys]
    found = select(inside, Wanted(kind="all", departments=tuple(bodies)))
    rows = _concerning([row for row in found.rows if row.kind != "reported"])
    rows = _on_topic(rows, bodies, query, weights)
    points = _points(rows)
    if not points:
        return None
    closing = phrase(
        "looked_through",
        language,
        found=len(points),
        lead=sum(row.role == "lead" for row in rows),
        rows=found.rows_searched,
        documents=found.documents_searched,
    )
    return Reply(route="ledger", points=points[:MOST_ROWS], closing=closing, sources=True)


def _concerning(rows: Sequence[Target]) -> list[Target]:
    """Rows that name the body; of a plan of its own that names it nowhere as lead, the targets, which are all its."""
    led = {(row.document, row.part) for row in rows if row.role == "lead"}
    return [
        row
        for row in rows
        if row.role != "issuer" or (row.kind == "target" and (row.document, row.part) not in led)
    ]


def _on_topic(rows: Sequence[Target], bodies: Sequence[str], query: Query, weights: Sequence[float]) -> list[Target]:
    """Rows about the topic the question names besides the body; all of them when it names none, or none is about it."""
    topic = [(c, w) for c, w in zip(query.concepts, weights, strict=True) if _is_topic(c, bodies)]
    total = sum(weight for _, weight in topic)
    if not total:
        return list(rows)
    shares = [sum(w * held(c, folded(_words(row))) for c, w in topic) / total for row in rows]
    kept = [row for row, share in zip(rows, shares, strict=True) if share >= ON_TOPIC]
    return kept or list(rows)


def _is_topic(concept: Concept, bodies: Sequence[str]) -> bool:
    words = [wording for wording, _ in concept.wordings]
    generic = load("question")["generic"]
    return not any(word in folded(body) or folded(body) in word for word in words for body in bodies) and not any(
        word in generic for word in words
    )


def _words(row: Target) -> str:
    return " ".join([row.indicator, row.context_quote, *row.section])


def _points(rows: Sequence[Target]) -> tuple[Point, ...]:
    """One point for each stretch of text; the same words elsewhere become further sources of it."""
    spans: list[Target] = []
    for row in sorted(rows, key=lambda row: (row.document, row.start, -row.end)):
        last = spans[-1] if spans else None
        if last is None or last.document != row.document or row.start >= last.end:
            spans.append(row)
    points: dict[str, Point] = {}
    for row in spans:
        words = "".join(row.quote.split())
        evidence = Evidence(document=row.document, start=row.start, end=row.end)
        known = points.get(words)
        points[words] = (
            Point(evidence=evidence) if known is None else known.model_copy(update={"also": (*known.also, evidence)})
        )
    return tuple(points.values())

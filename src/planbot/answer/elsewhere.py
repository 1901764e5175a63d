"""The same indicator stated in several parts: what must be told together, because the question does not say which (pure)."""

from collections.abc import Sequence

from planbot.ledger.indicators import canonical
from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import Target

MOST = 5
"""Further places told."""


def told_of(rows: Sequence[Target], query: Query) -> list[Target]:
    """Of the rows within an answer's evidence, those that hold most of what the question names; targets before what was reached."""
    stated = [row for row in rows if row.value is not None]
    scores = [sum(held(concept, folded(row.indicator)) for concept in query.concepts) for row in stated]
    best = max(scores, default=0.0)
    likely = [row for row, score in zip(stated, scores, strict=True) if best and score == best]
    return [row for row in likely if row.kind == "target"] or likely


def differing(first: Target, rows: Sequence[Target]) -> list[Target]:
    """Rows of exactly the same indicator in other parts, when any of them states another value than ``first``; one for each part."""
    same = [row for row in rows if canonical(row.indicator) == canonical(first.indicator) and row.value is not None]
    by_part = {(row.document, row.part): row for row in reversed(same)}
    by_part.pop((first.document, first.part), None)
    others = sorted(by_part.values(), key=lambda row: (row.year or 0, row.file, row.start))[:MOST]
    return others if any(row.value != first.value for row in others) else []

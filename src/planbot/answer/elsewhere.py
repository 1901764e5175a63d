"""The same indicator stated in several parts: what must be told together, because the question does not say which (pure)."""

from collections.abc import Collection, Sequence

from planbot.ledger.indicators import canonical
from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import PartKey, Target

MOST = 5
"""Further places told."""


def told_of(rows: Sequence[Target], query: Query) -> list[Target]:
    """Of the rows within an answer's evidence, those that hold most of what the question names; targets before what was reached."""
    stated = [row for row in rows if row.value is not None]
    scores = [sum(held(concept, folded(row.indicator)) for concept in query.concepts) for row in stated]
    best = max(scores, default=0.0)
    likely = [row for row, score in zip(stated, scores, strict=True) if best and score == best]
    return [row for row in likely if row.kind == "target"] or likely


def differing(told: Sequence[Target], here: PartKey, names: Collection[str], rows: Sequence[Target]) -> list[Target]:
    """Rows of exactly the indicators ``names`` outside the part ``here``, one for each part; none when they all state what was ``told``."""
    wanted = {canonical(name) for name in names}
    same = [row for row in rows if canonical(row.indicator) in wanted and row.value is not None]
    by_part = {PartKey(document=row.document, part=row.part): row for row in reversed(same)}
    by_part.pop(here, None)
    others = sorted(by_part.values(), key=lambda row: (row.year or 0, row.file, row.start))[:MOST]
    values = {row.value for row in (*told, *others)}
    return others if len(values) > 1 else []

"""Differences between the figures of an answer, shown as arithmetic (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from planbot.answer.fitting import figures
from planbot.answer.phrases import Language, phrase
from planbot.answer.request import Request
from planbot.ledger.numbers import Quantity
from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded

NEAR = 24
"""Characters before a figure in which the words that it measures are looked for."""


def difference(quotes: Sequence[str], request: Request, query: Query, language: Language) -> str | None:
    """A line that subtracts the smaller figure from the larger.

    Taken are, of each of two quotes, the figure that most of the question's words stand before (the last of several), or the two figures
    of one quote; None when their units differ or there are not two.
    """
    pair = _two([_plain(quote, request) for quote in quotes], quotes, query)
    if pair is None:
        return None
    larger, smaller = sorted((_exact(figure) for figure in pair), reverse=True)
    unit = pair[0].unit
    apart = "个百分点" if unit == "%" else unit
    return phrase(
        "difference",
        language,
        larger=f"{larger}{unit}",
        smaller=f"{smaller}{unit}",
        difference=str(larger - smaller),
        unit=apart,
    )


def _plain(quote: str, request: Request) -> list[Quantity]:
    asked = figures(quote, request) or figures(quote, request.model_copy(update={"units": ()}))
    return [figure for figure in asked if isinstance(figure.value, float) and not figure.damaged]


def _two(found: Sequence[Sequence[Quantity]], quotes: Sequence[str], query: Query) -> tuple[Quantity, Quantity] | None:
    if len(found) == 2 and all(found):
        one, other = (
            max(reversed(list(group)), key=lambda f: _told(quote, f, query))
            for group, quote in zip(found, quotes, strict=True)
        )
        return (one, other) if one.unit == other.unit else None
    if len(found) == 1 and len(found[0]) == 2 and found[0][0].unit == found[0][1].unit:
        return found[0][0], found[0][1]
    return None


def _told(quote: str, figure: Quantity, query: Query) -> float:
    """How many of the question's concepts stand right before the figure."""
    before = folded(quote[max(0, figure.number_start - NEAR) : figure.number_start])
    return sum(held(concept, before) > 0 for concept in query.concepts)


def _exact(figure: Quantity) -> Decimal:
    """The figure without floating-point noise; ``figure`` has a single value."""
    value = figure.value if isinstance(figure.value, float) else 0.0
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))

"""Differences between the figures of an answer, shown as arithmetic (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from planbot.answer.phrases import Language, phrase
from planbot.answer.request import Request, figures
from planbot.ledger.numbers import Quantity


def difference(quotes: Sequence[str], request: Request, language: Language) -> str | None:
    """A line that subtracts the smaller figure from the larger.

    Taken are the last figure of each of two quotes, or the two figures of one; None when their units differ or there are not two.
    """
    pair = _two([_plain(quote, request) for quote in quotes])
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


def _two(found: Sequence[Sequence[Quantity]]) -> tuple[Quantity, Quantity] | None:
    if len(found) == 2 and all(found):
        pairs = [(a, b) for a in reversed(found[0]) for b in reversed(found[1]) if a.unit == b.unit]
        return pairs[0] if pairs else None
    if len(found) == 1 and len(found[0]) == 2 and found[0][0].unit == found[0][1].unit:
        return found[0][0], found[0][1]
    return None


def _exact(figure: Quantity) -> Decimal:
    """The figure without floating-point noise; ``figure`` has a single value."""
    value = figure.value if isinstance(figure.value, float) else 0.0
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))

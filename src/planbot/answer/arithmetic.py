"""Differences between figures of two answers, shown as arithmetic (pure)."""

from decimal import Decimal

from planbot.answer.phrases import Language, phrase
from planbot.answer.request import Request, figures
from planbot.ledger.numbers import Quantity


def difference(one: str, other: str, request: Request, language: Language) -> str | None:
    """A line that subtracts the smaller from the larger figure of the asked unit; None unless each text has one of the same unit."""
    pairs = [(a, b) for a in figures(one, request) for b in figures(other, request) if a.unit == b.unit]
    pairs = [(a, b) for a, b in pairs if isinstance(a.value, float) and isinstance(b.value, float)]
    if not pairs:
        return None
    larger, smaller = sorted((_exact(figure) for figure in pairs[-1]), reverse=True)
    unit = pairs[-1][0].unit
    return phrase(
        "difference",
        language,
        larger=f"{larger}{unit}",
        smaller=f"{smaller}{unit}",
        difference=str(larger - smaller),
        unit="个百分点" if unit == "%" else unit,
    )


def _exact(figure: Quantity) -> Decimal:
    """The figure without floating-point noise: as many decimals as it needs."""
    return (
        Decimal(repr(figure.value)).normalize().quantize(Decimal(1))
        if float(figure.value).is_integer()
        else Decimal(repr(figure.value))
    )  # type: ignore[arg-type]

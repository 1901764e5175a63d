"""Does a selection of the ledger hold the rows expected, and no others (pure)."""

from collections import Counter
from collections.abc import Sequence

from planbot.evals.cases import ExpectedRow
from planbot.evals.metrics.matching import normalised, squashed
from planbot.evals.metrics.share import NOTHING, Share
from planbot.ledger.numbers import quantities
from planbot.types import Target

ALIKE = 0.6
"""Least character F1 of two names of one indicator."""
_SIDE = {">=": ">=", "<=": "<=", ">": ">", "<": "<"}


def row_recall(rows: Sequence[Target], expected: Sequence[ExpectedRow]) -> Share:
    """Expected rows that the selection holds, of all expected rows."""
    return Share(hits=len(expected) - len(missing_rows(rows, expected)), of=len(expected)) if expected else NOTHING


def row_precision(rows: Sequence[Target], expected: Sequence[ExpectedRow]) -> Share:
    """Rows that were expected, of all rows; a row that repeats another one is wrong."""
    return Share(hits=len(rows) - len(unexpected(rows, expected)), of=len(rows)) if rows else NOTHING


def unexpected(rows: Sequence[Target], expected: Sequence[ExpectedRow]) -> tuple[Target, ...]:
    """Rows that agree with none of the expected ones, or repeat an earlier row."""
    seen: set[tuple[str, int, int, str, str]] = set()
    wrong: list[Target] = []
    for row in rows:
        if _key(row) in seen or not any(agrees(row, item) for item in expected):
            wrong.append(row)
        seen.add(_key(row))
    return tuple(wrong)


def missing_rows(rows: Sequence[Target], expected: Sequence[ExpectedRow]) -> tuple[str, ...]:
    """Indicators of the expected rows that are not there."""
    return tuple(item.indicator for item in expected if not any(agrees(row, item) for row in rows))


def agrees(row: Target, expected: ExpectedRow) -> bool:
    """The same indicator, the same figure with unit and bound, the bodies expected among those named."""
    named = same_name(row.indicator, expected.indicator) or expected.indicator in row.quote
    bodies = all(any(same_name(body, name) for body in row.responsible) for name in expected.responsible)
    return named and bodies and (expected.quantity is None or _same_figure(row, expected.quantity))


def _same_figure(row: Target, printed: str) -> bool:
    figures = quantities(printed)
    if not figures or figures[0].value is None:
        return row.value is None and squashed(printed) in squashed(row.quote)
    one = figures[0]
    return one.value == row.value and squashed(one.unit) in squashed(row.unit) and _bound(row) in (one.bound, "")


def _bound(row: Target) -> str:
    """The side of the row's value, where its own words say one."""
    printed = [figure.bound for figure in quantities(row.value_text or row.quote) if figure.value == row.value]
    return _SIDE.get(row.comparator or "", "") if any(printed) else ""


def same_name(one: str, other: str) -> bool:
    """Do two names share most of their characters?"""
    a, b = Counter(normalised(one)), Counter(normalised(other))
    size = a.total() + b.total()
    return bool(a and b) and 2 * (a & b).total() >= ALIKE * size


def _key(row: Target) -> tuple[str, int, int, str, str]:
    return row.document, row.start, row.end, str(row.value), row.indicator

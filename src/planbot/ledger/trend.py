"""One indicator over the years as points that can be drawn: rows of the same unit and the same kind of statement share an axis (pure)."""

from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from planbot.ledger.numbers import quantities
from planbot.ledger.query import Series, due_year
from planbot.types import Noun, Target


class Point(Noun):
    """A row's figure in base units (42万名 is 420000 名)."""

    target: str
    """Id of the row."""
    year: int
    """The year it is due; the plan's year where the row names none."""
    low: float
    high: float
    """The same as ``low`` unless the row gives a range."""
    place: str
    """Region, else issuer, else file: whom the line of the plot is about."""
    stated: Literal["target", "reported"]


class Trend(Noun):
    """The points that one plot can hold."""

    indicator: str
    unit: str
    """Base unit; empty for bare counts."""
    change: bool
    """The figures are changes (提高2个百分点), not levels."""
    points: tuple[Point, ...]
    """By year, then place."""


def trends(series: Series) -> tuple[Trend, ...]:
    """The plots of a series, the one with most points first. Rows without a readable figure or a year are in none."""
    keyed = sorted(
        ((unit, change, point) for row in series.rows for unit, change, point in _points(row)),
        key=lambda entry: (entry[0], entry[1], entry[2].year, entry[2].place),
    )
    found = [
        Trend(indicator=series.indicator, unit=unit, change=change, points=tuple(point for *_, point in group))
        for (unit, change), group in groupby(keyed, key=lambda entry: entry[:2])
    ]
    return tuple(sorted(found, key=lambda trend: -len(trend.points)))


def _points(row: Target) -> Iterable[tuple[str, bool, Point]]:
    year = due_year(row)
    if year is None or row.kind == "task" or "damaged_number" in row.warnings:
        return
    for quantity in quantities(row.value_text)[:1]:
        values, unit = quantity.normal
        if values:
            change = row.comparator in ("increase", "decrease")
            point = Point(
                target=row.id,
                year=year,
                low=min(values),
                high=max(values),
                place=row.region or row.issuer or row.file,
                stated="reported" if row.kind == "reported" else "target",
            )
            yield unit, change, point

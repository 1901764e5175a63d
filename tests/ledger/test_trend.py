"""One indicator over the years as points of a plot."""

import pytest

from planbot.ledger.query import Series
from planbot.ledger.trend import trends
from planbot.types import Target

PLAIN = Target(
    id="d:1",
    kind="target",
    document="d",
    file="计划.txt",
    part=None,
    section=(),
    quote="入园率达到92%",
    context_quote="入园率达到92%。",
    indicator="入园率",
    comparator="=",
    value=92.0,
    unit="%",
    value_text="92%",
    deadline=None,
    responsible=(),
    applies_to=(),
    issuer="青棠县教育局",
    region="青棠县",
    year=2023,
    baseline=None,
    warnings=(),
    start=0,
    end=8,
)


def row(**changes: object) -> Target:
    return PLAIN.model_copy(update=changes)


def of(*rows: Target):
    return trends(Series(indicator="入园率", rows=rows))


def test_points_stand_by_year_and_name_their_row():
    (trend,) = of(row(year=2024, id="d:2"), row())
    assert [(point.year, point.target) for point in trend.points] == [(2023, "d:1"), (2024, "d:2")]


def test_a_row_with_a_deadline_stands_in_the_year_it_is_due():
    (trend,) = of(row(deadline="2025年底前"))
    assert trend.points[0].year == 2025


def test_figures_of_different_units_never_share_an_axis():
    found = of(row(), row(year=2024), row(value_text="38所", unit="所"))
    assert [(trend.unit, len(trend.points)) for trend in found] == [("%", 2), ("所", 1)]


def test_a_change_never_shares_an_axis_with_a_level():
    found = of(row(), row(value_text="2个百分点", comparator="increase"))
    assert {trend.change for trend in found} == {True, False}


def test_a_range_has_two_ends_and_a_scale_is_multiplied_out():
    (trend,) = of(row(value_text="1-3万名", unit="万名"))
    assert (trend.points[0].low, trend.points[0].high, trend.unit) == (10_000, 30_000, "名")


@pytest.mark.parametrize(
    "changes",
    [{"year": None}, {"warnings": ("damaged_number",)}, {"value_text": "全面完成"}, {"kind": "task"}],
    ids=["no year", "damaged", "no figure", "a task"],
)
def test_what_cannot_be_drawn_is_left_out(changes: dict[str, object]):
    assert of(row(**changes)) == ()

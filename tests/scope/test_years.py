"""Years stated, in words, as ranges and plans, relative and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.scope.years import FIRST, LAST, years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031年林业工作要点", 2031, 2031),
        ("二〇三一年度", 2031, 2031),
        ("二零二七年", 2027, 2027),
        ("２０２７年", 2027, 2027),
        ("27年度预算", 2027, 2027),
        ("27年工作总结", 2027, 2027),
        ("2026—2030年", 2026, 2030),
        ("2026年至2028年", 2026, 2028),
        ("2027—28学年", 2027, 2028),
        ("“十五五”规划", 2026, 2030),
        ("十三五时期", 2016, 2020),
        ("“八五”期间", 1991, 1995),
        ("the 14th Five-Year Plan", 2021, 2025),
        ("FY2027", 2027, 2027),
        ("fiscal year 2027-28", 2027, 2028),
        ("2027 water plan", 2027, 2027),
        ("Strategy 2026-2030", 2026, 2030),
    ],
)
def test_a_stated_year_has_its_value(text: str, first: int, last: int) -> None:
    (year,) = years(text)
    assert (year.first, year.last) == (first, last)
    assert year.value == (first if first == last else None)


@pytest.mark.parametrize(
    ("text", "offset"),
    [("今年", 0), ("去年底", -1), ("较上年增长", -1), ("明年", 1), ("下一年度", 1), ("last year", -1)],
)
def test_a_relative_year_counts_from_the_year_of_speaking(text: str, offset: int) -> None:
    (year,) = years(text)
    assert (year.form, year.offset, year.values) == ("relative", offset, ())


@pytest.mark.parametrize(
    "masked",
    ["20*年", "20**年", "**年", "xx年", "XX年", "××年", "20__年", "20xx年", "二〇xx年", "xx年年", "20*水利规划"],
)
def test_a_masked_year_is_known_to_be_one(masked: str) -> None:
    (year,) = years(f"力争在{masked}")
    assert (year.form, year.value) == ("masked", None)


@pytest.mark.parametrize(
    "text",
    [
        "8-15岁",
        "达到2031%",
        "2031人",
        "近24年来",
        "五五开",
        "水政发(2019)56号",
        "今年轻人",
        "1.2035年",
        "9999年",
        "20*30厘米",
        "2031-05-06",
    ],
)
def test_other_numbers_are_no_years(text: str) -> None:
    assert years(text) == ()


def test_a_summary_and_a_plan_name_two_years() -> None:
    assert [year.value for year in years("2026年工作总结和2027年工作打算")] == [2026, 2027]


@given(st.text(alphabet="12059零〇二一十五年度至—-*xX_FY “”今去计划人", max_size=80))
def test_spans_are_in_order_and_values_are_years(text: str) -> None:
    end = 0
    for year in years(text):
        assert end <= year.start < year.end <= len(text)
        assert all(FIRST <= value <= LAST for value in year.values)
        end = year.end

"""Quoted titles and document numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.scope.titles import document_numbers, quoted_titles


def test_the_outermost_title_counts() -> None:
    assert [title.title for title in quoted_titles("《柳溪县实施<河长制条例>办法》和“绿色通道”")] == [
        "柳溪县实施<河长制条例>办法",
        "绿色通道",
    ]
    assert [title.book for title in quoted_titles("《柳溪县实施<河长制条例>办法》和“绿色通道”")] == [True, False]


@pytest.mark.parametrize(
    ("text", "organ", "year", "number"),
    [
        ("柳政发〔2031〕12号", "柳政发", 2031, "12"),
        ("柳政办[2019]第7号", "柳政办", 2019, "7"),
        ("水规计（2027）305号", "水规计", 2027, "305"),
        ("柳政【２０２７】3号", "柳政", 2027, "3"),
        ("柳发(95)8号", "柳发", 1995, "8"),
        ("柳政发(203131)5号", "柳政发", None, "5"),
    ],
)
def test_a_document_number_in_any_bracket(text: str, organ: str, year: int | None, number: str) -> None:
    (found,) = document_numbers(text)
    assert (found.organ, found.year, found.number) == (organ, year, number)


@given(st.text(alphabet='《》<>〈〉“”〔〕[]()（）2031号第柳政发\n"', max_size=60))
def test_spans_are_inside(text: str) -> None:
    for found in (*quoted_titles(text), *document_numbers(text)):
        assert 0 <= found.start < found.end <= len(text)

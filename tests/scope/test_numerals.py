"""Numbers of labels and years in every way they are printed."""

import pytest

from planbot.scope.numerals import whole


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("3", 3),
        ("１２", 12),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十一", 21),
        ("一百零五", 105),
        ("廿三", 23),
        ("二〇二六", 2026),
        ("两", 2),
    ],
)
def test_a_numeral_has_its_value(numeral: str, value: int) -> None:
    assert whole(numeral) == value


@pytest.mark.parametrize("words", ["", "十百", "若干", "3a", "第三"])
def test_what_is_no_number_has_none(words: str) -> None:
    assert whole(words) is None

"""English figures in the form that the reader of Chinese figures knows."""

import pytest

from planbot.verify.english import is_english, read_english

READ = [
    ("at least 90%", "不低于90%"),
    ("no more than 5 percent", "不超过5%"),
    ("90% or more", "90%以上"),
    ("3 percentage points", "3个百分点"),
    ("April 30, 2024", "2024年4月30日"),
    ("30 April 2024", "2024年4月30日"),
    ("in June 2031", "in 2031年6月"),
    ("2024-04-30", "2024年04月30日"),
    ("by 2025", "by 2025年"),
    ("1.2 million yuan", "1200000元"),
    ("three clinics", "3 clinics"),
    ("22 per 100,000", "22/10万"),
    ("¥1,500", "1,500元"),
    ("2000 yuan", "2000元"),
]


@pytest.mark.parametrize(("english", "read"), READ)
def test_english_figures_are_read(english: str, read: str) -> None:
    assert read_english(english) == read


@pytest.mark.parametrize(
    ("text", "english"), [("The rate is 90%.", True), ("达到90%。", False), ("开展HPV疫苗接种", False), ("", False)]
)
def test_the_language_is_told_by_its_words(text: str, english: bool) -> None:
    assert is_english(text) is english

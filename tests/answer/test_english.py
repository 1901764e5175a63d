"""What planbot says in English of what Chinese plans print."""

import pytest
from tests.answer.asking import asked

from planbot.answer.english import date, gloss, unit_in_english, value
from planbot.assistant import Assistant
from planbot.ledger.numbers import quantities

FIGURES = [
    ("18/10万以内", "at most 18 per 100,000"),
    ("不低于93%", "at least 93%"),
    ("2.4‰以下", "at most 2.4‰"),
    ("730万元", "7.3 million yuan"),
    ("1.25亿元", "125 million yuan"),
    ("45万元", "450,000 yuan"),
    ("每万人口2.6名", "2.6 per 10,000 people"),
    ("三分之二", "two thirds"),
    ("2—5个百分点", "2 to 5 percentage points"),
    ("1.8万人", "18,000 people"),
    ("每年不少于4次", "at least 4 times a year"),
]


@pytest.mark.parametrize(("printed", "said"), FIGURES)
def test_a_figure_keeps_its_bound_and_unit(printed: str, said: str) -> None:
    (figure,) = quantities(printed)
    assert value(figure, figure.bound) == said


DATES = [
    ("2031年4月9日前", "before 9 April 2031"),
    ("11月底前", "by the end of November"),
    ("到2032年底", "by the end of 2032"),
    ("2030年6月", "June 2030"),
    ("年底前", "by the end of the year"),
    ("没有日期", ""),
]


@pytest.mark.parametrize(("printed", "said"), DATES)
def test_a_deadline_is_told_in_words(printed: str, said: str) -> None:
    assert date(printed) == said


def test_a_name_is_told_only_when_all_of_it_is_known() -> None:
    assert gloss("县人民医院") == "county people's hospital"
    assert gloss("孕产妇死亡率") == "maternal mortality rate"
    assert gloss("琉璃瓦釉面率") is None


def test_a_unit_that_no_list_has_is_quoted() -> None:
    assert unit_in_english("斛") == " “斛”"


ASKED = [
    ("What is the maternal mortality target of Qingtang's 2024 key points?", "Maternal mortality rate (孕产妇死亡率): at most 10 per 100,000"),
    ("How many days of emergency supplies must be kept in stock?", "at least 30 days"),
    ("How much special funding does the three-year action plan provide in total?", "42 million yuan"),
    ("Which hospital leads the county medical consortium in 2023?", "County people's hospital"),
    ("By when will the health theme park be built?", "By the end of September"),
    ("Who leads universal childcare in the 2024 key points?", "County health commission (“县卫生健康局”)"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "said"), ASKED)
def test_an_english_question_gets_an_english_sentence_with_the_chinese_words_under_it(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = asked(assistant, question)
    first = answer.answer.splitlines()[0].replace("\\", "")
    assert said in first
    assert "In the original: “" in answer.answer
    assert "Source: 《" in answer.answer
    assert assistant.text(answer.citations[0].document).count(answer.citations[0].quote)


def test_a_damaged_figure_is_told_as_printed_in_english_too(assistant: Assistant) -> None:
    answer = asked(assistant, "What is the 2024 target for the systematic management rate of children under 3?")
    assert "20240%" in answer.answer
    assert "doubtful" in answer.answer

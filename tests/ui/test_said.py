"""An answer as the page says it: the lines that the cards of the sources repeat are left out."""

import pytest

from planbot.types import Answer, Citation
from planbot.ui.said import without_sources

CITATION = Citation(
    marker=1,
    document="d",
    file="d.txt",
    title="要点",
    part=None,
    section=(),
    quote="入园率92%",
    start=0,
    end=6,
    page=None,
)


def answer(text: str, *, answered: bool = True) -> Answer:
    return Answer(question="?", standalone_question="?", answer=text, answered=answered, citations=(CITATION,))


SHORTENED = [
    ("入园率92%。 [1]\n出处：《要点》 › 一、目标", "入园率92%。 [1]"),
    ("- 甲 [1]\n  出处：《要点》\n- 乙 [2]\n  出处：《计划》", "- 甲 [1]\n- 乙 [2]"),
    (
        "| 范围 | 内容 |\n|---|---|\n| 甲 | 92% [1] |\n| 乙 | 93% [2] |\n\n出处：《要点》\n出处：《计划》",
        "| 范围 | 内容 |\n|---|---|\n| 甲 | 92% [1] |\n| 乙 | 93% [2] |",
    ),
    ("Rate: 92% [1]\nSource: 《要点》", "Rate: 92% [1]"),
]


@pytest.mark.parametrize(("text", "said"), SHORTENED, ids=["one", "list", "table", "english"])
def test_a_line_that_names_the_source_of_what_is_above_goes(text: str, said: str) -> None:
    assert without_sources(answer(text)) == said


def test_a_source_that_heads_a_group_stays() -> None:
    text = "出处：《要点》\n- 甲 [1]\n- 乙 [1]"
    assert without_sources(answer(text)) == text


def test_words_that_happen_to_begin_like_a_source_in_a_refusal_stay() -> None:
    text = "没有找到。\n出处：不明"
    assert without_sources(answer(text, answered=False)) == text

"""Questions to go on with come from the ledger's rows, nearest first, and stand by themselves."""

import pytest

from planbot.types import Answer, Citation, Target
from planbot.ui.suggestions import cited_documents, openers, suggestions
from planbot.ui.words import load_words

ZH, EN = load_words("zh"), load_words("en")


def row(indicator: str, start: int, **fields: object) -> Target:
    plain = {
        "id": f"r{start}", "kind": "target", "document": "d1", "file": "f", "part": None, "section": (), "quote": indicator,
        "context_quote": "", "indicator": indicator, "comparator": ">=", "value": 90, "unit": "%", "value_text": "90%以上", "deadline": None,
        "responsible": (), "applies_to": (), "issuer": None, "region": None, "year": 2031, "baseline": None, "warnings": (),
        "start": start, "end": start + 4,
    }  # fmt: skip
    return Target.model_validate({**plain, **fields})


def answer(said: str, question: str = "问") -> Answer:
    cited = Citation(
        marker=1, document="d1", file="f", title="t", part=None, section=(), quote="q", start=100, end=110, page=None
    )
    return Answer(question=question, standalone_question=question, answer=said, answered=True, citations=(cited, cited))


ROWS = (
    row("良种覆盖率", 5000),
    row("农机化率水平", 120),
    row("耕地保有量", 100),
    row("台账", 130, responsible=("县农业农村局", "县水利局")),
)


def test_a_value_a_body_and_the_same_elsewhere_are_suggested() -> None:
    assert suggestions(answer("耕地保有量达到42万亩"), ROWS, ZH) == (
        "2031年农机化率水平的目标是多少？",
        "2031年县农业农村局要做哪些工作？",
        "各份文件里耕地保有量分别是多少？",
    )


def test_what_was_asked_is_not_suggested_again() -> None:
    found = suggestions(answer("另一句", "县农业农村局在2031年要做什么"), ROWS, ZH)
    assert "2031年县水利局要做哪些工作？" in found
    assert not any("农业农村局" in question for question in found)


@pytest.mark.parametrize("indicator", ["率", "https://evil.example/a率", "<b>产量</b>", "甲" * 40, "a\nb率"])
def test_only_plain_names_are_asked_about(indicator: str) -> None:
    assert suggestions(answer("另一句"), [row(indicator, 100)], ZH) == ()


def test_english_questions_read_as_such_without_a_year() -> None:
    assert suggestions(answer("x"), [row("良种覆盖率", 1, year=None)], EN) == ("What is the target for 良种覆盖率?",)


def test_one_opens_with_the_latest_year() -> None:
    rows = (row("良种覆盖率", 1, year=2030), row("耕地保有量", 2), row("台账", 3, responsible=("县水利局",)))
    assert openers(rows, ZH) == ("2031年耕地保有量的目标是多少？", "2031年县水利局要做哪些工作？")
    assert openers((), ZH) == ()


def test_each_cited_document_counts_once() -> None:
    assert cited_documents(answer("x")) == ("d1",)

"""The page of a report: both languages, every failure with what is needed to see why, nothing that runs or loads."""

import re

import pytest
from tests.evals.build import QUOTE, case, citation, record

from planbot.evals.folder import Stored
from planbot.evals.grade import Claim, Grade
from planbot.evals.labels import metric, named, reason
from planbot.evals.metrics.names import METRICS
from planbot.evals.metrics.statistics import Interval
from planbot.evals.page import html
from planbot.evals.plots import bar, histogram, squares
from planbot.evals.render import markdown, summary
from planbot.evals.report import Report, Stamp, report
from planbot.lexicon.load import load
from planbot.types import Passage

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
STAMP = Stamp(
    suite=f"甲{HOSTILE}", suite_hash="a", corpus_hash="b", settings_hash="c", documents=1, model="m", embed_model="e",
    planbot="0", python="3", started_at="2024-01-01T00:00:00+00:00",
)  # fmt: skip
PASSAGE = Passage(
    rank=1, score=1, document="d", file="县计划.txt", part=None, section=(HOSTILE,), text=f"甲。{QUOTE}{HOSTILE}", context="",
    tokens=1, start=0, end=9,
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> tuple[Report, str]:
    cases = (
        case(id="right", question="问"),
        case(
            id=f"wrong{HOSTILE}", question=HOSTILE, facts=[[HOSTILE]], evidence=[{"file": "县计划.txt", "quote": QUOTE}]
        ),
    )
    kept = record(f"{HOSTILE}。 [1]", citation(QUOTE)).model_copy(update={"case": cases[1].id, "passages": (PASSAGE,)})
    grade = Grade(case=cases[1].id, model="j", claims=(Claim(text=HOSTILE, supported=False),), evasive=False, unread=3)
    records = (record("答。").model_copy(update={"case": "right"}), kept.model_copy(update={"answers": kept.answers}))
    wrong = (
        records[0],
        records[1].model_copy(update={"answers": (kept.answers[0].model_copy(update={"answer": "别的"}),)}),
    )
    stored = Stored(stamp=STAMP, cases=cases, records=wrong, grades=(grade,))
    found = report(STAMP, cases, {item.case: item for item in wrong}, {grade.case: grade})
    return found, html(found, stored)


def test_nothing_of_a_document_a_question_or_an_answer_becomes_markup(made: tuple[Report, str]) -> None:
    _, page = made
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 5
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_a_failure_shows_question_expectation_answer_evidence_and_the_judges_view(made: tuple[Report, str]) -> None:
    _, page = made
    assert page.count("<details") == 1
    for words in (
        f"<mark>{QUOTE}</mark>",
        "别的",
        "应当找到的原文在第 1 段",
        "无依据",
        'href="#case-1"',
        'id="case-1"',
    ):
        assert words in page


def test_every_judged_number_has_its_agreement_beside_it(made: tuple[Report, str]) -> None:
    found, page = made
    assert "n=1，κ=" in page
    for text in (summary(found), markdown(found)):
        line = next(line for line in text.splitlines() if "Statements supported, judged" in line)
        assert re.search(r"n=1, kappa", line)
    assert "3 verdicts not readable" in summary(found)


def test_every_metric_and_reason_has_words_in_both_languages() -> None:
    words = load("report")
    assert {item.name for item in METRICS} <= words["metrics"].keys()
    assert words["zh"].keys() - words["en"].keys() <= {
        "Suite", "Documents", "Settings", "Model", "Embedding model", "planbot", "Started", "Question", "Expected", "Wrong",
        "Answer", "Cited", "copy-top-passage", "always-refuse",
    }  # fmt: skip
    assert words["en"].keys() <= words["zh"].keys()
    assert 'lang="zh">缺少: 5%<' in reason("missing: 5%")
    assert reason("数据库忙") == "数据库忙"
    assert "查事实" in named("lookup")
    assert "Recall@1" in metric("recall@1")


def test_a_bar_draws_its_value_its_interval_and_the_sentinels() -> None:
    drawn = bar(0.5, Interval(low=0.25, high=0.75), lower_is_better=False, others=(0.1, None))
    assert 'width="120.0"' in drawn
    assert "M60.0" in drawn
    assert drawn.count('class="other"') == 1


def test_squares_lead_from_a_wrong_case_to_its_details() -> None:
    drawn = squares([("甲", True), ("乙", False)], {"乙": "case-1"})
    assert drawn.count("<a ") == 1
    assert 'class="cross"' in drawn


@pytest.mark.parametrize("values", [(1.0, 1.0), (0.0, 5000.0), (20.0, 21.0, 1500.0)])
def test_a_histogram_holds_every_value(values: tuple[float, ...]) -> None:
    drawn = histogram(values, (values[0],))
    assert sum(int(count) for count in re.findall(r"<title>(\d+)</title>", drawn)) == len(values)
    assert "nan" not in drawn

"""Each kind of fault, planted in a right answer, is caught by the metric meant for it, and the right answer by none."""

from collections.abc import Callable

import pytest
from tests.evals.build import QUOTE, RATES, answered, case, citation, record, target

from planbot.evals.cases import Case
from planbot.evals.metrics import drafts, rows
from planbot.evals.metrics.statements import statements
from planbot.evals.record import Record
from planbot.evals.score import score
from planbot.types import Draft

RIGHT = f"{RATES}，婴儿死亡率控制在4.5‰以内。 [1]"

ASKED = case(
    numbers=["12/10万以内", "4.5‰以内"],
    facts=[["孕产妇死亡率"]],
    evidence=[{"file": "县计划.txt", "quote": RATES}],
)
LIST = case(facts=[["县教育局"], ["县民政局"]], evidence=[{"file": "县计划.txt", "quote": "县财政局"}])
ABSENT = case(answerable=False)


def good() -> Record:
    return record(RIGHT, citation(QUOTE))


FAULTS: list[tuple[str, Case, Callable[[], Record], str, float]] = [
    ("a wrong number", ASKED, lambda: record(RIGHT.replace("12", "13"), citation(QUOTE)), "number_accuracy", 0.5),
    (
        "a wrong number, unsupported",
        ASKED,
        lambda: record(RIGHT.replace("12", "13"), citation(QUOTE)),
        "faithfulness",
        0,
    ),
    ("a swapped unit", ASKED, lambda: record(RIGHT.replace("‰", "%"), citation(QUOTE)), "number_accuracy", 0.5),
    (
        "a swapped bound",
        ASKED,
        lambda: record(RIGHT.replace("4.5‰以内", "4.5‰以上"), citation(QUOTE)),
        "number_accuracy",
        0.5,
    ),
    (
        "a citation to the wrong document",
        ASKED,
        lambda: record(RIGHT, citation(QUOTE, file="别的.txt")),
        "evidence_cited",
        0,
    ),
    ("a citation that does not say it", ASKED, lambda: record(RIGHT, citation("县财政局安排")), "citation_recall", 0),
    ("no citation", ASKED, lambda: record(RIGHT.removesuffix(" [1]")), "citation_recall", 0),
    (
        "a superfluous citation",
        ASKED,
        lambda: record(RIGHT + "[2]", citation(QUOTE), citation("县财政局安排", marker=2)),
        "citation_precision",
        0.5,
    ),
    ("a quote not in the source", ASKED, lambda: record(RIGHT, citation(QUOTE + "改")), "quote_validity", 0),
    ("an answer to an unanswerable question", ABSENT, good, "refusal_recall", 0),
    ("a refusal of an answerable question", ASKED, lambda: record("没有找到。", refused=True), "false_refusal", 1),
    ("an undue refusal", ASKED, lambda: record("没有找到。", refused=True), "refusal_precision", 0),
    ("a missing list item", LIST, lambda: record("县教育局配合。 [1]", citation("县财政局")), "fact_recall", 0.5),
    (
        "a repeated item",
        LIST,
        lambda: record("县教育局配合。 [1]\n县教育局配合。 [1]", citation("县财政局")),
        "repetition",
        0.5,
    ),
]


@pytest.mark.parametrize(("fault", "asked", "made", "metric", "value"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_caught_by_its_metric(
    fault: str, asked: Case, made: Callable[[], Record], metric: str, value: float
) -> None:
    assert score(asked, made()).shares[metric].value == value, fault


@pytest.mark.parametrize("metric", sorted({fault[3] for fault in FAULTS}))
def test_a_right_answer_is_faulted_by_none(metric: str) -> None:
    scored = score(ASKED, good())
    assert scored.passed
    assert scored.shares[metric].value in {None, 0 if metric in {"false_refusal", "repetition"} else 1}


def test_a_metric_that_does_not_apply_has_no_value() -> None:
    shares = score(ASKED, good()).shares
    assert shares["refusal_recall"].value is None
    assert shares["refusal_precision"].value is None


def test_a_near_miss_may_be_named_with_its_source_and_not_without() -> None:
    asked = case(answerable=False, must_not=["4.5‰"], near_miss=[{"value": "4.5‰", "attribution": ["县卫生健康局"]}])
    assert score(asked, record("没有找到；县卫生健康局的是4.5‰。", refused=True)).passed
    assert not score(asked, record("没有找到；大约4.5‰。", refused=True)).passed


def test_an_answer_that_says_everything_is_no_answer() -> None:
    assert not score(ASKED, record(RIGHT + "各项工作有序推进。" * 100, citation(QUOTE))).passed


@pytest.mark.parametrize("written", ["不低于百分之九十五", "≥95%", "95％以上", "达到95%以上"])
def test_a_figure_is_right_however_it_is_written(written: str) -> None:
    assert score(case(numbers=["95%以上"]), record(f"接种率{written}。")).shares["number_accuracy"].value == 1


def test_an_invented_number_in_a_draft_is_caught() -> None:
    assert drafts.invented("新建卫生室18个，培训医生50名。", ["新建村卫生室18个"]) == ("50名",)
    assert drafts.invented("1. 新建卫生室18个。[1]", ["新建村卫生室18个"]) == ()


def test_a_draft_is_held_to_its_rules() -> None:
    asked = case(draft={"headings": ["^一、"], "min_chars": 20, "flag_if": {"20240%": ["核对"]}}, category="draft")
    reasons = score(asked, Record(case="c", answers=(answered("覆盖率达到20240%"),))).reasons
    assert [reason.split(":")[0] for reason in reasons] == [
        "heading missing", "too short", "figure without source", "damaged figure as plain fact",
    ]  # fmt: skip


SOURCE = "新建村卫生室18个，培训乡村医生50名。"


def drafted(text: str, marker: int | None = 1, origin: str = "carried", **fields: object) -> Record:
    """The record of a draft of one sentence that cites ``SOURCE``."""
    said = {"kind": "paragraph", "sentences": [{"text": text, "origin": origin, "markers": [marker] if marker else []}]}
    cited = citation(SOURCE)
    draft = Draft.model_validate(
        {"brief": "起草一节。", "draft": text, "title": "基层", "year": 2025, "citations": [cited.model_dump()]}
        | {"blocks": [{"kind": "heading", "level": 1, "sentences": [{"text": "基层", "origin": "new"}]}, said]} | fields
    )  # fmt: skip
    answer = answered(text, cited).model_copy(update={"route": "draft"})
    return Record(case="c", answers=(answer,), sources=(SOURCE,), draft=draft)


DRAFT_FAULTS: list[tuple[str, Callable[[], Record], str, float]] = [
    ("an invented number", lambda: drafted("新建村卫生室18个，培训乡村医生70名。"), "invented_figures", 0.5),
    ("a sentence that its source does not support", lambda: drafted("新建敬老院18个。"), "supported_sentences", 0),
    ("a sentence without a source", lambda: drafted("加强领导。", None, "new"), "sourced_sentences", 0),
    ("a fact left out", lambda: drafted("新建村卫生室18个。"), "fact_recall", 0.5),
]
BRIEF = case(question="起草一节。", draft={"min_chars": 1}, facts=[["18个"], ["50名"]], category="draft")


@pytest.mark.parametrize(("fault", "made", "metric", "value"), DRAFT_FAULTS, ids=[fault[0] for fault in DRAFT_FAULTS])
def test_a_fault_planted_in_a_draft_is_caught_by_its_metric(
    fault: str, made: Callable[[], Record], metric: str, value: float
) -> None:
    assert score(BRIEF, made()).shares[metric].value == value, fault


def test_a_sound_draft_with_an_open_place_is_faulted_by_none() -> None:
    gap = "【待填：培训人数，上年为50名】"
    made = drafted(f"新建村卫生室18个，培训乡村医生{gap}。", origin="updated", placeholders=[gap])
    shares = score(BRIEF, made).shares
    assert [shares[name].value for name in ("sourced_sentences", "supported_sentences", "invented_figures")] == [
        1,
        1,
        0,
    ]
    assert score(BRIEF, made).passed


EXPECTED = case(
    ledger={"indicators": ["接种率"]},
    targets=[{"indicator": "疫苗接种率", "quantity": "95%以上"}, {"indicator": "产前筛查率", "quantity": "75%以上"}],
).targets


def test_rows_of_the_ledger_are_counted_both_ways() -> None:
    found = [target("疫苗接种率", 95), target("就诊率", 88)]
    assert rows.row_recall(found, EXPECTED).value == 0.5
    assert rows.row_precision(found, EXPECTED).value == 0.5


def test_a_row_given_twice_is_wrong_once() -> None:
    assert rows.row_precision([target("疫苗接种率", 95), target("疫苗接种率", 95)], EXPECTED).value == 0.5


@pytest.mark.parametrize(("value", "unit", "comparator"), [(96, "%", ">="), (95, "‰", ">="), (95, "%", "<=")])
def test_a_row_with_another_figure_unit_or_bound_is_wrong(value: float, unit: str, comparator: str) -> None:
    assert rows.row_recall([target("疫苗接种率", value, unit, comparator=comparator)], EXPECTED).value == 0


def test_an_answer_is_taken_apart_into_what_it_says_of_the_documents() -> None:
    first = "- **甲县**：\\*\\*年底前建成急救站。达标率95%。 [1][2]（原文此处有遮盖（如“**”“xx”），引用照录。）"
    text = f"{first}\n  出处：《甲县计划》\n共 2 条；已查看范围内 1 份文档的 9 条目标与任务。"
    said = [(statement.text, statement.markers) for statement in statements(text)]
    assert said == [("甲县：**年底前建成急救站。", (1, 2)), ("达标率95%。", (1, 2))]

"""A model as judge: asked over the real protocol, read strictly, scored beside the rules and never instead of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.chat_server import Script, fails, says, serving
from tests.evals.build import QUOTE, RATES, TEXT, case, citation, record

from planbot.assistant import Assistant
from planbot.cli.main import run as planbot
from planbot.errors import ConfigurationError
from planbot.evals.cases import Case, Suite
from planbot.evals.grade import Claim, Entailment, Grade
from planbot.evals.judge import combinations, judge_of
from planbot.evals.judged import judged_shares, judgement
from planbot.evals.judging import have_judged
from planbot.evals.metrics.statements import Statement
from planbot.evals.metrics.statistics import agreement
from planbot.evals.record import Record
from planbot.evals.replies import evasive, listed, questions, verdicts
from planbot.evals.report import report
from planbot.evals.runner import RunOptions, rescored, run
from planbot.settings import Settings, load_settings

ANSWER = f"{QUOTE} [1]"
QUESTION = "孕产妇死亡率要控制在多少？"


def answers(body: dict[str, Any]) -> Script:
    """A judge that finds everything supported."""
    prompt = body["messages"][-1]["content"]
    if "回避" in prompt:
        return says(f"问：{QUESTION}\n问：婴儿死亡率呢？\n问：死亡率的目标是什么？\n回避：否")
    if "逐行列出" in prompt:
        return says("- 孕产妇死亡率控制在12/10万以内\n- 婴儿死亡率控制在4.5‰以内")
    return says("1: 是\n2: 是")


def alike(_: str, others: Any) -> tuple[float, ...]:
    return (1.0, 0.5, 0.3)[: len(others)]


def settings(url: str, **more: Any) -> Settings:
    return Settings(home=Path("unused"), judge_model="judge", judge_base_url=url, request_timeout_s=2, **more)


def graded(*scripts: Script | Callable[[dict[str, Any]], Script], of: Record | None = None) -> tuple[Grade, list[str]]:
    """What a judge that follows the scripts says of one right answer, and what it was shown."""
    with serving(*scripts) as server:
        judge = judge_of(settings(server.url, judge_input_price=10, judge_output_price=20), alike)
        assert judge
        grade = judge.grade(case(question=QUESTION), of or record(ANSWER, citation(QUOTE)))
        assert grade
        return grade, server.prompts


def test_a_judge_extracts_statements_weighs_them_and_asks_back() -> None:
    grade, prompts = graded(answers)
    assert [claim.supported for claim in grade.claims] == [True, True]
    assert [(item.markers, item.supported) for item in grade.entailments] == [((1,), True)]
    assert (len(grade.questions), grade.likeness, grade.evasive, grade.unread) == (3, (1.0, 0.5, 0.3), False, 0)
    assert grade.usage.prompt_tokens == 120 * len(prompts)
    assert grade.usage.cost_usd == pytest.approx(len(prompts) * (120 * 10 + 30 * 20) / 1_000_000)
    shares = judged_shares(grade, record(ANSWER, citation(QUOTE)))
    values = {name: share.value for name, share in shares.items()}
    assert values == {
        "judged_faithfulness": 1, "judged_relevance": pytest.approx(0.6), "judged_citation_recall": 1,
        "judged_citation_precision": 1,
    }  # fmt: skip


def test_what_is_judged_is_fenced_and_the_judge_sees_what_was_cited() -> None:
    _, prompts = graded(answers)
    assert all(prompt.count("<<") >= 2 for prompt in prompts)
    assert RATES in prompts[1]
    assert TEXT not in prompts[0]
    assert not any("[1]" in prompt for prompt in prompts)


def test_a_reply_that_cannot_be_read_is_not_scored_and_counted() -> None:
    grade, _ = graded(says("我认为这个回答很好。"))
    assert (grade.claims, grade.questions, grade.evasive, grade.unread) == ((), (), None, 4)
    shares = judged_shares(grade, record(ANSWER, citation(QUOTE)))
    assert {share.value for share in shares.values()} == {None}


def test_a_verdict_for_a_statement_that_was_not_asked_about_counts_for_nothing() -> None:
    grade, _ = graded(lambda body: says("1: 是\n7: 否") if "编号" in body["messages"][-1]["content"] else answers(body))
    assert [claim.supported for claim in grade.claims] == [True, None]
    assert judged_shares(grade, record(ANSWER, citation(QUOTE)))["judged_faithfulness"].of == 1


@pytest.mark.parametrize("script", [fails(429, Retry_After="90"), Script(lines=("{nonsense",))])
def test_a_judge_that_fails_leaves_a_grade_that_says_so(script: Script) -> None:
    grade, _ = graded(script)
    assert grade.error
    assert judged_shares(grade, record(ANSWER, citation(QUOTE))) == {}


def test_a_judge_that_refuses_the_key_stops_the_run() -> None:
    with pytest.raises(ConfigurationError):
        graded(fails(401))


def test_a_refusal_is_asked_about_only_whether_it_is_one() -> None:
    refused = record("没有找到。", refused=True)
    grade, prompts = graded(says("问：有吗？\n回避：是"), of=refused)
    assert (len(prompts), grade.evasive) == (1, True)
    assert judged_shares(grade, refused) == {}


def test_a_draft_and_no_answer_are_not_judged() -> None:
    with serving(answers) as server:
        judge = judge_of(settings(server.url), alike)
        assert judge
        assert judge.grade(case(draft={"min_chars": 1}), record(ANSWER)) is None
        assert judge.grade(case(), Record(case="c")) is None
        assert not server.asked


def test_without_a_judge_in_the_settings_there_is_none() -> None:
    assert judge_of(Settings(home=Path("unused"), chat_model="answers"), alike) is None


# --- reading replies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("1: 是\n2: 否", (True, False)),
        ("1：是（材料支持）\n2. 否", (True, False)),
        ("- 1: yes\n- 2: No.", (True, False)),
        ("1: 是否支持不确定\n2: 否", (None, False)),
        ("1: 是\n1: 否\n2: 是", (None, True)),
        ("都支持", (None, None)),
        ("", (None, None)),
        ("1: nothing\n2: yesterday", (None, None)),
    ],
)
def test_verdicts_are_read_by_number(reply: str, said: tuple[bool | None, ...]) -> None:
    assert verdicts(reply, 2) == said


def test_lists_questions_and_evasion_are_read_by_their_marks() -> None:
    assert listed("好的：\n- 甲达到95%\n2. 乙\n12.5%的人\n- 乙\n") == ("甲达到95%", "乙")
    assert questions("问：甲？\nQ2: B?\n甲") == ("甲？", "B?")
    assert [evasive(text) for text in ("回避：是", "evasive: no", "回避：是\n回避：否", "不知道")] == [
        True, False, None, None,
    ]  # fmt: skip


def test_citations_are_weighed_together_alone_and_without_each() -> None:
    cited = {1: "甲", 2: "乙", 3: "丙"}
    assert combinations(Statement(text="s", markers=(1,)), cited) == ((1,),)
    assert combinations(Statement(text="s", markers=(1, 2)), cited) == ((1, 2), (1,), (2,))
    assert combinations(Statement(text="s", markers=(1, 2, 3, 9)), cited) == (
        (1, 2, 3), (1,), (2,), (3,), (2, 3), (1, 3), (1, 2),
    )  # fmt: skip
    assert combinations(Statement(text="s", markers=(9,)), cited) == ()


# --- agreement --------------------------------------------------------------------------------------------------------


def test_kappa_is_cohens() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    found = agreement(pairs)
    assert (found.n, found.agreed, found.kappa) == (50, pytest.approx(0.7), pytest.approx(0.4))


def test_kappa_has_no_value_where_both_always_say_the_same() -> None:
    assert agreement([(True, True)] * 3).model_dump() == {"n": 3, "agreed": 1.0, "kappa": None}
    assert agreement([]).agreed is None


def test_a_judge_stands_beside_the_rules_on_the_very_things_it_judged() -> None:
    right = record(ANSWER, citation(QUOTE))
    wrong = "孕产妇死亡率控制在15/10万以内"
    grade = Grade(
        case="c", model="judge", evasive=False, unread=2,
        claims=(Claim(text=RATES, supported=True), Claim(text=wrong, supported=True), Claim(text="甲", supported=None)),
        entailments=(Entailment(statement=QUOTE, markers=(1,), supported=True),),
    )  # fmt: skip
    found = judgement("judge", {"c": grade}, {"c": right})
    assert found
    assert (found.judges_itself, found.graded, found.unread) == (True, 1, 2)
    assert found.agreements["judged_faithfulness"].model_dump() == {"n": 2, "agreed": 0.5, "kappa": 0.0}
    assert found.agreements["judged_citation_recall"].n == 1
    assert found.agreements["judged_relevance"].agreed == 1


# --- a run ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "县计划.txt").write_text("石桥县2031年工作计划\n\n一、目标\n疫苗接种率达到95%以上。\n", encoding="utf-8")
    with Assistant.open(load_settings(tmp_path_factory.mktemp("home"), {})) as opened:
        opened.ingest([folder], jobs=1)
        yield opened


ASKED = Suite(
    name="小试",
    cases=(
        Case(id="a", turns=("石桥县2031年疫苗接种率要达到多少？",), numbers=("95%以上",)),
        Case(id="b", turns=("石桥县2019年疫苗接种率要达到多少？",), answerable=False),
    ),
)


def test_a_stored_run_is_judged_later_and_each_answer_once(assistant: Assistant, tmp_path: Path) -> None:
    run(assistant, ASKED, tmp_path, RunOptions())
    assert rescored(tmp_path).judge is None
    with serving(answers) as server:
        judge = judge_of(settings(server.url), assistant.likeness)
        assert judge
        assert have_judged(tmp_path, judge, RunOptions(parallel=2)) == 2
        count = len(server.asked)
        assert have_judged(tmp_path, judge, RunOptions()) == 2
        assert len(server.asked) == count
    found = rescored(tmp_path)
    assert found.judge
    assert found.judge.model == "judge"
    assert found.value("judged_faithfulness") == 1
    assert 0 < (found.value("judged_relevance") or 0) <= 1
    assert found.cases[0].passed


def test_judging_stops_at_the_ceiling(assistant: Assistant, tmp_path: Path) -> None:
    run(assistant, ASKED, tmp_path, RunOptions())
    with serving(answers) as server:
        judge = judge_of(settings(server.url, judge_input_price=1000), assistant.likeness)
        assert judge
        assert have_judged(tmp_path, judge, RunOptions(max_cost_usd=0.01)) == 1


def test_a_report_without_grades_has_no_judge(assistant: Assistant, tmp_path: Path) -> None:
    found = run(assistant, ASKED, tmp_path, RunOptions())
    assert report(found.stamp, ASKED.cases, {}).judge is None


def test_the_command_judges_and_prints_how_far_to_believe_it(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = tmp_path / "s.jsonl"
    suite.write_text("\n".join(case.model_dump_json() for case in ASKED.cases), encoding="utf-8")
    command = ["--home", str(assistant.settings.home), "eval"]
    out = str(tmp_path / "out")
    assert planbot([*command, "run", str(suite), "--out", out, "--judge"]) == 1
    assert "PLANBOT_JUDGE_MODEL" in capsys.readouterr().err
    with serving(answers) as server:
        monkeypatch.setenv("PLANBOT_JUDGE_MODEL", "judge")
        monkeypatch.setenv("PLANBOT_JUDGE_BASE_URL", server.url)
        assert planbot([*command, "run", str(suite), "--out", out, "--judge"]) == 0
    printed = capsys.readouterr().out
    assert "judge: judge" in printed
    assert "kappa" in printed
    assert planbot([*command, "score", out]) == 0
    assert "kappa" in capsys.readouterr().out

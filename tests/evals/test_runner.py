"""A suite is run, kept, resumed, scored again, reported, compared and gated."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from planbot.assistant import Assistant
from planbot.cli.main import run as planbot
from planbot.errors import InputError
from planbot.evals.cases import Case, Suite
from planbot.evals.compare import Floor, baseline, below, compare, regressions
from planbot.evals.failures import marked
from planbot.evals.feedback import cases, feedback, keep, kept
from planbot.evals.folder import load_run
from planbot.evals.generate import generate
from planbot.evals.load import load_suite, parse_yaml
from planbot.evals.output import write_report
from planbot.evals.report import Report
from planbot.evals.runner import RunOptions, rescored, run
from planbot.settings import load_settings
from planbot.types import Message, Progress

PLAN = """云塔镇卫生院2024年工作计划

一、主要目标
适龄儿童疫苗接种率达到95%以上。孕产妇死亡率控制在12/10万以内。

二、重点工作
（一）慢性病管理。高血压患者规范管理率达到66%以上。
（二）急救培训。举办急救培训班4期。（县人民医院负责）
"""
OTHER = "柳湾乡中心小学2024年工作计划\n\n一、教学\n新增图书800册，更换课桌120套。\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "云塔.txt").write_text(PLAN, encoding="utf-8")
    (folder / "柳湾.txt").write_text(OTHER, encoding="utf-8")
    with Assistant.open(load_settings(tmp_path_factory.mktemp("home"), {})) as opened:
        opened.ingest([folder], jobs=1)
        yield opened


SUITE = parse_yaml(
    """
name: 小试
cases:
- {id: a, question: 云塔镇卫生院的疫苗接种率要达到多少？, numbers: [95%以上], evidence: [{file: 云塔.txt, quote: 疫苗接种率达到95%以上}]}
- {id: b, question: 云塔镇卫生院2019年的疫苗接种率要达到多少？, answerable: false, twin: a, category: unanswerable}
- {id: c, question: "<b>急救</b>培训班要办几期？", numbers: [5期], evidence: [{file: 云塔.txt, quote: 急救培训班4期}], tags: [hard]}
- {id: d, category: ledger, ledger: {indicators: [孕产妇死亡率]}, targets: [{indicator: 孕产妇死亡率, quantity: 12/10万以内}]}
""",
    "小试.yaml",
)


@pytest.fixture(scope="module")
def folder(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "one"
    write_report(run(assistant, SUITE, folder, RunOptions()), folder)
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return rescored(folder)


def test_every_case_is_judged(report: Report) -> None:
    assert {case.case: case.passed for case in report.cases} == {"a": True, "b": True, "c": False, "d": True}
    assert [group.name for group in report.groups] == ["all", "ledger", "lookup", "unanswerable", "hard"]


def test_sentinels_stand_beside_the_system(report: Report) -> None:
    values = {s.name: {f.name: f.value for f in s.figures} for s in report.sentinels}
    assert values["copy-top-passage"]["quote_validity"] == 1
    assert values["copy-top-passage"]["refusal_recall"] == 0
    assert values["always-refuse"]["refusal_recall"] == 1
    assert values["always-refuse"]["false_refusal"] == 1


def test_the_stamp_says_what_was_measured(report: Report) -> None:
    assert (report.stamp.suite, report.stamp.documents, report.stamp.model) == ("小试", 2, "extractive")
    assert all(
        re.fullmatch("[0-9a-f]{64}", getattr(report.stamp, f"{of}_hash")) for of in ("suite", "corpus", "settings")
    )


def test_a_run_that_was_cut_short_is_resumed(assistant: Assistant, folder: Path, tmp_path: Path) -> None:
    whole = (folder / "records.jsonl").read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    for name in ("stamp.json", "cases.jsonl"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "records.jsonl").write_text(lines[0] + lines[1][:40], encoding="utf-8")
    steps: list[Progress] = []
    again = run(assistant, SUITE, tmp_path, RunOptions(), steps.append)
    assert [step.done for step in steps] == [2, 3, 4]
    assert [case.passed for case in again.cases] == [True, True, False, True]
    assert len(load_run(tmp_path).records) == 4


def test_cases_may_be_asked_at_the_same_time(assistant: Assistant, report: Report, tmp_path: Path) -> None:
    found = run(assistant, SUITE, tmp_path / "r", RunOptions(parallel=3))
    assert [(case.case, case.passed) for case in found.cases] == [(case.case, case.passed) for case in report.cases]


def test_a_run_that_is_stopped_says_how_much_it_did_not_ask(assistant: Assistant, tmp_path: Path) -> None:
    steps: list[Progress] = []
    found = run(assistant, SUITE, tmp_path / "r", RunOptions(), steps.append, lambda: len(steps) >= 2)
    assert (len(found.cases), found.unasked) == (2, 2)


def test_a_case_that_failed_stays_in_the_report_and_is_asked_again(assistant: Assistant, tmp_path: Path) -> None:
    suite = Suite(name="长", cases=(Case(id="x", turns=("问" * 5000,)),))
    run(assistant, suite, tmp_path, RunOptions())
    assert (rescored(tmp_path).errors, len(load_run(tmp_path).records)) == (1, 1)
    steps: list[Progress] = []
    run(assistant, suite, tmp_path, RunOptions(), steps.append)
    assert len(steps) == 1


def test_a_folder_with_another_run_is_left_alone(assistant: Assistant, folder: Path) -> None:
    other = SUITE.model_copy(update={"cases": SUITE.cases[:1]})
    with pytest.raises(InputError, match="run of other cases"):
        run(assistant, other, folder, RunOptions())


def test_a_suite_over_documents_that_are_not_there_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not in this home"):
        run(assistant, load_suite("samples"), tmp_path, RunOptions())


def test_nothing_more_is_asked_above_the_ceiling(assistant: Assistant, tmp_path: Path) -> None:
    assert not run(assistant, SUITE, tmp_path / "r", RunOptions(max_cost_usd=0.0)).cases


class Page(HTMLParser):
    """What a browser would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        assert not {"src", "onclick"} & given.keys()
        assert (given.get("href") or "#").startswith("#")


def test_the_page_stands_alone_and_shows_every_failure_with_its_evidence(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert not {"script", "img", "b", "iframe", "link"} & set(page.tags)
    assert page.tags.count("details") == 1
    assert "<mark>急救培训班4期</mark>" in text


def test_quotes_are_marked_across_white_space() -> None:
    assert marked("甲<乙 \n丙丁", ["乙丙"]) == "甲&lt;<mark>乙 \n丙</mark>丁"


def test_the_other_forms_say_the_same(folder: Path) -> None:
    suite = ElementTree.fromstring((folder / "junit.xml").read_text(encoding="utf-8"))
    assert (suite.get("tests"), suite.get("failures")) == ("4", "1")
    assert "3 of 4 right" in (folder / "report.md").read_text(encoding="utf-8")
    assert Report.model_validate_json((folder / "report.json").read_bytes()).groups[0].passed == 3


def changed(report: Report, case: str, *, passed: bool) -> Report:
    shares = {"overall": {"hits": float(passed), "of": 1.0}}
    data = report.model_dump()
    for item in data["cases"]:
        if item["case"] == case:
            item |= {"passed": passed, "shares": item["shares"] | shares}
    figures = data["groups"][0]["figures"]
    figures[0]["value"] = sum(item["shares"]["overall"]["hits"] for item in data["cases"]) / len(data["cases"])
    return Report.model_validate(data)


def test_two_runs_are_compared_case_by_case(report: Report) -> None:
    found = compare(changed(report, "a", passed=False), changed(report, "c", passed=True))
    assert (found.fixed, found.broken, found.same) == (("a", "c"), (), 2)
    overall = found.changes[0]
    assert (overall.before, overall.after, overall.difference.mean) == (0.5, 1.0, 0.5)
    assert overall.difference.low <= 0.5 <= overall.difference.high


def test_a_baseline_lets_pass_what_is_no_worse_and_names_what_is(report: Report) -> None:
    held = baseline(report)
    assert regressions(changed(report, "c", passed=True), held) == ()
    assert regressions(changed(report, "a", passed=False), held) == ("overall is 0.500, was 0.750", "a passed before")


def test_a_bound_is_a_floor_or_a_ceiling(report: Report) -> None:
    assert below(report, [Floor(metric="overall", bound=0.7), Floor(metric="false_refusal", bound=0.2)]) == ()
    assert below(report, [Floor(metric="overall", bound=0.9)]) == ("overall is 0.750, must be at least 0.9",)
    assert below(report, [Floor(metric="sourced_sentences", bound=0)]) == (
        "sourced_sentences is not applicable, must be at least 0",
    )


def test_cases_are_made_from_any_documents(assistant: Assistant) -> None:
    made = generate([assistant.outline(document.id) for document in assistant.documents()])
    values = {case.note: case.numbers for case in made if case.category == "value"}
    assert values["适龄儿童疫苗接种率"] == ("95%以上",)
    lists = [case for case in made if case.category == "list" and "重点工作" in case.turns[0]]
    assert lists[0].facts == (("慢性病管理",), ("急救培训",))
    twins = [case for case in made if not case.answerable]
    assert {next(c for c in made if c.id == twin.twin).answerable for twin in twins} == {True}
    assert all(twin.turns[0].startswith(("《柳湾", "按照《柳湾")) for twin in twins if twin.must_not == ("95%以上",))


def test_generated_cases_load_again(assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, home = tmp_path / "made.yaml", assistant.settings.home
    assert planbot(["--home", str(home), "eval", "generate", "--out", str(out)]) == 0
    assert "95%以上" in capsys.readouterr().out
    assert isinstance(load_suite(str(out)), Suite)


def test_a_complaint_becomes_a_case(assistant: Assistant, tmp_path: Path) -> None:
    *_, answer = assistant.ask("急救培训班要办几期？")
    history = (Message(role="user", content="云塔镇卫生院有什么目标？"), Message(role="assistant", content="……"))
    keep(tmp_path, feedback(answer, "up"))
    keep(tmp_path, feedback(answer, "down", "答非所问", history))
    made = cases(kept(tmp_path))
    assert [case.turns for case in made] == [("云塔镇卫生院有什么目标？", "急救培训班要办几期？")]
    assert "答非所问" in made[0].note
    assert made[0].must_not
    assert "[" not in made[0].must_not[0]


def test_the_commands_run_compare_and_gate(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases_file, held, out = tmp_path / "s.jsonl", tmp_path / "base.json", tmp_path / "out"
    cases_file.write_text("\n".join(case.model_dump_json() for case in SUITE.cases), encoding="utf-8")
    command = ["--home", str(assistant.settings.home), "eval"]
    ran = [*command, "run", str(cases_file), "--out", str(out)]
    assert planbot([*ran, "--json", "--write-baseline", str(held)]) == 0
    assert json.loads(capsys.readouterr().out)["stamp"]["suite"] == "s"
    assert planbot([*ran, "--baseline", str(held)]) == 0
    assert planbot([*ran, "--fail-under", "overall=0.9"]) == 1
    assert "failed: overall is 0.750, must be at least 0.9" in capsys.readouterr().err
    assert planbot([*ran, "--fail-under", "quality=1"]) == 2
    assert planbot([*command, "score", str(out), "--fail-under", "overall=0.7"]) == 0
    assert planbot([*command, "compare", str(out), str(out)]) == 0
    assert "fixed 0, broken 0, same 4" in capsys.readouterr().out
    assert planbot([*command, "list"]) == 0
    assert "samples" in capsys.readouterr().out
    assert planbot([*command, "from-feedback"]) == 1
    assert planbot([*command, "run", str(cases_file), "--out", str(tmp_path / "none"), "--max-cost", "0"]) == 3


def test_a_beir_folder_is_searched_in_a_home_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    corpus = [{"_id": "d1", "title": "", "text": "云塔镇新建急救站。"}, {"_id": "d2", "text": "柳湾乡购买图书八百册。"}]
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in corpus), encoding="utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "柳湾乡购买多少图书"}), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\td2\t1\n", encoding="utf-8")
    assert planbot(["--home", str(tmp_path / "home"), "eval", "run", str(folder), "--json"]) == 0
    found = Report.model_validate_json(capsys.readouterr().out)
    assert (found.value("recall@1"), found.value("ndcg@10")) == (1.0, 1.0)


def test_a_case_that_cannot_be_asked_counts_as_wrong(assistant: Assistant, tmp_path: Path) -> None:
    long = Case(id="x", turns=("问" * 5000,), facts=(("是",),))
    found = run(assistant, Suite(name="长", cases=(long,)), tmp_path / "r", RunOptions())
    assert (found.errors, found.value("overall"), found.value("fact_recall")) == (1, 0.0, 0.0)


LEANING = """云塔镇2024年方案

1 要求
各村每年3月底前办完上述事项。承办单位逐步将平均手续费率压到2%以下。集镇绿化覆盖率达到40%以上。

2 组织
2.1 分工
2.1.1 镇级机构
（1）镇政府统一调度。
（2）卫生院负责救护。
（3）中心学校组织演练。
"""


def test_words_that_lean_on_their_sentence_are_not_asked_about_and_numbers_are_no_names(tmp_path: Path) -> None:
    (tmp_path / "方案.txt").write_text(LEANING, encoding="utf-8")
    with Assistant.open(load_settings(tmp_path / "home", {})) as opened:
        opened.ingest([tmp_path / "方案.txt"], jobs=1)
        made = generate([opened.outline(document.id) for document in opened.documents()])
    assert [case.numbers for case in made if case.category == "value"] == [("40%以上",)]
    assert not [case for case in made if "上述" in case.turns[0] or "逐步将" in case.turns[0]]
    assert [case.facts for case in made if case.category == "where"] == [(("镇级机构",),)]
    assert not [case for case in made if "2.1.1" in case.turns[0]]

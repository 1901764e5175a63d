"""Runs are started in the background, watched, stopped, gone on with, read and compared."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.chat_server import says, serving

from planbot.assistant import Assistant
from planbot.errors import ConfigurationError, Conflict, InputError, NotFound
from planbot.evals.cases import Suite
from planbot.evals.load import parse_yaml
from planbot.evals.runner import RunOptions
from planbot.evals.runs import RunLine, Runs
from planbot.settings import load_settings
from planbot.types import Answer

SUITE = parse_yaml(
    """
name: 小试
cases:
- {id: a, question: 云塔镇的疫苗接种率要达到多少？, numbers: [95%以上], evidence: [{file: 云塔.txt, quote: 疫苗接种率达到95%以上}]}
- {id: b, question: 云塔镇2019年的疫苗接种率要达到多少？, answerable: false, twin: a, category: unanswerable}
- {id: c, question: 云塔镇要办几期培训班？, numbers: [4期], category: lookup}
""",
    "小试.yaml",
)


class Held(Assistant):
    """Answers ``free`` questions, and the others when it is let; every question is counted."""

    free = 0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[str] = []

    def ask(self, question: str, *how: Any, **more: Any) -> Iterator[Answer]:
        self.asked.append(question)
        assert len(self.asked) <= self.free or self.gate.wait(20)
        return super().ask(question, *how, **more)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    text = "云塔镇2024年工作计划\n\n一、目标\n疫苗接种率达到95%以上。\n二、培训\n举办培训班4期。\n"
    (folder / "云塔.txt").write_text(text, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(load_settings(home, {})) as assistant:
        assistant.ingest([folder], jobs=1)
    return home


@pytest.fixture
def assistant(home: Path) -> Iterator[Held]:
    with Held.open(load_settings(home, {})) as opened:
        yield opened
        opened.gate.set()


@pytest.fixture
def runs(assistant: Held) -> Runs:
    found = Runs(assistant)
    found.save(SUITE)
    return found


def until(runs: Runs, run: str, holds: Callable[[RunLine], bool]) -> RunLine:
    for _ in range(400):
        if holds(line := runs.progress(run)):
            return line
        time.sleep(0.05)
    raise AssertionError(runs.progress(run))


def over(line: RunLine) -> bool:
    return line.state != "running"


def test_a_run_is_started_watched_and_read(runs: Runs) -> None:
    run = runs.start("小试")
    line = until(runs, run, over)
    assert (line.state, line.done, line.total, line.seconds_left) == ("done", 3, 3, None)
    assert {case.case: case.passed for case in runs.report(run).cases} == {"a": True, "b": True, "c": True}
    assert runs.page(run).startswith("<!doctype html>")
    assert runs.list()[0] == line.model_copy(update={"message": ""})


def test_a_run_that_is_cancelled_keeps_what_was_asked_and_goes_on_later(runs: Runs, assistant: Held) -> None:
    assistant.gate.clear()
    run = runs.start("小试")
    until(runs, run, lambda _: len(assistant.asked) == 1)
    runs.cancel(run)
    assistant.gate.set()
    assert until(runs, run, over).state == "stopped"
    assert (len(runs.report(run).cases), runs.report(run).unasked) == (1, 2)
    assert runs.resume(run) == run
    assert until(runs, run, over).state == "done"
    assert len(assistant.asked) == 3


def test_one_run_at_a_time(runs: Runs, assistant: Held) -> None:
    assistant.gate.clear()
    run = runs.start("小试/unanswerable")
    with pytest.raises(Conflict):
        runs.start("小试")
    with pytest.raises(Conflict):
        runs.remove(run)
    assistant.gate.set()
    until(runs, run, over)
    runs.remove(run)
    with pytest.raises(NotFound):
        runs.progress(run)


def test_the_time_left_follows_the_pace(runs: Runs, assistant: Held) -> None:
    assistant.gate.clear()
    assistant.free = 1
    run = runs.start("小试", RunOptions(parallel=1))
    line = until(runs, run, lambda line: line.done == 1 and line.seconds_left is not None)
    assert 0 < (line.seconds_left or 0) < 60
    assert (line.state, line.message) == ("running", "a")
    assistant.gate.set()
    until(runs, run, over)


def test_two_runs_are_compared(runs: Runs) -> None:
    first, second = runs.start("小试"), ""
    until(runs, first, over)
    second = runs.start("小试")
    until(runs, second, over)
    assert (runs.compare(first, second).same, runs.compare(first, second).fixed) == (3, ())


def test_a_run_can_be_judged_as_well(runs: Runs, home: Path) -> None:
    with pytest.raises(ConfigurationError, match="PLANBOT_JUDGE_MODEL"):
        runs.start("小试", RunOptions(judge=True))
    with serving(says("1: 是")) as server:
        settings = load_settings(home, {"PLANBOT_JUDGE_MODEL": "j", "PLANBOT_JUDGE_BASE_URL": server.url})
        with Assistant.open(settings) as opened:
            judged = Runs(opened)
            run = judged.start("小试/lookup", RunOptions(judge=True))
            assert judged.progress(run).total == 2
            assert until(judged, run, over).state == "done"
            assert judged.report(run).judge


def test_a_run_of_another_version_is_not_listed(runs: Runs, home: Path) -> None:
    (home / "evals" / "old").mkdir()
    (home / "evals" / "old" / "stamp.json").write_text("{}", encoding="utf-8")
    assert "old" not in [line.id for line in runs.list()]


def test_suites_are_listed_and_kept(runs: Runs) -> None:
    lines = {line.name: line for line in runs.suites()}
    assert lines["samples"].built_in
    assert (lines["小试"].cases, lines["小试"].categories) == (3, ("lookup", "unanswerable"))
    assert runs.suite("小试") == SUITE


@pytest.mark.parametrize("name", ["../小试", "nowhere", "", "小试/../x", "/etc/passwd"])
def test_a_suite_is_never_a_path(runs: Runs, name: str) -> None:
    with pytest.raises(InputError):
        runs.start(name)


@pytest.mark.parametrize("run", ["../home", "..", "", "a/b", "nowhere", "suites"])
def test_a_run_is_never_a_path(runs: Runs, run: str) -> None:
    for read in (runs.progress, runs.report, runs.page, runs.remove, runs.resume, runs.cancel):
        with pytest.raises(NotFound):
            read(run)


@pytest.mark.parametrize("name", ["samples", "a/b", "..", "", "-x"])
def test_a_suite_of_ones_own_has_a_plain_name(runs: Runs, name: str) -> None:
    with pytest.raises(InputError):
        runs.save(Suite(name=name, cases=SUITE.cases))


def test_a_suite_over_documents_that_are_not_there_does_not_start(runs: Runs) -> None:
    with pytest.raises(InputError, match="not in this home"):
        runs.start("samples")

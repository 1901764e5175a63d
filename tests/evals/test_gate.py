"""The built-in suites, without a model, are no worse than the committed baseline."""

import runpy
from pathlib import Path

import pytest

from planbot.assistant import Assistant
from planbot.evals.compare import Baseline, regressions
from planbot.evals.load import built_in, load_suite
from planbot.evals.runner import RunOptions, run

BASELINES = Path(__file__).parent
ROOT = BASELINES.parents[1]


def test_there_are_enough_cases_of_every_kind() -> None:
    cases = [case for name in built_in() for case in load_suite(name).cases]
    assert len(cases) >= 150
    assert {case.category for case in cases} >= {
        "lookup", "departments", "list", "compare", "temporal", "followup", "english", "unanswerable", "damaged", "injection",
        "ledger",
    }  # fmt: skip


def test_every_unanswerable_twin_has_its_answerable_one() -> None:
    cases = {case.id: case for name in built_in() for case in load_suite(name).cases}
    assert all(cases[case.twin].answerable for case in cases.values() if case.twin)


def test_the_evidence_of_every_case_stands_in_its_document(assistant: Assistant) -> None:
    texts = {d.file: "".join(assistant.text(d.id).split()) for d in assistant.documents()}
    cases = [case for name in built_in() for case in load_suite(name).cases]
    assert not [case.id for case in cases for e in case.evidence if "".join(e.quote.split()) not in texts[e.file]]


@pytest.mark.parametrize("name", built_in())
def test_answers_are_no_worse_than_the_baseline(name: str, assistant: Assistant, tmp_path: Path) -> None:
    held = Baseline.model_validate_json((BASELINES / f"{name}.baseline.json").read_bytes())
    report = run(assistant, load_suite(name), tmp_path / "gate", RunOptions())
    worse = regressions(report, held)
    assert not worse, f"planbot eval run {name} --baseline tests/evals/{name}.baseline.json: {'; '.join(worse)}"


def test_the_readme_shows_the_scores_that_are_held() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == runpy.run_path(str(ROOT / "scripts" / "scores.py"))["render"](readme), "run: make docs"

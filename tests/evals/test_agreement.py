"""planbot's metrics and the graders of the reference questions give the same figures where they define the same thing."""

import json
import random
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planbot.evals.cases import Case
from planbot.evals.load import load_suite
from planbot.evals.metrics.matching import normalised
from planbot.evals.metrics.share import pooled
from planbot.evals.record import Record
from planbot.evals.score import Scored, score
from planbot.types import Answer, Citation, Passage

EVALS = Path(__file__).parents[3] / "shared" / "evals"
pytestmark = [pytest.mark.shared, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
"""The graders leave their files for the garbage collector to close."""
SAME = {
    "overall": "overall",
    "strict": "strict",
    "fair": "fair",
    "recall": "fact_recall",
    "cite_valid": "quote_validity",
}
SAME |= {"cite_recall": "evidence_cited", "cite_prec": "citation_relevance", "refusal": "refusal_recall"}


@pytest.fixture(scope="module")
def grader() -> dict[str, Any]:
    sys.path.insert(0, str(EVALS))
    try:
        return runpy.run_path(str(EVALS / "grade_qa.py"), run_name="grader")
    finally:
        sys.path.remove(str(EVALS))


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVALS / "qa_dev.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {case.id: case for case in load_suite(str(EVALS / "qa_dev.jsonl")).cases}


def said(item: dict[str, Any], chance: random.Random, corpus: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """An answer that is right, wrong, a near miss or a dump, with citations that are right, cut, shifted or of another file."""
    facts = [chance.choice(fact) for fact in item["must"] if chance.random() < 0.9]
    wrong = [words for words in item["must_not"] if chance.random() < 0.2]
    near = [f"{n['value']}（{n['attribution'][0]}）" for n in item.get("near_miss", []) if chance.random() < 0.5]
    padding = ["全面推进各项工作取得实效。" * 60] if chance.random() < 0.1 else []
    cited: list[dict[str, Any]] = []
    for evidence in item["evidence"]:
        text, size = corpus[evidence["file"]], len(evidence["quote"])
        start = max(0, text.find(evidence["quote"]) + chance.choice([0, 0, -5, size // 2]))
        quote = text[start : start + chance.choice([size, size, 400, size // 2 + 1])]
        broken = quote + "改" if chance.random() < 0.1 else quote
        file = chance.choice(sorted(corpus)) if chance.random() < 0.1 else evidence["file"]
        cited.append(
            {"file": file, "quote": broken, "start": start, "source": quote if file == evidence["file"] else ""}
        )
    return "，".join([*facts, *wrong, *near, *padding]), cited


def recorded(
    item: dict[str, Any], texts: list[str], refused: bool, cited: list[dict[str, Any]], sources: list[str]
) -> Record:
    citations = tuple(
        Citation(
            marker=number, document=c["file"], file=c["file"], title="", part=None, section=(), quote=c["quote"],
            start=c["start"], end=c["start"] + len(c["quote"]), page=None,
        )
        for number, c in enumerate(cited, 1)
    )  # fmt: skip
    answers = tuple(
        Answer(question="", standalone_question="", answer=text, answered=not refused, citations=citations)
        for text in texts
    )
    held = tuple(c["source"] for c in cited)
    return Record(case=item["id"], answers=answers, sources=held, draft_sources=tuple(sources))


@pytest.mark.parametrize("seed", range(5))
def test_every_item_is_judged_alike(
    seed: int, grader: dict[str, Any], items: list[dict[str, Any]], cases: dict[str, Case]
) -> None:
    chance, corpus = random.Random(seed), grader["CORPUS"]
    graded: list[dict[str, Any]] = []
    scored: list[Scored] = []
    for item in items:
        text, cited = said(item, chance, corpus)
        refused = chance.random() < (0.1 if item["answerable"] else 0.8)
        texts = [text] * len(item["turns"])
        line = {"id": item["id"], "answer": text, "answered": not refused, "citations": cited, "turn_answers": texts}
        sources = [grader["source_text"](source) for source in item.get("draft", {}).get("sources", [])]
        graded.append(grader["grade"](item, line))
        scored.append(score(cases[item["id"]], recorded(item, texts, refused, cited, sources)))
        theirs, ours = graded[-1], scored[-1]
        assert [theirs[name] for name in ("strict", "fair", "overall")] == [
            ours.shares[name].value == 1 for name in ("strict", "fair", "overall")
        ], (item["id"], theirs, ours.reasons)
    for theirs_name, ours_name in SAME.items():
        assert mean_of(graded, theirs_name) == pytest.approx(
            pooled(item.shares[ours_name] for item in scored).value, abs=0.0005
        ), theirs_name


def mean_of(graded: list[dict[str, Any]], name: str) -> float:
    if name == "refusal":
        values = [row["refused"] for row in graded if not row["answerable"]]
    else:
        values = [value for row in graded for value in (row[name] if isinstance(row[name], list) else [row[name]])]
    return sum(values) / len(values)


def test_texts_are_brought_to_the_same_form(items: list[dict[str, Any]]) -> None:
    sys.path.insert(0, str(EVALS))
    try:
        theirs = runpy.run_path(str(EVALS / "matching.py"))["norm"]
    finally:
        sys.path.remove(str(EVALS))
    odd = [
        "< 5%",
        "5 ～ 8 %",
        "1,200 yuan",
        "30 per 100,000",
        "95 percent",
        "【A】“b”",
        "百分之八点五",
        "每10万人口20",
        "＞９０％",
    ]
    texts = odd + [
        text
        for item in items
        for text in [*item["turns"], *item["must_not"], *(w for fact in item["must"] for w in fact)]
    ]
    assert [normalised(text) for text in texts] == [theirs(text) for text in texts]


def test_search_is_judged_alike(tmp_path: Path, grader: dict[str, Any], cases: dict[str, Case]) -> None:
    chance, corpus = random.Random(7), grader["CORPUS"]
    found = {case.id: [piece(case, chance, corpus) for _ in range(12)] for case in cases.values()}
    lines = [
        json.dumps({"id": name, "passages": [{"file": f, "text": t} for f, t in rows]}) for name, rows in found.items()
    ]
    (tmp_path / "hits.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        str(EVALS / "grade_search.py"),
        str(EVALS / "qa_dev.jsonl"),
        str(tmp_path / "hits.jsonl"),
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    theirs = {int(line.split()[1]): float(line.split("evidence ")[1].split()[0]) for line in printed}
    shares = [score(case, searched(case, found[case.id])).shares for case in cases.values()]
    for budget in (1000, 4000):
        assert theirs[budget] == pytest.approx(pooled(s[f"evidence@{budget}"] for s in shares).value, abs=0.0006)


def piece(case: Case, chance: random.Random, corpus: dict[str, str]) -> tuple[str, str]:
    """A stretch of some file, now and then one that holds evidence."""
    if case.support and chance.random() < 0.2:
        item = chance.choice(case.support)
        at = max(0, corpus[item.file].find(item.quote) - chance.randint(0, 200))
        return item.file, corpus[item.file][at : at + 400]
    file = chance.choice(sorted(corpus))
    at = chance.randint(0, len(corpus[file]))
    return file, corpus[file][at : at + 400]


def searched(case: Case, rows: list[tuple[str, str]]) -> Record:
    passages = tuple(
        Passage(
            rank=rank, score=1, document=file, file=file, part=None, section=(), text=text, context="", tokens=1, start=0,
            end=len(text),
        )
        for rank, (file, text) in enumerate(rows, 1)
    )  # fmt: skip
    answer = Answer(question="", standalone_question="", answer="", answered=False)
    return Record(case=case.id, answers=(answer,) * len(case.turns), passages=passages)

"""Cases are read from every format, and a bad one is refused with its line and field."""

import json
import runpy
from pathlib import Path

import jsonschema
import pytest
import yaml

from planbot.errors import InputError
from planbot.evals.load import BUILT_IN, built_in, load_suite, parse_jsonl, parse_yaml, write_corpus

ROOT = Path(__file__).parents[2]
GOOD = """
name: 试题
files: {plan: 县计划.txt}
cases:
- {id: a1, question: 接种率是多少？, numbers: [95%以上], evidence: [{file: plan, quote: 接种率达到95%以上}]}
- id: a2
  turns: [婴儿死亡率是多少？, 那孕产妇呢？]
  answerable: false
"""


def test_a_suite_is_read_with_its_short_names() -> None:
    suite = parse_yaml(GOOD, "s.yaml")
    assert suite.cases[0].turns == ("接种率是多少？",)
    assert suite.needed == ("县计划.txt",)


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ("name: s\ncases:\n- {id: a, question: q}\n- {id: b, question: q, fact: [x]}", "line 4, cases.1.fact"),
        ("name: s\ncases:\n- id: a\n  question: q\n  answerable: perhaps", "line 5, cases.0.answerable"),
        ("name: s\ncases:\n- {id: a}", "line 3, cases.0: neither a question"),
        ("name: s\ncases:\n- {id: a, question: q, turns: [q]}", "line 3, cases.0: give question or turns"),
        ("name: s\ncases:\n- {id: a, question: q}\n- {id: a, question: r}", "two cases are called a"),
        (
            "name: s\ncases:\n- {id: a, question: q, answerable: false, numbers: [5%]}",
            "line 3, cases.0: an unanswerable",
        ),
        ("name: s\ncases:\n- {id: a, question: q, turn_facts: [[[x]], [[y]]]}", "line 3, cases.0: turn_facts needs"),
        ("name: s\ncases:\n- {id: a, question: ' '}", "line 3, cases.0: an empty turn"),
        ("name: s\ncases: []", "line 2, cases"),
        ("name: s\ncases:\n- {id: [}", "line 3"),
        ("- a", "line 1: expected a suite"),
        ("", "line 1: expected a suite"),
    ],
)
def test_a_bad_suite_is_refused_with_line_and_field(bad: str, place: str) -> None:
    with pytest.raises(InputError, match=f"s.yaml, {place}" if place.startswith("line") else place):
        parse_yaml(bad, "s.yaml")


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ('{"id": "a", "question": "q"}\n{"id": "b"', "line 2"),
        ('{"id": "a", "question": "q"}\n\n{"id": "b", "question": "q", "fact": []}', "line 3, fact"),
        ('{"id": "a", "must": []}', "line 1: not a question"),
        ('{"id": "a", "turns": ["q"], "must": [[1]], "answerable": true}', "line 1, facts.0.0"),
    ],
)
def test_a_bad_line_is_refused_with_line_and_field(bad: str, place: str) -> None:
    with pytest.raises(InputError, match=f"s.jsonl, {place}"):
        parse_jsonl(bad, "s.jsonl")


def test_a_question_file_with_must_facts_is_read() -> None:
    line = {
        "id": "q1", "category": "lookup", "turns": ["谁负责？"], "must": [["县财政局", "财政局"]], "must_not": ["县教育局"],
        "answerable": True, "evidence": [{"file": "a.txt", "part": "一", "quote": "县财政局负责"}], "filters": {"year": 2020},
    }  # fmt: skip
    read = parse_jsonl(json.dumps(line, ensure_ascii=False), "q.jsonl").cases[0]
    assert read.facts == (("县财政局", "财政局"),)
    assert not read.filters.years


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "title": "", "text": "一"}\n{"_id": "d2", "text": "二"}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "问一"}\n{"_id": "q2", "text": "问二"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n")
    return tmp_path


def test_a_beir_folder_is_read(beir: Path) -> None:
    suite = load_suite(str(beir))
    assert [(case.id, case.relevant[0].file) for case in suite.cases] == [("q1", "d1.txt")]
    assert write_corpus(beir, beir / "files") == 2
    assert (beir / "files" / "d2.txt").read_text() == "二"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("queries.jsonl", '{"_id": "q1"}', "queries.jsonl, line 1, text"),
        ("queries.jsonl", "{", "queries.jsonl, line 1"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tmuch", "qrels.tsv, line 2"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq9\td1\t1", "names none of the queries"),
    ],
)
def test_a_broken_beir_folder_is_refused(beir: Path, name: str, content: str, message: str) -> None:
    (beir / name).write_text(content)
    with pytest.raises(InputError, match=message):
        load_suite(str(beir))


def test_an_unknown_suite_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="ship with planbot are " + ", ".join(built_in())):
        load_suite("no-such-suite")


def test_the_published_schema_is_that_of_the_types_and_holds_the_suites() -> None:
    written = (ROOT / "docs" / "schemas" / "eval-suite.schema.json").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "scripts" / "suite_schema.py"))["render"](), "run: make docs"
    for name in built_in():
        suite = yaml.safe_load(BUILT_IN.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
        jsonschema.validate(suite, json.loads(written))

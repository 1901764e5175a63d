"""planbot check: findings by kind for people, one JSON document for programs, exit codes for scripts."""

import json
import runpy
from pathlib import Path

import jsonschema
import pytest
from tests.draft.official_drafts import WHOLE, carried, draft, paragraph

from planbot.cli.main import run
from planbot.draft.official.docx import to_docx

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "要点.docx"
    path.write_bytes(to_docx(WHOLE))
    return path


@pytest.fixture
def sample(samples: Path) -> Path:
    return next(samples.glob("*.docx"))


def test_a_sound_file_passes(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(sound)]) == 0
    assert capsys.readouterr().out == "要点.docx: nothing departs from GB/T 9704-2012 in 25 paragraphs\n"


def test_findings_are_grouped_and_the_exit_code_tells(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(sample)]) == 1
    out = capsys.readouterr().out
    assert out.count("departure 7.3.3 first_line_indent") == 1
    assert "more (--json lists all)" in out


def test_findings_can_be_read_in_chinese(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(sample), "--language", "zh"]) == 1
    assert "标题应用小标宋体" in capsys.readouterr().out


def test_json_keeps_to_its_schema(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", str(sample), "--json"])
    report = json.loads(capsys.readouterr().out)
    definitions = runpy.run_path(str(ROOT / "scripts" / "api_docs.py"))["definitions"]()
    jsonschema.validate(report, {"$defs": definitions, "$ref": "#/$defs/ConformityReport"})
    assert report["standard"] == "GB/T 9704-2012"


def test_advice_alone_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titled = draft(paragraph(carried("各单位要压实责任。")), title="2025年工作要点。")
    path = tmp_path / "要点.docx"
    path.write_bytes(to_docx(titled))
    assert run(["check", str(path)]) == 0
    assert "advice 7.3.1 title_stop" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "data"), [("a.docx", b"not a zip"), ("b.txt", "一、目标".encode()), ("c.docx", None)])
def test_what_is_no_word_file_is_one_line_on_stderr(
    name: str, data: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    assert run(["check", str(path)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert name in captured.err

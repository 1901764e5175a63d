"""planbot draft, as a person would type it."""

import json
from pathlib import Path

import jsonschema
import pytest
from pydantic.json_schema import models_json_schema

from planbot.cli.main import run
from planbot.types import Draft

PLAN = """石桥县水利局2031年工作计划

一、农村供水
（一）新建工程。新建供水站18座，农村自来水普及率提高到92%。
（二）加强管护。供水站由县供水总公司管理，按月检修管网。
"""
BRIEF = "起草2032年农村供水一节"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafting")
    plan = folder / "水利计划.txt"
    plan.write_text(PLAN, encoding="utf-8")
    assert run(["--home", str(folder / "home"), "ingest", str(plan)]) == 0
    return folder / "home"


def test_the_draft_goes_to_stdout_and_all_about_it_to_stderr(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draft", BRIEF, "--home", str(home)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("## 一、农村供水\n\n")
    assert "【待填：农村自来水普及率，上年为92%】" in said.out
    assert "places to fill in" in said.err
    assert "水利计划.txt" in said.err


def test_json_is_one_draft(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["draft", BRIEF, "--home", str(home), "--json", "--from", "水利计划.txt:加强管护", "--year", "2033"]) == 0
    )
    made = json.loads(capsys.readouterr().out)
    _, schema = models_json_schema([(Draft, "serialization")])
    jsonschema.validate(made, {**schema, "$ref": "#/$defs/Draft"})
    assert (made["year"], made["invented_numbers"]) == (2033, [])
    assert {citation["section"][-1] for citation in made["citations"]} == {"（二）加强管护。"}


@pytest.mark.parametrize("form", ["md", "docx"])
def test_a_file_is_written(home: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"draft.{form}"
    assert run(["draft", BRIEF, "--home", str(home), "--format", form, "--out", str(out), "--sources", "comments"]) == 0
    assert out.read_bytes()[:2] == (b"PK" if form == "docx" else b"##")
    assert capsys.readouterr().out.startswith(f"{out}: ")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["draft", BRIEF, "--format", "docx"], 2, "--out FILE.docx"),
        (["draft", BRIEF, "--from", "别的.txt"], 1, "planbot docs lists them"),
        (["draft", " "], 1, "empty"),
        (["draft", BRIEF, "--out", "/nowhere/draft.md"], 1, "give another --out"),
    ],
)
def test_mistakes_are_one_line_that_names_the_fix(
    home: Path, arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--home", str(home)]) == code
    assert words in capsys.readouterr().err.splitlines()[-1]

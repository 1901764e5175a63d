"""planbot targets: filters, comparisons, departments and corrections, as a person would type them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from planbot.cli.main import run
from planbot.cli.output import width

PLANS = {
    "云溪县教育局2025年工作要点.txt": "云溪县教育局2025年工作要点\n\n一、工作目标\n学前三年毛入园率达到92%以上。"
    "由县财政局牵头，县审计局配合，6月底前完成资产清查30家。",
    "云溪县教育局2026年工作要点.txt": "云溪县教育局2026年工作要点\n\n一、工作目标\n学前三年毛入园率达到94%以上。新建公办幼儿园3所。",
    "云溪县2026年重点工作.txt": "云溪县2026年重点工作\n\n一、教育\n云溪县学前三年毛入园率达到96%以上。县财政局要落实生均经费。",
}


class Said(NamedTuple):
    code: int
    out: str
    err: str


Bot = Callable[..., Said]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    for name, text in PLANS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = tmp_path_factory.mktemp("filled") / "home"
    assert run(["--home", str(home), "ingest", str(folder)]) == 0
    return home


@pytest.fixture
def bot(filled: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> Bot:
    """planbot over a copy of the filled home."""
    shutil.copytree(filled, home)

    def say(*arguments: str | Path) -> Said:
        capsys.readouterr()
        code = run(["--home", str(home), *map(str, arguments)])
        return Said(code, *capsys.readouterr())

    return say


def rows(said: Said) -> list[dict[str, Any]]:
    assert said.code == 0, said.err
    return json.loads(said.out)["targets"]


FILTERS = [
    (["--department", "县财政局", "--kind", "all", "--role", "lead"], {"云溪县教育局2025年工作要点.txt"}),
    (["--department", "县财政局", "--kind", "all"], {"云溪县教育局2025年工作要点.txt", "云溪县2026年重点工作.txt"}),
    (["--deadline", "2025"], {"云溪县教育局2025年工作要点.txt"}),
    (["--deadline", "2026"], set[str]()),
    (["--region", "云溪县", "--year", "2025"], {"云溪县教育局2025年工作要点.txt"}),
    (["--region", "青石县"], set[str]()),
]


@pytest.mark.parametrize(("options", "files"), FILTERS)
def test_rows_are_filtered(bot: Bot, options: list[str], files: set[str]) -> None:
    assert {row["file"] for row in rows(bot("targets", "--json", *options))} == files


def test_an_answer_says_how_much_was_looked_through(bot: Bot) -> None:
    said = bot("targets", "--json", "--department", "县审计局")
    counts = json.loads(said.out)
    searched = len(rows(bot("targets", "--json")))
    assert (counts["rows_searched"], counts["documents_searched"]) == (searched, 3)
    assert f"of {searched} rows in 3 documents" in said.err


def test_one_indicator_stands_side_by_side_over_documents_and_years(bot: Bot) -> None:
    (series,) = json.loads(bot("targets", "--compare", "--json").out)["series"]
    assert next((row["year"], row["value"]) for row in series["rows"]) == (2025, 92)
    assert {row["value"] for row in series["rows"]} == {92, 94, 96}
    out = bot("targets", "--compare").out
    assert out.index("92%") < out.index("94%")


def test_two_values_for_one_place_and_year_are_listed(bot: Bot) -> None:
    (series,) = json.loads(bot("targets", "--contradictions", "--json").out)["series"]
    assert {row["value"] for row in series["rows"]} == {94, 96}
    assert "92%" not in bot("targets", "--contradictions", "--format", "csv").out


@pytest.mark.parametrize("options", [[], ["--compare"], ["--departments"], ["--department", "县财政局"]])
def test_a_table_fits_a_hundred_columns(bot: Bot, options: list[str]) -> None:
    out = bot("targets", *options).out
    assert out
    assert max(map(width, out.splitlines())) <= 100


def test_bodies_are_listed_with_how_often_they_are_named(bot: Bot) -> None:
    found = json.loads(bot("targets", "--departments", "--json").out)["departments"]
    finance = next(body for body in found if body["name"] == "县级财政部门")
    assert finance["names"] == ["县财政局"]
    assert finance["lead"] >= 1
    assert finance["documents"] == 2


def shown(bot: Bot, identity: str) -> dict[str, Any] | None:
    return next((row for row in rows(bot("targets", "--json", "--kind", "all")) if row["id"] == identity), None)


def test_a_person_corrects_a_row_by_the_id_of_the_table(bot: Bot) -> None:
    row = next(row for row in rows(bot("targets", "--json")) if row["value"] == 92)
    short = row["id"][-6:]
    assert short in bot("targets").out
    assert bot("targets", "--correct", short, "value=93%", "department=县教育局").code == 0
    changed = shown(bot, row["id"])
    assert changed
    assert (changed["value"], changed["responsible"], changed["source"]) == (93, ["县教育局"], "person")
    assert changed["quote"] == row["quote"]
    assert short in bot("targets", "--corrections").out
    assert bot("targets", "--undo", short).code == 0
    assert shown(bot, row["id"]) == row


def test_a_row_taken_out_stays_out_when_its_document_comes_in_again(bot: Bot, filled: Path) -> None:
    row = next(row for row in rows(bot("targets", "--json")) if row["value"] == 92)
    assert bot("targets", "--drop", row["id"]).code == 0
    assert shown(bot, row["id"]) is None
    path = json.loads(bot("docs", "--json", row["file"]).out)["path"]
    assert bot("remove", row["file"]).code == 0
    assert bot("ingest", path).code == 0
    assert shown(bot, row["id"]) is None
    assert bot("targets", "--undo", row["id"]).code == 0
    assert shown(bot, row["id"]) == row


WRONG = [
    (["--compare", "--contradictions"], 2, "exclude each other"),
    (["--drop", "abcdef", "--undo", "abcdef"], 2, "exclude each other"),
    (["value=3"], 2, "goes with --correct"),
    (["--departments", "--format", "csv"], 2, "table or --json"),
    (["--correct", "zzzzzz", "value=3"], 1, "no row"),
    (["--correct", "a", "value=3"], 1, "no row"),
    (["--undo", "zzzzzz"], 1, "no row"),
    (["--correct", "zzzzzz"], 2, "field=value"),
]


@pytest.mark.parametrize(("options", "code", "message"), WRONG)
def test_what_cannot_be_is_one_line(bot: Bot, options: list[str], code: int, message: str) -> None:
    said = bot("targets", *options)
    assert (said.code, said.out) == (code, "")
    assert message in said.err
    assert len(said.err.splitlines()) == 1


def test_names_that_staff_use_work_in_the_ledger_and_in_questions(bot: Bot, home: Path) -> None:
    home.joinpath("aliases.toml").write_text('"钱袋子" = "县财政局"', encoding="utf-8")
    assert len(rows(bot("targets", "--json", "--kind", "all", "--department", "钱袋子"))) > 1
    answer = json.loads(bot("ask", "--json", "2025年钱袋子要做什么？").out)
    assert answer["standalone_question"] == "2025年县财政局要做什么？"
    assert "资产清查30家" in answer["answer"]


def test_a_mistake_in_the_aliases_is_one_line(bot: Bot, home: Path) -> None:
    home.joinpath("aliases.toml").write_text("钱袋子", encoding="utf-8")
    said = bot("targets", "--department", "县财政局")
    assert said.code == 1
    assert "aliases.toml: not TOML" in said.err
    assert len(said.err.splitlines()) == 1

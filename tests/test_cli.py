"""The commands over a home with the samples, run in process as a person would type them; every --json is held to its schema."""

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import openpyxl
import pytest
from pydantic.json_schema import models_json_schema

from planbot.cli.main import run
from planbot.cli.shapes import SHAPES
from planbot.types import Target
from planbot.ui.sheets import HEADERS, as_csv, as_xlsx

PLAN = "青棠县卫生健康局2023年工作计划.txt"
QUESTION = "青棠县2024年孕产妇死亡率要控制在多少？"


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Bot = Callable[..., Said]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A home with every sample, made once; tests that change it work on a copy."""
    home = tmp_path_factory.mktemp("filled") / "home"
    assert run(["--home", str(home), "ingest", str(samples)]) == 0
    return home


@pytest.fixture
def bot(filled: Path, capsys: pytest.CaptureFixture[str]) -> Bot:
    """Run planbot over the filled home, or over ``home``."""

    def say(*arguments: str | Path, home: Path = filled) -> Said:
        capsys.readouterr()
        code = run(["--home", str(home), *map(str, arguments)])
        return Said(code, *capsys.readouterr())

    return say


def checked(command: str, text: str) -> Any:
    """The one JSON document in ``text``, which must be of the command's documented shape."""
    _, schema = models_json_schema([(shape, "serialization") for shape in SHAPES.values()])
    document = json.loads(text)
    jsonschema.validate(document, {**schema, "$ref": f"#/$defs/{SHAPES[command].__name__}"})
    return document


def test_ingest_reports_every_file_and_skips_what_is_unchanged(bot: Bot, samples: Path, home: Path) -> None:
    first = bot("ingest", samples / PLAN, "--json", home=home)
    assert [outcome["status"] for outcome in checked("planbot ingest", first.out)["outcomes"]] == ["added"]
    second = bot("ingest", samples / PLAN, "--json", home=home)
    assert [outcome["status"] for outcome in checked("planbot ingest", second.out)["outcomes"]] == ["unchanged"]
    assert (first.code, second.code) == (0, 0)


@pytest.mark.parametrize(
    ("names", "code", "statuses"),
    [
        (["good.txt"], 0, ["added"]),
        (["good.txt", "empty.txt"], 3, ["added", "refused"]),
        (["empty.txt"], 1, ["refused"]),
        (["missing.txt"], 1, ["refused"]),
        (["folder"], 1, []),
    ],
)
def test_the_exit_code_says_how_much_was_taken_in(  # noqa: PLR0917
    bot: Bot, samples: Path, home: Path, tmp_path: Path, names: list[str], code: int, statuses: list[str]
) -> None:
    shutil.copy(samples / PLAN, tmp_path / "good.txt")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "folder").mkdir()
    said = bot("ingest", "--json", *(tmp_path / name for name in names), home=home)
    assert (said.code, [outcome["status"] for outcome in checked("planbot ingest", said.out)["outcomes"]]) == (
        code,
        statuses,
    )
    assert bool(said.err) == bool(code)


def test_docs_lists_every_document(bot: Bot) -> None:
    listed = checked("planbot docs", bot("docs", "--json").out)["documents"]
    assert len(listed) == 7
    shown = bot("docs").out
    assert all(document["id"] in shown for document in listed)


def test_docs_shows_one_document_by_id_or_file_name(bot: Bot) -> None:
    by_name = checked("planbot docs ID", bot("docs", PLAN, "--json").out)
    assert checked("planbot docs ID", bot("docs", by_name["id"], "--json").out) == by_name
    assert by_name["title"] in bot("docs", PLAN).out


def test_docs_text_is_the_file_to_the_last_character(bot: Bot, samples: Path) -> None:
    assert bot("docs", PLAN, "--text").out == (samples / PLAN).read_text(encoding="utf-8")


def test_the_outline_lies_in_the_text(bot: Bot) -> None:
    text = bot("docs", PLAN, "--text").out
    outline = checked("planbot docs ID --outline", bot("docs", PLAN, "--outline", "--json").out)
    titles = {section["title"]: text[section["start"] : section["heading_end"]] for section in outline["sections"]}
    assert "三、重点工作" in titles
    assert all(" ".join(quote.split()) for quote in titles.values())
    assert "三、重点工作" in bot("docs", PLAN, "--outline").out


def test_ask_answers_with_exact_citations(bot: Bot) -> None:
    answer = checked("planbot ask", bot("ask", QUESTION, "--json").out)
    assert answer["answered"]
    assert "10/10万" in answer["answer"]
    for citation in answer["citations"]:
        text = bot("docs", citation["document"], "--text").out
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_prints_the_answer_and_its_sources(bot: Bot) -> None:
    said = bot("ask", QUESTION)
    assert said.code == 0
    assert "10/10万" in said.out
    assert "[1] 青棠县" in said.out


def test_ask_keeps_to_the_filters(bot: Bot) -> None:
    answer = checked("planbot ask", bot("ask", "孕产妇死亡率要控制在多少？", "--json", "--document", PLAN).out)
    assert {citation["file"] for citation in answer["citations"]} == {PLAN}
    assert "12/10万" in answer["answer"]


def test_ask_admits_what_is_not_there(bot: Bot) -> None:
    answer = checked("planbot ask", bot("ask", "青棠县2019年的婴儿死亡率目标是多少？", "--json").out)
    assert not answer["answered"]


def test_ask_in_an_empty_home_is_honest(bot: Bot, home: Path) -> None:
    said = bot("ask", QUESTION, "--json", home=home)
    assert said.code == 0
    assert not checked("planbot ask", said.out)["answered"]


def test_ask_reads_the_history(bot: Bot, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    turns = [
        {"role": "user", "content": "青棠县2023年婴儿死亡率控制在多少？"},
        {"role": "assistant", "content": "4.5‰以内"},
    ]
    history.write_text(json.dumps(turns), encoding="utf-8")
    answer = checked("planbot ask", bot("ask", "那5岁以下儿童呢？", "--json", "--history", history).out)
    assert "2023" in answer["standalone_question"]
    assert "6‰" in answer["answer"]


def test_search_prints_exact_slices_best_first(bot: Bot) -> None:
    found = checked("planbot search", bot("search", QUESTION, "--json", "--limit", "3").out)["passages"]
    assert [passage["rank"] for passage in found] == list(range(1, len(found) + 1))
    assert 0 < len(found) <= 3
    for passage in found:
        assert bot("docs", passage["document"], "--text").out[passage["start"] : passage["end"]] == passage["text"]


def test_a_batch_answers_every_conversation_in_order(bot: Bot, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": "a", "turns": [QUESTION], "tags": ["ignored"]}, {"id": 2, "turns": [QUESTION, "那婴儿死亡率呢？"]}]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert bot("ask", "--batch", source, "--out", target).code == 0
    first, second = (checked("planbot ask --batch", line) for line in target.read_text(encoding="utf-8").splitlines())
    assert (first["id"], second["id"]) == ("a", 2)
    assert [len(answer["turn_answers"]) for answer in (first, second)] == [1, 2]
    assert "4‰" in second["answer"]


def test_a_batch_of_searches_goes_to_stdout_when_no_file_is_named(bot: Bot, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "turns": [QUESTION], "filters": {"years": [2024]}}), encoding="utf-8")
    (line,) = bot("search", "--batch", source).out.splitlines()
    assert checked("planbot search", line)["id"] == 1


def test_a_question_that_fails_costs_only_its_own_line(bot: Bot, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = [{"id": 1, "turns": ["问" * 5000]}, {"id": 2, "turns": [QUESTION]}]
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = bot("ask", "--batch", source)
    failed, answered = said.out.splitlines()
    assert said.code == 3
    assert "5000" in checked("planbot ask --batch, planbot search --batch (a question that failed)", failed)["error"]
    assert checked("planbot ask --batch", answered)["answered"]


def test_remove_deletes_everywhere(bot: Bot, filled: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(filled, tmp_path / "copy")
    removed = checked("planbot remove", bot("remove", PLAN, "--json", home=copy).out)["removed"]
    assert len(removed) == 1
    assert bot("docs", removed[0], home=copy).code == 1
    found = checked("planbot search", bot("search", "孕产妇死亡率", "--json", home=copy).out)["passages"]
    assert removed[0] not in {passage["document"] for passage in found}
    assert bot("doctor", home=copy).code == 0


def test_removing_an_unknown_document_is_one_line(bot: Bot) -> None:
    said = bot("remove", "no-such-document")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)


def test_reindex_leaves_a_healthy_home(bot: Bot, filled: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(filled, tmp_path / "copy")
    said = bot("reindex", "--json", home=copy)
    health = checked("planbot reindex, planbot doctor", said.out)
    assert (said.code, health["healthy"]) == (0, True)
    assert health["chunks"] == health["vectors"] == health["lexical"] > 0


def test_config_has_its_documented_shape(bot: Bot) -> None:
    checked("planbot config", bot("config", "--json").out)


# --- the ledger -------------------------------------------------------------------------------------------------------


def test_targets_are_planned_rows_cut_from_their_documents(bot: Bot) -> None:
    rows = checked("planbot targets", bot("targets", "--json", "--document", PLAN).out)["targets"]
    text = bot("docs", PLAN, "--text").out
    assert {row["kind"] for row in rows} == {"target"}
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert any("孕产妇死亡率" in row["indicator"] and row["value"] == 12 and row["comparator"] == "<=" for row in rows)


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ([], {"target"}),
        (["--kind", "reported"], {"reported"}),
        (["--kind", "all"], {"target", "task", "reported"}),
    ],
)
def test_targets_of_a_kind(bot: Bot, options: list[str], kinds: set[str]) -> None:
    rows = checked("planbot targets", bot("targets", "--json", *options).out)["targets"]
    assert {row["kind"] for row in rows} == kinds


def test_targets_of_a_department_an_indicator_a_year(bot: Bot) -> None:
    said = bot("targets", "--json", "--department", "县疾控中心", "--year", "2024")
    rows = checked("planbot targets", said.out)["targets"]
    assert rows
    assert all(row["role"] and row["year"] == 2024 for row in rows)
    assert re.search(r"rows in \d+ documents, of \d+ rows in 7 documents", said.err)
    named = checked("planbot targets", bot("targets", "--json", "--indicator", "婴儿死亡率").out)["targets"]
    assert named
    assert all("婴儿死亡率" in row["indicator"] for row in named)


def test_targets_as_a_spreadsheet_with_a_frozen_header_and_filters(bot: Bot, tmp_path: Path) -> None:
    file = tmp_path / "targets.xlsx"
    assert bot("targets", "--format", "xlsx", "--out", file).code == 0
    sheet = openpyxl.load_workbook(file).active
    assert sheet
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:Q")
    assert sheet["A2"].value == "target"
    assert bot("targets", "--format", "xlsx").code == 2


def test_targets_as_csv_reads_back(bot: Bot) -> None:
    out = bot("targets", "--format", "csv").out
    header, *rows = csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""))
    assert header == list(HEADERS)
    assert rows
    assert {len(row) for row in rows} == {len(header)}


def test_no_cell_is_a_formula() -> None:
    empty = {"section": (), "responsible": (), "applies_to": (), "warnings": ()}
    target = Target.model_construct(**{**dict.fromkeys(Target.model_fields), **empty})
    hostile = target.model_copy(
        update={"file": "a.txt", "indicator": "=1+1", "unit": "@x", "quote": "+\x01y", "value_text": "-2"}
    )
    assert all(
        not line.startswith(("=", "+", "-", "@"))
        for line in as_csv([hostile]).decode("utf-8-sig").split("\n")[1].split(",")
    )
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([hostile]))).active
    assert sheet
    assert "f" not in {cell.data_type for cell in sheet[2]}
    assert sheet["B2"].value == "=1+1"


# --- at a terminal ----------------------------------------------------------------------------------------------------


def at_a_terminal(*arguments: str | Path) -> str:
    """What a person sees who runs planbot in a terminal."""
    master, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 120))
    command = [Path(sys.executable).with_name("planbot"), *arguments]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
    os.close(terminal)
    seen = b"".join(iter(lambda: _read(master), b""))
    os.close(master)
    assert process.wait() == 0
    return seen.decode("utf-8")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux reports the end of a terminal so
        return b""


def test_a_terminal_sees_progress_with_its_rate_and_time_left(home: Path, samples: Path) -> None:
    seen = at_a_terminal("--home", home, "ingest", samples)
    assert re.search(r"\d+%\|.*\| \d+/\d+ \[[\d:]+<[\d:?]+, +[\d.?]+ passages/s\]|s/ passages", seen)


def test_a_terminal_sees_the_same_answer_as_a_pipe_and_nothing_that_steers_it(bot: Bot, filled: Path) -> None:
    seen = at_a_terminal("--home", filled, "ask", QUESTION)
    assert seen.replace("\r\n", "\n") == bot("ask", QUESTION).out
    assert "\x1b" not in seen


def test_a_terminal_sees_which_file_is_being_looked_at_before_anything_is_taken_in(home: Path, samples: Path) -> None:
    """Looking at many files, or understanding one that is long, takes minutes that must not pass in silence."""
    seen = at_a_terminal("--home", home, "ingest", samples)
    first = re.search(r"\w[^\r]*: +0%\|[^\r]*\?? ?files", seen)
    assert first
    assert first.start() < seen.index("passages")


def test_a_pipe_gets_no_progress(bot: Bot, home: Path, samples: Path) -> None:
    assert bot("ingest", samples / PLAN, home=home).err == ""

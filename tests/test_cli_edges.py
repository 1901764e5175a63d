"""The command line at its edges: usage, errors, pipes, interrupts, what reaches a terminal. No document is needed here."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.cli.batches import read_conversations, read_history
from planbot.cli.main import home_first, run
from planbot.cli.output import safe, shortened, table, to_json, width
from planbot.errors import UsageError

PLANBOT = Path(sys.executable).with_name("planbot")


@pytest.mark.parametrize(
    "command",
    [
        ["ask"],
        ["ask", "  "],
        ["search"],
        ["docs", "--text"],
        ["ingest"],
        ["remove"],
        ["no-such-command"],
        ["ask", "x", "--no-such-option"],
        ["ask", "x", "--year", "soon"],
        ["search", "x", "--limit", "0"],
        ["serve", "--port", "70000"],
        ["ask", "--batch", "/no/such/file.jsonl"],
        ["ask", "x", "--history", "/no/such/file.json"],
    ],
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(
    home: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(home), *command]) == 2
    printed = capsys.readouterr()
    assert printed.err
    assert not printed.out
    assert "Traceback" not in printed.err


def test_a_wrong_setting_is_one_line_on_stderr(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANBOT_PROT", "1")
    assert run(["--home", str(home), "docs"]) == 1
    assert capsys.readouterr().err == "planbot: PLANBOT_PROT is not a setting; did you mean PLANBOT_PORT?\n"


def test_an_unexpected_error_is_one_line_unless_debugging(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", object())
    assert run(["config"]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "PLANBOT_DEBUG=1" in line
    monkeypatch.setenv("PLANBOT_DEBUG", "1")
    assert run(["config"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (["ask", "q", "--home", "h"], ["--home", "h", "ask", "q"]),
        (["ask", "--home=h", "q"], ["--home=h", "ask", "q"]),
        (["--home", "h", "ask", "q"], ["--home", "h", "ask", "q"]),
        (["ask", "--", "--home", "h"], ["ask", "--", "--home", "h"]),
        (["ask", "--home"], ["ask", "--home"]),
        ([], []),
    ],
)
def test_home_may_stand_before_or_after_the_command(given_: list[str], expected: list[str]) -> None:
    assert home_first(given_) == expected


def test_config_masks_secrets_and_is_one_json_document(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANBOT_OPENAI_API_KEY", "sk-very-secret")
    assert run(["--home", str(home), "config", "--json"]) == 0
    out = capsys.readouterr().out
    rows = {row["name"]: row for row in json.loads(out)["settings"]}
    assert "sk-very-secret" not in out
    assert rows["openai_api_key"]["source"] == "environment"
    assert rows["home"]["value"] == str(home)


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["version"], ["--version"]):
        assert run(command) == 0
        assert re.fullmatch(r"planbot \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_help_imports_nothing_heavy() -> None:
    heavy = "pydantic|gradio|chromadb|numpy|langchain\\w*|openai|tantivy|tqdm|fastapi|httpx|rich"
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "planbot.cli.main"], capture_output=True, text=True, check=True
    ).stderr
    assert "planbot.cli.asking" in shown
    assert not re.findall(rf"\|\s+({heavy})$", shown, re.MULTILINE)


def test_help_names_every_command_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for command in (
        "ingest",
        "docs",
        "remove",
        "reindex",
        "doctor",
        "ask",
        "search",
        "targets",
        "config",
        "serve",
        "version",
    ):
        assert re.search(rf"^\s+{command}\s", shown, re.MULTILINE), command


def test_a_closed_pipe_is_no_error_message(home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([PLANBOT, "--home", home, "config"], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert done.returncode == 1
    assert not done.stderr


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """A program started here heeds Ctrl-C, also where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_ctrl_c_is_exit_code_130_without_a_traceback(home: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "questions.jsonl"
    os.mkfifo(pipe)
    with subprocess.Popen([PLANBOT, "--home", home, "ask", "--batch", pipe], stderr=subprocess.PIPE) as process:
        try:
            with pipe.open("w"):  # opens when the program begins to read
                time.sleep(0.2)
                process.send_signal(signal.SIGINT)
                error = process.communicate(timeout=60)[1]
        finally:
            process.kill()
    assert process.returncode == 130
    assert b"Traceback" not in error


# --- what reaches a terminal ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["\x1b[31mred", "\x1b]0;title\x07", "a\rb", "\x9b2J", "a\u202eb", "\x08\x08", "a\u061cb", "a\u2028b\u2029c"]
)
def test_document_text_cannot_steer_a_terminal(text: str) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u202e]", safe(text))


def test_line_feeds_and_tabs_stay() -> None:
    assert safe("甲\t乙\r\n丙") == "甲\t乙\n丙"


@given(st.text())
def test_json_reads_back_as_it_was_and_stays_on_one_line(text: str) -> None:
    line = to_json({"quote": text}, indent=None)
    assert json.loads(line) == {"quote": text}
    assert len(line.splitlines()) == 1


def test_columns_line_up_by_display_width() -> None:
    lines = table(("id", "title"), [("1", "工作计划"), ("22", "plan")]).split("\n")
    assert [width(line[: line.index(word)]) for line, word in zip(lines, ("title", "工作", "plan"), strict=True)] == [
        4,
        4,
        4,
    ]


@given(st.text(), st.integers(2, 40))
def test_a_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shortened(text, columns)) <= columns


# --- batches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: Invalid JSON"),
        ('{"turns": ["q"]}', "line 2: id: Field required"),
        ('{"id": 1, "turns": []}', "line 2: turns"),
        ('{"id": 1, "turns": "q"}', "line 2: turns"),
        ('{"id": 1, "turns": ["q"], "filters": {"yeers": [2024]}}', "line 2: filters.yeers"),
    ],
)
def test_a_wrong_batch_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a", "turns": ["q"], "answerable": true}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)):
        read_conversations(path)


def test_blank_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes('\ufeff{"id": 1, "turns": ["甲", "乙\u2028丙"]}\r\n\n'.encode())
    (only,) = read_conversations(path)
    assert only.turns == ("甲", "乙\u2028丙")


@pytest.mark.parametrize("text", ["", "{}", '[{"role": "system", "content": "x"}]', '[{"role": "user"}]', "\xff"])
def test_a_wrong_history_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "history.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"history\.json: .*expected a list of"):
        read_history(path)

"""Ctrl-C during an ingest."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """A program started here heeds Ctrl-C, also where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupted_ingest_keeps_what_is_finished_and_says_so(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(60):
        lines = (f"（{item}）第{number * 100 + item}号泵站改造完成{item + 3}处，由市水利局牵头。" for item in range(60))
        (folder / f"{number}.txt").write_text(
            f"临渡市{2000 + number}年工作要点\n\n" + "\n".join(lines), encoding="utf-8"
        )
    command = [Path(sys.executable).with_name("planbot"), "--home", home, "ingest", folder, "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            while process.poll() is None and not taken_in(home):
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    said = re.fullmatch(r"planbot: interrupted; (\d+) documents are in and stay: the same command goes on.*\n", error)
    assert said
    assert int(said[1]) == taken_in(home) > 0


def taken_in(home: Path) -> int:
    """Documents in the home, read from beside the program that writes them."""
    with (
        suppress(sqlite3.OperationalError),
        closing(sqlite3.connect(f"file:{home}/planbot.sqlite3?mode=ro", uri=True)) as file,
    ):
        return int(file.execute("SELECT COUNT(*) FROM documents").fetchone()[0])
    return 0

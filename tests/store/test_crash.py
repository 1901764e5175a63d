"""A writer that is killed at any moment leaves every document wholly old or wholly new."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_thirty_six_kills_leave_every_document_whole_and_searchable(home: Path) -> None:
    command = [sys.executable, "-m", "tests.store.crash_worker", str(home), "36", "20310"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr
    rounds = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rounds) == 36
    assert sum(item["interrupted"] for item in rounds) >= 15, "most kills must fall inside a change"
    assert any(item["documents"] for item in rounds)

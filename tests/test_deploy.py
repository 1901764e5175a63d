"""What docs/deploy.md hands out: the units are sound, the Dockerfile takes in what it needs and nothing secret."""

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from planbot.settings import Settings

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy").glob("planbot*"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_no_fault_in_the_units(unit: Path, tmp_path: Path) -> None:
    for other in UNITS:
        text = other.read_text(encoding="utf-8").replace("/opt/planbot/.venv/bin/planbot", sys.executable)
        (tmp_path / other.name).write_text(text.replace("file:/opt", "file:///opt"), encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in found.stderr.splitlines() if "planbot" in line]
    assert (found.returncode, said) == (0, [])


def test_the_units_and_the_dockerfile_name_settings_that_exist() -> None:
    text = DOCKERFILE + "".join(unit.read_text(encoding="utf-8") for unit in UNITS)
    named = {name.lower() for name in re.findall(r"PLANBOT_([A-Z_]+)=", text)}
    assert named
    assert named <= set(Settings.model_fields)


def test_the_document_names_settings_that_exist() -> None:
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert {name.lower() for name in re.findall(r"PLANBOT_([A-Z_]+)", text)} - {"debug"} <= set(Settings.model_fields)


def test_the_image_takes_in_only_what_it_needs() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignore[0] == "*"
    allowed = {line[1:] for line in ignore if line.startswith("!")}
    copied = {source for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", DOCKERFILE) for source in line.split()[:-1]}
    assert copied == allowed
    assert all((ROOT / source).exists() for source in copied)
    assert not any(fnmatch(source, pattern) for source in copied for pattern in ("*.env", "tests", ".git", "*.zip"))


def test_the_image_runs_without_root_and_from_the_locks() -> None:
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    users = re.findall(r"(?m)^USER (\S+)", final)
    assert users[-1] != "root"
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert "--require-hashes -r requirements-uv.lock" in DOCKERFILE

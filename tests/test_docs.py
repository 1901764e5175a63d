"""The documents keep their word: the README's commands run, its links lead somewhere, the JSON shapes are what is printed."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from planbot.cli.main import run

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = PAGES[0].read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The arguments of every planbot command in the README's shell blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home in which the commands run one after another."""
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_commands_of_the_readme_run(
    command: list[str], walk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert run(["--home", str(walk), *command]) == 0
    assert capsys.readouterr().out.strip()


def test_the_first_answer_of_the_readme_is_what_is_printed(
    walk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    ingest, ask, *_ = commands()
    run(["--home", str(walk), *ingest])
    capsys.readouterr()
    run(["--home", str(walk), *ask])
    shown = re.findall(r"```text\n(.*?)```", README, re.DOTALL)[0]
    assert capsys.readouterr().out.strip() == shown.strip()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [target for target in targets if "://" not in target and not (page.parent / target).exists()]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_no_page_names_a_path_outside_the_repository(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "../../" not in text
    assert "/shared" not in text


def test_the_map_of_the_readme_names_what_is_there() -> None:
    block = re.findall(r"```\n(src/planbot/.*?)```", README, re.DOTALL)[0]
    names = re.findall(r"^  ((?:\S+\.py|\w+/)(?:  ?(?:\S+\.py|\w+/))*)", block, re.MULTILINE)
    listed = {name for line in names for name in line.split()}
    there = {
        path.name + "/" * path.is_dir()
        for path in (ROOT / "src" / "planbot").iterdir()
        if not path.name.startswith("__")
    }
    assert listed == there


def test_the_json_shapes_are_those_of_the_types() -> None:
    generator = runpy.run_path(str(ROOT / "scripts" / "api_docs.py"))
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == generator["render"](), "run: make docs"

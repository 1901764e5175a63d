"""Which files a list of paths stands for."""

import os
from pathlib import Path

import pytest

from planbot.ingest.discover import discover, natural, shown

SUFFIXES = frozenset({".txt", ".docx"})


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def names(folder: Path, *paths: Path) -> list[str]:
    return [item.path.relative_to(folder).as_posix() for item in discover(paths or (folder,), SUFFIXES)]


def test_numbers_in_names_are_ordered_as_numbers(tmp_path: Path) -> None:
    write(tmp_path, "要点10.txt", "要点9.txt", "2024年.txt", "要点1.txt")
    assert names(tmp_path) == ["2024年.txt", "要点1.txt", "要点9.txt", "要点10.txt"]


def test_a_folder_gives_its_own_files_before_those_of_its_folders(tmp_path: Path) -> None:
    write(tmp_path, "a/z.txt", "b.txt", "a/c/d.docx")
    assert names(tmp_path) == ["b.txt", "a/z.txt", "a/c/d.docx"]


@pytest.mark.parametrize(
    "name", [".hidden.txt", "~$计划.docx", ".~计划.docx", "~WRL0001.docx", "picture.png", ".git/a.txt"]
)
def test_a_folder_is_searched_for_documents_only(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, "plan.TXT")
    assert names(tmp_path) == ["plan.TXT"]


def test_a_file_named_outright_is_taken_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, ".hidden.png")
    assert names(tmp_path, tmp_path / ".hidden.png") == [".hidden.png"]


def test_a_file_given_twice_is_taken_once_where_it_was_first_given(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    assert names(tmp_path, tmp_path / "b.txt", tmp_path, tmp_path / "x" / ".." / "a.txt") == ["b.txt", "a.txt"]


def test_a_link_to_a_folder_above_is_not_followed_for_ever(tmp_path: Path) -> None:
    write(tmp_path, "a/plan.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.txt").symlink_to(tmp_path / "a" / "self.txt")
    assert names(tmp_path) == ["a/plan.txt"]


def test_a_missing_path_is_named_and_the_others_are_found(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    missing, good = discover([tmp_path / "nowhere.txt", tmp_path / "a.txt"], SUFFIXES)
    assert missing.problem is not None
    assert str(missing.problem) == f"{tmp_path / 'nowhere.txt'}: no such file or folder; check the path"
    assert missing.problem.code == "missing"
    assert good.problem is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == []
    (pipe,) = discover([tmp_path / "pipe.txt"], SUFFIXES)
    assert pipe.problem is not None
    assert "not a regular file" in str(pipe.problem)


@pytest.mark.skipif(os.name == "nt", reason="names are text on this system")
def test_a_name_that_is_not_text_is_refused_and_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("计划.txt".encode("gb18030"))).write_text("x")
    (found,) = discover([tmp_path], SUFFIXES)
    assert found.problem is not None
    assert "rename the file" in str(found.problem)
    str(found.problem).encode("utf-8")


def test_names_are_shown_on_one_line() -> None:
    assert shown(Path("a\nb.txt")) == "a\\nb.txt"


@pytest.mark.parametrize(("first", "second"), [("a2", "a10"), ("A1", "b1"), ("第2篇", "第10篇"), ("1", "a"), ("", "a")])
def test_natural_order(first: str, second: str) -> None:
    assert natural(first) < natural(second)

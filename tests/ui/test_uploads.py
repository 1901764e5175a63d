"""Uploaded files get safe names, replace only when told to, and leave nothing behind when they are refused."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.conftest import MemoryDesk

from planbot.errors import Conflict, UsageError
from planbot.ui.uploads import Incoming, Uploads, safe_name


def sent(name: str, text: str) -> Incoming:
    return Incoming(name, BytesIO(text.encode()))


def files(desk: MemoryDesk) -> dict[str, str]:
    folder = desk.settings.home / "uploads"
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("工作要点.docx", "工作要点.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\system.ini", "system.ini"),
        ("C:\\plans\\2031.txt", "2031.txt"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ('<img src="x">.md', "_img src=_x__.md"),
        ("\u202etxt.exe.md", "_txt.exe.md"),
        (".planbot.toml", "planbot.toml"),
        ("...", "upload"),
        ("", "upload"),
        ("CON.txt", "_CON.txt"),
        ("计划" * 100 + ".pdf", "计划" * 29 + ".pdf"),
    ],
)
def test_a_claimed_name_becomes_a_safe_base_name(claimed: str, name: str) -> None:
    assert safe_name(claimed) == name


@given(st.text(max_size=300))
def test_a_safe_name_is_never_a_path(claimed: str) -> None:
    name = safe_name(claimed)
    assert name == Path(name).name
    assert 0 < len(name.encode()) <= 200
    assert not name.startswith(".")


def test_a_file_is_kept_under_the_home(desk: MemoryDesk) -> None:
    report = Uploads(desk).take([sent("甲.txt", "一")], None)
    assert [outcome.status for outcome in report.outcomes] == ["added"]
    assert files(desk) == {"甲.txt": "一"}


def test_a_taken_name_is_a_conflict_until_told_what_to_do(desk: MemoryDesk) -> None:
    uploads = Uploads(desk)
    uploads.take([sent("甲.txt", "一")], None)
    with pytest.raises(Conflict, match=r"甲\.txt"):
        uploads.take([sent("乙.txt", "新"), sent("甲.txt", "二")], None)
    assert files(desk) == {"甲.txt": "一"}
    assert [o.status for o in uploads.take([sent("甲.txt", "二")], True).outcomes] == ["replaced"]
    assert files(desk) == {"甲.txt": "二"}
    assert [o.status for o in uploads.take([sent("甲.txt", "三")], False).outcomes] == ["added"]
    assert files(desk) == {"甲.txt": "二", "甲 (2).txt": "三"}


def test_replacing_a_document_of_another_folder_leaves_one(desk: MemoryDesk) -> None:
    desk.add("甲.txt", "旧")
    Uploads(desk).take([sent("甲.txt", "新")], True)
    assert [desk.text(document.id) for document in desk.documents()] == ["新"]


def test_a_refused_file_is_taken_away_and_the_old_one_comes_back(desk: MemoryDesk) -> None:
    uploads = Uploads(desk)
    uploads.take([sent("甲.txt", "一")], None)
    report = uploads.take([sent("甲.txt", "  ")], True)
    assert report.outcomes[0].code == "empty"
    assert files(desk) == {"甲.txt": "一"}


def test_a_second_copy_of_the_same_content_is_not_kept(desk: MemoryDesk) -> None:
    uploads = Uploads(desk)
    uploads.take([sent("甲.txt", "一")], None)
    assert uploads.take([sent("乙.txt", "一")], None).outcomes[0].status == "duplicate"
    assert files(desk) == {"甲.txt": "一"}


def test_a_failure_inside_leaves_the_folder_as_it_was(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(desk, "ingest", broken)
    with pytest.raises(OSError, match="disk full"):
        Uploads(desk).take([sent("甲.txt", "一")], None)
    assert files(desk) == {}


def test_removing_an_uploaded_document_removes_its_file(desk: MemoryDesk) -> None:
    uploads = Uploads(desk)
    document = uploads.take([sent("甲.txt", "一")], None).outcomes[0].document
    uploads.remove(str(document))
    assert files(desk) == {}
    assert desk.documents() == ()


def test_a_file_outside_the_uploads_is_never_deleted(desk: MemoryDesk) -> None:
    path = desk.settings.home / "甲.txt"
    path.write_text("一")
    Uploads(desk).remove(desk.add("甲.txt", "一").id)
    assert path.exists()


@pytest.mark.parametrize("names", [[], ["甲.txt", "x/甲.txt"]])
def test_a_request_needs_files_with_different_names(desk: MemoryDesk, names: list[str]) -> None:
    with pytest.raises(UsageError):
        Uploads(desk).take([sent(name, name) for name in names], None)

"""A home as one file and back: while it is in use, without secrets, and only from archives that are what they say."""

import json
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planbot.errors import ConfigurationError, InputError, PlanbotError, UsageError
from planbot.settings import Settings
from planbot.store.accounts import Accounts
from planbot.store.backup import MANIFEST, back_up, without_secrets
from planbot.store.conversations import FILE as CONVERSATIONS
from planbot.store.conversations import Conversations
from planbot.store.database import Database
from planbot.store.restore import restore, safe
from planbot.types import Filters

if TYPE_CHECKING:
    from planbot.assistant import Assistant

QUESTIONS = (
    "青棠县2024年每千人口托位数目标是多少？",
    "2023年青棠县完成农村适龄妇女两癌检查多少人？",
    "哪些目标由县教育局负责？",
)
NEW = "云岭县2033年冰雪运动工作要点\n\n一、主要目标\n全县建成滑冰场7座，培训滑雪指导员60名。\n"


@pytest.fixture
def small(home: Path) -> Path:
    """A home with every kind of file and no document."""
    Database(home_made(home) / "planbot.sqlite3").close()
    with closing(Accounts(home)) as accounts:
        accounts.add("wang", "丹桂飘香满园-2031", "admin")
        accounts.begin("wang", 1)
    Conversations(home).close()
    (home / "uploads").mkdir()
    (home / "uploads" / "要点.txt").write_text("要点", encoding="utf-8")
    (home / "planbot.toml").write_text('openai_api_key = "sk-secret-key-1"\nport = 8000\n', encoding="utf-8")
    (home / "aliases.toml").write_text("", encoding="utf-8")
    for name in ("lexical-1-x", "vectors-1-x"):
        (home / name).mkdir()
        (home / name / "data").write_text("derived", encoding="utf-8")
    for name in ("planbot.log", "planbot.log.1", "lock.pid", "planbot.sqlite3.v1.bak", ".hidden", "old.zip.part"):
        (home / name).write_text("left out", encoding="utf-8")
    return home


def home_made(home: Path) -> Path:
    home.mkdir()
    return home


def test_a_backup_holds_what_cannot_be_made_anew(small: Path, tmp_path: Path) -> None:
    manifest = back_up(small, tmp_path / "b.zip")
    names = {"planbot.sqlite3", "accounts.db", CONVERSATIONS, "uploads/要点.txt", "planbot.toml", "aliases.toml"}
    assert {entry.path for entry in manifest.files} == names
    assert manifest.left_out == ("openai_api_key",)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert set(archive.namelist()) == {*names, MANIFEST}
        assert b"sk-secret" not in b"".join(archive.read(name) for name in archive.namelist())
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".backup")] == []


def test_who_was_signed_in_must_sign_in_again_after_restoring(small: Path, tmp_path: Path) -> None:
    back_up(small, tmp_path / "b.zip")
    restored = tmp_path / "restored"
    restore(tmp_path / "b.zip", restored)
    with closing(sqlite3.connect(restored / "accounts.db")) as connection:
        assert connection.execute("SELECT name FROM accounts").fetchall() == [("wang",)]
        assert connection.execute("SELECT COUNT(*) FROM sessions").fetchone() == (0,)
    assert stat.S_IMODE((restored / "accounts.db").stat().st_mode) == 0o600
    assert (restored / "uploads" / "要点.txt").read_text(encoding="utf-8") == "要点"
    assert (restored / "planbot.toml").read_text(encoding="utf-8") == "port = 8000\n"


@pytest.mark.parametrize(
    ("text", "left", "names"),
    [
        ('port = 1\nopenai_api_key = "x"\n', "port = 1\n", ("openai_api_key",)),
        ('"rerank_api_key"="x"\n  openai_api_key="y" # z', "", ("rerank_api_key", "openai_api_key")),
        ('openai_base_url = "http://me:pw@host/v1"\nport = 1', "port = 1", ("openai_base_url",)),
        ('openai_api_key = """\nx\ny"""\nport = 1\n', "", ("openai_api_key",)),
        ("port = 1\n", "port = 1\n", ()),
        ("", "", ()),
    ],
)
def test_secrets_of_the_settings_are_left_out(text: str, left: str, names: tuple[str, ...]) -> None:
    assert without_secrets(text) == (left, names)


def test_nothing_is_overwritten(small: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        back_up(small, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text(encoding="utf-8") == "mine"
    back_up(small, tmp_path / "c.zip")
    with pytest.raises(UsageError, match="not empty"):
        restore(tmp_path / "c.zip", small)
    with pytest.raises(UsageError, match="no planbot home"):
        back_up(tmp_path / "nowhere", tmp_path / "d.zip")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        back_up(small, tmp_path / "no" / "folder.zip")


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/passwd", "C:/x", "a\\..\\x", "a//b", "", ".ssh/x", "a/.", "x\x00", "x\n", "con:", "a /b", "x."]
)  # fmt: skip
def test_names_that_lead_out_of_the_home_are_told(path: str) -> None:
    assert not safe(path)


@pytest.mark.parametrize("path", ["planbot.sqlite3", "uploads/2031年 要点 (2).docx", "evals/runs/1/report.json"])
def test_names_of_a_home_pass(path: str) -> None:
    assert safe(path)


def forged(
    file: Path, contents: dict[str, bytes], *, manifest: Callable[[dict[str, object]], object] = lambda found: found
) -> Path:
    """A backup that is consistent in itself, unless ``manifest`` changes what it says."""
    entries = [{"path": name, "size": len(data), "sha256": sha256(data).hexdigest()} for name, data in contents.items()]
    said = {"format": 1, "planbot": "0", "made_at": "2031-01-01", "files": entries}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
        archive.writestr(MANIFEST, json.dumps(manifest(said)))
    return file


def truth(tmp_path: Path) -> bytes:
    path = tmp_path / "made.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
    return path.read_bytes()


def test_a_forged_archive_that_holds_together_is_restored(tmp_path: Path) -> None:
    restore(forged(tmp_path / "b.zip", {"planbot.sqlite3": truth(tmp_path)}), tmp_path / "new")
    assert (tmp_path / "new" / "planbot.sqlite3").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"../evil.txt": b"x"}, "no name"),
        ({"/tmp/evil.txt": b"x"}, "no name"),
        ({"a": b"1", "A": b"2"}, "no name"),
        ({"zeros": b"\0" * 60_000_000}, "unpacks to more"),
        ({"accounts.db": b"SQLite format 3\0 but not at all"}, "damaged"),
    ],
)
def test_a_hostile_archive_restores_nothing(tmp_path: Path, more: dict[str, bytes], said: str) -> None:
    file = forged(tmp_path / "b.zip", {"planbot.sqlite3": truth(tmp_path), **more})
    with pytest.raises(InputError, match=said):
        restore(file, tmp_path / "inner" / "new")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b.zip", "inner", "made.sqlite3"]


def _other_hash(said: dict[str, object]) -> object:
    files = said["files"]
    assert isinstance(files, list)
    files[0]["sha256"] = "0" * 64
    return said


def _smaller(said: dict[str, object]) -> object:
    files = said["files"]
    assert isinstance(files, list)
    files[0]["size"] = 3
    return said


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (_other_hash, "not what the manifest says"),
        (_smaller, "unpacks to more"),
        (lambda said: {**said, "files": []}, "other files"),
        (lambda said: {**said, "format": 2}, "not one that this planbot reads"),
        (lambda _: [], "not one that this planbot reads"),
    ],
)
def test_a_manifest_that_does_not_fit_restores_nothing(
    tmp_path: Path, manifest: Callable[[dict[str, object]], object], said: str
) -> None:
    file = forged(tmp_path / "b.zip", {"planbot.sqlite3": truth(tmp_path)}, manifest=manifest)
    with pytest.raises(InputError, match=said):
        restore(file, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_link_in_an_archive_restores_nothing(tmp_path: Path) -> None:
    data = truth(tmp_path)
    file = forged(tmp_path / "b.zip", {"planbot.sqlite3": data, "uploads/x": b"/etc/passwd"})
    with zipfile.ZipFile(file) as archive:
        contents = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == "uploads/x" else 0o100644) << 16
            archive.writestr(info, content)
    with pytest.raises(InputError, match="no name"):
        restore(file, tmp_path / "new")


@pytest.mark.parametrize("damage", ["text", "cut", "bytes", "without the truth"])
def test_a_damaged_backup_is_one_line(small: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "b.zip"
    back_up(small, file)
    data = bytearray(file.read_bytes())
    match damage:
        case "text":
            file.write_text("not a zip", encoding="utf-8")
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "bytes":
            data[200:220] = b"\xff" * 20
            file.write_bytes(data)
        case _:
            forged(file, {"aliases.toml": b""})
    with pytest.raises(PlanbotError) as raised:
        restore(file, tmp_path / "new")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "new").exists()


def test_a_home_in_use_is_backed_up_and_answers_the_same_elsewhere(assistant: "Assistant", tmp_path: Path) -> None:
    from planbot.assistant import Assistant

    def answers(of: Assistant) -> list[tuple[str, bool]]:
        last = [[*of.ask(question, (), Filters())][-1] for question in QUESTIONS]
        return [(answer.answer, answer.answered) for answer in last]

    back_up(assistant.settings.home, tmp_path / "first.zip")
    restore(tmp_path / "first.zip", tmp_path / "used")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    with Assistant.open(Settings(home=tmp_path / "used")) as used:
        expected, failures, over = answers(used), list[object](), threading.Event()

        def ask() -> None:
            while not over.is_set():
                if answers(used) != expected:
                    failures.append("another answer")

        def ingest() -> None:
            failures.extend(o for o in used.ingest([tmp_path / "new.txt"], jobs=1).outcomes if o.status != "added")

        threads = [*(threading.Thread(target=ask) for _ in range(5)), threading.Thread(target=ingest)]
        for thread in threads:
            thread.start()
        back_up(tmp_path / "used", tmp_path / "second.zip")
        threads[-1].join()
        over.set()
        for thread in threads:
            thread.join()
        assert failures == []
    restore(tmp_path / "second.zip", tmp_path / "elsewhere")
    with Assistant.open(Settings(home=tmp_path / "elsewhere")) as restored:
        assert restored.doctor().findings == ()
        assert answers(restored) == expected

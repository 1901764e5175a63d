"""The SQLite file: its schema's versions, and what its errors become."""

import sqlite3
from pathlib import Path

import pytest
from tests.store.conftest import MODEL, agrees, embed, everything, make

from planbot.errors import ConfigurationError, PlanbotError, StoreBusy, StoreDamaged
from planbot.store.database import Database, migrate, migrations, translated
from planbot.store.documents import indexed_text, text_hash
from planbot.store.library import Library
from planbot.store.write import insert_chunks, insert_document
from planbot.types import StoredDocument

PLAN = make("青山县", ["疫苗接种率达到90%。", "公路硬化30公里。"])


def home_of_version_1(home: Path, stored: StoredDocument) -> None:
    """A home as the first schema left it: documents, and no derived indexes."""
    home.mkdir()
    connection = sqlite3.connect(home / "planbot.sqlite3")
    connection.executescript(migrations()[0] + "PRAGMA user_version = 1;")
    insert_document(connection, stored, 1)
    hashes = [text_hash(indexed_text(chunk, stored.read.text)) for chunk in stored.chunks]
    insert_chunks(connection, stored.chunks, 1 << 20, hashes)
    connection.execute("INSERT INTO meta VALUES ('issued', '1'), ('state', '1')")
    connection.commit()
    connection.close()


def test_a_home_of_the_first_schema_is_brought_up_to_date(home: Path) -> None:
    home_of_version_1(home, PLAN)
    with Library.open(home, MODEL) as library:
        assert library.stored("青山县") == PLAN
        assert everything(library) == (set(), {"青山县:v1:0", "青山县:v1:1"})
        assert {finding.check for finding in library.check().findings} == {"embeddings"}
        library.rebuild(embed, lambda _: None)
        assert agrees(library)
    assert _version(home) == len(migrations())


def test_a_home_of_a_newer_planbot_is_left_alone(home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / "planbot.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(ConfigurationError, match="upgrade planbot"):
        Library.open(home, MODEL)
    assert _version(home) == 999


def _version(home: Path) -> int:
    connection = sqlite3.connect(home / "planbot.sqlite3")
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("message", "kind", "fix"),
    [
        ("database is locked", StoreBusy, "try again"),
        ("database or disk is full", ConfigurationError, "free some space"),
        ("attempt to write a readonly database", ConfigurationError, "permissions"),
        ("unable to open database file", ConfigurationError, "permissions"),
        ("disk I/O error", ConfigurationError, "permissions"),
        ("database disk image is malformed", StoreDamaged, "backup"),
        ("file is not a database", StoreDamaged, "backup"),
    ],
)
def test_an_error_of_sqlite_names_the_file_and_the_fix(message: str, kind: type[PlanbotError], fix: str) -> None:
    error = translated(sqlite3.OperationalError(message), Path("/home/planbot.sqlite3"))
    assert type(error) is kind
    assert "/home/planbot.sqlite3" in str(error)
    assert fix in str(error)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.sqlite3")
    with pytest.raises(ValueError, match="stop"), database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', '1')")
        raise ValueError("stop")
    with database.reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM meta").fetchone() == (0,)
    database.close()


def test_nested_reads_share_one_snapshot(tmp_path: Path) -> None:
    one, other = Database(tmp_path / "x.sqlite3"), Database(tmp_path / "x.sqlite3")
    count = "SELECT COUNT(*) FROM meta"
    with one.reading() as outer:
        assert outer.execute(count).fetchone() == (0,)
        with other.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('a', '1')")
        with one.reading() as inner:
            assert inner.execute(count).fetchone() == (0,)
    with one.reading() as connection:
        assert connection.execute(count).fetchone() == (1,)
    one.close()
    other.close()


def test_an_upgrade_keeps_a_copy_of_what_was_there(home: Path) -> None:
    home_of_version_1(home, PLAN)
    Library.open(home, MODEL).close()
    (copy,) = home.glob("*.bak")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT text FROM texts").fetchall() == [(PLAN.read.text,)]
    connection.close()
    assert not list(home.glob("*.bak-*"))


def test_a_whole_copy_takes_the_place_of_an_earlier_one_and_of_half_of_one(home: Path) -> None:
    home_of_version_1(home, PLAN)
    for name in ("planbot.sqlite3.v0.bak", "planbot.sqlite3.v1.bak.part"):
        (home / name).write_bytes(b"half")
    Library.open(home, MODEL).close()
    assert [path.name for path in home.glob("*.bak*")] == ["planbot.sqlite3.v1.bak"]


def test_a_failed_upgrade_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, ["CREATE TABLE one (a); -- ;"])
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, ["CREATE TABLE one (a);", "CREATE TABLE two (a);\nCREATE TABLE one (a);"])
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()

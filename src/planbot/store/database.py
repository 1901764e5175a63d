"""The SQLite file: opening, migrating, transactions, and what its errors mean to a user."""

import sqlite3
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from planbot.errors import ConfigurationError, PlanbotError, StoreBusy, StoreDamaged

_BUSY_SECONDS = 20.0


def translated(error: sqlite3.Error, path: Path) -> PlanbotError:
    """The error as one line that names the file and the fix."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreBusy(f"{path} is being written by another process; try again when it has finished")
    if "full" in text:
        return ConfigurationError(
            f"the disk (or quota) of {path} is full: free some space and run again; nothing stored was lost"
        )
    if "readonly" in text or "unable to open" in text or "disk I/O" in text:
        return ConfigurationError(
            f"{path} cannot be written: check that the folder exists and its permissions ({text})"
        )
    return StoreDamaged(f"{path} cannot be read ({text}): restore it from a backup, or move it away and ingest again")


def migrations(schema: str = "") -> list[str]:
    """The SQL of versions 1, 2, ... in order: of the documents, else of the folder ``migrations/<schema>``."""
    folder = files("planbot.store").joinpath("migrations", *([schema] if schema else []))
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]


def migrate(connection: sqlite3.Connection, path: Path, scripts: Sequence[str]) -> None:
    """Bring the schema to the newest version in one transaction; a newer file than this program is refused.

    A file that holds something is first copied to ``<path>.v<its version>.bak``, in place of the copy of an earlier upgrade.
    """
    if _version(connection, path, len(scripts)) == len(scripts):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path, len(scripts))  # another process may have been faster
        if 0 < version < len(scripts):
            _keep_copy(path, version)
        for script in scripts[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(scripts)}")  # takes no parameter
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.rollback()


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise ConfigurationError(f"{path} was written by a newer planbot (schema {version}): upgrade planbot")
    return version


def _keep_copy(path: Path, version: int) -> None:
    kept = path.with_name(f"{path.name}.v{version}.bak")
    part = kept.with_name(f"{kept.name}.part")
    part.unlink(missing_ok=True)  # of an upgrade that was cut short
    copy_database(path, part)
    part.replace(kept)
    for old in set(path.parent.glob(f"{path.name}.v*.bak")) - {kept}:
        old.unlink()


def copy_database(path: Path, copy: Path) -> None:
    """The SQLite file ``path`` as it stands now, whoever is writing it, as the one file ``copy``. Raises ``sqlite3.Error``."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def _statements(script: str) -> Iterator[str]:
    """The statements of ``script``, one by one, so that all of them fit into one transaction."""
    statement = ""
    for piece in script.splitlines(keepends=True):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class Database:
    """Transactions on one SQLite file from any thread; inside one, nested ``reading`` blocks share its snapshot."""

    def __init__(self, path: Path, *, schema: str = "", page_limit: int | None = None) -> None:
        """``schema`` as in :func:`migrations`; ``page_limit`` bounds the file in pages of 4 KiB (a quota), None leaves it to the disk."""
        self.path = path
        self._page_limit = page_limit
        self._idle: list[sqlite3.Connection] = []
        self._current = threading.local()
        try:
            connection = self._connect()
            migrate(connection, path, migrations(schema))
        except sqlite3.Error as exc:
            raise translated(exc, path) from exc
        self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA mmap_size = 268435456")
        if self._page_limit is not None:
            connection.execute(f"PRAGMA max_page_count = {self._page_limit:d}")
        return connection

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """One snapshot of the file; inside another block of this thread, that block's."""
        outer: sqlite3.Connection | None = getattr(self._current, "connection", None)
        if outer is not None:
            yield outer
            return
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """A transaction that is committed at the end of the block and undone when the block raises."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Generator[sqlite3.Connection, None, None]:
        try:
            connection = self._taken()
            outer = getattr(self._current, "connection", None)
            self._current.connection = connection
            try:
                connection.execute(begin)
                yield connection
                connection.execute("COMMIT")
            finally:
                self._current.connection = outer
                if connection.in_transaction:
                    connection.rollback()
                self._idle.append(connection)
        except sqlite3.Error as exc:
            raise translated(exc, self.path) from exc

    def _taken(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def close(self) -> None:
        """Close every connection; later use opens new ones."""
        while self._idle:
            self._idle.pop().close()

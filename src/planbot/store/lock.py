"""One writer per home. The lock is SQLite's own, so it works on every system and ends with its process, however that ends."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from planbot.errors import StoreBusy
from planbot.store.database import translated


class HomeLock:
    """Held from ``acquire`` to ``release``; not inherited by forked children."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @property
    def held(self) -> bool:
        """Does this object hold the lock?"""
        return self._connection is not None

    def acquire(self) -> None:
        """Take the lock or raise StoreBusy at once, naming the process that has it."""
        if self._connection is not None:
            return
        connection = sqlite3.connect(self._path, timeout=0.2, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("CREATE TABLE IF NOT EXISTS holder (pid INTEGER)")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            connection.close()
            if "locked" not in str(exc):
                raise translated(exc, self._path) from exc
            raise StoreBusy(
                f"{self._path.parent} is being written by another planbot{self._holder()}: wait for it to end, or use its page to add documents"
            ) from exc
        self._connection = connection
        with suppress(OSError):
            self._note.write_text(str(os.getpid()), encoding="ascii")

    @property
    def _note(self) -> Path:
        return self._path.with_suffix(".pid")

    def _holder(self) -> str:
        try:
            return f" (process {int(self._note.read_text(encoding='ascii'))})"
        except (OSError, ValueError):
            return ""

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._connection is not None:
            self._note.unlink(missing_ok=True)
            self._connection.close()
            self._connection = None

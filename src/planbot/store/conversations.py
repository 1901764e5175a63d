"""What people asked and were told: kept in ``conversations.db`` of the home, each person's apart from all others'."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from planbot.errors import NotFound
from planbot.store.database import Database
from planbot.types import Answer, Filters, Noun

FILE = "conversations.db"
LONGEST_NAME = 80
"""Code points of a conversation's name."""
_MOST_LISTED = 500
_UNDO = timedelta(days=1)
"""How long what was deleted can be taken back."""


class Turn(Noun):
    """A question and what came of it so far."""

    question: str
    filters: Filters = Filters()
    """The scope that the person set beside the question."""
    answer: Answer | None = None
    error: str | None = None
    """One line for the person; set when asking failed."""
    stopped: bool = False
    suggestions: tuple[str, ...] = ()
    """Questions to go on with."""
    verdict: Literal["up", "down"] | None = None

    def slim(self) -> "Turn":
        """Without the passages and rows that were read: what is shown and kept once the answer is whole."""
        answer = self.answer and self.answer.model_copy(update={"reading": (), "targets": ()})
        return self.model_copy(update={"answer": answer})

    @property
    def over(self) -> bool:
        """Nothing more will come."""
        return self.stopped or self.error is not None or (self.answer is not None and self.answer.done)


class Conversation(Noun):
    """A conversation as it is listed."""

    id: str
    name: str
    created_at: str
    """UTC, ISO 8601, as is ``changed_at``."""
    changed_at: str
    turns: int


class Conversations:
    """The conversations of one home; safe from any thread and from several processes.

    ``person`` is the name of whoever asks: another person's conversation is NotFound, as if it did not exist.
    """

    def __init__(self, home: Path) -> None:
        path = home / FILE
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._database = Database(path, schema="conversations")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def all(self, person: str, search: str = "") -> tuple[Conversation, ...]:
        """This person's, the latest first; with ``search``: those whose name, questions or answers hold it."""
        like = f"%{search.strip().replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name, created_at, changed_at, (SELECT count(*) FROM turns WHERE conversation = id) AS turns"
                " FROM conversations WHERE person = ? AND deleted_at IS NULL AND (name LIKE ? ESCAPE '!' OR EXISTS"
                " (SELECT 1 FROM turns WHERE conversation = id AND words LIKE ? ESCAPE '!'))"
                " ORDER BY changed_at DESC, id LIMIT ?",
                (person, like, like, _MOST_LISTED),
            )
            return tuple(
                Conversation(id=key, name=name, created_at=created, changed_at=changed, turns=turns)
                for key, name, created, changed, turns in rows
            )

    def turns(self, person: str, conversation: str) -> tuple[Turn, ...]:
        """Oldest first. Raises NotFound."""
        with self._database.reading() as connection:
            _own(connection, person, conversation)
            rows = connection.execute("SELECT turn FROM turns WHERE conversation = ? ORDER BY number", (conversation,))
            return tuple(Turn.model_validate_json(row[0]) for row in rows)

    def keep(self, person: str, conversation: str, turns: Sequence[Turn]) -> None:
        """Put the last of ``turns`` at its place and drop what stood after it; a new conversation is named by its question.

        Raises NotFound when the id is another person's.
        """
        number, last = len(turns) - 1, turns[-1].slim()
        words = f"{last.question}\n{last.answer.answer if last.answer else ''}"
        with self._database.writing() as connection:
            _begin(connection, person, conversation, turns[0].question)
            connection.execute("DELETE FROM turns WHERE conversation = ? AND number >= ?", (conversation, number))
            row = (conversation, number, words, last.model_dump_json())
            connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", row)

    def rename(self, person: str, conversation: str, name: str) -> None:
        """Raises NotFound."""
        with self._database.writing() as connection:
            _own(connection, person, conversation)
            row = (named(name), conversation)
            connection.execute("UPDATE conversations SET name = ? WHERE id = ?", row)

    def judge(self, person: str, conversation: str, number: int, verdict: Literal["up", "down"]) -> tuple[Turn, ...]:
        """Note the verdict on one turn; the turns up to and with it. Raises NotFound."""
        turns = self.turns(person, conversation)[: number + 1]
        if len(turns) <= number:
            raise NotFound(f"no turn {number} in this conversation")
        judged = turns[-1].model_copy(update={"verdict": verdict})
        with self._database.writing() as connection:
            row = (judged.model_dump_json(), conversation, number)
            connection.execute("UPDATE turns SET turn = ? WHERE conversation = ? AND number = ?", row)
        return (*turns[:-1], judged)

    def delete(self, person: str, conversation: str) -> None:
        """Hide it; for a day it can be restored. Raises NotFound."""
        with self._database.writing() as connection:
            _own(connection, person, conversation)
            connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", (_now(), conversation))
            long_ago = (datetime.now(UTC) - _UNDO).isoformat()
            connection.execute("DELETE FROM conversations WHERE deleted_at < ?", (long_ago,))

    def restore(self, person: str, conversation: str) -> None:
        """Take a deletion back. Raises NotFound."""
        with self._database.writing() as connection:
            _own(connection, person, conversation, deleted=True)
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (conversation,))

    def forget(self, days: int) -> int:
        """Delete for good what nobody added to for ``days`` days, everyone's; how many."""
        long_ago = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM conversations WHERE changed_at < ?", (long_ago,)).rowcount


def named(text: str) -> str:
    """A name on one line, not too long."""
    return " ".join(text.split())[:LONGEST_NAME] or "…"


def _begin(connection: sqlite3.Connection, person: str, conversation: str, question: str) -> None:
    """The conversation as changed now, made when it is new."""
    if connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation,)).fetchone():
        _own(connection, person, conversation)
        connection.execute("UPDATE conversations SET changed_at = ? WHERE id = ?", (_now(), conversation))
        return
    row = (conversation, person, named(question), _now(), _now())
    connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, NULL)", row)


def _own(connection: sqlite3.Connection, person: str, conversation: str, *, deleted: bool = False) -> None:
    row = connection.execute(
        "SELECT deleted_at IS NOT NULL FROM conversations WHERE id = ? AND person = ?", (conversation, person)
    ).fetchone()
    if row is None or bool(row[0]) != deleted:
        raise NotFound(f"no conversation {conversation[:40]!r}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")

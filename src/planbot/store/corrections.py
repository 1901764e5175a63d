"""What people changed in the ledger: kept beside the documents, laid over their rows whenever these are read."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from planbot.errors import NotFound
from planbot.store import write
from planbot.store.database import Database
from planbot.types import Actor, Correction, Target

_SELECT = "SELECT correction FROM corrections"


class Corrections:
    """The corrections of one home, at most one for each row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Correction, ...]:
        """Every correction, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY changed_at DESC, target")
            return tuple(Correction.model_validate_json(row[0]) for row in rows)

    def put(self, correction: Correction) -> Correction:
        """Keep a correction; fields that it leaves alone stay as an earlier one set them. Returns what holds now.

        NotFound when the home has no such row.
        """
        with self._database.writing() as connection:
            row = connection.execute("SELECT 1 FROM ledger_rows WHERE id = ?", (correction.target,)).fetchone()
            if row is None:
                raise NotFound(f"no row {correction.target!r} in the ledger: planbot targets --kind all lists the ids")
            former = connection.execute(f"{_SELECT} WHERE target = ?", (correction.target,)).fetchone()
            held = Correction.model_validate_json(former[0]).model_dump() if former else {}
            merged = Correction.model_validate({**held, **correction.model_dump(exclude_none=True)})
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            connection.execute(
                "INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", (merged.target, merged.model_dump_json(), now)
            )
            write.step(connection)
        return merged

    def forget(self, target: str) -> bool:
        """Take a correction back; was there one?"""
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM corrections WHERE target = ?", (target,)).rowcount > 0
            if gone:
                write.step(connection)
        return gone


def by_row(connection: sqlite3.Connection) -> dict[str, Correction]:
    """The corrections by row id."""
    found = (Correction.model_validate_json(row[0]) for row in connection.execute(_SELECT))
    return {correction.target: correction for correction in found}


def apply(corrections: Mapping[str, Correction], targets: Iterable[Target]) -> Iterator[Target]:
    """The rows with what people changed in them, marked ``source: person``; dropped rows left out (pure)."""
    for target in targets:
        correction = corrections.get(target.id)
        if correction is None:
            yield target
        elif correction.kind != "dropped":
            yield corrected(target, correction)


def corrected(target: Target, correction: Correction) -> Target:
    """The row as the person has it. Quote and place stay: they are the text's."""
    changes = {
        name: value
        for name in Correction.model_fields
        if name != "target" and (value := getattr(correction, name)) is not None
    }
    if correction.responsible is not None:
        changes["actors"] = tuple(Actor(name=name, role="lead") for name in correction.responsible)
    return target.model_copy(update={**changes, "source": "person"})

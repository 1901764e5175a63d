"""Rows that a language model adds to the ledger of a document: kept with its version, gone with it."""

from collections.abc import Sequence

from planbot.store import write
from planbot.store.database import Database
from planbot.types import Document, Target


class Proposals:
    """Which documents a model has read, and the rows it gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> frozenset[str]:
        """Ids of the documents whose present version a model has read."""
        with self._database.reading() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT document FROM model_readings"))

    def add(self, document: Document, model: str, rows: Sequence[Target]) -> bool:
        """Put ``rows`` behind those of the document; False, and nothing done, when it has been replaced or removed meanwhile."""
        with self._database.writing() as connection:
            held = connection.execute(
                "SELECT 1 FROM documents WHERE id = ? AND listing ->> 'version' = ?", (document.id, document.version)
            ).fetchone()
            if held is None:
                return False
            connection.execute("INSERT OR REPLACE INTO model_readings VALUES (?, ?)", (document.id, model))
            query = "SELECT COALESCE(MAX(position) + 1, 0) FROM targets WHERE document = ?"
            first = connection.execute(query, (document.id,)).fetchone()[0]
            connection.executemany(
                "INSERT INTO targets VALUES (?, ?, ?)",
                ((document.id, first + number, row.model_dump_json()) for number, row in enumerate(rows)),
            )
            connection.execute(
                "UPDATE documents SET listing = json_set(listing, '$.targets', ?) WHERE id = ?",
                (document.targets + len(rows), document.id),
            )
            write.step(connection)
        return True

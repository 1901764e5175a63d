"""The rows of the ledger as the truth has them, with what people corrected laid over; and what they are asked by, without reading them."""

import json
from collections.abc import Collection

from planbot.store import corrections
from planbot.store.database import Database
from planbot.store.descriptions import as_read, by_document, described_row
from planbot.types import PartKey, Target

Counts = tuple[tuple[PartKey, str, int], ...]
"""(part, kind of row, how many) for every part that has rows."""


class Rows:
    """Reads of the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(
        self, documents: Collection[str] | None = None, names: Collection[str] | None = None
    ) -> tuple[Target, ...]:
        """The rows of ``documents`` (None: of all) as people corrected and described them, by path and position.

        ``names``: only rows that hold one of these as a body, a place, a population or their issuer, or that a person corrected.
        """
        with self._database.reading() as connection:
            known = corrections.by_row(connection)
            query, arguments = _query(documents, names, known)
            read = (Target.model_validate_json(row[0]) for row in connection.execute(query, arguments))
            said, before = by_document(connection), as_read(connection)
            rows = corrections.apply(known, read)
            return tuple(described_row(row, said.get(row.document), before.get(row.document)) for row in rows)

    def names(self) -> tuple[str, ...]:
        """Every name that a row holds, each once."""
        with self._database.reading() as connection:
            query = (
                "SELECT name FROM ledger_names UNION SELECT description ->> 'issuer' FROM descriptions"
                " WHERE description ->> 'issuer' IS NOT NULL"
            )
            return tuple(row[0] for row in connection.execute(query))

    def counts(self) -> Counts:
        """How many rows of each kind every part has, as people corrected them."""
        query = (
            "SELECT document, part, COALESCE(c.correction ->> 'kind', kind) AS now, COUNT(*) FROM ledger_rows"
            " LEFT JOIN corrections c ON c.target = id GROUP BY document, part, now HAVING now <> 'dropped'"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query)
            return tuple((PartKey(document=document, part=part), kind, count) for document, part, kind, count in rows)

    def ending(self, ending: str) -> tuple[str, ...]:
        """Ids of rows that end so; the one that is it when there is one."""
        with self._database.reading() as connection:
            if connection.execute("SELECT 1 FROM ledger_rows WHERE id = ?", (ending,)).fetchone():
                return (ending,)
            query = "SELECT DISTINCT id FROM ledger_rows WHERE substr(id, -length(?1)) = ?1 ORDER BY id"
            return tuple(row[0] for row in connection.execute(query, (ending,)))


def _query(
    documents: Collection[str] | None, names: Collection[str] | None, corrected: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    query = ["SELECT t.target FROM targets t JOIN documents d ON d.id = t.document WHERE TRUE"]
    arguments: list[str] = []
    if documents is not None:
        query.append("AND d.id IN (SELECT value FROM json_each(?))")
        arguments.append(_list(documents))
    if names is not None:
        query.append(
            "AND (t.document, t.position) IN (SELECT document, position FROM ledger_names"
            " WHERE name IN (SELECT value FROM json_each(?))"
            " UNION SELECT document, position FROM ledger_rows WHERE id IN (SELECT value FROM json_each(?))"
            " UNION SELECT document, position FROM ledger_rows WHERE document IN"
            " (SELECT document FROM descriptions WHERE description ->> 'issuer' IN (SELECT value FROM json_each(?))))"
        )
        arguments += [_list(names), _list(corrected), _list(names)]
    return " ".join([*query, "ORDER BY d.path, t.position"]), tuple(arguments)


def _list(values: Collection[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)

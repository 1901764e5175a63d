"""What people say documents are: kept beside them, laid over what was read whenever they are listed."""

import sqlite3
from typing import Any, TypeVar

from planbot.errors import NotFound
from planbot.store import write
from planbot.store.database import Database
from planbot.types import Description, Document, Part, Target

_FIELDS = tuple(name for name in Description.model_fields if name != "document")
_M = TypeVar("_M", Document, Part)


class Descriptions:
    """The descriptions of one home, at most one for each document."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, description: Description) -> None:
        """Keep what holds from now on, in place of an earlier description; an empty one takes it back. Raises NotFound."""
        row = (description.document, description.model_dump_json(exclude_none=True))
        with self._database.writing() as connection:
            known = connection.execute("SELECT 1 FROM documents WHERE id = ?", row[:1]).fetchone()
            if known is None:
                raise NotFound(f"no document {description.document!r} in this home: planbot docs lists them")
            connection.execute("DELETE FROM descriptions WHERE document = ?", row[:1])
            if any(getattr(description, name) is not None for name in _FIELDS):
                connection.execute("INSERT INTO descriptions VALUES (?, ?)", row)
            write.step(connection)


def by_document(connection: sqlite3.Connection) -> dict[str, Description]:
    """The descriptions by the document's id."""
    rows = connection.execute("SELECT description FROM descriptions")
    return {found.document: found for found in (Description.model_validate_json(row[0]) for row in rows)}


def described(document: Document, description: Description | None) -> Document:
    """The document as the person describes it (pure)."""
    if description is None:
        return document
    parts = tuple(described_part(part, description) for part in document.parts)
    return _changed(document, description).model_copy(update={"parts": parts, "described": True})


def described_part(part: Part, description: Description | None) -> Part:
    """A whole document is what the person says; a part of a compilation keeps what it says of itself (pure)."""
    if description is None:
        return part
    if part.part is None:
        return _changed(part, description)
    silent = {name for name in _FIELDS if getattr(part, name) in (None, "unknown")}
    return _changed(part, Description(document=description.document, **_said(description, silent)))


def as_read(connection: sqlite3.Connection) -> dict[str, Document]:
    """The described documents as they were read, by id."""
    rows = connection.execute("SELECT listing FROM documents WHERE id IN (SELECT document FROM descriptions)")
    return {found.id: found for found in (Document.model_validate_json(row[0]) for row in rows)}


def described_row(row: Target, description: Description | None, read: Document | None) -> Target:
    """The row with the issuer, place and year that the person says, where it has those that were read, or none (pure)."""
    if description is None:
        return row
    names = {name for name in ("issuer", "region", "year") if getattr(row, name) in (None, getattr(read, name, None))}
    return row.model_copy(update=_said(description, names))


def _changed(value: _M, description: Description) -> _M:
    return value.model_copy(update=_said(description, set(_FIELDS)))


def _said(description: Description, names: set[str]) -> dict[str, Any]:
    return {name: said for name in names if (said := getattr(description, name)) is not None}

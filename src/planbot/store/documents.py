"""The truth: documents in SQLite, each written in one transaction. Everything else in the home can be made again from here."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from planbot.store import write
from planbot.store.database import Database
from planbot.store.derived import first_row
from planbot.store.descriptions import by_document, described, described_part
from planbot.store.rows import Rows
from planbot.types import Chunk, Document, Part, PartKey, ReadText, StoredDocument


def indexed_text(chunk: Chunk, text: str) -> str:
    """What is embedded and matched for ``chunk`` of the document ``text``: its context, then the passage itself."""
    return f"{chunk.context}\n{text[chunk.start : chunk.end]}" if chunk.context else text[chunk.start : chunk.end]


def text_hash(text: str) -> bytes:
    """Names a text in the store of embeddings."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_SELECT_CHUNKS = 'SELECT id, document, part, section, context, start, "end", tokens FROM chunks'


def chunks_with(connection: sqlite3.Connection, ids: Sequence[str]) -> Iterator[Chunk]:
    """The chunks with these ids, in no order."""
    query = " ".join((_SELECT_CHUNKS, "WHERE id IN (SELECT value FROM json_each(?))"))
    return map(_chunk, connection.execute(query, (json.dumps(list(ids)),)))


def chunks_of(connection: sqlite3.Connection, document: str) -> tuple[Chunk, ...]:
    """The chunks of one document in order."""
    query = " ".join((_SELECT_CHUNKS, "WHERE document = ? ORDER BY row"))
    return tuple(map(_chunk, connection.execute(query, (document,))))


def _chunk(row: tuple[Any, ...]) -> Chunk:
    identity, document, part, section, context, start, end, tokens = row
    return Chunk(
        id=identity,
        document=document,
        part=part,
        section=tuple(json.loads(section)),
        context=context,
        start=start,
        end=end,
        tokens=tokens,
    )


class Documents:
    """Reads and writes of the truth; every method is one transaction, or part of the one its caller opened."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rows = Rows(database)

    # --- facts about the home ---------------------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        """A value kept beside the documents, such as the name of the embedding model."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def remember(self, **facts: str) -> None:
        """Write facts, replacing older values."""
        with self.database.writing() as connection:
            write.remember(connection, facts)

    def adopt(self, facts: dict[str, str]) -> None:
        """Write facts that change what readers see, such as the folder of a rebuilt index."""
        with self.database.writing() as connection:
            write.remember(connection, facts)
            write.step(connection)

    def state(self) -> int:
        """Counts the changes a reader can see: equal states, equal contents."""
        return int(self.fact("state") or 0)

    # --- writing ------------------------------------------------------------------------------------------------------

    def announce(self, documents: Sequence[str]) -> list[int]:
        """Note that the derived indexes of ``documents`` are about to change; the generations of their next versions."""
        with self.database.writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(name,) for name in documents])
            row = connection.execute("SELECT value FROM meta WHERE key = 'issued'").fetchone()
            issued = int(row[0]) if row else 0
            write.remember(connection, {"issued": str(issued + len(documents))})
        return list(range(issued + 1, issued + 1 + len(documents)))

    def put(self, items: Iterable[tuple[StoredDocument, int, np.ndarray]], model: str) -> None:
        """Write documents (each with its generation and vectors) in place of their former versions.

        From the one commit on, readers see the new ones.
        """
        with self.database.writing() as connection:
            for stored, generation, vectors in items:
                hashes = [text_hash(indexed_text(chunk, stored.read.text)) for chunk in stored.chunks]
                former = write.delete_document(connection, stored.document.id)
                write.insert_document(connection, stored, generation)
                write.insert_chunks(connection, stored.chunks, first_row(generation), hashes)
                write.insert_vectors(connection, model, zip(hashes, vectors, strict=True))
                write.forget_vectors(connection, former)
            write.step(connection)

    def delete(self, document: str) -> None:
        """Remove ``document`` from the truth. Call ``announce`` first."""
        with self.database.writing() as connection:
            write.forget_vectors(connection, write.delete_document(connection, document))
            write.step(connection)

    def settle(self, documents: Iterable[str]) -> None:
        """The derived indexes of ``documents`` agree with the truth again."""
        with self.database.writing() as connection:
            connection.executemany("DELETE FROM pending WHERE document = ?", [(document,) for document in documents])

    # --- reading documents --------------------------------------------------------------------------------------------

    def pending(self) -> tuple[str, ...]:
        """Documents whose derived indexes may differ from the truth."""
        with self.database.reading() as connection:
            return tuple(row[0] for row in connection.execute("SELECT document FROM pending ORDER BY document"))

    def generations(self, documents: Collection[str] | None = None) -> dict[str, int]:
        """The visible generation of each document, or of those of ``documents`` that there are."""
        query, arguments = "SELECT id, generation FROM documents", ()
        if documents is not None:
            query += " WHERE id IN (SELECT value FROM json_each(?))"
            arguments = (json.dumps(list(documents)),)
        with self.database.reading() as connection:
            return dict(connection.execute(query, arguments))

    def documents(self) -> tuple[Document, ...]:
        """All documents by path; one whose replacement is under way has status "indexing"."""
        query = "SELECT listing, EXISTS (SELECT 1 FROM pending WHERE document = id) FROM documents ORDER BY path"
        with self.database.reading() as connection:
            known = by_document(connection)
            listed = (_listed(*row) for row in connection.execute(query))
            return tuple(described(document, known.get(document.id)) for document in listed)

    def document(self, document: str) -> Document | None:
        """One document, or None."""
        query = "SELECT listing, EXISTS (SELECT 1 FROM pending WHERE document = id) FROM documents WHERE id = ?"
        with self.database.reading() as connection:
            row = connection.execute(query, (document,)).fetchone()
            return described(_listed(*row), by_document(connection).get(document)) if row else None

    def paths(self) -> dict[str, tuple[str, str]]:
        """Absolute path to (document id, sha256)."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT path, id, sha256 FROM documents")
            return {path: (document, sha256) for path, document, sha256 in rows}

    def text(self, document: str) -> str | None:
        """The stored text, or None."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT text FROM texts WHERE document = ?", (document,)).fetchone()
        return row[0] if row else None

    def stored(self, document: str) -> StoredDocument | None:
        """All that is kept of one document, or None."""
        with self.database.reading() as connection:
            outlined = self.outlined(document)
            if outlined is None:
                return None
            whole = {"chunks": chunks_of(connection, document), "targets": self.rows.read((document,))}
            return outlined.model_copy(update=whole)

    def outlined(self, document: str) -> StoredDocument | None:
        """One document without its passages and its rows of the ledger, which are most of it; or None."""
        query = "SELECT text, read, furniture, sections FROM texts JOIN layouts USING (document) WHERE document = ?"
        with self.database.reading() as connection:
            listed = self.document(document)
            if listed is None:
                return None
            text, read, furniture, sections = connection.execute(query, (document,)).fetchone()
            return StoredDocument(
                document=listed,
                read=ReadText.model_validate({**json.loads(read), "text": text}),
                furniture=write.FURNITURE.validate_json(furniture),
                sections=write.SECTIONS.validate_json(sections),
                chunks=(),
            )

    def holding(self, words: Collection[str], documents: Collection[str]) -> tuple[str, ...]:
        """Those of ``documents`` whose text holds one of ``words`` as it stands, by id."""
        query = (
            "SELECT document FROM texts WHERE document IN (SELECT value FROM json_each(?))"
            " AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(text, value)) ORDER BY document"
        )
        arguments = (json.dumps(list(documents)), json.dumps(list(words), ensure_ascii=False))
        with self.database.reading() as connection:
            return tuple(row[0] for row in connection.execute(query, arguments))

    def parts(self) -> tuple[tuple[PartKey, Part], ...]:
        """Every part of every document, by path and position."""
        query = (
            'SELECT p.document, p.part, p.title, p.issuer, p.region, p.level, p.year, p.kind, p.start, p."end"'
            " FROM parts p JOIN documents d ON d.id = p.document ORDER BY d.path, p.position"
        )
        names = ("part", "title", "issuer", "region", "level", "year", "kind", "start", "end")
        with self.database.reading() as connection:
            known = by_document(connection)
            return tuple(
                (
                    PartKey(document=row[0], part=row[1]),
                    described_part(Part(**dict(zip(names, row[1:], strict=True))), known.get(row[0])),
                )
                for row in connection.execute(query)
            )

    def generation(self, document: str) -> int | None:
        """The visible generation of one document, or None."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT generation FROM documents WHERE id = ?", (document,)).fetchone()
        return row[0] if row else None


def _listed(listing: str, pending: int) -> Document:
    document = Document.model_validate_json(listing)
    return document.model_copy(update={"status": "indexing"}) if pending else document

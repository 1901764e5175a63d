"""The truth: documents in SQLite, each written in one transaction. Everything else in the home can be made again from here."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import TypeAdapter

from planbot.store.database import Database
from planbot.store.derived import Version
from planbot.types import Chunk, Document, Furniture, Part, PartKey, ReadText, Section, StoredDocument, Target

_ROW_BITS = 20
"""A passage's row is its document's generation shifted by this, plus its position: at most a million passages a document."""

_FURNITURE = TypeAdapter(tuple[Furniture, ...])
_SECTIONS = TypeAdapter(tuple[Section, ...])
_SELECT_CHUNKS = 'SELECT id, document, part, section, context, start, "end", tokens FROM chunks c'


def indexed_text(chunk: Chunk, text: str) -> str:
    """What is embedded and matched for ``chunk`` of the document ``text``: its context, then the passage itself."""
    return f"{chunk.context}\n{text[chunk.start : chunk.end]}" if chunk.context else text[chunk.start : chunk.end]


def text_hash(text: str) -> bytes:
    """Names a text in the store of embeddings."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def first_row(generation: int) -> int:
    """The row of a generation's first passage."""
    return generation << _ROW_BITS


def generation_of(row: int) -> int:
    """The generation that ``row`` belongs to."""
    return row >> _ROW_BITS


def _chunk(row: Sequence[object]) -> Chunk:
    identity, document, part, section, context, start, end, tokens = row
    return Chunk.model_construct(
        id=identity,
        document=document,
        part=part,
        section=tuple(json.loads(str(section))),
        context=context,
        start=start,
        end=end,
        tokens=tokens,
    )


class Documents:
    """Reads and writes of the truth; every method is one transaction, or part of the one its caller opened."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # --- facts about the home ---------------------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        """A value kept beside the documents, such as the name of the embedding model."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def remember(self, **facts: str) -> None:
        """Write facts, replacing older values."""
        with self.database.writing() as connection:
            _remember(connection, facts)

    def state(self) -> int:
        """Counts the changes a reader can see: equal states, equal contents."""
        return int(self.fact("state") or 0)

    # --- writing ------------------------------------------------------------------------------------------------------

    def announce(self, document: str) -> int:
        """Note that the derived indexes of ``document`` are about to change; the generation of its next version."""
        with self.database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO pending VALUES (?)", (document,))
            row = connection.execute("SELECT value FROM meta WHERE key = 'issued'").fetchone()
            generation = int(row[0]) + 1 if row else 1
            _remember(connection, {"issued": str(generation)})
        return generation

    def put(self, stored: StoredDocument, generation: int, model: str, vectors: np.ndarray) -> None:
        """Write ``stored`` in place of its former version; from the commit on, readers see the new one."""
        with self.database.writing() as connection:
            former = _hashes(connection, stored.document.id)
            connection.execute("DELETE FROM documents WHERE id = ?", (stored.document.id,))
            _insert_document(connection, stored, generation)
            hashes = _insert_chunks(connection, stored, generation)
            _insert_vectors(connection, model, zip(hashes, vectors, strict=True))
            _forget_vectors(connection, former)
            _step(connection)

    def delete(self, document: str) -> bool:
        """Remove ``document`` from the truth; False when it was not there. Call ``announce`` first."""
        with self.database.writing() as connection:
            former = _hashes(connection, document)
            gone = connection.execute("DELETE FROM documents WHERE id = ?", (document,)).rowcount > 0
            _forget_vectors(connection, former)
            _step(connection)
        return gone

    def settle(self, documents: Iterable[str]) -> None:
        """The derived indexes of ``documents`` agree with the truth again."""
        with self.database.writing() as connection:
            connection.executemany("DELETE FROM pending WHERE document = ?", [(document,) for document in documents])

    def adopt(self, **facts: str) -> None:
        """Write facts that change what readers see, such as the folder of a rebuilt index."""
        with self.database.writing() as connection:
            _remember(connection, facts)
            _step(connection)

    # --- reading documents --------------------------------------------------------------------------------------------

    def pending(self) -> tuple[str, ...]:
        """Documents whose derived indexes may differ from the truth."""
        with self.database.reading() as connection:
            return tuple(row[0] for row in connection.execute("SELECT document FROM pending ORDER BY document"))

    def generations(self) -> dict[str, int]:
        """The visible generation of each document."""
        with self.database.reading() as connection:
            return dict(connection.execute("SELECT id, generation FROM documents"))

    def documents(self) -> tuple[Document, ...]:
        """All documents by path; one whose replacement is under way has status "indexing"."""
        query = "SELECT listing, EXISTS (SELECT 1 FROM pending WHERE document = id) FROM documents ORDER BY path"
        with self.database.reading() as connection:
            return tuple(_listed(*row) for row in connection.execute(query))

    def document(self, document: str) -> Document | None:
        """One document, or None."""
        query = "SELECT listing, EXISTS (SELECT 1 FROM pending WHERE document = id) FROM documents WHERE id = ?"
        with self.database.reading() as connection:
            row = connection.execute(query, (document,)).fetchone()
        return _listed(*row) if row else None

    def paths(self) -> dict[str, tuple[str, str]]:
        """Absolute path to (document id, sha256)."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT path, id, sha256 FROM documents")
            return {path: (document, sha256) for path, document, sha256 in rows}

    def with_sha256(self, sha256: str) -> tuple[str, ...]:
        """Ids of the documents with this content."""
        with self.database.reading() as connection:
            return tuple(
                row[0]
                for row in connection.execute("SELECT id FROM documents WHERE sha256 = ? ORDER BY path", (sha256,))
            )

    def text(self, document: str) -> str | None:
        """The stored text, or None."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT text FROM texts WHERE document = ?", (document,)).fetchone()
        return row[0] if row else None

    def stored(self, document: str) -> StoredDocument | None:
        """All that is kept of one document, or None."""
        with self.database.reading() as connection:
            listed = self.document(document)
            if listed is None:
                return None
            query = "SELECT text, read, furniture, sections FROM texts JOIN layouts USING (document) WHERE document = ?"
            text, read, furniture, sections = connection.execute(query, (document,)).fetchone()
            return StoredDocument(
                document=listed,
                read=ReadText.model_validate({**json.loads(read), "text": text}),
                furniture=_FURNITURE.validate_json(furniture),
                sections=_SECTIONS.validate_json(sections),
                chunks=self.chunks_of(document),
                targets=self.targets((document,)),
            )

    def parts(self) -> tuple[tuple[PartKey, Part], ...]:
        """Every part of every document, by path and position."""
        query = (
            'SELECT p.document, p.part, p.title, p.issuer, p.region, p.level, p.year, p.kind, p.start, p."end"'
            " FROM parts p JOIN documents d ON d.id = p.document ORDER BY d.path, p.position"
        )
        names = ("part", "title", "issuer", "region", "level", "year", "kind", "start", "end")
        with self.database.reading() as connection:
            return tuple(
                (
                    PartKey.model_construct(document=row[0], part=row[1]),
                    Part.model_construct(**dict(zip(names, row[1:], strict=True))),
                )
                for row in connection.execute(query)
            )

    def targets(self, documents: Sequence[str] | None = None) -> tuple[Target, ...]:
        """The ledger rows of ``documents`` (None: of all), by path and position."""
        query = "SELECT t.target FROM targets t JOIN documents d ON d.id = t.document"
        if documents is not None:
            query += " WHERE d.id IN (SELECT value FROM json_each(?))"
        arguments = () if documents is None else (json.dumps(documents),)
        with self.database.reading() as connection:
            rows = connection.execute(f"{query} ORDER BY d.path, t.position", arguments)
            return tuple(Target.model_validate_json(row[0]) for row in rows)

    # --- reading passages ---------------------------------------------------------------------------------------------

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that exist."""
        query = " ".join((_SELECT_CHUNKS, "WHERE id IN (SELECT value FROM json_each(?))"))
        with self.database.reading() as connection:
            return {row[0]: _chunk(row) for row in connection.execute(query, (json.dumps(list(ids)),))}

    def chunks_of(self, document: str) -> tuple[Chunk, ...]:
        """The chunks of one document in order."""
        query = _SELECT_CHUNKS + " WHERE document = ? ORDER BY row"
        with self.database.reading() as connection:
            return tuple(_chunk(row) for row in connection.execute(query, (document,)))

    def chunk_ids(self, rows: Sequence[int]) -> dict[int, str]:
        """The chunk ids of those ``rows`` that are in the truth."""
        query = "SELECT row, id FROM chunks WHERE row IN (SELECT value FROM json_each(?))"
        with self.database.reading() as connection:
            return dict(connection.execute(query, (json.dumps(list(rows)),)))

    def rows(self, model: str | None = None) -> np.ndarray:
        """Every row in the truth (with ``model``: every one it has embedded), ascending."""
        query, arguments = "SELECT row FROM chunks", ()
        if model is not None:
            query, arguments = "SELECT c.row FROM chunks c JOIN vectors v ON v.hash = c.hash AND v.model = ?", (model,)
        with self.database.reading() as connection:
            found = np.fromiter((row[0] for row in connection.execute(query, arguments)), dtype=np.int64)
        return np.sort(found)

    def version(self, generation: int, model: str | None = None) -> Version | None:
        """The document version ``generation`` for a derived index; with ``model``, the passages it has embedded, with vectors."""
        with self.database.reading() as connection:
            query = "SELECT id, listing, text FROM documents JOIN texts ON document = id WHERE generation = ?"
            found = connection.execute(query, (generation,)).fetchone()
            if found is None:
                return None
            document, listing, text = found
            chunks = dict(enumerate(self.chunks_of(document), first_row(generation)))
            vectors = (
                {row: vector for row, _, vector in self.vectors(document, model)}
                if model
                else dict.fromkeys(chunks, b"")
            )
        return Version(
            document=document,
            generation=generation,
            file=Document.model_validate_json(listing).file,
            text=text,
            rows=tuple(vectors),
            chunks=tuple(chunks[row] for row in vectors),
            vectors=np.frombuffer(b"".join(vectors.values()), dtype="<f4").reshape(len(vectors), -1),
        )

    def generation(self, document: str) -> int | None:
        """The visible generation of one document, or None."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT generation FROM documents WHERE id = ?", (document,)).fetchone()
        return row[0] if row else None

    def chunk_count(self) -> int:
        """Passages in the home."""
        with self.database.reading() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM chunks").fetchone()[0])

    def vectors(self, document: str, model: str) -> list[tuple[int, str | None, bytes]]:
        """(row, part, float32 bytes) of the embedded passages of one document, by row."""
        query = (
            "SELECT c.row, c.part, v.vector FROM chunks c JOIN vectors v ON v.hash = c.hash AND v.model = ?"
            " WHERE c.document = ? ORDER BY c.row"
        )
        with self.database.reading() as connection:
            return connection.execute(query, (model, document)).fetchall()

    def without_vector(self, model: str) -> Iterator[tuple[str, Chunk]]:
        """(document text, chunk) for every passage whose text has no embedding by ``model`` yet."""
        query = (
            "SELECT DISTINCT document FROM chunks c WHERE NOT EXISTS"
            " (SELECT 1 FROM vectors v WHERE v.hash = c.hash AND v.model = ?) ORDER BY document"
        )
        with self.database.reading() as connection:
            documents = [row[0] for row in connection.execute(query, (model,))]
        for document in documents:
            yield from self._unembedded(document, model)

    def _unembedded(self, document: str, model: str) -> list[tuple[str, Chunk]]:
        query = (
            _SELECT_CHUNKS + " WHERE document = ? AND NOT EXISTS"
            " (SELECT 1 FROM vectors v WHERE v.hash = c.hash AND v.model = ?) ORDER BY row"
        )
        with self.database.reading() as connection:
            text = self.text(document) or ""
            return [(text, _chunk(row)) for row in connection.execute(query, (document, model))]

    def known_vectors(self, hashes: Sequence[bytes], model: str) -> dict[bytes, bytes]:
        """The embeddings by ``model`` that are stored for texts with these hashes."""
        found: dict[bytes, bytes] = {}
        with self.database.reading() as connection:
            for item in set(hashes):
                row = connection.execute(
                    "SELECT vector FROM vectors WHERE hash = ? AND model = ?", (item, model)
                ).fetchone()
                if row:
                    found[item] = row[0]
        return found

    def keep_vectors(self, model: str, vectors: Iterable[tuple[bytes, np.ndarray]]) -> None:
        """Store embeddings of texts; kept while a passage has the text."""
        with self.database.writing() as connection:
            _insert_vectors(connection, model, vectors)

    def drop_other_models(self, model: str) -> None:
        """Delete the embeddings that other models made."""
        with self.database.writing() as connection:
            connection.execute("DELETE FROM vectors WHERE model <> ?", (model,))


def _listed(listing: str, pending: int) -> Document:
    document = Document.model_validate_json(listing)
    return document.model_copy(update={"status": "indexing"}) if pending else document


def _remember(connection: sqlite3.Connection, facts: dict[str, str]) -> None:
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


def _step(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO meta VALUES ('state', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )


def _hashes(connection: sqlite3.Connection, document: str) -> list[tuple[bytes]]:
    return connection.execute("SELECT DISTINCT hash FROM chunks WHERE document = ?", (document,)).fetchall()


def _forget_vectors(connection: sqlite3.Connection, hashes: list[tuple[bytes]]) -> None:
    connection.executemany(
        "DELETE FROM vectors WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM chunks WHERE hash = ?1)", hashes
    )


def _insert_vectors(connection: sqlite3.Connection, model: str, vectors: Iterable[tuple[bytes, np.ndarray]]) -> None:
    rows = ((model, digest, np.ascontiguousarray(vector, dtype="<f4").tobytes()) for digest, vector in vectors)
    connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)


def _insert_document(connection: sqlite3.Connection, stored: StoredDocument, generation: int) -> None:
    document, read = stored.document, stored.read
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
        (document.id, generation, document.path, document.sha256, document.model_dump_json()),
    )
    connection.execute("INSERT INTO texts VALUES (?, ?)", (document.id, read.text))
    connection.execute(
        "INSERT INTO layouts VALUES (?, ?, ?, ?)",
        (
            document.id,
            read.model_dump_json(exclude={"text"}),
            _FURNITURE.dump_json(stored.furniture).decode(),
            _SECTIONS.dump_json(stored.sections).decode(),
        ),
    )
    connection.executemany(
        "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (document.id, i, p.part, p.title, p.issuer, p.region, p.level, p.year, p.kind, p.start, p.end)
            for i, p in enumerate(document.parts)
        ),
    )
    connection.executemany(
        "INSERT INTO targets VALUES (?, ?, ?)",
        ((document.id, i, target.model_dump_json()) for i, target in enumerate(stored.targets)),
    )


def _insert_chunks(connection: sqlite3.Connection, stored: StoredDocument, generation: int) -> list[bytes]:
    """Write the chunks; the hash of each one's indexed text."""
    text = stored.read.text
    hashes = [text_hash(indexed_text(chunk, text)) for chunk in stored.chunks]
    row = first_row(generation)
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                row + i,
                c.id,
                c.document,
                c.part,
                json.dumps(c.section, ensure_ascii=False),
                c.context,
                c.start,
                c.end,
                c.tokens,
                h,
            )
            for i, (c, h) in enumerate(zip(stored.chunks, hashes, strict=True))
        ),
    )
    return hashes

"""The SQL that writes a document: each function is a step inside the caller's transaction."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from pydantic import TypeAdapter

from planbot.types import Chunk, Furniture, Section, StoredDocument

FURNITURE = TypeAdapter(tuple[Furniture, ...])
SECTIONS = TypeAdapter(tuple[Section, ...])


def remember(connection: sqlite3.Connection, facts: dict[str, str]) -> None:
    """Write facts about the home, replacing older values."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


def step(connection: sqlite3.Connection) -> None:
    """Count a change that readers can see."""
    connection.execute(
        "INSERT INTO meta VALUES ('state', '1')"
        " ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )


def delete_document(connection: sqlite3.Connection, document: str) -> list[tuple[bytes]]:
    """Delete a document and all that hangs on it; the hashes of the texts it had."""
    hashes = connection.execute("SELECT DISTINCT hash FROM chunks WHERE document = ?", (document,)).fetchall()
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    return hashes


def insert_document(connection: sqlite3.Connection, stored: StoredDocument, generation: int) -> None:
    """Write everything but the passages."""
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
            FURNITURE.dump_json(stored.furniture).decode(),
            SECTIONS.dump_json(stored.sections).decode(),
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


def insert_chunks(connection: sqlite3.Connection, chunks: Sequence[Chunk], first: int, hashes: Sequence[bytes]) -> None:
    """Write the passages as rows ``first``, ``first + 1``, ...; ``hashes`` name their indexed texts."""
    sections = [json.dumps(chunk.section, ensure_ascii=False) for chunk in chunks]
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (first + i, c.id, c.document, c.part, sections[i], c.context, c.start, c.end, c.tokens, hashes[i])
            for i, c in enumerate(chunks)
        ),
    )


def insert_vectors(connection: sqlite3.Connection, model: str, vectors: Iterable[tuple[bytes, np.ndarray]]) -> None:
    """Keep embeddings by the hash of their text; one that is there already stays."""
    rows = ((model, digest, np.ascontiguousarray(vector, dtype="<f4").tobytes()) for digest, vector in vectors)
    connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)


def forget_vectors(connection: sqlite3.Connection, hashes: list[tuple[bytes]]) -> None:
    """Delete the embeddings of those texts that no passage has any more."""
    connection.executemany(
        "DELETE FROM vectors WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM chunks WHERE hash = ?1)", hashes
    )

"""Passages and their embeddings in the truth: by id, by row, and as versions for the derived indexes."""

import json
from collections.abc import Iterable, Sequence

import numpy as np

from planbot.store import write
from planbot.store.database import Database
from planbot.store.derived import Version, first_row
from planbot.store.documents import chunks_of, chunks_with, indexed_text, text_hash
from planbot.types import Chunk, Document


class Passages:
    """Reads of passages, and the embeddings kept for them by model and text: no text is embedded twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """Passages in the home."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM chunks").fetchone()[0])

    def any(self) -> bool:
        """Is there a passage at all?"""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM chunks LIMIT 1").fetchone() is not None

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that exist."""
        with self._database.reading() as connection:
            return {chunk.id: chunk for chunk in chunks_with(connection, ids)}

    def of(self, document: str) -> tuple[Chunk, ...]:
        """The passages of one document in order."""
        with self._database.reading() as connection:
            return chunks_of(connection, document)

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The exact text of those of ``ids`` that exist."""
        query = "SELECT document, text FROM texts WHERE document IN (SELECT value FROM json_each(?))"
        with self._database.reading() as connection:
            chunks = self.chunks(ids)
            wanted = json.dumps(sorted({chunk.document for chunk in chunks.values()}))
            texts = dict[str, str](connection.execute(query, (wanted,)))
        return {key: texts[chunk.document][chunk.start : chunk.end] for key, chunk in chunks.items()}

    def ids(self, rows: Sequence[int]) -> dict[int, str]:
        """The chunk ids of those ``rows`` that are in the truth."""
        query = "SELECT row, id FROM chunks WHERE row IN (SELECT value FROM json_each(?))"
        with self._database.reading() as connection:
            return dict(connection.execute(query, (json.dumps(list(rows)),)))

    def rows(self, model: str | None = None) -> np.ndarray:
        """Every row in the truth (with ``model``: every one it has embedded), ascending."""
        query, arguments = "SELECT row FROM chunks", ()
        if model is not None:
            query = "SELECT c.row FROM chunks c JOIN vectors v ON v.hash = c.hash AND v.model = ?"
            arguments = (model,)
        with self._database.reading() as connection:
            found = np.fromiter((row[0] for row in connection.execute(query, arguments)), dtype=np.int64)
        return np.sort(found)

    def version(self, generation: int, model: str | None = None) -> Version | None:
        """The version ``generation`` for a derived index; with ``model``, those of its passages it has embedded, with vectors."""
        with self._database.reading() as connection:
            query = "SELECT id, listing, text FROM documents JOIN texts ON document = id WHERE generation = ?"
            found = connection.execute(query, (generation,)).fetchone()
            if found is None:
                return None
            document, listing, text = found
            chunks = dict(enumerate(chunks_of(connection, document), first_row(generation)))
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
            vectors=np.frombuffer(b"".join(vectors.values()), dtype="<f4").reshape(max(1, len(vectors)), -1),
        )

    # --- embeddings -----------------------------------------------------------------------------------------------------

    def vectors(self, document: str, model: str) -> list[tuple[int, str | None, bytes]]:
        """(row, part, float32 bytes) of the embedded passages of one document, by row."""
        query = (
            "SELECT c.row, c.part, v.vector FROM chunks c JOIN vectors v ON v.hash = c.hash AND v.model = ?"
            " WHERE c.document = ? ORDER BY c.row"
        )
        with self._database.reading() as connection:
            return connection.execute(query, (model, document)).fetchall()

    def known(self, texts: Iterable[str], model: str) -> dict[str, np.ndarray]:
        """The kept embeddings, by ``model``, of those of the indexed ``texts`` that have one."""
        found: dict[str, np.ndarray] = {}
        query = "SELECT vector FROM vectors WHERE hash = ? AND model = ?"
        with self._database.reading() as connection:
            for text in set(texts):
                if row := connection.execute(query, (text_hash(text), model)).fetchone():
                    found[text] = np.frombuffer(row[0], dtype="<f4")
        return found

    def missing(self, model: str) -> list[str]:
        """The indexed texts that ``model`` has not embedded; repeats possible."""
        found: list[str] = []
        with self._database.reading() as connection:
            documents = connection.execute("SELECT id, generation, text FROM documents JOIN texts ON document = id")
            for document, generation, text in documents:
                embedded = {row - first_row(generation) for row, _, _ in self.vectors(document, model)}
                chunks = enumerate(chunks_of(connection, document))
                found.extend(indexed_text(chunk, text) for i, chunk in chunks if i not in embedded)
        return found

    def keep(self, vectors: Iterable[tuple[str, np.ndarray]], model: str) -> None:
        """Keep the embeddings of indexed texts."""
        with self._database.writing() as connection:
            write.insert_vectors(connection, model, ((text_hash(text), vector) for text, vector in vectors))

    def forget_other_models(self, model: str) -> None:
        """Delete the embeddings that other models made."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM vectors WHERE model <> ?", (model,))

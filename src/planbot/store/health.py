"""Does what the home derived agree with its truth? The findings of ``planbot doctor``."""

from collections.abc import Iterator

import numpy as np

from planbot.store.derived import generation_of
from planbot.store.documents import Documents
from planbot.store.lexical import LexicalIndex, LexicalQuery, WeightedText
from planbot.store.passages import Passages
from planbot.store.tokens import pairs
from planbot.store.vectors import VectorIndex
from planbot.types import Finding, Health

_SAMPLE = 8
"""Passages that are searched for by their own words and vector."""


class Examination:
    """A comparison of the truth with its derived indexes, row by row."""

    def __init__(self, truth: Documents, passages: Passages, model: str) -> None:
        self._truth = truth
        self._passages = passages
        self._model = model
        """That the home was indexed with."""

    def health(self, words: LexicalIndex | None, vectors: VectorIndex | None, others: tuple[Finding, ...]) -> Health:
        """``others`` are findings made before, such as why ``vectors`` could not be opened."""
        rows, embedded = self._passages.rows(), self._passages.rows(self._model)
        findings = [*others, *self._file(), *self._unfinished(), *self._differences("embeddings", rows, embedded)]
        if words is not None:
            findings += [*self._differences("lexical", rows, words.rows()), *self._unfound_words(words, rows)]
        if vectors is not None:
            findings += [
                *self._differences("vectors", embedded, vectors.rows()),
                *self._unfound_vectors(vectors, embedded),
            ]
        return Health(
            documents=len(self._truth.generations()),
            chunks=len(rows),
            vectors=vectors.count() if vectors else 0,
            lexical=words.count() if words else 0,
            findings=tuple(findings),
        )

    def _file(self) -> Iterator[Finding]:
        with self._truth.database.reading() as connection:
            for row in connection.execute("PRAGMA quick_check(5)").fetchall():
                if row[0] != "ok":
                    yield Finding(
                        check="truth", document=None, message=f"the database is damaged ({row[0]}): restore a backup"
                    )

    def _unfinished(self) -> Iterator[Finding]:
        for document in self._truth.pending():
            yield Finding(check="pending", document=document, message="a change of this document is not finished")

    def _differences(self, check: str, expected: np.ndarray, held: np.ndarray) -> Iterator[Finding]:
        names = {generation: document for document, generation in self._truth.generations().items()}
        missing = [generation_of(int(row)) for row in np.setdiff1d(expected, held)]
        surplus = [generation_of(int(row)) for row in np.setdiff1d(held, expected)]
        for generation in sorted({*missing, *surplus}):
            counts = f"{missing.count(generation)} passages missing, {surplus.count(generation)} too many"
            message = f"version {generation}: {counts}; run `planbot reindex`"
            yield Finding(check=check, document=names.get(generation), message=message)

    def _sample(self, rows: np.ndarray) -> dict[str, str]:
        """Chunk id to text of passages spread over the home."""
        chosen = [int(row) for row in rows[:: max(1, len(rows) // _SAMPLE)]]
        return self._passages.texts(list(self._passages.ids(chosen).values()))

    def _unfound_words(self, words: LexicalIndex, rows: np.ndarray) -> Iterator[Finding]:
        """A two-character word of a stored passage must be found, or the segmentation is broken."""
        for chunk, text in self._sample(rows).items():
            word = next((pair for pair in pairs(text) if len(pair) == 2), None)
            if word and not words.search(LexicalQuery(pieces=(WeightedText(text=word),)), 1):
                document = chunk.rsplit(":", 2)[0]
                yield Finding(
                    check="words",
                    document=document,
                    message=f"{word} stands in a text and is not found: run `planbot reindex`",
                )

    def _unfound_vectors(self, vectors: VectorIndex, rows: np.ndarray) -> Iterator[Finding]:
        """A stored vector must find itself: the graph in memory may have lost what the table still lists."""
        for row in (int(row) for row in rows[:: max(1, len(rows) // _SAMPLE)]):
            version = self._passages.version(generation_of(row), self._model)
            if version is None or row not in version.rows:
                continue
            hits = vectors.search(version.vectors[version.rows.index(row)], 1)
            if not hits or hits[0][1] < 0.999:
                message = "a stored vector does not find itself: run `planbot reindex`"
                yield Finding(check="vectors", document=version.document, message=message)

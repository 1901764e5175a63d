"""Exact dense search over the embeddings in the truth, held in memory: used within a scope, and by processes that only read.

Chroma's own metadata filter is slower than comparing every vector (at 100,000 passages 113 ms against 14), and an embedded
Chroma may be open in one process only.
"""

import threading
from dataclasses import dataclass

import numpy as np

from planbot.store.documents import Documents
from planbot.store.passages import Passages
from planbot.types import PartKey

_MOST_RUNS = 2000
"""More stretches of neighbouring rows than this cost more than comparing all rows."""


@dataclass(frozen=True)
class Snapshot:
    """The embeddings at one state of the home; never changed after it is made."""

    state: int
    vectors: np.ndarray
    rows: np.ndarray
    alive: np.ndarray
    keys: np.ndarray
    numbers: dict[PartKey, int]

    def search(self, vector: np.ndarray, limit: int, keys: frozenset[PartKey] | None) -> list[tuple[int, float]]:
        """(row, cosine) of the ``limit`` nearest passages, nearest first."""
        chosen = self._chosen(keys)
        if chosen.size == 0 or limit < 1:
            return []
        scores = self._scores(chosen, vector)
        top = np.argpartition(-scores, limit - 1)[:limit] if limit < scores.size else np.arange(scores.size)
        top = top[np.argsort(-scores[top], kind="stable")]
        return [(int(self.rows[chosen[i]]), float(scores[i])) for i in top]

    def _scores(self, chosen: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Stretch by stretch, as the rows of a document lie together: picking rows one by one would copy them."""
        stretches = np.split(chosen, np.flatnonzero(np.diff(chosen) != 1) + 1)
        if len(stretches) > _MOST_RUNS:
            return (self.vectors @ vector)[chosen]
        return np.concatenate([self.vectors[rows[0] : rows[-1] + 1] @ vector for rows in stretches])

    def _chosen(self, keys: frozenset[PartKey] | None) -> np.ndarray:
        if keys is None:
            return np.flatnonzero(self.alive)
        wanted = np.zeros(len(self.numbers) + 1, dtype=bool)
        wanted[[self.numbers[key] for key in keys if key in self.numbers]] = True
        return np.flatnonzero(wanted[self.keys] & self.alive)


class ExactSearch:
    """Keeps a snapshot in step with the truth, loading only what changed. Safe from any thread."""

    def __init__(self, documents: Documents, passages: Passages) -> None:
        self._documents = documents
        self._passages = passages
        self._lock = threading.Lock()
        self._clear("")

    def _clear(self, model: str) -> None:
        self._model = model
        self._loaded: dict[str, tuple[int, int, int]] = {}  # document: generation, first and last position
        self._numbers: dict[PartKey, int] = {}
        self._used = 0
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._rows = np.zeros(0, dtype=np.int64)
        self._keys = np.zeros(0, dtype=np.int32)
        self._alive = np.zeros(0, dtype=bool)
        self._snapshot: Snapshot | None = None

    def snapshot(self, model: str) -> Snapshot:
        """The embeddings by ``model`` as the truth has them now."""
        with self._lock, self._documents.database.reading():
            state = self._documents.state()
            if self._snapshot is not None and self._snapshot.state >= state and self._model == model:
                return self._snapshot
            if model != self._model:
                self._clear(model)
            self._follow()
            self._snapshot = Snapshot(
                state,
                self._vectors[: self._used],
                self._rows[: self._used],
                self._alive[: self._used].copy(),
                self._keys[: self._used],
                dict(self._numbers),
            )
            return self._snapshot

    def _follow(self) -> None:
        now = self._documents.generations()
        for document in [name for name, (generation, _, _) in self._loaded.items() if now.get(name) != generation]:
            _, start, end = self._loaded.pop(document)
            self._alive[start:end] = False
        if self._used - np.count_nonzero(self._alive[: self._used]) > self._used // 4 + 1024:
            self._clear(self._model)
        for document, generation in now.items():
            if document not in self._loaded:
                self._load(document, generation)

    def _load(self, document: str, generation: int) -> None:
        found = self._passages.vectors(document, self._model)
        start, end = self._used, self._used + len(found)
        if found:
            self._reserve(end, len(found[0][2]) // 4)
            self._vectors[start:end] = np.frombuffer(b"".join(row[2] for row in found), dtype="<f4").reshape(
                len(found), -1
            )
            self._rows[start:end] = [row[0] for row in found]
            numbers = {part: self._number(document, part) for part in {row[1] for row in found}}
            self._keys[start:end] = [numbers[row[1]] for row in found]
            self._alive[start:end] = True
        self._used = end
        self._loaded[document] = (generation, start, end)

    def _number(self, document: str, part: str | None) -> int:
        key = PartKey(document=document, part=part)
        return self._numbers.setdefault(key, len(self._numbers))

    def _reserve(self, size: int, dimensions: int) -> None:
        """Make room for ``size`` rows; older snapshots keep the arrays they have."""
        if size <= len(self._rows):
            return
        room = max(size, len(self._rows) * 5 // 4, 1024)
        vectors = np.zeros((room, dimensions), dtype=np.float32)
        vectors[: self._used] = self._vectors[: self._used] if self._used else 0
        self._vectors = vectors
        self._rows = np.concatenate([self._rows, np.zeros(room - len(self._rows), dtype=np.int64)])
        self._keys = np.concatenate([self._keys, np.zeros(room - len(self._keys), dtype=np.int32)])
        self._alive = np.concatenate([self._alive, np.zeros(room - len(self._alive), dtype=bool)])

"""What a home answers: its documents, their passages, and the two searches. Needs no lock, from any thread and process."""

import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from planbot.errors import HomeChanged, NotFound, PlanbotError, StoreDamaged
from planbot.store.corrections import Corrections
from planbot.store.database import Database
from planbot.store.descriptions import Descriptions
from planbot.store.documents import Documents
from planbot.store.exact import ExactSearch
from planbot.store.indexes import Indexes
from planbot.store.lexical import LexicalQuery, WeightedText
from planbot.store.lock import HomeLock
from planbot.store.passages import Passages
from planbot.store.proposals import Proposals
from planbot.store.rows import Counts
from planbot.store.space import VectorSpace
from planbot.types import Chunk, Document, Part, PartKey, StoredDocument, Target

T = TypeVar("T")

_TRIES = 5
_SPARE = 32
"""Hits asked for beyond those wanted: rows of a version that is being added or discarded are dropped by the join."""


class Remembered(Generic[T]):
    """A value that is read again only when the home has changed: listings of thousands of documents, asked for by every search."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._known: tuple[object, T] | None = None

    def get(self, state: object) -> T:
        """The value at ``state`` of the home."""
        known = self._known
        if known is None or known[0] != state:
            known = self._known = (state, self._read())
        return known[1]


class Reading:
    """The reading half of ``Library``."""

    def __init__(self, home: Path, model: str, database: Database, chroma_url: str | None) -> None:
        self.home = home
        self._database = database
        self._truth = Documents(database)
        self.corrections = Corrections(database)
        """What people changed in the ledger; ``targets`` and ``stored`` give the rows as corrected."""
        self.descriptions = Descriptions(database)
        """What people said documents are; every listing gives them so."""
        self.proposals = Proposals(database)
        """What language models added to it."""
        self._passages = Passages(database)
        self._space = VectorSpace(home, self._truth, self._passages, model)
        self._exact = ExactSearch(self._truth, self._passages)
        self._indexes = Indexes(home, self._truth, self._passages, chroma_url)
        self._lock = HomeLock(home / "lock.sqlite3")
        self._writer = threading.RLock()
        self._documents = Remembered(self._truth.documents)
        self._parts = Remembered(self._truth.parts)
        self._count = Remembered(self._passages.count)
        self._row_names = Remembered(self._truth.rows.names)
        self._row_counts = Remembered(self._truth.rows.counts)

    def state(self) -> int:
        """Counts the changes a reader can see: while it is equal, so is what every method here gives."""
        return self._truth.state()

    # --- documents ------------------------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """All documents by path; one whose replacement is under way has status "indexing"."""
        with self._database.reading():
            return self._documents.get((self._truth.state(), self._truth.pending()))

    def document(self, document: str) -> Document:
        """One document; NotFound when it is not there."""
        return self._found(self._truth.document(document), document)

    def stored(self, document: str) -> StoredDocument:
        """All that is kept of one document; NotFound when it is not there."""
        return self._found(self._truth.stored(document), document)

    def outlined(self, document: str) -> StoredDocument:
        """One document without its passages and its rows of the ledger: what an answer needs, in a fifth of the time."""
        return self._found(self._truth.outlined(document), document)

    def holding(self, words: Collection[str], documents: Collection[str]) -> tuple[str, ...]:
        """Those of ``documents`` whose text holds one of ``words`` as it stands, by id."""
        return self._truth.holding(words, documents)

    def generations(self, documents: Collection[str] | None = None) -> dict[str, int]:
        """For each document (None: of all) a number that no other version of any document has had or will have."""
        return self._truth.generations(documents)

    def text(self, document: str) -> str:
        """A document's text; NotFound when it is not there."""
        return self._found(self._truth.text(document), document)

    def _found(self, value: T | None, document: str) -> T:
        if value is None:
            raise NotFound(f"no document {document} in {self.home}: `planbot docs` lists them")
        return value

    def paths(self) -> dict[str, tuple[str, str]]:
        """Absolute path to (document id, sha256)."""
        return self._truth.paths()

    def parts(self) -> tuple[tuple[PartKey, Part], ...]:
        """Every part of every document, by path and position."""
        with self._database.reading():
            return self._parts.get(self._truth.state())

    # --- the ledger -----------------------------------------------------------------------------------------------------

    def targets(
        self, documents: Collection[str] | None = None, names: Collection[str] | None = None
    ) -> tuple[Target, ...]:
        """The ledger rows of ``documents`` (None: of all) as people corrected them, by path and position; ``names`` as in ``Rows.read``."""
        return self._truth.rows.read(documents, names)

    def row_names(self) -> tuple[str, ...]:
        """Every name of a body, place or population that a row holds, and every issuer, each once."""
        with self._database.reading():
            return self._row_names.get(self._truth.state())

    def row_counts(self) -> Counts:
        """How many rows of each kind every part has."""
        with self._database.reading():
            return self._row_counts.get(self._truth.state())

    def rows_ending(self, ending: str) -> tuple[str, ...]:
        """Ids of rows that end so; the one that is it when there is one."""
        return self._truth.rows.ending(ending)

    # --- passages -------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Passages in the home."""
        with self._database.reading():
            return self._count.get(self._truth.state())

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that exist now."""
        return self._passages.chunks(ids)

    def chunks_of(self, document: str) -> tuple[Chunk, ...]:
        """The chunks of one document in order."""
        return self._passages.of(document)

    def chunk_texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The exact text of those of ``ids`` that exist now."""
        return self._passages.texts(ids)

    # --- search ---------------------------------------------------------------------------------------------------------

    def consistent(self, read: Callable[[], T]) -> T:
        """Run ``read`` (searches and look-ups of this library) on one state of the home; again if a document changed meanwhile."""
        for _ in range(_TRIES):
            with self._database.reading():
                before = self._truth.state()
                try:
                    result = read()
                except (
                    StoreDamaged,
                    HomeChanged,
                ):  # perhaps an index that another process has replaced and deleted meanwhile
                    continue
            if self._truth.state() == before:
                return result
        with self._writer:  # no write of this process comes between now
            return read()

    def lexical(
        self, query: LexicalQuery | str, k: int, keys: frozenset[PartKey] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk id, BM25 score) of the best ``k`` passages, within ``keys`` if given; [] when no word is left of the query."""
        asked = LexicalQuery(pieces=(WeightedText(text=query),)) if isinstance(query, str) else query

        def read() -> list[tuple[str, float]]:
            words = self._indexes.words()
            return self._visible(lambda limit: words.search(asked, limit, keys), k) if words else []

        return self.consistent(read)

    def frequency(self, text: str) -> int:
        """About how many passages hold ``text``: at most as many as the rarest of its words."""
        words = self._indexes.words()
        return words.frequency(text) if words else 0

    def dense(self, vector: np.ndarray, k: int, keys: frozenset[PartKey] | None = None) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the nearest ``k`` passages. ``vector`` is float32 of unit length, by the home's model.

        Exact within ``keys``; over the whole home from Chroma if this process has it open, else exact.
        """
        self._space.require()

        def read() -> list[tuple[str, float]]:
            def search(limit: int) -> list[tuple[int, float]]:
                hits = self._nearest_in_chroma(vector, limit) if keys is None else None
                return self._exact.snapshot(self._space.model).search(vector, limit, keys) if hits is None else hits

            return self._visible(search, k)

        return self.consistent(read)

    def _nearest_in_chroma(self, vector: np.ndarray, limit: int) -> list[tuple[int, float]] | None:
        """None when Chroma is not open here, is being written, or fails: the exact search needs nothing but the truth."""
        index = self._indexes.open_vectors
        try:
            return index.search(vector, limit) if index else None
        except PlanbotError:
            return None

    def _visible(self, search: Callable[[int], list[tuple[int, float]]], k: int) -> list[tuple[str, float]]:
        """The first ``k`` hits that are in the truth; asks for more while rows in transit crowd them out."""
        limit = k + _SPARE
        while True:
            hits = search(limit)
            ids = self._passages.ids([row for row, _ in hits])
            found = [(ids[row], score) for row, score in hits if row in ids]
            if len(found) >= k or len(hits) < limit:
                return found[:k]
            limit *= 4

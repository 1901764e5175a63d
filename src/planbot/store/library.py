"""The home of a user's documents: the truth and its derived indexes, kept as one.

A new version is first added to the derived indexes, where nothing shows it yet; then one SQLite transaction makes it the
version in the truth; then the old version's rows are discarded. Every hit of a derived index is joined with the truth, so a
reader sees the old version or the new one, never neither and never both, and a crash at any point leaves only rows that
nobody sees and that the next start discards.

Any number of processes may read while one writes. The writer's lock is taken by the first write and kept until ``close``.
"""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np

from planbot.errors import ConfigurationError, NotFound, PlanbotError, StoreBusy, StoreDamaged
from planbot.store.database import Database
from planbot.store.derived import Version
from planbot.store.documents import Documents, first_row, indexed_text, text_hash
from planbot.store.exact import ExactSearch
from planbot.store.health import examine
from planbot.store.indexes import Indexes
from planbot.store.lexical import LexicalQuery, WeightedText
from planbot.store.lock import HomeLock
from planbot.store.rebuild import rebuild
from planbot.types import Chunk, Document, Health, Part, PartKey, Progress, StoredDocument, Target

T = TypeVar("T")
Embed = Callable[[Sequence[str]], np.ndarray]
"""Texts to float32 [n, dimensions], unit length."""

_TRIES = 5
_SPARE = 32
"""Hits asked for beyond those wanted: rows of a version that is being added or discarded are dropped by the join."""


class Library:
    """All state of one home. Use ``Library.open``; safe from any thread."""

    def __init__(self, home: Path, model: str, truth: Documents, chroma_url: str | None) -> None:
        self.home = home
        self.model = model
        self._truth = truth
        self._exact = ExactSearch(truth)
        self._indexes = Indexes(home, truth, chroma_url)
        self._lock = HomeLock(home / "lock.sqlite3")
        self._writer = threading.RLock()

    # --- life -----------------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, home: Path, model: str, *, chroma_url: str | None = None, page_limit: int | None = None) -> Self:
        """Open ``home`` (made when missing) for the embedding model named ``model``; finishes what a crash left undone.

        ``page_limit`` bounds the SQLite file, in pages of 4 KiB. Raises ConfigurationError, StoreDamaged, or StoreBusy when a
        repair is needed that another process is making.
        """
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise ConfigurationError(
                f"the home {home} cannot be made ({exc.strerror}): choose another with --home"
            ) from exc
        library = cls(home, model, Documents(Database(home / "planbot.sqlite3", page_limit=page_limit)), chroma_url)
        try:
            library._recover()
        except BaseException:
            library.close()
            raise
        return library

    def _recover(self) -> None:
        usable = self._usable()
        if usable and not self._truth.pending():
            return
        try:
            self.repair()
        except StoreBusy:
            if not usable:
                raise
            return  # the writer at work settles what is pending; nobody sees it before
        self._release()

    def _usable(self) -> bool:
        """Can the lexical index be read, and does it hold as many passages as the truth?"""
        try:
            words = self._indexes.words()
        except StoreDamaged:
            return False
        held = words.count() if words else 0
        return held == self._truth.chunk_count() or bool(self._truth.pending())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file; the lock is given back."""
        self._release()
        self._truth.database.close()

    def _release(self) -> None:
        with self._writer:
            self._indexes.close()
            self._lock.release()

    def hold(self) -> None:
        """Take the writer's lock and open Chroma now, for a server that will write later. StoreBusy when it is taken."""
        with self._exclusively():
            self._indexes.writable(self._home_model())

    @contextmanager
    def _exclusively(self) -> Generator[None, None, None]:
        with self._writer:
            self._lock.acquire()
            yield

    # --- writing --------------------------------------------------------------------------------------------------------

    def replace(self, stored: StoredDocument, vectors: np.ndarray) -> None:
        """Store ``stored`` in place of its former version, if any; ``vectors`` [chunks, dimensions] are of ``indexed_text``.

        When it raises, the former version stands. ConfigurationError when the home was indexed with another model.
        """
        document = stored.document.id
        with self._exclusively():
            self._settle_dimensions(vectors)
            if document in self._truth.pending():
                self.repair()
            former = self._truth.generation(document)
            generation = self._truth.announce(document)
            version = _version(stored, generation, vectors)
            indexes = self._indexes.writable(self.model)
            for index in indexes:
                index.add(version)
            self._truth.put(stored, generation, self.model, vectors)
            if former is not None:
                for index in indexes:
                    index.discard((former,))
            self._truth.settle((document,))

    def remove(self, document: str) -> None:
        """Delete a document from the truth and from every index. NotFound when it is not there."""
        with self._exclusively():
            former = self._truth.generation(document)
            if former is None:
                raise NotFound(f"no document {document} in {self.home}: `planbot docs` lists them")
            indexes = self._indexes.writable(self._home_model())
            self._truth.announce(document)
            self._truth.delete(document)
            for index in indexes:
                index.discard((former,))
            self._truth.settle((document,))

    def embedded(self, stored: StoredDocument, embed: Embed) -> np.ndarray:
        """The vectors that ``replace`` needs; ``embed`` is called only for texts the home has no embedding of."""
        texts = [indexed_text(chunk, stored.read.text) for chunk in stored.chunks]
        hashes = [text_hash(text) for text in texts]
        found = {
            key: np.frombuffer(value, dtype="<f4")
            for key, value in self._truth.known_vectors(hashes, self.model).items()
        }
        missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in found}
        if missing:
            found.update(zip(missing, embed(list(missing.values())), strict=True))
        return np.stack([found[key] for key in hashes]) if hashes else np.zeros((0, 0), dtype=np.float32)

    def _home_model(self) -> str:
        return self._truth.fact("model") or self.model

    def _require_model(self) -> None:
        if self._home_model() != self.model and self._truth.chunk_count():
            raise ConfigurationError(
                f"{self.home} was indexed with the embedding model {self._home_model()}, not {self.model}:"
                f" run `planbot reindex`, or set PLANBOT_EMBED_MODEL={self._home_model()}"
            )

    def _settle_dimensions(self, vectors: np.ndarray) -> None:
        """The first passages of a home decide its model and dimensions; later ones must agree."""
        self._require_model()
        if not len(vectors):
            return
        known, given = self._truth.fact("dimensions"), str(vectors.shape[1])
        if known is None or not self._truth.chunk_count():
            self._truth.remember(model=self.model, dimensions=given)
        elif known != given:
            raise ConfigurationError(
                f"the embedding model {self.model} now gives {given} numbers a passage and {self.home} holds {known}: run `planbot reindex`"
            )

    # --- upkeep ---------------------------------------------------------------------------------------------------------

    def repair(self) -> None:
        """Bring the derived indexes in line with the truth; nothing is embedded. Done by ``open`` after a crash."""
        with self._exclusively():
            pending = self._truth.pending()
            self._indexes.repair(self._home_model())
            self._truth.settle(pending)
            self._truth.adopt()

    def rebuild(self, embed: Embed, progress: Callable[[Progress], None]) -> None:
        """Make every derived index anew for this library's model; searches use the old ones until the new are whole.

        Only texts without an embedding by this model are embedded, and those are kept when the run is broken off.
        """
        with self._exclusively():
            rebuild(self._truth, self._indexes, self.model, embed, progress)

    def check(self) -> Health:
        """Compare the truth with the derived indexes, by row and version. Opens Chroma if the home is free to be written."""
        try:
            with self._exclusively():
                vectors = self._indexes.vectors(self._home_model(), repair=False)
        except StoreBusy:
            vectors = None
        return examine(self._truth, self._indexes.words(), vectors, self.model)

    # --- documents ------------------------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """All documents by path; one whose replacement is under way has status "indexing"."""
        return self._truth.documents()

    def document(self, document: str) -> Document:
        """One document; NotFound when it is not there."""
        return self._found(self._truth.document(document), document)

    def stored(self, document: str) -> StoredDocument:
        """All that is kept of one document; NotFound when it is not there."""
        return self._found(self._truth.stored(document), document)

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

    def find_by_sha256(self, sha256: str) -> tuple[str, ...]:
        """Ids of the documents with this content, by path."""
        return self._truth.with_sha256(sha256)

    def parts(self) -> tuple[tuple[PartKey, Part], ...]:
        """Every part of every document, by path and position."""
        return self._truth.parts()

    def targets(self, documents: Sequence[str] | None = None) -> tuple[Target, ...]:
        """The ledger rows of ``documents`` (None: of all), by path and position."""
        return self._truth.targets(documents)

    # --- passages -------------------------------------------------------------------------------------------------------

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that exist now."""
        return self._truth.chunks(ids)

    def chunks_of(self, document: str) -> tuple[Chunk, ...]:
        """The chunks of one document in order."""
        return self._truth.chunks_of(document)

    def chunk_texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The exact text of those of ``ids`` that exist now."""
        with self._truth.database.reading():
            chunks = self._truth.chunks(ids)
            texts = {document: self._truth.text(document) or "" for document in {c.document for c in chunks.values()}}
        return {key: texts[chunk.document][chunk.start : chunk.end] for key, chunk in chunks.items()}

    # --- search ---------------------------------------------------------------------------------------------------------

    def consistent(self, read: Callable[[], T]) -> T:
        """Run ``read`` (searches and look-ups of this library) on one state of the home; again if a document changed meanwhile."""
        for attempt in range(_TRIES):
            with self._truth.database.reading():
                before = self._truth.state()
                result = read()
            if self._truth.state() == before or attempt == _TRIES - 1:
                return result
        raise AssertionError("unreachable")

    def frequency(self, wording: str) -> int:
        """In how many passages ``wording`` stands at most, versions that are about to go included."""
        return self.consistent(lambda: words.frequency(wording) if (words := self._indexes.words()) else 0)

    def count(self) -> int:
        """How many passages the home has."""
        return self._truth.chunk_count()

    def lexical(
        self, query: LexicalQuery | str, k: int, keys: frozenset[PartKey] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk id, BM25 score) of the best ``k`` passages, within ``keys`` if given; [] when no word is left of the query."""
        asked = LexicalQuery(pieces=(WeightedText(text=query),)) if isinstance(query, str) else query

        def read() -> list[tuple[str, float]]:
            words = self._indexes.words()
            return self._visible(lambda limit: words.search(asked, limit, keys), k) if words else []

        return self.consistent(read)

    def dense(self, vector: np.ndarray, k: int, keys: frozenset[PartKey] | None = None) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the nearest ``k`` passages. ``vector`` is float32 of unit length, by the home's model.

        Exact within ``keys``; over the whole home from Chroma if this process has it open, else exact.
        """
        if not self._truth.chunk_count():
            return []
        self._require_model()

        def read() -> list[tuple[str, float]]:
            if keys is None and (chroma := self._indexes.open_vectors):
                try:
                    return self._visible(lambda limit: chroma.search(vector, limit), k)
                except PlanbotError:  # the exact search needs nothing but the truth
                    pass
            snapshot = self._exact.snapshot(self.model)
            return self._visible(lambda limit: snapshot.search(vector, limit, keys), k)

        return self.consistent(read)

    def _visible(self, search: Callable[[int], list[tuple[int, float]]], k: int) -> list[tuple[str, float]]:
        """The first ``k`` hits that are in the truth; asks for more while rows in transit crowd them out."""
        limit = k + _SPARE
        while True:
            hits = search(limit)
            ids = self._truth.chunk_ids([row for row, _ in hits])
            found = [(ids[row], score) for row, score in hits if row in ids]
            if len(found) >= k or len(hits) < limit:
                return found[:k]
            limit *= 4


def _version(stored: StoredDocument, generation: int, vectors: np.ndarray) -> Version:
    row = first_row(generation)
    return Version(
        document=stored.document.id,
        generation=generation,
        file=stored.document.file,
        text=stored.read.text,
        rows=tuple(range(row, row + len(stored.chunks))),
        chunks=stored.chunks,
        vectors=vectors,
    )

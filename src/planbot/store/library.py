"""The home of a user's documents: the truth and its derived indexes, kept as one.

A new version is first added to the derived indexes, where nothing shows it yet; then one SQLite transaction makes it the
version in the truth; then the old version's rows are discarded. Every hit of a derived index is joined with the truth, so a
reader sees the old version or the new one, never neither and never both, and a crash at any point leaves only rows that
nobody sees and that the next start discards.

Any number of processes may read while one writes. The writer's lock is taken by the first write and kept until ``close``.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from planbot.errors import ConfigurationError, ModelUnavailable, PlanbotError, StoreBusy, StoreDamaged
from planbot.store.database import Database
from planbot.store.derived import Version, first_row
from planbot.store.health import Examination
from planbot.store.reading import Reading
from planbot.store.rebuild import Embed, Rebuild, Report
from planbot.types import Finding, Health, StoredDocument


class Library(Reading):
    """All state of one home. Use ``Library.open``; safe from any thread."""

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
        library = cls(home, model, Database(home / "planbot.sqlite3", page_limit=page_limit), chroma_url)
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
        return held == self._passages.count() or bool(self._truth.pending())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file; the lock is given back."""
        self._release()
        self._database.close()

    def _release(self) -> None:
        with self._writer:
            self._indexes.close()
            self._lock.release()

    @contextmanager
    def _exclusively(self) -> Generator[None, None, None]:
        with self._writer:
            self._lock.acquire()
            yield

    # --- writing --------------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Take the writer's lock and open Chroma now, as a server does that will write later. StoreBusy when it is taken."""
        with self._exclusively():
            self._indexes.writable(self._space.home_model())

    def replace(self, stored: StoredDocument, vectors: np.ndarray) -> None:
        """Store ``stored`` in place of its former version, if any; ``vectors`` [chunks, dimensions] are of ``indexed_text``.

        When it raises, the former version stands. ConfigurationError when the home was indexed with another model.
        """
        self.replace_many([(stored, vectors)])

    def replace_many(self, items: Sequence[tuple[StoredDocument, np.ndarray]]) -> None:
        """As ``replace``, for documents of which none is given twice: all of them are stored, or none when it raises.

        Costs hardly more commits than one document does.
        """
        if not items:
            return
        names = [stored.document.id for stored, _ in items]
        with self._exclusively():
            self._space.admit(vectors for _, vectors in items)
            if not set(names).isdisjoint(self._truth.pending()):
                self.repair()
            indexes = self._indexes.writable(self._space.model)
            shown = self._truth.generations()
            former = [shown[name] for name in names if name in shown]
            generations = self._truth.announce(names)
            try:
                numbered = [(item, number, rows) for (item, rows), number in zip(items, generations, strict=True)]
                versions = [_version(*item) for item in numbered]
                for index in indexes:
                    index.add(versions)
                self._truth.put(numbered, self._space.model)
            except BaseException:
                with suppress(PlanbotError):  # what cannot be cleared away now stays unseen until the next start
                    if not set(generations) & set(self._truth.generations().values()):
                        self._drop(names, generations)
                raise
            self._drop(names, former)

    def remove(self, document: str) -> None:
        """Delete a document from the truth and from every index. NotFound when it is not there."""
        with self._exclusively():
            former = self._found(self._truth.generation(document), document)
            self._truth.announce((document,))
            self._truth.delete(document)
            self._drop((document,), (former,))

    def _drop(self, documents: Sequence[str], generations: Sequence[int]) -> None:
        """Take versions of ``documents`` that the truth does not show out of the derived indexes."""
        if generations:
            for index in self._indexes.writable(self._space.home_model()):
                index.discard(generations)
        self._truth.settle(documents)

    def known_vectors(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Embeddings the home already has of indexed texts: what is in it need not be embedded again."""
        return self._passages.known(texts, self._space.model)

    # --- upkeep ---------------------------------------------------------------------------------------------------------

    def repair(self) -> None:
        """Bring the derived indexes in line with the truth; nothing is embedded. Done by ``open`` after a crash."""
        with self._exclusively():
            pending = self._truth.pending()
            self._indexes.repair(self._space.home_model())
            self._truth.settle(pending)
            self._truth.adopt({})

    def rebuild(self, embed: Embed, progress: Report) -> None:
        """Make every derived index anew for this library's model; searches use the old ones until the new are whole.

        Only texts without an embedding by this model are embedded, and those are kept when the run is broken off.
        """
        with self._exclusively():
            Rebuild(self._truth, self._passages, self._indexes, progress).run(self._space.model, embed)

    def check(self) -> Health:
        """Compare the truth with the derived indexes, by row and version. Opens Chroma if no other process has it."""
        examination = Examination(self._truth, self._passages, self._space.home_model())
        others: list[Finding] = []
        try:
            self._space.require()
        except ConfigurationError as exc:
            others.append(Finding(check="model", document=None, message=str(exc)))
        words = self._indexes.words()
        try:
            with self._exclusively(), self._indexes.peeked_vectors() as vectors:
                return examination.health(words, vectors, tuple(others))
        except (StoreBusy, StoreDamaged, ModelUnavailable) as exc:
            others.append(Finding(check="vectors", document=None, message=f"not compared: {exc}"))
        return examination.health(words, None, tuple(others))


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

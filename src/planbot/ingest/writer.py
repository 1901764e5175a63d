"""Writing documents in a thread of its own while the next ones are embedded, all that wait together."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from planbot.ingest.embed import Vectors
from planbot.store.library import Library
from planbot.types import Document, StoredDocument

UNWRITTEN = 64
"""Documents that may wait while others are written: folders of short files write them by the dozen, with one commit."""


class Writer:
    """Writes what it is given into ``library``, in order; what was given is written also when the block ends with an error."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: list[tuple[StoredDocument, Vectors]] = []
        self._writing: Future[list[Document]] | None = None

    def __enter__(self) -> Self:
        self._thread.submit(
            self._library.hold
        )  # opens the indexes meanwhile; what it raises, the first write raises again
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._waiting:
            self._thread.submit(self._write, self._waiting)
        self._thread.shutdown(wait=True)

    def take(self, stored: StoredDocument, vectors: Vectors) -> list[Document]:
        """Takes a document to be written; those that have been written meanwhile. Raises what an earlier write raised."""
        self._waiting.append((stored, vectors))
        if self._writing is None or self._writing.done() or len(self._waiting) >= UNWRITTEN:
            return self._turn()
        return []

    def rest(self) -> list[Document]:
        """Waits until all is written; the documents not told of before."""
        return [*self._turn(), *self._turn()]

    def _turn(self) -> list[Document]:
        """Ends the write under way and begins the next; what the former wrote."""
        former, group = self._writing, self._waiting
        self._waiting = []
        written = former.result() if former else []
        self._writing = self._thread.submit(self._write, group) if group else None
        return written

    def _write(self, group: list[tuple[StoredDocument, Vectors]]) -> list[Document]:
        self._library.replace_many(group)
        return [stored.document for stored, _ in group]

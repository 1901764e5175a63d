"""Embedding passages in large batches that run across documents, because the embedder is what an ingest waits for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planbot.store.documents import indexed_text
from planbot.types import StoredDocument

Vectors = NDArray[np.float32]

BATCH = 128
"""Passages embedded in one call: large enough that calls cost nothing, small enough that progress is seen to move."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where vectors come from."""

    embed: Callable[[Sequence[str]], Vectors]
    """Texts to one row each."""
    known: Callable[[Sequence[str]], Mapping[str, Vectors]]
    """Those of the texts that were embedded before, with their vectors."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    stored: StoredDocument
    texts: Sequence[str]
    vectors: dict[str, Vectors]
    missing: deque[str]

    def whole(self) -> Vectors:
        rows = [self.vectors[text] for text in self.texts]
        return np.stack(rows) if rows else np.empty((0, 0), dtype=np.float32)


def embedded(
    documents: Iterable[StoredDocument], source: Source, done: Callable[[int, str], None]
) -> Iterator[tuple[StoredDocument, Vectors]]:
    """Each document with one vector per passage, in the order given; a text that has a vector already is not embedded.

    A batch is filled from as many documents as it takes; a document is given out as soon as its last passage is embedded. ``done`` is
    called with how many more passages have their vector, and the name of the file that the last of them is in.
    """
    waiting: deque[_Waiting] = deque()
    queued = 0
    for stored in documents:
        document = _begun(stored, source)
        waiting.append(document)
        queued += len(document.missing)
        if len(document.texts) > len(document.missing):
            done(len(document.texts) - len(document.missing), stored.document.file)
        while queued >= BATCH:
            queued -= _embed_batch(waiting, source, done)
        yield from _finished(waiting)
    while waiting:
        _embed_batch(waiting, source, done)
        yield from _finished(waiting)


def _begun(stored: StoredDocument, source: Source) -> _Waiting:
    texts = [indexed_text(chunk, stored.read.text) for chunk in stored.chunks]
    vectors = dict(source.known(texts))
    return _Waiting(stored, texts, vectors, deque(text for text in dict.fromkeys(texts) if text not in vectors))


def _embed_batch(waiting: Iterable[_Waiting], source: Source, done: Callable[[int, str], None]) -> int:
    """Embeds the first ``BATCH`` texts that have no vector yet; how many there were."""
    owners: list[_Waiting] = []
    texts: list[str] = []
    for document in waiting:
        while document.missing and len(texts) < BATCH:
            owners.append(document)
            texts.append(document.missing.popleft())
    if texts:
        for owner, text, vector in zip(owners, texts, source.embed(texts), strict=True):
            owner.vectors[text] = vector
        done(len(texts), owners[-1].stored.document.file)
    return len(texts)


def _finished(waiting: deque[_Waiting]) -> Iterator[tuple[StoredDocument, Vectors]]:
    while waiting and not waiting[0].missing:
        document = waiting.popleft()
        yield document.stored, document.whole()

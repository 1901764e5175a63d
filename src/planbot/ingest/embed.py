"""Embedding passages in large batches that run across documents, because the embedder is what an ingest waits for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planbot.store.documents import indexed_text
from planbot.types import StoredDocument

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Texts to one row each."""

BATCH = 128
"""Passages embedded in one call: large enough that calls cost nothing, small enough that progress is seen to move."""


@dataclass(frozen=True, slots=True)
class _Embedding:
    stored: StoredDocument
    texts: Sequence[str]
    rows: list[Vectors] = field(default_factory=list[Vectors])

    @property
    def missing(self) -> int:
        return len(self.texts) - sum(len(rows) for rows in self.rows)


def embedded(
    documents: Iterable[StoredDocument],
    embed: Embed,
    done: Callable[[int, str], None],
) -> Iterator[tuple[StoredDocument, Vectors]]:
    """Each document with one vector per passage, in the order given.

    A batch is filled from as many documents as it takes; a document is given out as soon as its last passage is embedded. ``done`` is
    called after each batch with its size and the name of the file it ends in.
    """
    waiting: deque[_Embedding] = deque()
    queued = 0
    for stored in documents:
        waiting.append(_Embedding(stored, [indexed_text(chunk, stored.read.text) for chunk in stored.chunks]))
        queued += len(stored.chunks)
        while queued >= BATCH:
            queued -= _embed_batch(waiting, embed, done)
            yield from _finished(waiting)
    while waiting:
        _embed_batch(waiting, embed, done)
        yield from _finished(waiting)


def _embed_batch(waiting: Iterable[_Embedding], embed: Embed, done: Callable[[int, str], None]) -> int:
    """Embeds the first ``BATCH`` texts that have no vector yet; how many there were."""
    shares: list[tuple[_Embedding, int]] = []
    texts: list[str] = []
    for document in waiting:
        share = min(document.missing, BATCH - len(texts))
        first = len(document.texts) - document.missing
        texts.extend(document.texts[first : first + share])
        shares.append((document, share))
        if len(texts) == BATCH:
            break
    rows = embed(texts) if texts else np.empty((0, 0), dtype=np.float32)
    position = 0
    for document, share in shares:
        if share:
            document.rows.append(rows[position : position + share])
        position += share
    if texts:
        done(len(texts), shares[-1][0].stored.document.file)
    return len(texts)


def _finished(waiting: deque[_Embedding]) -> Iterator[tuple[StoredDocument, Vectors]]:
    while waiting and not waiting[0].missing:
        document = waiting.popleft()
        yield document.stored, np.concatenate(document.rows) if document.rows else np.empty((0, 0), dtype=np.float32)

"""The vector index in Chroma, embedded under the home or on a server. Derived from the truth; the only user of chromadb."""

import socket
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np

from planbot.errors import ConfigurationError, ModelUnavailable, PlanbotError, StoreDamaged
from planbot.store.derived import Version

if TYPE_CHECKING:
    from chromadb.api.client import Client

_BATCH = 1000
_PATIENCE = 3.0
"""Seconds that a server may take to be connected to."""
_LISTING = 20_000


def silent_server(url: str) -> str | None:
    """Why the Chroma server at ``url`` cannot be reached, in one line; None when something listens there."""
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname or "localhost", _port(url)), timeout=_PATIENCE):
            return None
    except OSError as error:
        reason = error.strerror or str(error)
        return f"Chroma at {url} does not answer ({reason}): start it, or unset PLANBOT_CHROMA_URL"


def _port(url: str) -> int:
    place = urlsplit(url)
    return place.port or (443 if place.scheme == "https" else 8000)


@contextmanager
def _chroma_errors(place: str) -> Generator[None, None, None]:
    try:
        yield
    except (PlanbotError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as exc:  # Chroma's native part raises panics, which are no Exception
        reason = " ".join(str(exc).split())
        if "No space" in reason or "is full" in reason:
            raise ConfigurationError(
                f"the disk of {place} is full: free some space and run again; nothing stored was lost"
            ) from exc
        if place.startswith("http"):
            raise ModelUnavailable(
                f"Chroma at {place} does not answer ({reason}): start it, or unset PLANBOT_CHROMA_URL"
            ) from exc
        raise StoreDamaged(f"the vector index {place} cannot be used ({reason}): run `planbot reindex`") from exc


def _client(place: str) -> "Client":
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if not place.startswith("http"):
        return cast("Client", chromadb.PersistentClient(path=place, settings=settings))
    url = urlsplit(place)
    secure = url.scheme == "https"
    return cast("Client", chromadb.HttpClient(url.hostname or "localhost", _port(place), ssl=secure, settings=settings))


class VectorIndex:
    """One collection. ``place`` is a folder (one process at a time may have it open) or a server's URL."""

    def __init__(self, place: Path | str, collection: str) -> None:
        """Open or make the collection; imports Chroma, which takes a second or more."""
        self._place = str(place)
        self._changes = 0
        with _chroma_errors(self._place):
            self._client = _client(self._place)
            self._collection = self._client.get_or_create_collection(
                collection,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            )

    @contextmanager
    def _changing(self) -> Generator[None, None, None]:
        """Odd counts are writes under way; there is one writer."""
        self._changes += 1
        try:
            with _chroma_errors(self._place):
                yield
        finally:
            self._changes += 1

    def add(self, versions: Sequence[Version]) -> None:
        """See DerivedIndex."""
        held = [version for version in versions if version.rows]
        if not held:
            return
        vectors = np.concatenate([version.vectors for version in held])
        rows = [(row, version) for version in held for row in version.rows]
        with self._changing():
            for start in range(0, len(rows), _BATCH):
                batch = rows[start : start + _BATCH]
                self._collection.add(
                    ids=[str(row) for row, _ in batch],
                    embeddings=vectors[start : start + _BATCH],
                    metadatas=[{"document": v.document, "generation": v.generation} for _, v in batch],
                )

    def discard(self, generations: Collection[int]) -> None:
        """See DerivedIndex."""
        with self._changing():
            for generation in generations:
                self._collection.delete(where={"generation": generation})

    def probe(self) -> None:
        """Read a little of everything: StoreDamaged when the files are broken."""
        with _chroma_errors(self._place):
            sample = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            if sample is not None and len(sample):
                self._collection.query(query_embeddings=np.asarray(sample), n_results=1)

    def count(self) -> int:
        """See DerivedIndex."""
        with _chroma_errors(self._place):
            return self._collection.count()

    def rows(self) -> np.ndarray:
        """See DerivedIndex."""
        found: list[int] = []
        with _chroma_errors(self._place):
            while ids := self._collection.get(include=[], limit=_LISTING, offset=len(found))["ids"]:
                found.extend(int(item) for item in ids)
        return np.sort(np.array(found, dtype=np.int64))

    def search(self, vector: np.ndarray, limit: int) -> list[tuple[int, float]] | None:
        """(row, cosine) of the ``limit`` nearest passages of the whole home, approximately (HNSW).

        None when this process wrote meanwhile: Chroma then misses rows that were there before and after.
        """
        before = self._changes
        with _chroma_errors(self._place):
            size = self._collection.count()
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=max(1, min(limit, size)), include=["distances"]
            )
        if before % 2 or self._changes != before:
            return None
        distances = found["distances"] or [[]]
        return [(int(row), 1.0 - distance) for row, distance in zip(found["ids"][0], distances[0], strict=True)]

    def drop(self) -> None:
        """Delete the collection on a server (an embedded one goes with its folder)."""
        with _chroma_errors(self._place):
            self._client.delete_collection(self._collection.name)

    def close(self) -> None:
        """See DerivedIndex."""
        with _chroma_errors(self._place):
            self._client.close()

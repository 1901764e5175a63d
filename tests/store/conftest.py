"""Small documents with passages and vectors, for tests of the store."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from planbot.store.documents import indexed_text
from planbot.store.library import Library
from planbot.types import Chunk, Document, Part, ReadText, Section, StoredDocument

DIMENSIONS = 16
MODEL = "fake-16"


def vector_of(text: str) -> np.ndarray:
    """A unit vector that depends on the text only."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
    vector = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def embed(texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts, as an embedder gives them."""
    return np.stack([vector_of(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS), dtype=np.float32)


def make(name: str, passages: list[str], *, version: str = "v1", part: str | None = None) -> StoredDocument:
    """A document called ``name`` with one chunk a passage, all in one part."""
    text = "\n".join(passages)
    chunks: list[Chunk] = []
    start = 0
    for number, passage in enumerate(passages):
        chunks.append(
            Chunk(
                id=f"{name}:{version}:{number}",
                document=name,
                part=part,
                section=("一、工作目标",),
                context=f"{name}工作要点 > 一、工作目标",
                start=start,
                end=start + len(passage),
                tokens=len(passage),
            )
        )
        start += len(passage) + 1
    document = Document(
        id=name,
        file=f"{name}.txt",
        path=f"/plans/{name}.txt",
        title=f"{name}工作要点",
        parts=(Part(part=part, title=f"{name}工作要点", year=2024, kind="key_points", start=0, end=len(text)),),
        issuer=None,
        region=None,
        level="county",
        year=2024,
        kind="key_points",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        chars=len(text),
        chunks=len(chunks),
        targets=0,
        status="ready",
        warnings=(),
        format="txt",
        ingested_at="2024-01-01T00:00:00Z",
    )
    sections = (
        Section(
            index=0,
            parent=None,
            level=2,
            kind="heading",
            label="一、",
            title="一、工作目标",
            start=0,
            end=len(text),
            heading_end=0,
        ),
    )
    return StoredDocument(
        document=document,
        read=ReadText(text=text, format="txt"),
        furniture=(),
        sections=sections,
        chunks=tuple(chunks),
    )


def vectors_of(stored: StoredDocument) -> np.ndarray:
    """The vectors that go with a document."""
    return embed([indexed_text(chunk, stored.read.text) for chunk in stored.chunks])


def put(library: Library, stored: StoredDocument) -> None:
    """Store a document as ingest does."""
    library.replace(stored, vectors_of(stored))


def everything(library: Library) -> tuple[set[str], set[str]]:
    """Ids of the chunks that the two searches can show."""
    dense = {key for key, _ in library.dense(vector_of("plan"), 10_000)}
    return dense, {key for key, _ in library.lexical("工作要点", 10_000)}


def agrees(library: Library) -> bool:
    """Do truth, vectors and lexical index show the same passages, all of the newest version?"""
    truth = {chunk.id for document in library.documents() for chunk in library.stored(document.id).chunks}
    return everything(library) == (truth, truth) and library.check().findings == ()


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    """An empty, open home."""
    with Library.open(home, MODEL) as opened:
        yield opened


def folders(home: Path, kind: str) -> list[Path]:
    """The folders of derived indexes of one kind in a home."""
    return sorted(home.glob(f"{kind}-*"))

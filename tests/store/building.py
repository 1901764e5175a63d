"""Small documents with passages and vectors, for tests of the store."""

import hashlib
from pathlib import Path

import numpy as np

from planbot.types import Chunk, Document, Part, ReadText, Section, StoredDocument

DIMENSIONS = 16
MODEL = "fake-16"


def vector_of(text: str) -> np.ndarray:
    """A unit vector that depends on the text only."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
    vector = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def embed(texts: list[str]) -> np.ndarray:
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


def folders(home: Path, kind: str) -> list[Path]:
    """The folders of derived indexes of one kind in a home."""
    return sorted(home.glob(f"{kind}-*"))

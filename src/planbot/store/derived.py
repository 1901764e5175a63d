"""What the lexical and the vector index have in common: rows that can be added, discarded and listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from planbot.types import Chunk

GROUP = 64
"""Versions added in one go: enough that commits cost little, few enough to bound memory."""
_ROW_BITS = 20
"""A passage's row is its version's generation shifted by this, plus its position: at most a million passages a document."""


def first_row(generation: int) -> int:
    """The row of a version's first passage."""
    return generation << _ROW_BITS


def generation_of(row: int) -> int:
    """The version that ``row`` belongs to."""
    return row >> _ROW_BITS


@dataclass(frozen=True)
class Version:
    """One version of a document as the derived indexes take it. Passage ``i`` is row ``rows[i]``."""

    document: str
    generation: int
    file: str
    text: str
    rows: tuple[int, ...]
    chunks: tuple[Chunk, ...]
    vectors: np.ndarray
    """float32 [passages, dimensions], unit length."""


class DerivedIndex(Protocol):
    """An index made from the truth. Between two calls it holds whole versions; rows the truth does not know are never shown."""

    def add(self, versions: Sequence[Version]) -> None:
        """Take in every passage of ``versions``; durable and visible to new searches when it returns."""
        ...

    def discard(self, generations: Collection[int]) -> None:
        """Drop the rows of these generations; those that are not there are no error."""
        ...

    def rows(self) -> np.ndarray:
        """Every row held, ascending (int64)."""
        ...

    def count(self) -> int:
        """How many rows are held."""
        ...

    def close(self) -> None:
        """Release files and memory."""
        ...

"""Passages that a new document shares with documents already known, found without comparing it with each of them (pure).

Fingerprints are kept in sorted runs that are merged as they grow, so that finding the documents that share some costs little however
many there are; only those few are then compared passage by passage.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planbot.ingest.duplicates import PassageSignature, duplicate_passages, passage_signatures
from planbot.types import Warning

_SHARED = 3
"""Fingerprints in common from which two parts are compared: fewer cannot make up a passage."""
_COMPARED = 8
"""Parts that one document is compared with at most, those with most in common."""
_COMMON = 12
"""A fingerprint that more parts hold is a set phrase and brings no two of them together."""

_Run = tuple[NDArray[np.uint64], NDArray[np.int64]]
"""Fingerprints in ascending order, and for each the index of its part."""


class Neighbours:
    """The parts of the documents seen so far."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, PassageSignature]] = []
        self._runs: list[_Run] = []

    def add(self, document: str, title: str, text: str, parts: Sequence[tuple[str | None, int, int]]) -> None:
        """Remembers a document without looking for what it shares."""
        self._remember(document, passage_signatures(text, parts, title))

    def meet(
        self, document: str, title: str, text: str, parts: Sequence[tuple[str | None, int, int]], apart: Collection[str]
    ) -> tuple[Warning, ...]:
        """A warning at each passage that an earlier document holds too; then remembers this one.

        ``text``: with its furniture blanked out. ``apart``: ids of documents that do not count, such as its own former version.
        """
        own = passage_signatures(text, parts, title)
        others = [self._parts[index][1] for index in self._near(own, {document, *apart})]
        within = set(duplicate_passages(own)) if others else set[Warning]()
        found = tuple(warning for warning in duplicate_passages(own, others) if warning not in within) if others else ()
        self._remember(document, own)
        return found

    def _near(self, own: Sequence[PassageSignature], apart: Collection[str]) -> list[int]:
        """The parts that share most, in the order they were seen."""
        hashes = np.unique(np.concatenate([part.hashes for part in own])) if own else np.empty(0, dtype=np.uint64)
        owners = [owner for owner in self._owners(hashes) if self._parts[owner][0] not in apart]
        shared = np.bincount(np.array(owners, dtype=np.int64), minlength=len(self._parts))
        most = np.argsort(-shared, kind="stable")[:_COMPARED]
        return sorted(int(index) for index in most if shared[index] >= _SHARED)

    def _owners(self, hashes: NDArray[np.uint64]) -> Iterator[int]:
        """The part of every place that one of the fingerprints stands in."""
        for known, owners in self._runs:
            first, last = np.searchsorted(known, hashes, "left"), np.searchsorted(known, hashes, "right")
            for index in np.flatnonzero((last > first) & (last - first <= _COMMON)):
                yield from owners[first[index] : last[index]].tolist()

    def _remember(self, document: str, signatures: Sequence[PassageSignature]) -> None:
        for signature in signatures:
            owner = np.full(len(signature.hashes), len(self._parts), dtype=np.int64)
            self._parts.append((document, signature))
            self._runs.append(_sorted(signature.hashes, owner))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            (one, first), (two, second) = self._runs.pop(), self._runs.pop()
            self._runs.append(_sorted(np.concatenate((one, two)), np.concatenate((first, second))))


def _sorted(hashes: NDArray[np.uint64], owners: NDArray[np.int64]) -> _Run:
    order = np.argsort(hashes, kind="stable")
    return hashes[order], owners[order]

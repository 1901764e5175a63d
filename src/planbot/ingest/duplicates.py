"""Passages that stand in two parts or two documents, found by winnowed fingerprints (pure).

Method: Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting" (SIGMOD 2003). Letters and digits alone
are read, so that page breaks and spaces do not matter; every shared stretch of ``SHINGLE + WINDOW - 1`` of them is found, and stretches
with a small edit between them are joined. The work grows with the length of the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from planbot.types import Warning

SHINGLE = 16
"""Letters in one fingerprint."""
WINDOW = 5
"""One fingerprint is kept of so many neighbours."""
MIN_LETTERS = 45
"""Counted from the first shared fingerprint to the last, so up to ``2 * (WINDOW - 1)`` letters too few; less is a set phrase."""
MIN_LETTERS_WITHIN = 120
"""Within one part a parallel sentence may be so long; a longer one is a passage pasted twice."""
_JOIN_GAP = 48
_COMMON = 12
"""A fingerprint that stands in more places than this is a phrase everyone uses."""
_BASE = np.uint64(1_000_003)
_GRAM = 4


@dataclass(frozen=True, slots=True)
class PassageSignature:
    """Fingerprints of one part: what is needed to find its copies elsewhere."""

    name: str
    """How a reader finds it: the part's label, or the title of its document with the label; empty for the text at hand."""
    hashes: NDArray[np.uint64]
    letters: NDArray[np.int64]
    """For each fingerprint, how many letters stand before it in the part."""
    starts: NDArray[np.int64]
    """For each fingerprint, the offset of its first letter in the document's text."""
    ends: NDArray[np.int64]
    """For each fingerprint, the offset after its last letter."""


@dataclass(frozen=True, slots=True)
class _Twin:
    """A passage in two places: spans in the texts of signature ``one`` and ``other``."""

    one: int
    other: int
    span: tuple[int, int]
    other_span: tuple[int, int]
    letters: int


def passage_signatures(
    text: str, parts: Sequence[tuple[str | None, int, int]], title: str = ""
) -> tuple[PassageSignature, ...]:
    """One signature for each part; furniture should be blanked out of ``text``. ``title`` names the document for others."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return tuple(
        _signature(text, codes, " ".join(filter(None, (title, label))), start, end) for label, start, end in parts
    )


def _signature(text: str, codes: NDArray[np.uint32], name: str, start: int, end: int) -> PassageSignature:
    kept = np.fromiter((character.isalnum() for character in text[start:end]), dtype=bool, count=end - start)
    offsets = np.flatnonzero(kept) + start
    if len(offsets) < SHINGLE + WINDOW:
        empty = np.empty(0, dtype=np.int64)
        return PassageSignature(name, np.empty(0, dtype=np.uint64), empty, empty, empty)
    hashes = _shingles(codes[offsets].astype(np.uint64))
    picks = np.unique(sliding_window_view(hashes, WINDOW).argmin(axis=1) + np.arange(len(hashes) - WINDOW + 1))
    return PassageSignature(name, hashes[picks], picks, offsets[picks], offsets[picks + SHINGLE - 1] + 1)


def _shingles(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of every run of SHINGLE letters; arithmetic wraps at 64 bits."""
    count = len(letters) - SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for step in range(SHINGLE):
        hashes = hashes * _BASE + letters[step : step + count]
    hashes ^= hashes >> np.uint64(29)
    return hashes * np.uint64(0xBF58476D1CE4E5B9)


def duplicate_passages(own: Sequence[PassageSignature], others: Sequence[PassageSignature] = ()) -> tuple[Warning, ...]:
    """A warning at each passage of ``own`` that stands again in ``own`` or in ``others``; the message names where."""
    signatures = [*own, *others]
    found: list[Warning] = []
    for twin in _twins(signatures, len(own)):
        found.append(_warning(twin.span, twin.letters, signatures[twin.other].name, twin.other_span))
        if twin.other < len(own):
            found.append(_warning(twin.other_span, twin.letters, signatures[twin.one].name, twin.span))
    return tuple(sorted(found, key=lambda warning: (warning.start or 0, warning.end or 0)))


def _warning(span: tuple[int, int], letters: int, name: str, twin: tuple[int, int]) -> Warning:
    where = f"{name}, {twin[0]} to {twin[1]}" if name else f"{twin[0]} to {twin[1]}"
    message = f"about {letters} characters from here stand again at {where}"
    return Warning(code="duplicate_passage", message=message, start=span[0], end=span[1])


def _twins(signatures: Sequence[PassageSignature], own: int) -> Iterator[_Twin]:
    matches: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for group in _shared(signatures):
        for rank, (one, index) in enumerate(group):
            if one >= own:
                continue
            for other, other_index in group[rank + 1 :]:
                matches.setdefault((one, other), []).append((index, other_index))
    for (one, other), pairs in sorted(matches.items()):
        yield from _runs(signatures, one, other, pairs)


def _shared(signatures: Sequence[PassageSignature]) -> Iterator[list[tuple[int, int]]]:
    """Places (signature, fingerprint index), in reading order, of each hash that stands more than once, but not everywhere."""
    sizes = [len(signature.hashes) for signature in signatures]
    if not sum(sizes):
        return
    hashes = np.concatenate([signature.hashes for signature in signatures])
    source = np.repeat(np.arange(len(sizes)), sizes)
    index = np.concatenate([np.arange(size) for size in sizes])
    order = np.argsort(hashes, kind="stable")
    edges = np.flatnonzero(np.diff(hashes[order])) + 1
    starts, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(order)]))
    several = (ends - starts > 1) & (ends - starts <= _COMMON)
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        places = order[start:end]
        yield list(zip(source[places].tolist(), index[places].tolist(), strict=True))


def _runs(
    signatures: Sequence[PassageSignature], one: int, other: int, pairs: list[tuple[int, int]]
) -> Iterator[_Twin]:
    """Shared fingerprints that follow each other in both places at nearly the same distance, joined to passages."""
    a, b = signatures[one], signatures[other]
    open_runs: list[list[tuple[int, int]]] = []
    for pair in sorted(pairs):
        here, there = int(a.letters[pair[0]]), int(b.letters[pair[1]])
        if one == other and there - here < MIN_LETTERS:
            continue
        run = next((run for run in reversed(open_runs[-6:]) if _follows(a, b, run[-1], here, there)), None)
        if run is None:
            open_runs.append([pair])
        else:
            run.append(pair)
    for run in open_runs:
        (first, first_there), (last, last_there) = run[0], run[-1]
        letters = int(a.letters[last] - a.letters[first]) + SHINGLE
        if letters >= (MIN_LETTERS if one != other else MIN_LETTERS_WITHIN):
            span = int(a.starts[first]), int(a.ends[last])
            yield _Twin(one, other, span, (int(b.starts[first_there]), int(b.ends[last_there])), letters)


def _follows(a: PassageSignature, b: PassageSignature, last: tuple[int, int], here: int, there: int) -> bool:
    step, step_there = here - int(a.letters[last[0]]), there - int(b.letters[last[1]])
    return (
        0 < step <= SHINGLE + _JOIN_GAP
        and 0 < step_there <= SHINGLE + _JOIN_GAP
        and abs(step - step_there) <= _JOIN_GAP // 2
    )


def near_duplicate(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer: the share of its runs of four letters found there, 0 to 1."""
    shorter, longer = sorted((_grams(one), _grams(other)), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def _grams(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, text))
    return {letters[i : i + _GRAM] for i in range(len(letters) - _GRAM + 1)}

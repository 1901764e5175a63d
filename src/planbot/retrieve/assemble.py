"""Passages for the answerer: the best sentences first, each an exact slice, then the rest of what surrounds them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from planbot.cite import heading_path
from planbot.models.tokens import count_tokens
from planbot.retrieve.rank import Scored
from planbot.retrieve.shelf import Shelf
from planbot.types import Chunk, PartKey, Passage

SENTENCES_FIRST = 14
"""So many of the best sentences stand alone, before whole passages follow."""


LOOKED_AT = 160
"""Sentences whose passages are handed over at most."""
JOINED = 240
"""Characters above which a slice takes no further neighbour in."""


class _Slice(NamedTuple):
    """A stretch to hand over, and the score of the sentence that led to it."""

    document: str
    part: str | None
    start: int
    end: int
    score: float


def assemble(
    ranked: Sequence[Scored], shelf: Shelf, characters: int, allowed: frozenset[PartKey] | None
) -> tuple[Passage, ...]:
    """Passages, best first, up to ``characters`` where ``allowed`` (None: the home) has them; nothing is handed over twice."""
    passages: list[Passage] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    left = characters
    for piece in _slices(ranked, shelf, allowed):
        fresh = _untaken(taken.setdefault(piece.document, []), piece.start, piece.end)
        for start, end in fresh:
            text = shelf.text(piece.document)[start:end]
            if text.strip():
                passages.append(_passage(len(passages) + 1, piece, start, end, shelf))
                left -= len(text)
        if fresh:
            taken[piece.document].append((piece.start, piece.end))
        if left <= 0:
            break
    return tuple(passages)


def _slices(ranked: Sequence[Scored], shelf: Shelf, allowed: frozenset[PartKey] | None) -> Iterator[_Slice]:
    """The best sentences alone (neighbours among them as one), then the passages around them, then the other sentences' passages,
    then what else the parts of these sentences and, last, the other parts hold.
    """
    for start, end, sentence in joined(ranked[:SENTENCES_FIRST], shelf):
        yield _Slice(sentence.document, sentence.part, start, end, sentence.score)
    for sentence in ranked[:LOOKED_AT]:
        chunk = _chunk_of(shelf.chunks(sentence.document), sentence.start)
        if chunk:
            yield _Slice(sentence.document, sentence.part, chunk.start, chunk.end, sentence.score)
    if not ranked:
        return
    found = (PartKey(document=sentence.document, part=sentence.part) for sentence in ranked)
    others = (key for key, _ in shelf.parts if allowed is None or key in allowed)
    seen: set[PartKey] = set()
    for key in chain(found, others):
        if key in seen:
            continue
        seen.add(key)
        for chunk in shelf.chunks(key.document):
            if chunk.part == key.part:
                yield _Slice(key.document, key.part, chunk.start, chunk.end, 0.0)


def joined(best: Sequence[Scored], shelf: Shelf) -> list[tuple[int, int, Scored]]:
    """Sentences that stand next to each other in the text become one slice, at the place of the better one."""
    groups: list[tuple[int, int, Scored]] = []
    for sentence in best:
        text = shelf.text(sentence.document)
        for index, (start, end, leader) in enumerate(groups):
            if leader.document != sentence.document or end - start > JOINED:
                continue
            if sentence.start - end >= 0 and not text[end : sentence.start].strip():
                groups[index] = (start, sentence.end, leader)
                break
            if start - sentence.end >= 0 and not text[sentence.end : start].strip():
                groups[index] = (sentence.start, end, leader)
                break
        else:
            groups.append((sentence.start, sentence.end, sentence))
    return groups


def _chunk_of(chunks: Sequence[Chunk], position: int) -> Chunk | None:
    index = bisect_right(chunks, position, key=lambda chunk: chunk.start) - 1
    return chunks[index] if index >= 0 and position < chunks[index].end else None


def _untaken(taken: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """``[start, end)`` without what was handed over before."""
    pieces = [(start, end)]
    for used_start, used_end in taken:
        pieces = [
            piece
            for left, right in pieces
            for piece in ((left, min(right, used_start)), (max(left, used_end), right))
            if piece[0] < piece[1]
        ]
    return pieces


def _passage(rank: int, sentence: _Slice, start: int, end: int, shelf: Shelf) -> Passage:
    stored = shelf.stored(sentence.document)
    text = stored.read.text[start:end]
    chunk = _chunk_of(shelf.chunks(sentence.document), sentence.start)
    return Passage(
        rank=rank,
        score=round(sentence.score, 6),
        document=sentence.document,
        file=stored.document.file,
        part=sentence.part,
        section=heading_path(stored.sections, start),
        text=text,
        context=chunk.context if chunk else "",
        start=start,
        end=end,
        tokens=count_tokens(text),
    )


def interleave(lists: Sequence[Sequence[Scored]]) -> list[Scored]:
    """Several scopes asked about side by side: the best of each, then the second of each, and so on."""
    if len(lists) == 1:
        return list(lists[0])
    longest = max(map(len, lists), default=0)
    return [ranked[rank] for rank in range(longest) for ranked in lists if rank < len(ranked)]


def collapse(ranked: Sequence[Scored], shelf: Shelf) -> list[Scored]:
    """Each sentence once per document: a repeated wording keeps its first, best place."""
    seen: set[tuple[str, str]] = set()
    kept: list[Scored] = []
    for sentence in ranked:
        words = (sentence.document, "".join(shelf.text(sentence.document)[sentence.start : sentence.end].split()))
        if words not in seen:
            seen.add(words)
            kept.append(sentence)
    return kept

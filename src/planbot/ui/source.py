"""A passage in its surroundings, cut into pieces to be shown (pure)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from planbot.types import Noun, StoredDocument, WarningCode

_LONGEST_REMARK = 60
"""A remark on more code points than this is about a passage or a page, not about words to be marked."""

Look = Literal["heading", "furniture", "quoted"]


class Piece(Noun):
    """A run of text shown in one way; the pieces of a view, joined, are ``text[start:end]`` of the document."""

    text: str
    looks: tuple[Look, ...] = ()
    warnings: tuple[WarningCode, ...] = ()


class View(Noun):
    """What the source panel shows; ``start``, ``end``: the window in code points of the document's text."""

    document: str
    file: str
    title: str
    start: int
    end: int
    chars: int
    """Length of the whole text."""
    pieces: tuple[Piece, ...]


class _Mark(NamedTuple):
    start: int
    end: int
    look: Look | None
    warning: WarningCode | None = None


def view(stored: StoredDocument, start: int, end: int, around: int) -> View:
    """``text[start:end]`` with at least ``around`` code points of whole lines on either side, as far as there are any."""
    text = stored.read.text
    first = text.rfind("\n", 0, start - around) + 1 if start > around else 0
    line_end = text.find("\n", min(len(text), end + around))
    last = line_end if line_end >= 0 else len(text)
    marks = [_Mark(start, end, "quoted"), *_marks(stored)]
    return View(
        document=stored.document.id,
        file=stored.document.file,
        title=stored.document.title,
        start=first,
        end=last,
        chars=len(text),
        pieces=_pieces(text, (first, last), [mark for mark in marks if mark.start < last and mark.end > first]),
    )


def _marks(stored: StoredDocument) -> Iterator[_Mark]:
    for section in stored.sections:
        yield _Mark(section.start, section.heading_end, "heading")
    for span in stored.furniture:
        yield _Mark(span.start, span.end, "furniture")
    for remark in stored.document.warnings:
        if remark.start is not None and remark.end is not None and remark.end - remark.start <= _LONGEST_REMARK:
            yield _Mark(remark.start, remark.end, None, remark.code)


def _pieces(text: str, window: tuple[int, int], marks: list[_Mark]) -> tuple[Piece, ...]:
    """The window cut wherever a mark begins or ends."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if window[0] < edge < window[1]}
    return tuple(_piece(text, a, b, marks) for a, b in pairwise(sorted(edges | set(window))))


def _piece(text: str, start: int, end: int, marks: list[_Mark]) -> Piece:
    over = [mark for mark in marks if mark.start <= start and end <= mark.end]
    return Piece(
        text=text[start:end],
        looks=tuple(dict.fromkeys(mark.look for mark in over if mark.look)),
        warnings=tuple(dict.fromkeys(mark.warning for mark in over if mark.warning)),
    )

"""A passage in its surroundings, cut into pieces to be shown (pure)."""

from itertools import pairwise

from planbot.types import Document, Noun, WarningCode
from planbot.types import Warning as Remark


class Piece(Noun):
    """A run of text shown in one way; the pieces of a view, joined, are ``text[start:end]`` of the document."""

    text: str
    quoted: bool
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


def view(document: Document, text: str, start: int, end: int, around: int) -> View:
    """``text[start:end]`` with at least ``around`` code points of whole lines on either side, as far as there are any."""
    first = text.rfind("\n", 0, max(0, start - around)) + 1 if start > around else 0
    line_end = text.find("\n", min(len(text), end + around))
    last = line_end if line_end >= 0 else len(text)
    return View(
        document=document.id,
        file=document.file,
        title=document.title,
        start=first,
        end=last,
        chars=len(text),
        pieces=_pieces(text, (first, last), (start, end), document.warnings),
    )


def _pieces(
    text: str, window: tuple[int, int], quoted: tuple[int, int], remarks: tuple[Remark, ...]
) -> tuple[Piece, ...]:
    """The window cut wherever the quote or a remark begins or ends."""
    first, last = window
    spans = [
        (max(first, remark.start), min(last, remark.end), remark.code)
        for remark in remarks
        if remark.start is not None and remark.end is not None and _local(remark.start, remark.end, first, last)
    ]
    cuts = sorted({first, last, *quoted, *(edge for span in spans for edge in span[:2])})
    return tuple(
        Piece(
            text=text[a:b],
            quoted=quoted[0] <= a and b <= quoted[1],
            warnings=tuple(dict.fromkeys(code for start, end, code in spans if start <= a and b <= end)),
        )
        for a, b in pairwise(cuts)
    )


def _local(start: int, end: int, first: int, last: int) -> bool:
    """Does the remark point at words inside the window, rather than at a whole passage or page?"""
    return start < last and end > first and 0 < end - start <= 60

"""A page of a PDF as a picture, and where on it a passage stands. The file must still be what was taken in."""

import hashlib
import re
import threading
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from planbot.retrieve.shelf import Kept
from planbot.types import Noun, StoredDocument

_LOCK = threading.Lock()
"""PDFium must not be called from two threads at once."""
_WIDTH, _TALLEST = 1400, 7000
"""Pixels of a picture at most."""
_PICTURES = Kept[bytes | None](8)
"""The last ones drawn, by the hash of the file and the page."""
_SHORTEST = 4
"""Characters that must be found for a place on the page to be the passage's."""


class Mark(Noun):
    """A rectangle in shares of the page's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


class PageView(Noun):
    """``GET /api/documents/{id}/pages/{page}``."""

    available: bool
    """False: the file is gone or another one; only the stored text is left."""
    page: int
    version: str = ""
    width: int = 0
    """Pixels of the picture, as is ``height``."""
    height: int = 0
    marks: tuple[Mark, ...] = ()


class _Size(NamedTuple):
    width: float
    height: float


def original(stored: StoredDocument) -> bytes | None:
    """The bytes of a PDF as they were taken in; None when they are not there any more."""
    if stored.read.format != "pdf":
        return None
    try:
        data = Path(stored.document.path).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == stored.document.sha256 else None


def page_view(stored: StoredDocument, page: int, start: int, end: int) -> PageView:
    """Where the part of ``text[start:end]`` that is on page ``page`` (from 1) stands."""
    data = original(stored)
    if data is None:
        return PageView(available=False, page=page)
    words = stored.read.text[slice(*_on_page(stored, page, start, end))]
    with _LOCK:
        found = _located(data, page - 1, _squeezed(words)[0])
    if found is None:
        return PageView(available=False, page=page)
    size, marks = found
    version, scale = stored.document.sha256[:16], _scale(size)
    width, height = round(size.width * scale), round(size.height * scale)
    return PageView(available=True, page=page, version=version, width=width, height=height, marks=marks)


def picture(stored: StoredDocument, page: int) -> bytes | None:
    """The page as PNG; None when the file or the page is not there."""
    data = original(stored)
    if data is None:
        return None
    return _PICTURES.get(f"{stored.document.sha256} {page}", lambda: _drawn(data, page - 1))


def _scale(size: _Size) -> float:
    """Pixels for a point: a strip of a page must not become a picture that fills the memory."""
    return min(_WIDTH / max(size.width, 1.0), _TALLEST / max(size.height, 1.0))


def _on_page(stored: StoredDocument, page: int, start: int, end: int) -> tuple[int, int]:
    """The stretch of ``[start, end)`` between the beginnings of this page and the next."""
    beginnings = [*((mark.number, mark.start) for mark in stored.read.pages), (0, len(stored.read.text))]
    for (number, first), (_, last) in pairwise(beginnings):
        if number == page:
            return max(start, first), min(end, last)
    return start, end


def _located(data: bytes, index: int, wanted: str) -> tuple[_Size, tuple[Mark, ...]] | None:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        if not 0 <= index < len(document):
            return None
        page = document[index]
        size = _Size(*page.get_size())
        text: Any = page.get_textpage()
        squeezed, places = _squeezed(text.get_text_range())
        at = _find(squeezed, wanted)
        if at is None:
            return size, ()
        first, count = places[at[0]], places[at[1] - 1] - places[at[0]] + 1
        boxes = [text.get_rect(number) for number in range(text.count_rects(first, count))]
    return size, tuple(_mark(box, size) for box in boxes)


def _find(text: str, wanted: str) -> tuple[int, int] | None:
    """Where ``wanted`` stands in ``text``; where as much of its beginning stands as there is, when it goes on elsewhere."""
    length = len(wanted)
    while length >= _SHORTEST:
        at = text.find(wanted[:length])
        if at >= 0:
            return at, at + length
        length = length * 2 // 3
    return None


def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """The text without white space, and where each character of it stood."""
    kept = [match.start() for match in re.finditer(r"\S", text)]
    return "".join(text[place] for place in kept), kept


def _mark(box: Sequence[float], size: _Size) -> Mark:
    """PDF counts from the lower left corner."""
    left, bottom, right, top = box
    return Mark(
        left=left / size.width,
        top=1 - top / size.height,
        width=(right - left) / size.width,
        height=(top - bottom) / size.height,
    )


def _drawn(data: bytes, index: int) -> bytes | None:
    import pypdfium2

    with _LOCK, pypdfium2.PdfDocument(data) as document:
        if not 0 <= index < len(document):
            return None
        page: Any = document[index]
        image = page.render(scale=_scale(_Size(*page.get_size()))).to_pil()
        stream = BytesIO()
        image.convert("RGB").save(stream, "PNG", optimize=False)
        return stream.getvalue()

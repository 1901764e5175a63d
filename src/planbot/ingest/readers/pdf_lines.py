"""Lines of a PDF page with where they stand, and text that was spaced out letter by letter (pure but for the page object)."""

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from planbot.ingest.readers.grid import wide

pdfium: Any = import_module("pypdfium2.raw")
_RADICALS = re.compile("[\u2e80-\u2eff\u2f00-\u2fdf\uf900-\ufaff]")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\ufffe\uffff\U000f0000-\U0010ffff]")
_SOFT_HYPHEN = "\x02"
_SPACED_SHARE = 0.75
_MIN_SPACED = 5


class Line(NamedTuple):
    """A line of text; distances in points from the page's upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int
    hyphen: bool = False
    """The last word goes on in the next line."""

    @property
    def size(self) -> float:
        """Height of the type, near enough."""
        return max(self.bottom - self.top, 1.0)


class Glyph(NamedTuple):
    """A character and its middle, in points from the page's upper left corner."""

    text: str
    across: float
    down: float
    size: float
    spaced: bool
    """White space stands before it."""


def page_glyphs(page: Any) -> list[Glyph]:
    """Every inked character in the order of the page's content."""
    left, _, _, top = page.get_bbox()
    text_page = page.get_textpage()
    found, spaced = list[Glyph](), False
    try:
        for index in range(pdfium.FPDFText_CountChars(text_page.raw)):
            character = chr(pdfium.FPDFText_GetUnicode(text_page.raw, index))
            box = _box(text_page.raw, index) if character > " " and not character.isspace() else None
            if box:
                found.append(
                    Glyph(character, (box[0] + box[1]) / 2 - left, top - (box[2] + box[3]) / 2, box[3] - box[2], spaced)
                )
            spaced = box is None
    finally:
        text_page.close()
    return found


def page_lines(page: Any, number: int) -> list[Line]:
    """Lines in the order of the page's content."""
    left, _, _, top = page.get_bbox()
    text_page = page.get_textpage()
    try:
        return [line for run in _runs(text_page.raw) if (line := _line(text_page.raw, run, number, left, top))]
    finally:
        text_page.close()


def _runs(handle: Any) -> Iterable[list[tuple[int, str]]]:
    """Characters with their index, parted at line ends."""
    run = list[tuple[int, str]]()
    for index in range(pdfium.FPDFText_CountChars(handle)):
        character = chr(pdfium.FPDFText_GetUnicode(handle, index))
        if character in "\r\n":
            if run:
                yield run
            run = []
        elif character != "\x00":
            run.append((index, character))
    if run:
        yield run


def _line(handle: Any, run: Sequence[tuple[int, str]], page: int, left: float, top: float) -> Line | None:
    inked = [index for index, character in run if not character.isspace() and character > "\x1f"]
    if not inked:
        return None
    boxes = [box for index in {inked[0], inked[-1], inked[len(inked) // 2]} if (box := _box(handle, index))]
    if not boxes:
        return None
    text = "".join(character for _, character in run).rstrip()
    hyphen = text.endswith((_SOFT_HYPHEN, "\ufffe", "\u00ad"))
    text = cleaned(text.rstrip("\x02\ufffe\u00ad") if hyphen else text)
    return Line(
        text=text,
        left=min(box[0] for box in boxes) - left,
        right=max(box[1] for box in boxes) - left,
        top=top - max(box[3] for box in boxes),
        bottom=top - min(box[2] for box in boxes),
        page=page,
        hyphen=hyphen,
    )


def _box(handle: Any, index: int) -> tuple[float, float, float, float] | None:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box)):
        return None
    return min(box.left, box.right), max(box.left, box.right), min(box.bottom, box.top), max(box.bottom, box.top)


def cleaned(text: str) -> str:
    """Without control characters; surrogate pairs joined; radicals that fonts map in place of characters put right."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = "".join(" " if c in "\t\xa0" else c for c in text if c >= " " or c == "\t")
    return _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text).strip(" ")


def readable(lines: Iterable[Line]) -> bool:
    """Is there text, and are most of its characters ones that mean something?"""
    text = "".join(line.text for line in lines)
    inked = sum(1 for c in text if not c.isspace())
    return inked > 0 and len(_UNREADABLE.findall(text)) * 3 < inked


def closed_up(lines: Sequence[Line]) -> list[Line]:
    """Lines with the space after every character taken out, where a line or most of the document has one."""
    long = [line for line in lines if len(line.text.replace(" ", "")) >= _MIN_SPACED]
    everywhere = len(long) > 0 and sum(map(_is_spaced, (line.text for line in long))) * 2 > len(long)
    return [line._replace(text=close_up(line.text, everywhere=everywhere)) for line in lines]


def close_up(text: str, *, everywhere: bool) -> str:
    """One line; ``everywhere`` when the document around it is spaced out, so that short lines and figures are too."""
    chinese = sum(1 for c in text if wide(c)) * 2 >= len(text.replace(" ", ""))
    if not _is_spaced(text) or not (everywhere or (chinese and len(text.replace(" ", "")) >= _MIN_SPACED)):
        return text
    return (
        re.sub(r"(\S) (?! )", r"\1", re.sub(r" {2,}", "\x00", text)).replace("\x00", " ").strip()
        if "  " in text
        else text.replace(" ", "")
    )


def _is_spaced(text: str) -> bool:
    pairs = len(text.replace(" ", "")) - 1
    return pairs > 0 and len(re.findall(r"\S (?=\S)", text)) >= _SPACED_SHARE * pairs

"""Lines of pages as paragraphs: page furniture found, lines joined where a paragraph goes on (pure)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from planbot.ingest.readers.grid import wide
from planbot.ingest.readers.pdf_lines import Line

_ZONE = 0.1
"""Share of the page height at its top and bottom where headers, footers and page numbers stand."""
_MAX_REPEATED = 80
_PAGE_NUMBER = re.compile(
    r"[\s—–\-−―·•~_|]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百]{1,5}(?=\s*页))\s*页?(?:\s*[/／,，]?\s*(?:共|of)?\s*\d{1,4}\s*页?)?[\s—–\-−―·•~_|]*"
    r"|page\s*\d+(?:\s*(?:of|/)\s*\d+)?",
    re.I,
)
_MARKER = re.compile(
    r"第\s*[一二三四五六七八九十百零〇\d]{1,4}\s*[章节条篇部编]|[一二三四五六七八九十百]{1,4}\s*[、．.]|[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]"
    r"|\d{1,2}\s*[、．]|\d{1,2}\.(?!\d)|[①-⑳㈠-㈩•●■◆▪·]|附件|附表|[-–]\s"
)
_HEADING = re.compile(
    r"第\s*[一二三四五六七八九十百\d]{1,4}\s*[章节篇部编]|[一二三四五六七八九十]{1,4}\s*[、．.]|[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]"
)
_ENDED = ("。", "！", "？", "；", "：", "”", "）", ".", ":", ";", "!", "?", "…", ")", "」", "』")
_DIGIT_TAIL = re.compile(r"\d[.．]?$")
_DIGIT_HEAD = re.compile(r"[\d%％‰.．]")


class Margins(NamedTuple):
    """Left and right edge of the text of a page and the height of its type, in points."""

    left: float
    right: float
    size: float


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> dict[Line, str]:
    """Page numbers and lines that repeat at the top or bottom of pages, with the rule that found them."""
    at_edge = [[line for line in lines if _in_zone(line, height)] for lines, height in zip(pages, heights, strict=True)]
    counts = Counter(key for lines in at_edge for key in {_key(line) for line in lines})
    least = max(3, round(0.3 * len(pages)))
    found: dict[Line, str] = {}
    for line in (line for lines in at_edge for line in lines):
        if _PAGE_NUMBER.fullmatch(line.text.strip()):
            found[line] = "page_number"
        elif counts[_key(line)] >= least and len(line.text) <= _MAX_REPEATED and not line.text.rstrip().endswith("。"):
            found[line] = "page_header"
    return found


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom < height * _ZONE or line.top > height * (1 - _ZONE)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.replace(" ", ""))


def margins(lines: Sequence[Line]) -> Margins | None:
    """None for a page with hardly any text."""
    long = [line for line in lines if len(line.text) >= 8]
    if len(long) < 3:
        return None
    size = median(line.size for line in long)
    starts = Counter(round(line.left / 3) for line in long)
    # the leftmost edge that several lines share; a single line further left (a marginal note) does not set the margin
    left = min((edge for edge, count in starts.items() if count >= max(2, len(long) * 0.08)), default=min(starts)) * 3.0
    rights = sorted(line.right for line in long)
    return Margins(left, rights[int(len(rights) * 0.9) if len(rights) > 5 else -1], size)


def goes_on(line: Line, following: Line, page: Margins, next_page: Margins, column_right: float) -> bool:
    """Does the paragraph of ``line`` go on in ``following``? By type size, full line, indent, number and end mark."""
    if line.hyphen:
        return True
    size = page.size
    if not 0.8 < line.size / following.size < 1.25 or _apart(line, following, size):
        return False
    slack = 1.9 * size if _mostly_wide(line.text) else 5 * size
    if line.right < column_right - slack:
        return False
    ended = line.text.rstrip().endswith(_ENDED)
    marked = _MARKER.match(following.text) is not None
    if following.left - next_page.left < 1.4 * size:
        return not (marked and ended)
    # an indented line begins a paragraph, unless the whole block is indented and the line above breaks off
    inside_block = following.left >= line.left - 0.5 * size
    return inside_block and not ended and not marked and not _is_heading(line.text)


def _is_heading(text: str) -> bool:
    """A numbered line without a sentence in it."""
    return _HEADING.match(text) is not None and not any(mark in text for mark in "。；：")


def _apart(line: Line, following: Line, size: float) -> bool:
    """On one page: a gap of more than a line, or side by side."""
    if line.page != following.page or following.bottom < line.top:
        return False
    return following.top - line.bottom > 1.6 * size or following.top < line.bottom - 0.5 * size


def column_right(line: Line, lines: Iterable[Line], page: Margins) -> float:
    """The right edge of the column a line stands in: of lines that begin near it, when they are several."""
    peers = sorted(
        other.right for other in lines if abs(other.left - line.left) <= 3.2 * page.size and len(other.text) >= 4
    )
    if len(peers) < 5:
        return page.right
    return peers[int(len(peers) * 0.85)]


def _mostly_wide(text: str) -> bool:
    return sum(1 for c in text if wide(c)) * 2 >= len(text)


def joint(before: str, after: str) -> str:
    """What stands between two lines of a paragraph: nothing beside a Chinese character or inside a number, else a space."""
    if not before or not after or wide(before[-1]) or wide(after[0]):
        return ""
    if _DIGIT_TAIL.search(before) and _DIGIT_HEAD.match(after):
        return ""
    return " "

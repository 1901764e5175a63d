"""The lines of a stored text as its reader sees them: page furniture blanked out, white space trimmed, offsets kept (pure)."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planbot.types import Furniture, ReadText

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BLANK = " \t\u3000\xa0\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009"
_INK = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]")
_MARKUP = re.compile(
    r"(?m)^ {0,3}(?:#{1,6}[ \t]+|>[ \t]|[-*+][ \t]+(?=\S))|[ \t]#+[ \t]*$|\*\*(?=[^*\n]{1,120}\*\*)|(?<=[^*\s])\*\*"
)
_SPACE = re.compile(rf"[\s{_BLANK}]+")
_ENDS = "。！？!?；;：:…"
_CLOSERS = '）)】》”〞」』"］]〕'


class Line(NamedTuple):
    """One line that is not blank; ``text`` is the visible text ``[start:end)``, furniture replaced by spaces."""

    start: int
    end: int
    text: str


def without_furniture(text: str, furniture: Iterable[Furniture]) -> str:
    """``text`` with every furniture character turned into a space; length, offsets and line breaks stay."""
    pieces: list[str] = []
    done = 0
    for span in furniture:
        pieces += (text[done : span.start], _INK.sub(" ", text[span.start : span.end]))
        done = span.end
    return "".join((*pieces, text[done:]))


def visible(read: ReadText, furniture: Iterable[Furniture]) -> str:
    """The text that headings are looked for in: no furniture, no markup (Markdown's # and **); length and offsets stay."""
    text = without_furniture(read.text, furniture)
    if read.format != "md":
        return text
    return _MARKUP.sub(lambda match: " " * len(match.group()), text)


def lines_of(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of ``text[start:end]`` that are not blank, trimmed."""
    found: list[Line] = []
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        raw = match.group()
        left = raw.lstrip(_BLANK)
        visible = left.rstrip(_BLANK)
        if visible:
            begin = match.start() + len(raw) - len(left)
            found.append(Line(begin, begin + len(visible), visible))
    return found


def within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Is the position inside one of the half-open spans (sorted, not overlapping)?"""
    at = bisect_right(spans, (position, math.inf)) - 1
    return at >= 0 and position < spans[at][1]


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def compact(text: str) -> str:
    """``text`` without any white space: "目 录" and "目录" are one."""
    return _SPACE.sub("", text)


def finished(text: str) -> bool:
    """Does the line end a sentence or a clause that a list may follow, closing brackets and quotes aside?"""
    bare = text.rstrip(_CLOSERS + _BLANK)
    return not bare or bare[-1] in _ENDS or (bare[-1] == "." and len(bare) > 2) or len(bare) < len(text.rstrip(_BLANK))


def unfinished_paragraph(text: str) -> bool:
    """Is the line prose that breaks off in mid-sentence (as a page or column break leaves it), not a heading?"""
    return not finished(text) and (len(text) > 30 or "。" in text)

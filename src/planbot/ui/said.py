"""An answer's Markdown as the page and its downloads say it: without the lines that the list of sources repeats (pure)."""

import re
from itertools import pairwise

from planbot.answer.phrases import Language, phrase
from planbot.types import Answer

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_MARKER = re.compile(r"\[\d{1,3}\]")


def without_sources(answer: Answer) -> str:
    """Lines that name the source of the line above go, since each citation has its card; so does a refusal's nearest passage."""
    lines = answer.answer.split("\n")
    if not answer.answered:
        return "\n".join(line for line in lines if not (answer.citations and _begins(line, "nearest", "text")))
    gone = _sources_below(lines)
    return "\n".join(line for number, line in enumerate(lines) if number not in gone).rstrip()


def _sources_below(lines: list[str]) -> set[int]:
    """The lines that name the sources of what stands right above them, a table's in a row; none where sources head groups, and stay."""
    told = [number for number, line in enumerate(lines) if line.strip()]
    gone: set[int] = set()
    for above, number in pairwise(told):
        if _begins(lines[number], "source") and (above in gone or _MARKER.search(lines[above])):
            gone.add(number)
    first = next((number for number in told if _begins(lines[number], "source")), None)
    return gone if first in gone else set()


def _begins(line: str, key: str, *more: str) -> bool:
    """Does ``line`` begin as planbot's phrase ``key`` does, in either language?"""
    empty = {"source": "\0", **dict.fromkeys(more, "\0")}
    return any(line.strip().startswith(phrase(key, language, **empty).split("\0")[0]) for language in _LANGUAGES)

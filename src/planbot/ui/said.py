"""An answer's Markdown as the page and its downloads say it: without the lines that the list of sources repeats (pure)."""

import re

from planbot.answer.phrases import Language, phrase
from planbot.types import Answer

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_MARKER = re.compile(r"\[\d{1,3}\]")


def without_sources(answer: Answer) -> str:
    """Lines that name the source of the line above go, since each citation has its card; so does a refusal's nearest passage."""
    lines = answer.answer.split("\n")
    if not answer.answered:
        return "\n".join(line for line in lines if not (answer.citations and _begins(line, "nearest", "text")))
    kept = [line for number, line in enumerate(lines) if not (number and _repeats(lines[number - 1], line))]
    return "\n".join(kept) if _each_has_its_own(lines) else answer.answer


def _repeats(above: str, line: str) -> bool:
    return bool(_MARKER.search(above)) and _begins(line, "source")


def _each_has_its_own(lines: list[str]) -> bool:
    """Does every source stand below what it is the source of? Otherwise sources are the heads of groups, and stay."""
    first = next((n for n, line in enumerate(lines) if _begins(line, "source")), 0)
    return first > 0 and bool(_MARKER.search(lines[first - 1]))


def _begins(line: str, key: str, *more: str) -> bool:
    """Does ``line`` begin as planbot's phrase ``key`` does, in either language?"""
    empty = {"source": "\0", **dict.fromkeys(more, "\0")}
    return any(line.strip().startswith(phrase(key, language, **empty).split("\0")[0]) for language in _LANGUAGES)

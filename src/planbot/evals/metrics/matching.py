"""When two wordings say the same: text brought to one form, and figures looked for whole (pure).

The form is that of the string rules the project's acceptance questions are graded with, so that both count the same facts.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_DROPPED = {ord(mark): None for mark in "\"'“”‘’〝〞「」『』《》<>"}
_DASHES = {ord(mark): "-" for mark in "–—―‐‑‒−－～〜∼"} | {ord("~"): "-"}
_BRACKETS = str.maketrans("〔〕【】﹝﹞", "[][][]")
_HELD = (
    (re.compile(r"<\s*(?=\d)"), "≺"),
    (re.compile(r">\s*(?=\d)"), "≻"),
)
"""A sign before a figure is a bound, not a quotation mark."""
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\d)\s+(?=\d)", "·"),
        (r"[\s*_`#\u200b\ufeff]+", ""),
    )
)
_UNITS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\d),(?=\d{3}(?!\d))", ""),
        (r"percentagepoints?", "个百分点"),
        (r"(?<=\d)percent", "%"),
        (r"(?:rmb|cny|¥|yuan)(\d+(?:\.\d+)?)", r"\1元"),
        (r"(?<=\d)(?:yuan|rmb|cny)", "元"),
        (r"(?:十万|10万)分之(\d+(?:\.\d+)?)", r"\1/10万"),
        (r"千分之(\d+(?:\.\d+)?)", r"\1‰"),
        (r"百分之(\d+(?:\.\d+)?)", r"\1%"),
        (r"(\d(?:\.\d+)?)(?:deaths)?(?:per|/|每|outof|in)(?:100000|10万|十万|100k)", r"\1/10万"),
        (r"每(?:10万|十万)[^\d]{0,6}(\d+(?:\.\d+)?)", r"\1/10万"),
        (r"(?<=\d)(?:deaths)?(?:per|/)(?:1000|thousand)(?!\d)", "‰"),
    )
)


def normalised(text: str) -> str:
    """Compatibility forms, case, white space, Markdown, quotation marks, dashes and spelled-out units made equal."""
    held = text.replace(">=", "≥").replace("<=", "≤").replace("＞", ">").replace("＜", "<")
    flat = unicodedata.normalize("NFKC", _applied(_HELD, held)).lower()
    return _applied(_UNITS, _applied(_RULES, flat.translate(_DROPPED).translate(_DASHES)).translate(_BRACKETS))


def _applied(rules: Iterable[tuple[re.Pattern[str], str]], text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def contains(needle: str, haystack: str) -> bool:
    """Does ``needle`` stand in ``haystack`` (already normalised), never as a piece of a longer figure?"""
    return position(normalised(needle), haystack) >= 0


def position(needle: str, haystack: str) -> int:
    """Where ``needle`` first stands whole, both normalised; -1 when nowhere."""
    start = haystack.find(needle) if needle else -1
    while start >= 0:
        if _whole(haystack, start, start + len(needle)):
            return start
        start = haystack.find(needle, start + 1)
    return -1


def _whole(text: str, start: int, end: int) -> bool:
    """Is the figure at either end of the span not the piece of a longer one?"""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    cut_before = _digit(text[start]) and (_digit(before[-1:]) or (before[-1:] == "." and _digit(before[:-1])))
    cut_after = _digit(text[end - 1]) and (_digit(after[:1]) or (after[:1] == "." and _digit(after[1:])))
    return not cut_before and not cut_after


def _digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


def any_stands(alternatives: Sequence[str], haystack: str) -> bool:
    """Does one of the wordings stand in ``haystack`` (already normalised)?"""
    return any(contains(wording, haystack) for wording in alternatives)


def squashed(text: str) -> str:
    """``text`` without white space."""
    return re.sub(r"\s+", "", text)

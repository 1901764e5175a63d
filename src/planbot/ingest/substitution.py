"""Words that a copy filter exchanged for others (效劳 for 服务), told by the words around them (pure).

Evidence comes from the document alone: a pair counts where the found word stands in a phrase in which it cannot be right; a word that
official texts hardly use counts everywhere when the right word never occurs; and once a text is known to be filtered, so does a word
that recurs while its counterpart is missing from the whole text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from planbot.lexicon.load import load
from planbot.types import Warning

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class _Pair:
    found: str
    original: str
    wrong: re.Pattern[str]
    right: re.Pattern[str]
    rare: bool
    spreads: bool
    needs_absent: bool


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(
        _Pair(
            found=row["found"],
            original=row["original"],
            wrong=re.compile(row["found"] if row.get("always") else row["wrong"]),
            right=re.compile(row.get("right", _NEVER)),
            rare=row.get("rare", False),
            spreads=row.get("spreads", False),
            needs_absent=row.get("needs_absent", False),
        )
        for row in load("damage")["substitution"]
    )


def substitution_warnings(text: str) -> Iterator[Warning]:
    """One warning for each exchanged word, its span the word alone, in no order."""
    hits = {pair: starts for pair in _pairs() if pair.found in text and (starts := _hits(text, pair, pair.wrong))}
    filtered = len(hits) >= 2 and sum(map(len, hits.values())) >= 3
    for pair, starts in hits.items():
        missing = pair.original not in text
        if pair.needs_absent and not (filtered and missing):
            continue
        everywhere = missing and (pair.rare or (pair.spreads and filtered))
        for start in _hits(text, pair, re.compile(pair.found)) if everywhere else starts:
            message = f"{pair.found}: a copy filter seems to have put it for {pair.original}"
            yield Warning(code="word_substitution", message=message, start=start, end=start + len(pair.found))


def _hits(text: str, pair: _Pair, pattern: re.Pattern[str]) -> list[int]:
    """Offsets of the found word where ``pattern`` matches, but for the phrases in which it is right."""
    right = [match.span() for match in pair.right.finditer(text)]
    starts: dict[int, None] = {}
    for match in pattern.finditer(text):
        start = text.find(pair.found, match.start(), match.end() + len(pair.found))
        if start >= 0 and not any(a <= start < b for a, b in right):
            starts[start] = None
    return list(starts)

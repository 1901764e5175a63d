"""Which of the found sentences are the answer, and how much of each (pure).

The best sentence answers a plain question; a question for several things takes every sentence that covers it about as well. A long
sentence is cut to the run of clauses that holds the words asked for and the figure or names asked about, never inside a bracket or a
quotation.
"""

import re
from collections.abc import Sequence
from typing import Literal

from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored
from planbot.sentences import clauses
from planbot.store.tokens import folded
from planbot.types import Noun

SUPPORT = 0.34
"""Least share of the question's concepts, by rarity, that a sentence must hold to answer it (docs/evals.md has the curve)."""
CLOSE = 0.82
"""A further sentence answers too when its score is at least this share of the best one's."""
LONG = 90
"""Characters above which a sentence is cut to its clauses."""
_FIGURE = re.compile(r"\d")


class Evidence(Noun):
    """A span that answers, or part of it."""

    document: str
    start: int
    end: int
    score: float
    coverage: float


def select(ranked: Sequence[Scored], query: Query, limit: int) -> tuple[Scored, ...]:
    """The sentences that answer, best first; none when the best does not hold enough of the question."""
    if not ranked or ranked[0].coverage < SUPPORT:
        return ()
    floor = ranked[0].score * CLOSE
    several = {"list", "compare"} & set(query.wants)
    chosen = [s for s in ranked[: limit if several else 1] if s.score >= floor and s.coverage >= SUPPORT]
    return tuple(chosen)


def trimmed_evidence(sentence: Scored, text: str, query: Query) -> Evidence:
    """``sentence`` cut to the clauses that matter."""
    start, end = sentence.start, sentence.end
    if end - start > LONG and "list" not in query.wants:
        start, end = _clauses_that_matter(text, start, end, query)
    return Evidence(document=sentence.document, start=start, end=end, score=sentence.score, coverage=sentence.coverage)


def _clauses_that_matter(text: str, start: int, end: int, query: Query) -> tuple[int, int]:
    """From the first to the last clause that holds a concept, and on to the figure asked for when none of them has one."""
    spans = list(clauses(text, start, end))
    held = [index for index, (a, b) in enumerate(spans) if _holds(folded(text[a:b]), query)]
    if not held:
        return start, end
    first, last = held[0], held[-1]
    if "number" in query.wants and not _FIGURE.search(text[spans[first][0] : spans[last][1]]):
        last = next((i for i in range(last, len(spans)) if _FIGURE.search(text[spans[i][0] : spans[i][1]])), last)
    cut = _balanced(text, spans[first][0], spans[last][1], (start, end))
    return cut


def _holds(low: str, query: Query) -> bool:
    return any(wording in low for concept in query.concepts for wording, _ in concept.wordings)


_PAIRS: tuple[tuple[str, str], ...] = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("「", "」"))


def _balanced(text: str, start: int, end: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """The span widened until every bracket and quotation mark in it has its partner, within ``bounds``."""
    for left, right in _PAIRS:
        inside = text[start:end]
        if inside.count(left) > inside.count(right):
            close = text.find(right, end, bounds[1])
            end = close + 1 if close >= 0 else bounds[1]
        elif inside.count(left) < inside.count(right):
            opening = text.rfind(left, bounds[0], start)
            start = opening if opening >= 0 else bounds[0]
    return start, end


def kind_of(query: Query) -> Literal["lookup", "list", "compare"]:
    """The route that fits what the question wants."""
    if "compare" in query.wants:
        return "compare"
    return "list" if "list" in query.wants else "lookup"

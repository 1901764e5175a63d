"""Which sentences of the found passages answer the question: coverage of its concepts, weighted by how rare each is (pure)."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

from planbot.cite import ancestry, section_at
from planbot.lexicon.load import load
from planbot.retrieve.query import Concept, Query, Want
from planbot.sentences import running_sentences
from planbot.store.tokens import folded
from planbot.types import Noun, Section

HEADING, NEIGHBOUR = 0.5, 0.25
"""Share of its weight that a concept counts for the order of sentences when only the passage's context (document title and headings), or
only the sentence before, holds it."""
HEADING_ABOVE = 0.6
"""The same for coverage: headings above the sentence only, the document's title left out."""

_MARKS = re.compile(r"(?:#{1,6}[ \t]+)?")
"""Markdown's marks of a heading, which are not words of it."""
SIGN = 0.12
"""Bonus when a sentence has the shape of what is asked for."""
DENSE, RESCUE = 0.2, 0.6
"""Share of the dense search in a passage's score: where a passage found by words holds all that is asked for, and where none holds
anything of it. Between them the share follows what is missing."""


class Candidate(Noun):
    """A passage as found: its document, its text by offset, its headings and its score in [0, 1]."""

    id: str
    document: str
    part: str | None
    start: int
    end: int
    headings: str
    """Title, part and heading path, folded."""
    score: float


class Scored(Noun):
    """A sentence with its relevance in about [0, 2]."""

    document: str
    part: str | None
    start: int
    end: int
    score: float
    coverage: float
    """Share of the question's concepts, by weight, that the sentence or, for part of their weight, the headings right above it hold."""
    heading: bool
    """The sentence is a heading and says nothing beyond it."""
    reports: bool
    """It stands in a document or section that reports what was reached."""


class Layout(Noun):
    """Where sentences of a document may end, and which headings stand above each."""

    edges: tuple[int, ...]
    """As in ``running_sentences``."""
    sections: tuple[Section, ...]
    reporting: tuple[tuple[int, int], ...]
    """Spans of the parts whose kind is summary or report."""


def rarity(documents_with: int, total: int) -> float:
    """BM25's inverse document frequency: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log(1 + (total - documents_with + 0.5) / (documents_with + 0.5))


def score_sentences(
    candidate: Candidate, text: str, layout: Layout, query: Query, weights: Sequence[float]
) -> list[Scored]:
    """The sentences of one candidate. ``weights``: one rarity per concept of ``query``, in order."""
    in_context = [held(concept, candidate.headings) for concept in query.concepts]
    before = [0.0] * len(query.concepts)
    scored: list[Scored] = []
    for begin, end in running_sentences(text, candidate.start, candidate.end, layout.edges):
        start = begin + len(_MARKS.match(text, begin, end)[0])  # type: ignore[index] - matches the empty string too
        low = folded(text[start:end])
        section = section_at(layout.sections, start)
        own = [held(concept, low) for concept in query.concepts]
        titles = folded(
            " ".join(s.title for s in ancestry(layout.sections, section) if s.kind not in ("title", "part"))
        )
        covered = _share(weights, own, [held(concept, titles) for concept in query.concepts], (HEADING_ABOVE,))
        near = _share(weights, own, in_context, (HEADING, NEIGHBOUR), before)
        scored.append(
            Scored(
                document=candidate.document,
                part=candidate.part,
                start=start,
                end=end,
                score=near + candidate.score + (_signs(low, query.wants) if any(own) else 0.0),
                coverage=covered if any(own) else 0.0,
                heading=section is not None and start >= section.start and end <= section.heading_end,
                reports=bool(_report().search(titles)) or any(a <= start < b for a, b in layout.reporting),
            )
        )
        before = own
    return scored


def _share(
    weights: Sequence[float],
    own: Sequence[float],
    above: Sequence[float],
    counted: tuple[float, ...],
    before: Sequence[float] = (),
) -> float:
    """Share of the weights held by the sentence, or (counted less) by what stands above or before it."""
    near = [max(a, counted[0] * b) for a, b in zip(own, above, strict=True)]
    if before:
        near = [max(a, counted[1] * b) for a, b in zip(near, before, strict=True)]
    return sum(weight * share for weight, share in zip(weights, near, strict=True)) / (sum(weights) or 1.0)


def held(concept: Concept, low: str) -> float:
    """The greatest weight among the concept's wordings that stand in the folded text."""
    return max((weight for wording, weight in concept.wordings if wording in low), default=0.0)


@cache
def _report() -> re.Pattern[str]:
    return re.compile(load("question")["tense"]["report"])


def _signs(low: str, wants: Sequence[Want]) -> float:
    signs = _sign_patterns()
    return SIGN if any(want in signs and signs[want].search(low) for want in wants) else 0.0


@cache
def _sign_patterns() -> dict[Want, re.Pattern[str]]:
    """What a sentence that answers looks like, by the kind of answer wanted."""
    signs: dict[str, str] = load("question")["signs"]
    return {
        "number": re.compile(signs["number"]),
        "date": re.compile(signs["date"]),
        "frequency": re.compile(signs["frequency"]),
        "who": re.compile(signs["lead"]),
        "list": re.compile(signs["list"]),
    }


def covered(low: str, context: str, query: Query, weights: Sequence[float]) -> float:
    """Share of the question, by rarity, that a passage (``low``, folded) holds itself or, at half, under the headings of ``context``."""
    own = [held(concept, low) for concept in query.concepts]
    return _share(weights, own, [held(concept, context) for concept in query.concepts], (HEADING,))


def dense_share(coverage: float) -> float:
    """How much the dense search counts where the best passage found by words covers so much of the question (0 to 1).

    Words that are found are the better evidence; what they leave uncovered was said in other words, or in another language.
    """
    return DENSE + (RESCUE - DENSE) * (1 - coverage)


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float], dense_weight: float) -> dict[str, float]:
    """One score in [0, 1] per passage: each list scaled by its best, the dense one counted by what it exceeds its own floor.

    Cosines of unrelated text are far from zero, so the dense list is scaled between its last and its best hit; an absent hit counts 0.
    """
    best = max(lexical.values(), default=0.0) or 1.0
    high, low = max(dense.values(), default=0.0), min(dense.values(), default=0.0)
    spread = (high - low) or 1.0
    return {
        key: (1 - dense_weight) * lexical.get(key, 0.0) / best
        + dense_weight * ((dense[key] - low) / spread if key in dense else 0.0)
        for key in {*lexical, *dense}
    }

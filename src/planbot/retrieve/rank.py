"""Which sentences of the found passages answer the question: coverage of its concepts, weighted by how rare each is (pure)."""

import math
import re
from collections.abc import Mapping, Sequence

from planbot.retrieve.query import Concept, Query, Want
from planbot.sentences import running_sentences
from planbot.store.tokens import folded
from planbot.types import Noun

HEADING, NEIGHBOUR = 0.5, 0.25
"""Share of its weight that a concept counts when only the headings, or only the sentence before, hold it."""

_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千两]+(?:个|家|所|名|项|种|条|期|次|座|人|年|月|分之|成)")
_DATE = re.compile(r"\d{4}年|\d{1,2}月|年底|上半年|下半年|季度|日前|期间")
_WHO = re.compile(r"负责|牵头|配合|参与|会同|责任单位|协同|部门|由.{2,20}(?:管理|组织|实施)|为核心|组长")
_SERIES = re.compile(r"、.+(?:、|和|及|等)|一是|（一）|1[.、]")
_SIGNS: dict[Want, re.Pattern[str]] = {"number": _FIGURE, "date": _DATE, "who": _WHO, "list": _SERIES}
SIGN = 0.12
"""Bonus when a sentence has the shape of what is asked for."""


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
    """Share of the question's concepts, by weight, that the sentence itself holds."""


def rarity(documents_with: int, total: int) -> float:
    """BM25's inverse document frequency: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log(1 + (total - documents_with + 0.5) / (documents_with + 0.5))


def score_sentences(
    candidate: Candidate, text: str, edges: Sequence[int], query: Query, weights: Sequence[float]
) -> list[Scored]:
    """The sentences of one candidate. ``weights``: one rarity per concept of ``query``, in order; ``edges`` as in ``running_sentences``."""
    total = sum(weights) or 1.0
    in_headings = [held(concept, candidate.headings) for concept in query.concepts]
    before = [0.0] * len(query.concepts)
    scored: list[Scored] = []
    for start, end in running_sentences(text, candidate.start, candidate.end, edges):
        low = folded(text[start:end])
        own = [held(concept, low) for concept in query.concepts]
        covered = sum(weight * share for weight, share in zip(weights, own, strict=True)) / total
        near = sum(
            weight * max(share, HEADING * heading, NEIGHBOUR * previous)
            for weight, share, heading, previous in zip(weights, own, in_headings, before, strict=True)
        )
        score = near / total + candidate.score + (_signs(low, query.wants) if covered else 0.0)
        scored.append(
            Scored(
                document=candidate.document,
                part=candidate.part,
                start=start,
                end=end,
                score=score,
                coverage=covered,
            )
        )
        before = own
    return scored


def held(concept: Concept, low: str) -> float:
    """The greatest weight among the concept's wordings that stand in the folded text."""
    return max((weight for wording, weight in concept.wordings if wording in low), default=0.0)


def _signs(low: str, wants: Sequence[Want]) -> float:
    return SIGN if any(want in _SIGNS and _SIGNS[want].search(low) for want in wants) else 0.0


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

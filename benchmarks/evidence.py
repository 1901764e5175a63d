"""Does a search bring back what answers the question? Questions over samples/ with the words that answer them, and the measure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from planbot.types import Noun

BUDGETS = (1000, 4000)
"""Characters (white space not counted) that an answerer is willing to read."""


class Evidence(Noun):
    """An exact quote of a document, white space aside."""

    file: str
    quote: str


class Question(Noun):
    """What is asked and every quote that the answer needs."""

    id: str
    question: str
    evidence: tuple[Evidence, ...]


class Hit(Noun):
    """A passage that a search brought back."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the questions, within one budget."""

    evidence: float
    """Share of a question's quotes that stand in the passages."""
    full: float
    """Share of questions of which every quote does."""


def questions() -> list[Question]:
    """The suite over samples/."""
    lines = files("benchmarks").joinpath("data/questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question.model_validate_json(line) for line in lines]


def scores(asked: Sequence[Question], search: Callable[[str], Sequence[Hit]]) -> dict[int, Score]:
    """What ``search`` (best hit first) finds within each budget; the passage that does not fit any more is cut."""
    found = [(question, search(question.question)) for question in asked]
    return {budget: _score([_shares(question, hits, budget) for question, hits in found]) for budget in BUDGETS}


def _shares(question: Question, hits: Sequence[Hit], budget: int) -> float:
    read: list[tuple[str, str]] = []
    for hit in hits:
        if budget <= 0:
            break
        text = _squashed(hit.text)
        read.append((hit.file, text[:budget]))
        budget -= len(text)
    held = [
        any(item.file == file and _squashed(item.quote) in text for file, text in read) for item in question.evidence
    ]
    return sum(held) / len(held)


def _score(shares: Sequence[float]) -> Score:
    return Score(sum(shares) / len(shares), sum(share == 1 for share in shares) / len(shares))


def _squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)

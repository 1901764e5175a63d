"""A follow-up made into a question that stands alone, by rules (pure).

A short question that leans on the one before ("那儿童呢？") keeps that question's words and scope and puts what is new in front; a question
with a scope of its own, or long enough to stand, is left as it is.
"""

import re
from collections.abc import Sequence
from functools import cache

from planbot.lexicon.load import load
from planbot.types import Message

SHORT = 10
"""Characters below which a question without any scope leans on the one before."""


def standalone(question: str, history: Sequence[Message], *, scoped: bool) -> str:
    """The question to search for. ``scoped``: the question names documents, parts, places or years itself."""
    before = [turn.content for turn in history if turn.role == "user"]
    if not before or (scoped and not leans(question)):
        return question
    if not leans(question) and len(question) >= SHORT and not _short(question):
        return question
    earlier = standalone(before[-1], [Message(role="user", content=text) for text in before[:-1]], scoped=False)
    return f"{new_part(question)} {earlier}"


def leans(question: str) -> bool:
    """Does the wording point back?"""
    return any(pattern.search(question.strip()) for pattern in _patterns("leaning"))


def new_part(question: str) -> str:
    """What a leaning question adds: 那非定点的呢？ -> 非定点."""
    text = question.strip()
    for pattern in _patterns("shell"):
        text = pattern.sub("", text)
    return text or question


def _short(question: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]+", question)) < SHORT


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in load("followup")[name])

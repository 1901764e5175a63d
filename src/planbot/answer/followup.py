"""A follow-up made into a question that stands alone, by rules (pure).

A short question that leans on the one before ("那儿童呢？") keeps that question's words and scope and puts what is new in front; a question
with a scope of its own, or long enough to stand, is left as it is.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from planbot.ledger.departments import mentions
from planbot.lexicon.load import load
from planbot.retrieve.query import content_words
from planbot.store.tokens import folded
from planbot.types import Message

SHORT = 10
"""Words or characters below which a question without any scope leans on the one before."""
ENOUGH = 3
"""Words of its own with which a leaning question needs only the scope of the one before, not what that one asked."""
BEGIN = 4
"""Characters into a question within which a body is its subject."""
Scope = Callable[[str], str]


def standalone(question: str, history: Sequence[Message], scope: Scope) -> str:
    """The question to search for. ``scope`` gives the words of a question that name documents, parts, places or years."""
    before = [turn.content for turn in history if turn.role == "user"]
    named = scope(question)
    bare = named and not content_words(folded(without(new_part(question), named)))
    if not before or (named and not bare and not leans(question)) or not (bare or leans(question) or _short(question)):
        return question
    earlier = standalone(before[-1], [Message(role="user", content=text) for text in before[:-1]], scope)
    if bare:
        return f"{named} {without(earlier, scope(earlier))}"
    new = new_part(question)
    kept = "" if named else " ".join(filter(None, (scope(earlier), _subject(earlier, question))))
    if len(content_words(folded(new))) >= ENOUGH:
        return f"{kept} {question}".strip()
    return f"{earlier} {new}"


def without(question: str, named: str) -> str:
    """``question`` without the words of its scope, as ``scope`` gives them: pieces of it, joined."""
    rest = question
    for name in named.split("、"):
        left = name
        while left:
            size = next((size for size in range(len(left), 0, -1) if left[:size] in rest), 0)
            rest = rest.replace(left[:size], " ", 1) if size else rest
            left = left[max(1, size) :]
    return rest


def _subject(earlier: str, question: str) -> str:
    """The body that the question before begins with, when this one names none."""
    first = next(iter(mentions(earlier)), None)
    return first.name if first and first.start <= BEGIN and not mentions(question) else ""


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

"""The words of a text that need a source (pure)."""

from collections.abc import Iterator
from functools import cache

from planbot.ledger.numbers import quantities
from planbot.lexicon.load import load
from planbot.store.tokens import pairs


def plain(text: str) -> str:
    """The text with figures and function words blanked out: only words with a meaning of their own need a source."""
    characters = list(text)
    for figure in quantities(text):
        characters[figure.start : figure.end] = " " * (figure.end - figure.start)
    functions: str = load("verify")["function_characters"]
    return "".join(" " if character in functions else character for character in characters)


def in_other_words(text: str, source: str) -> frozenset[str]:
    """Pairs of characters of those words of ``text`` for which ``source`` has another word: 打预防针 where it prints 接种."""
    return frozenset(pair for word, others in _meant(text) if any(o in source for o in others) for pair in pairs(word))


def widened(text: str) -> frozenset[str]:
    """Pairs of the text and of the words that mean the same as words in it."""
    others = (pair for _, words in _meant(text) for word in words for pair in pairs(word))
    return frozenset([*pairs(plain(text)), *others])


def _meant(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((word, others) for word, others in _synonyms() if word in text)


@cache
def _synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everyday words with the official ones, and words that stand for each other."""
    lists = load("synonyms")
    everyday: dict[str, list[str]] = lists["plain"]
    same: list[list[str]] = lists["same"]
    alike = [(word, tuple(other for other in group if other != word)) for group in same for word in group]
    return (*((word, tuple(others)) for word, others in everyday.items()), *alike)

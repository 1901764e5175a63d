"""The words of a text that need a source (pure)."""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from planbot.ledger.numbers import Quantity, quantities
from planbot.lexicon.load import load
from planbot.store.tokens import pairs


@lru_cache(maxsize=512)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """The figures of a text, in order; one sentence is held against many sources, and one source against many sentences."""
    return tuple(quantities(text))


def plain(text: str) -> str:
    """The text with figures and function words blanked out: only words with a meaning of their own need a source."""
    functions = _functions()
    return "".join(" " if character in functions else character for character in _without_figures(text))


def with_meaning(text: str, held: Collection[str]) -> list[str]:
    """Pairs of characters that need a source. One with a function word in it is a word of its own (普及) where ``held`` has it."""
    functions = _functions()
    found = [pair for pair in pairs(_without_figures(text)) if len(pair) == 2]
    return [pair for pair in found if (count := len(functions & set(pair))) == 0 or (count == 1 and pair in held)]


def _without_figures(text: str) -> str:
    characters = list(text)
    for figure in figures_of(text):
        characters[figure.start : figure.end] = " " * (figure.end - figure.start)
    return "".join(characters)


@cache
def _functions() -> frozenset[str]:
    return frozenset(load("verify")["function_characters"])


def telling(text: str) -> frozenset[str]:
    """Pairs of characters that tell what a clause is about from what others are."""
    return frozenset(pair for pair in words_of(text) - plain_words() if len(pair) == 2)


def words_of(text: str) -> frozenset[str]:
    """Pairs of characters of the words with a meaning of their own."""
    return frozenset(pairs(plain(text)))


@cache
def plain_words() -> frozenset[str]:
    """Pairs that any sentence may use."""
    return frozenset(load("verify")["plain_words"])


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

"""How much of a source is in what was said about it: figures, things listed, bodies, words (pure)."""

import re

from planbot.ledger import departments
from planbot.ledger.numbers import Quantity, quantities
from planbot.sentences import clauses
from planbot.store.tokens import pairs
from planbot.verify.english import is_english, read_english
from planbot.verify.wording import telling, words_of

NAMED = 0.8
"""Share of the things in a list that a sentence must name to be the list."""
COVERED = 0.5
"""Share of a source's words that a retelling of it must have."""
_ITEM = re.compile(r"[^\s、，,。；;：:]{2,}(?=、)|(?<=、)[^\s、，,。；;]{2,}")
_LATIN = re.compile(r"[A-Za-z]{2,}")


def informs(said: str, source: str, asked: str) -> bool:
    """Does it say something that the question did not: words of the source, a figure, a name in letters, a no?"""
    if is_english(said):
        return len(_LATIN.findall(said)) > 2 or bool(quantities(said))
    given = {figure.normal for figure in quantities(asked)}
    new = (set(pairs(said)) & set(pairs(source))) - set(pairs(asked))
    figures = any(figure.normal not in given for figure in quantities(said))
    return figures or len(new) > 1 or any(word not in asked for word in _LATIN.findall(said))


def retells(said: str, source: str) -> bool:
    """Are the figures of ``source``, the things listed and half of its words in what was said? English is held to the figures."""
    english = is_english(said)
    given = {figure.normal[0] for figure in _figures(said)}
    figured = all(figure.normal[0] in given for figure in _figures(source) if figure.unit and not figure.chinese)
    return figured and (english or (lists(said, source) and _covers(said, source)))


def _figures(text: str) -> list[Quantity]:
    return quantities(read_english(text) if is_english(text) else text)


def _covers(said: str, source: str) -> bool:
    words = telling(source)
    return len(words & words_of(said)) >= COVERED * len(words)


def lists(said: str, source: str) -> bool:
    """Are the things that ``source`` lists named in what was said?"""
    items = _ITEM.findall(source)
    return sum(item[:4] in said for item in items) >= NAMED * len(items)


def names_all(said: str, source: str) -> bool:
    """Are all the bodies named that the source names in one breath with those that were said? False when none was."""
    named = {mention.canonical for mention in departments.find(said)}
    together: set[str] = set()
    for start, end in clauses(source, whole_lists=True):
        bodies = {mention.canonical for mention in departments.find(source[start:end])}
        together |= bodies if bodies & named else set()
    return bool(together) and together <= named

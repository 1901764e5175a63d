"""What a question asks for, as concepts to look for (pure).

A concept is one idea of the question with every wording it may have in a plan: the word itself, its synonyms, the official wording of
everyday speech, the Chinese of an English term. A passage is judged by the concepts it holds, each counted once.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Literal

from planbot.lexicon.load import load
from planbot.store.lexical import LexicalQuery, WeightedText
from planbot.store.tokens import folded, tokens
from planbot.types import Noun

Want = Literal["number", "date", "frequency", "who", "list", "compare", "why"]

SYNONYM, PLAIN, TRANSLATED = 0.8, 0.7, 1.0
"""Weights of a synonym, of the official wording of everyday speech, and of a translated term, beside 1 for the word itself."""

_HAN = re.compile(r"[\u4e00-\u9fff]")


class Concept(Noun):
    """One idea: the wordings that stand for it, each with a weight in (0, 1]."""

    head: str
    """The words of the question that it came from, folded."""
    wordings: tuple[tuple[str, float], ...]


class Query(Noun):
    """A question made ready for searching."""

    text: str
    language: Literal["zh", "en"]
    concepts: tuple[Concept, ...]
    wants: tuple[Want, ...]


def language_of(text: str) -> Literal["zh", "en"]:
    """English when Latin words outnumber Han characters (a quoted Chinese title does not make a question Chinese)."""
    return (
        "en"
        if len(re.findall(r"[A-Za-z]{2,}", text))
        > len(_HAN.findall(re.sub(r"[“\"'《(（][^”\"'》)）]*[”\"'》)）]", "", text)))
        else "zh"
    )


def analyse(text: str, expansions: Callable[[str], Sequence[str]]) -> Query:
    """The query for ``text``, which is the question with its scope words taken out.

    ``expansions`` gives the other names of a body that the text mentions.
    """
    low = folded(text)
    found: dict[str, dict[str, float]] = {}
    plain, rest = _plain(low)
    translated = list(_translated(low))
    for head, _ in translated:
        rest = _spaced(rest).replace(head, " ")
    for head, wordings in [*_quoted(text), *translated, *plain, *_same(low)]:
        found.setdefault(head, {}).update(wordings)
    for word in content_words(rest):
        entry = found.setdefault(word, {})
        entry[word] = 1.0
        for other in expansions(word):
            entry.setdefault(folded(other), SYNONYM)
    concepts = tuple(
        Concept(head=head, wordings=tuple(wordings.items())) for head, wordings in found.items() if wordings
    )
    return Query(text=text, language=language_of(text), concepts=concepts, wants=wants(text))


def content_words(low: str) -> list[str]:
    """The words of a folded text that say what it is about, each once."""
    asking = _asking()
    return [
        word for word in dict.fromkeys(tokens(low)) if word not in asking and (len(word) > 1 or not _HAN.match(word))
    ]


def wants(text: str) -> tuple[Want, ...]:
    """The kinds of answer the wording asks for."""
    return tuple(kind for kind, patterns in _wants().items() if any(pattern.search(text) for pattern in patterns))


@cache
def _asking() -> frozenset[str]:
    lists = load("question")
    return frozenset([*lists["asking"], *lists["asking_english"]])


@cache
def _wants() -> dict[Want, tuple[re.Pattern[str], ...]]:
    return {
        kind: tuple(re.compile(pattern) for pattern in patterns) for kind, patterns in load("question")["wants"].items()
    }


def _quoted(text: str) -> Iterable[tuple[str, dict[str, float]]]:
    """Words the asker put in quotation marks are looked for as they stand."""
    for match in re.finditer(r"[“‘'\"《「]([^”’'\"》」\s][^”’'\"》」]{1,40})[”’'\"》」]", text):
        yield f"“{match[1]}”", {folded(match[1]): 1.0}


def _translated(low: str) -> Iterable[tuple[str, dict[str, float]]]:
    """English terms, the longest at each place; a word inside a longer term is not read again."""
    pattern, forms = _english()
    for match in pattern.finditer(_spaced(low)):
        yield match[0], {**{folded(word): TRANSLATED for word in forms[match[0]]}, match[0]: 1.0}


@cache
def _english() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """The terms and their plurals, those written in the list first, and what finds the longest of them."""
    forms: dict[str, list[str]] = {_spaced(term): words for term, words in load("bilingual")["terms"].items()}
    for term, words in tuple(forms.items()):
        for plural in (f"{term}s", f"{term}es", re.sub("y$", "ies", term)):
            forms.setdefault(plural, words)
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{longest_first})(?![a-z])"), forms


def _spaced(low: str) -> str:
    """``check-up`` as ``check up``, and the curly apostrophe as the straight one."""
    return low.replace("-", " ").replace("’", "'")


def _plain(low: str) -> tuple[list[tuple[str, dict[str, float]]], str]:
    """Everyday wordings, longest first, and the text without them: one inside a longer one is not read again."""
    plain: dict[str, list[str]] = load("synonyms")["plain"]
    rest = low
    found: list[tuple[str, dict[str, float]]] = []
    for phrase in sorted((p for p in plain if p in low), key=len, reverse=True):
        if phrase in rest:
            rest = rest.replace(phrase, " ")
            found.append((phrase, {**{folded(word): PLAIN for word in plain[phrase]}, phrase: 1.0}))
    return found, rest


def _same(low: str) -> Iterable[tuple[str, dict[str, float]]]:
    """Groups of words that stand for each other: the longest of them that the text uses is the concept."""
    for group in _synonyms():
        used = max((word for word in group if word in low), key=len, default=None)
        if used is not None:
            yield used, {word: 1.0 if word == used else SYNONYM for word in group}


@cache
def _synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups, folded."""
    return tuple(tuple(map(folded, group)) for group in load("synonyms")["same"])


def lexical_query(query: Query) -> LexicalQuery:
    """Every wording of every concept, by its weight."""
    return LexicalQuery(
        pieces=tuple(
            WeightedText(text=wording, weight=weight)
            for concept in query.concepts
            for wording, weight in concept.wordings
        )
    )

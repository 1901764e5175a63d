"""An answer as statements with the markers that cite for them, and whether quoted words support a statement (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.ledger.numbers import Quantity, quantities, same
from planbot.lexicon.load import load
from planbot.sentences import sentences
from planbot.store.tokens import pairs, tokens
from planbot.types import Noun

COVERED = 0.8
"""Share of a statement's words that the quoted words must hold to support it."""
_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_ESCAPE = re.compile(r"\\(?=\W)")
_LEAD = re.compile(r"^[\s>#*+-]+|\*\*")
_ASIDE = re.compile(r"^（[^（）]*）$|^\([^()]*\)$")


class Statement(Noun):
    """A sentence of the answer and the markers behind it."""

    text: str
    markers: tuple[int, ...]


def statements(answer: str) -> tuple[Statement, ...]:
    """Every sentence that says something about the documents.

    Left out: the lines that name a source, remarks in brackets behind a marker, and sentences of planbot's own about its search.
    """
    found: list[Statement] = []
    for line in answer.splitlines():
        if not _own_words(line.strip()):
            found.extend(_of_line(line))
    return tuple(found)


def _of_line(line: str) -> list[Statement]:
    found: list[Statement] = []
    position = 0
    for match in [*_MARKERS.finditer(line), None]:
        end = match.start() if match else len(line)
        cited = tuple(int(number) for number in re.findall(r"\d+", match.group())) if match else ()
        found.extend(Statement(text=text, markers=cited) for text in _sentences(line[position:end]))
        position = match.end() if match else end
    return found


def _sentences(segment: str) -> list[str]:
    text = _LEAD.sub("", _ESCAPE.sub("", segment)).strip()
    spans = [text[start:end] for start, end in sentences(text)]
    return [words for words in spans if re.search(r"\w", words) and not _ASIDE.match(words) and not _own_words(words)]


def _own_words(text: str) -> bool:
    return bool(_own().fullmatch(text)) or text.startswith(_sources())


@cache
def _sources() -> tuple[str, ...]:
    catalogue = load("phrases")
    return tuple(catalogue[language]["source"].split("{")[0] for language in catalogue)


@cache
def _own() -> re.Pattern[str]:
    """Any sentence that planbot writes itself, with anything in its places."""
    catalogue = load("phrases")
    written = [
        words for language in catalogue.values() for name, words in language.items() if name not in ("quote", "source")
    ]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", "[^\n]*", re.escape(words)) for words in written))


def supports(statement: str, premises: Sequence[str]) -> bool:
    """Do the premises, taken together, say it? Every figure must stand in them with its unit and bound, and most of its words.

    The rule stands in for the entailment model of ALCE (arXiv 2305.14627), so that no model is needed.
    """
    return (
        bool(premises)
        and all(_stands(figure, premises) for figure in quantities(statement))
        and _covered(statement, "\n".join(premises))
    )


def _stands(figure: Quantity, premises: Sequence[str]) -> bool:
    there = [other for premise in premises for other in quantities(premise)]
    if figure.value is None:
        return any(other.value is None for other in there)
    return any(same(figure, other) and figure.bound == other.bound for other in there)


def _covered(statement: str, premise: str) -> bool:
    words = _words(statement)
    return not words or len(words & _words(premise)) >= COVERED * len(words)


def _words(text: str) -> frozenset[str]:
    """Pairs of Chinese characters and the words of other scripts."""
    return frozenset(pairs(text)) | {word for word in tokens(text) if word.isascii() and not word[0].isdigit()}

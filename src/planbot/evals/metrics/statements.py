"""An answer as statements with the markers that cite for them, and whether quoted words support a statement (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.lexicon.load import load
from planbot.sentences import sentences
from planbot.types import Noun
from planbot.verify.check import check

_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_ESCAPE = re.compile(r"\\(?=\W)")
_LEAD = re.compile(r"^[\s>#+-]*(?:\*\*(.+?)\*\*)?")


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
    text = _ESCAPE.sub("", _LEAD.sub(lambda match: match[1] or "", segment)).strip()
    spans = [text[start:end] for start, end in sentences(text)]
    return [words for words in spans if re.search(r"\w", words) and not _own_words(words)]


def _own_words(text: str) -> bool:
    aside = text[1:-1] if text[:1] in ("（", "(") else text
    return bool(_own().fullmatch(aside) or _own().fullmatch(text)) or text.startswith(_sources())


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
    """Do the premises, taken together, say it? Decided by the check that planbot holds its own answers to.

    It stands in for the entailment model of ALCE (arXiv 2305.14627), so that no model is needed.
    """
    return bool(premises) and check(statement, premises).supported

"""Questions to go on with, made of the ledger's rows around what an answer cites (pure)."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from planbot.types import Answer, Target
from planbot.ui.words import Words

_LIMIT = 3
_INDICATOR = (3, 24)
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()、·\-]+")


def cited_documents(answer: Answer) -> tuple[str, ...]:
    """Ids of the documents that an answer draws on, the first two."""
    return tuple(dict.fromkeys(citation.document for citation in answer.citations))[:2]


def suggestions(answer: Answer, rows: Iterable[Target], words: Words) -> tuple[str, ...]:
    """At most three: another indicator of the same place, a body's duties, the same indicator elsewhere."""
    near = sorted(rows, key=lambda row: _distance(row, answer))
    found = (next((q for q in kind if q not in _asked(answer)), None) for kind in _kinds(answer, near, words))
    return tuple(dict.fromkeys(question for question in found if question))[:_LIMIT]


def openers(rows: Iterable[Target], words: Words) -> tuple[str, ...]:
    """Two questions to begin with: one indicator's value and one body's duties, of the latest year."""
    latest = sorted(rows, key=lambda row: -(row.year or 0))
    valued = (row for row in latest if row.value is not None and row.year and _speakable(row.indicator))
    bound = ((name, row) for row in latest for name in row.responsible if row.year and _speakable(name))
    found = [_written(words, "examples.value", row, indicator=row.indicator) for row in islice(valued, 1)]
    return (*found, *(_written(words, "examples.duties", row, body=name) for name, row in islice(bound, 1)))


def _kinds(answer: Answer, near: list[Target], words: Words) -> tuple[Iterator[str], ...]:
    said = answer.answer
    others = [row for row in near if _speakable(row.indicator) and row.indicator not in said and row.value is not None]
    bodies = [
        (name, row) for row in near for name in row.responsible if _speakable(name) and name not in _asked(answer)
    ]
    told = [row for row in near if _speakable(row.indicator) and row.indicator in said]
    return (
        (_written(words, "examples.value", row, indicator=row.indicator) for row in others),
        (_written(words, "examples.duties", row, body=name) for name, row in bodies),
        (_written(words, "examples.elsewhere", row, indicator=row.indicator) for row in told),
    )


def _asked(answer: Answer) -> str:
    return f"{answer.question} {answer.standalone_question}"


def _written(words: Words, key: str, row: Target, **values: str) -> str:
    """The question, with the row's year where it has one: what makes it stand by itself, no more."""
    year = words("examples.in_year", year=row.year) if row.year else ""
    return " ".join(words(key, year=year, **values).split()).replace(" ?", "?")


def _speakable(text: str) -> bool:
    return _INDICATOR[0] <= len(text) <= _INDICATOR[1] and bool(_PLAIN.fullmatch(text))


def _distance(row: Target, answer: Answer) -> float:
    """Code points from the nearest citation in the same document and part."""
    near = [abs(row.start - c.start) for c in answer.citations if (c.document, c.part) == (row.document, row.part)]
    return min(near, default=float("inf"))

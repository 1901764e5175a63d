"""Whether a stretch of text can be the answer to what a question asks for (pure).

A sentence about the right thing is no answer to "how many" when it holds no figure of the asked unit beyond those the question gave
itself; that is how a question without an answer in the documents is told from one with.
"""

import re
from functools import cache
from typing import Literal

from planbot.answer.request import Request, reading
from planbot.ledger.departments import find
from planbot.ledger.numbers import Quantity, quantities
from planbot.lexicon.load import load
from planbot.scope.titles import document_numbers

ORDINAL = "第"
"""Before a number: it numbers something, it counts nothing."""
ENUMERATED = 3
"""From this many things on, a sentence must list them: naming "the seven measures" is no list of seven."""


def fits(text: str, request: Request) -> bool:
    """Can ``text`` be the answer: does it hold a figure, a date, a name or a series, as asked for?"""
    if "list" in request.wants:
        return _lists(text, request)
    if "number" in request.topics:
        return bool(document_numbers(text))
    if request.units is not None and "who" not in request.wants:
        instead = reading("whole" if "/" in request.units else "named_count")
        return bool(figures(text, request) or instead.search(text))
    if "why" in request.wants:
        return bool(reading("cause").search(text))
    signs: tuple[Literal["frequency", "date", "who"], ...] = ("frequency", "date", "who")
    asked = next((sign for sign in signs if sign in request.wants), None)
    return asked is None or bool(_sign(asked).search(text))


def is_exact(text: str, request: Request) -> bool:
    """Does ``text`` use the measure word, the role or the kind of thing asked for, and no masked year where a year is asked for?"""
    if request.role is not None and not re.search(request.role, text):
        return False
    if request.measure is not None and not any(f.unit.endswith(request.measure) for f in figures(text, request)):
        return False
    if "date" in request.wants and reading("masked_year").search(text):
        return False
    kind = re.escape(request.kind or "")
    return not kind or bool(re.search(f"{kind}[、和与及][^，。；]{{1,12}}{kind}", text))


def _lists(text: str, request: Request) -> bool:
    """As many things as the question says there are; more than the name of the list, where the question quotes that."""
    if request.units is not None and "who" not in request.wants and not figures(text, request):
        return False
    if request.count is not None and request.count >= ENUMERATED:
        return listed(text) >= request.count
    named = [title for title in request.quoted if title in text]
    return not named or listed(re.sub("|".join(map(re.escape, named)), "", text)) > 1


def names_lead(text: str) -> bool:
    """Does ``text`` itself say who leads or is responsible, by the name of a body?"""
    return any(find(match.group()) for match in _sign("lead").finditer(text))


def refers_back(text: str) -> bool:
    """Does ``text`` begin by pointing at the sentence before it?"""
    return bool(_sign("back").match(text))


@cache
def annotation() -> re.Pattern[str]:
    """A note in brackets, or a line, that names who does what stands before it."""
    return _sign("annotation")


@cache
def same_rates(rate: str) -> tuple[str, ...]:
    """Other words for a rate, by the list of synonyms."""
    groups: list[list[str]] = load("synonyms")["same"]
    others = [word for group in groups if any(word.endswith(rate) for word in group) for word in group]
    return tuple(dict.fromkeys(others))


def blank(text: str) -> bool:
    """Were words taken out of ``text``, leaving empty quotation marks or brackets?"""
    return bool(reading("emptied").search(text))


def joined(text: str) -> int:
    """How many things stand joined in ``text``, brackets left out: one more than the marks that join them."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", reading("list_number").sub("", text))
    return len(reading("joins").findall(bare)) + 1


def listed(text: str) -> int:
    """How many things ``text`` may list: one more than the marks between them."""
    return len(reading("between").findall(text)) + 1


def figures(text: str, request: Request) -> list[Quantity]:
    """The figures of ``text`` that could be asked for: of the right unit, not given by the question, no list number or year."""
    label = reading("list_number").match(text)
    given = {quantity.normal for quantity in quantities(request.question) if quantity.value is not None}
    return [
        quantity
        for quantity in quantities(text)
        if not (label and quantity.start < label.end())
        and text[max(0, quantity.number_start - 1)] != ORDINAL
        and quantity.normal not in given
        and _unit_fits(quantity, request)
    ]


def _unit_fits(quantity: Quantity, request: Request) -> bool:
    units = request.units or ()
    if not units:
        one = quantity.chinese and quantity.value == 1.0 and quantity.unit in load("answering")["articles"]
        return quantity.damaged or (
            bool(quantity.unit) and quantity.unit not in load("answering")["no_counts"] and not one
        )
    return any(
        quantity.unit == unit or ("/" in unit and "/" in quantity.unit) or quantity.unit.startswith(unit)
        for unit in units
    )


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile(load("question")["signs"][name])

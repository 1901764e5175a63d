"""What exactly a question asks for (pure)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from planbot.ledger.numbers import chinese_number
from planbot.lexicon.load import load
from planbot.retrieve.query import Want, content_words, wants
from planbot.scope.catalogue import quoted
from planbot.store.tokens import folded
from planbot.types import Noun

Topic = Literal["chat", "damage", "published", "number", "empty", "summary", "overlap", "documents", "thanks"]


class Request(Noun):
    """The demands a question makes on its answer."""

    question: str
    wants: tuple[Want, ...]
    topics: tuple[Topic, ...]
    units: tuple[str, ...] | None
    """Units a figure may have; () any; None when no figure is asked for."""
    item: int | None
    """The number of the one item asked about: "第（五）条" is 5."""
    difference: bool
    """Asks how far two figures are apart."""
    quoted: tuple[str, ...]
    """What the question puts in quotation marks, four characters and more."""
    rates: tuple[str, ...]
    """Rates that the question names ("持证率"): the answer must be about them."""
    measured: tuple[str, ...]
    """The words before the first of these rates: what it is a rate of."""
    counted: str | None
    """The thing that is counted: "多少个游泳池" counts 游泳池."""
    measure: str | None
    """The measure word after 多少 or 几."""
    kind: str | None
    """The last word for the things asked for: "哪几个科" asks for 科."""
    asks: int
    """How many figures the question asks for."""
    role: str | None
    """What a sentence must say to answer who leads or who supports: a regular expression."""
    tense: Literal["planned", "reached"] | None
    """Asks for what is planned or for what was reached; None when it does not say."""
    count: int | None
    """How many things the question says there are: "哪八条" is 8."""


def read_request(question: str) -> Request:
    """The request behind the wording of ``question``."""
    wanted = _wanted(question)
    which = reading("which_kind").search(question)
    rates: list[str] = reading("rate").findall(question)
    counted = reading("counted").search(question)
    return Request(
        question=question,
        wants=wanted,
        topics=tuple(topic for topic, patterns in _topics().items() if any(p.search(question) for p in patterns)),
        units=_units(question) if "number" in wanted and _for_figure(question) else _listed_units(question, wanted),
        item=_item(question),
        difference=bool(reading("difference").search(question)),
        quoted=tuple(text for _, _, text in quoted(question) if len(text) >= 4),
        rates=tuple(dict.fromkeys(rate[-3:] for rate in rates)),
        measured=tuple(content_words(folded(rates[0][:-3]))) if rates else (),
        counted=counted[2] if counted else None,
        measure=counted[1] if counted else None,
        kind=which[1] if which else None,
        asks=len(reading("asks_for_figure").findall(question)),
        role=_role(question) if "who" in wanted else None,
        tense=_tense(question),
        count=_count(question),
    )


@cache
def reading(name: str) -> re.Pattern[str]:
    """A pattern of lexicon/answering.toml by which questions and sentences are read."""
    return re.compile(load("answering")["reading"][name])


def _role(question: str) -> str | None:
    roles: list[dict[str, str]] = load("answering")["roles"]
    return next((role["said"] for role in roles if re.search(role["asked"], question)), None)


def _tense(question: str) -> Literal["planned", "reached"] | None:
    patterns: dict[str, str] = load("question")["tense"]
    reached, planned = (bool(re.search(patterns[tense], question)) for tense in ("reached", "planned"))
    if reached == planned:
        return None
    return "reached" if reached else "planned"


def _item(question: str) -> int | None:
    match = reading("item").search(question)
    if match is None:
        return None
    number = match[1] or match[2]
    return int(number) if number.isdigit() else int(chinese_number(number) or 0) or None


def _count(question: str) -> int | None:
    match = reading("count").search(question)
    if match is None:
        return None
    number = chinese_number(match.group(1)) if not match.group(1).isdigit() else float(match.group(1))
    return int(number) if number else None


def _wanted(question: str) -> tuple[Want, ...]:
    """A question for one figure is for no list because of a word like 全部 in it."""
    found = wants(question)
    single = "number" in found and reading("asks_for_figure").search(question) and not reading("lists").search(question)
    return tuple(want for want in found if not (single and want == "list"))


def _listed_units(question: str, wanted: Sequence[Want]) -> tuple[str, ...] | None:
    """Of a list of figures ("量化指标有哪些"): any; None for other lists."""
    return () if "list" in wanted and reading("lists_figures").search(question) else None


def _for_figure(question: str) -> bool:
    """Not one that asks which of several things ("哪一类事项抽查比例不封顶")."""
    return bool(reading("asks_for_figure").search(question)) or not reading("asks_which").search(question)


def _units(question: str) -> tuple[str, ...]:
    difference = reading("difference").search(question)
    found = [units for asked, units in _figure_rules() if asked.search(question)]
    if difference and len(found) > 1:  # the figures that are compared, not their difference
        return found[1]
    return found[0] if found else ()


@cache
def _figure_rules() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple(
        (re.compile(rule["asked"].replace("(?i)", ""), re.IGNORECASE), tuple(rule["units"]))
        for rule in load("question")["figures"]
    )


@cache
def _topics() -> dict[Topic, tuple[re.Pattern[str], ...]]:
    return {
        topic: tuple(re.compile(p, re.IGNORECASE) for p in patterns)
        for topic, patterns in load("question")["topics"].items()
    }

"""What exactly a question asks for (pure)."""

import re
from functools import cache
from typing import Literal

from planbot.ledger.numbers import chinese_number
from planbot.lexicon.load import load
from planbot.retrieve.query import Want, content_words, wants
from planbot.scope.catalogue import quoted
from planbot.store.tokens import folded
from planbot.types import Noun

Topic = Literal["chat", "damage", "published", "number", "empty", "summary"]

_COUNT = re.compile(
    r"(?:哪|这|那|的|“|「|分了|分为|用了)?(?<!第)([两二三四五六七八九十]{1,3}|\d{1,2})(?:大|个|条|项|招|件|点|种|家|节|类|步|方面|部分|句|处|率|比率)"
)
_RATE = re.compile(r"[\u4e00-\u9fff]{2,12}(?<![比频效功速利])率(?!先|领)")
_COUNTED = re.compile(
    r"(?:多少|几)(?:万|千|百)?(?:个|家|所|座|种|项|名|人|位|例|台|套|辆|间|处|场|期|次|条|件|篇|户|亩|张|支)([\u4e00-\u9fff]{2,10})"
)
_ITEM = re.compile(
    r"第\s*[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[）)]?\s*(?:条|项|点|款|个要点)|(?i:\bitem\s+(\d{1,2}))"
)
_DIFFERENCE = re.compile(
    r"差多少|差几|相差|差距|差了|高多少|低多少|多多少|少多少|(?i:\bdifference\b|how much (?:higher|lower|more|less))"
)


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
    tense: Literal["planned", "reached"] | None
    """Asks for what is planned or for what was reached; None when it does not say."""
    count: int | None
    """How many things the question says there are: "哪八条" is 8."""


def read_request(question: str) -> Request:
    """The request behind the wording of ``question``."""
    wanted = wants(question)
    rates: list[str] = _RATE.findall(question)
    return Request(
        question=question,
        wants=wanted,
        topics=tuple(topic for topic, patterns in _topics().items() if any(p.search(question) for p in patterns)),
        units=_units(question) if "number" in wanted else None,
        item=_item(question),
        difference=bool(_DIFFERENCE.search(question)),
        quoted=tuple(text for _, _, text in quoted(question) if len(text) >= 4),
        rates=tuple(dict.fromkeys(rate[-3:] for rate in rates)),
        measured=tuple(content_words(folded(rates[0][:-3]))) if rates else (),
        counted=match[1] if (match := _COUNTED.search(question)) else None,
        tense=_tense(question),
        count=_count(question),
    )


def _tense(question: str) -> Literal["planned", "reached"] | None:
    patterns: dict[str, str] = load("question")["tense"]
    reached, planned = (bool(re.search(patterns[tense], question)) for tense in ("reached", "planned"))
    if reached == planned:
        return None
    return "reached" if reached else "planned"


def _item(question: str) -> int | None:
    match = _ITEM.search(question)
    if match is None:
        return None
    number = match[1] or match[2]
    return int(number) if number.isdigit() else int(chinese_number(number) or 0) or None


def _count(question: str) -> int | None:
    match = _COUNT.search(question)
    if match is None:
        return None
    number = chinese_number(match.group(1)) if not match.group(1).isdigit() else float(match.group(1))
    return int(number) if number else None


def _units(question: str) -> tuple[str, ...]:
    for asked, units in _figure_rules():
        if asked.search(question):
            return units
    return ()


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

"""The words before a figure: subject, verb and base; and what they make of the figure (pure)."""

import re

from planbot.ledger import subjects
from planbot.ledger.numbers import Quantity
from planbot.ledger.statement import Place, Statement, per
from planbot.ledger.wording import PUNCTUATION, wording
from planbot.types import Comparator

_FLOOR_VERBS = frozenset(("达到", "达", "到达", "实现", "完成", "达至", ""))


_EACH = re.compile(
    r"每(?:(?:10|十|百)?[百千万]+(?:常住人口|户籍人口|人口|居民|老年人|儿童|人|户|名)"
    r"|(?:人|户|床|亩|例|家|村|校|生|头|所|名|位|场|次)(?:每(?:年|月|天|日|次|学年|学期|季度))?)$"
)


def tail_of(words: str) -> tuple[str, str, str, str | None]:
    """Subject, verb, particle and base phrase of the words before a figure."""
    words = _EACH.sub("", words)
    tail = wording().tail.search(words)
    at = tail.start() if tail else len(words)
    subject, base = subjects.without_base(words[:at].rstrip(PUNCTUATION))
    if base and (again := wording().tail.search(subject)):
        subject = subject[: again.start()]
    subject = _EACH.sub("", subject)
    return subject, (tail["verb"] or "") if tail else "", (tail["to"] or "") if tail else "", base


def bare_subject(subject: str) -> str:
    """The subject without verbs, dates and marks in front."""
    return subject[subjects.begin_of(subject, 0, len(subject))[1] :].strip(PUNCTUATION)


def sign_of(q: Quantity, default: Comparator) -> Comparator:
    """The bound printed at the figure; a range; else the default."""
    if q.bound:
        return q.bound  # type: ignore[return-value]
    return "range" if isinstance(q.value, tuple) and default in ("=", ">=") else default


def comparator_of(place: Place, indicator: str, verb: str, to: str) -> Comparator:
    """What verb and unit make of the figure: 提高N个百分点 is a change, 提高到N% a level; a share merely 达到 is a floor."""
    q = place.quantity
    rising = verb in wording().raising
    if verb in wording().change and not to:
        return "increase" if rising else "decrease"
    if q.unit == "个百分点" or (q.unit == "倍" and not to):
        return "decrease" if re.search("下降|降低|减少", place.before) else "increase"
    if "元" in q.unit and (change := re.search(r"(?:再)?(增加|提高|减少|降低)[\u4e00-\u9fff]{0,8}$", indicator)):
        return "increase" if change[1] in ("增加", "提高") else "decrease"
    floor = (
        q.unit == "%"
        and q.value != 100
        and verb in _FLOOR_VERBS
        and not to
        and not q.approximate
        and not wording().adverse.search(indicator)
    )
    return sign_of(q, ">=" if floor else "=")


def as_statement(place: Place, start: int, indicator: str, comparator: Comparator) -> Statement:
    """The statement that begins at ``start`` and ends with the figure and its bound."""
    q, text = place.quantity, place.text
    return Statement(
        start=min(start, q.start),
        end=q.end,
        indicator=indicator.strip(PUNCTUATION),
        comparator=comparator,
        value=q.value,
        unit=q.unit,
        value_text=text[q.number_start : q.end],
        baseline=text[place.baseline[0] + 1 : place.baseline[1]] if place.baseline else None,
        approximate=q.approximate,
        damaged=q.damaged,
        per=per(place.before),
        clause=place.clause,
        figure=(q.number_start, q.number_end),
    )

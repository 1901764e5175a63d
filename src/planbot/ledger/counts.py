"""Counts of things to be done: 举办3期培训班, 农村改厕500座, 对16家单位开展监督 (pure)."""

import re
from functools import cache

from planbot.ledger import subjects
from planbot.ledger.statement import Place, Statement, per
from planbot.ledger.wording import PUNCTUATION, table, wording
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load
from planbot.types import Comparator

_BY = re.compile(r"(?:对|在|与|和|同|为|给|向|由|将|把|从|以)(?:全[省市县区]|各)?[^,]{0,16}$")
_LISTED = re.compile(r"(?:、|和|与|及)[^、,;]{2,}$")


@cache
def _event() -> re.Pattern[str]:
    """The verb before a count and what leads up to it."""
    verbs = load("targets")["counts"]
    events, makes = alternatives(verbs["events"]), alternatives(verbs["makes"])
    return re.compile(rf"^(?:.*(?:{events})|(?:拟|计划)?(?:{makes})(?![和、及]))(?:好|了)?")


def counted(place: Place) -> Statement | None:
    """The count as a statement; None when it only says how many there are, or is a figure of speech."""
    before, after = place.before, place.after.rstrip(PUNCTUATION)
    subject = _subject(place)
    if _is_idle(place, before, after):
        return None
    verb = wording().count_verb.search(place.text, place.floor, place.quantity.number_start)
    carried = place.carry is not None and not subject and place.carry.nature == "figure"
    if not (
        verb
        or carried
        or _BY.search(before)
        or wording().doing.search(after)
        or (subject and not after and _committed(place))
    ):
        return None
    return _made(place, subject, after)


def _committed(place: Place) -> bool:
    """A bare noun with its number at the end of a clause (改厕500座) is to be done when something in the sentence is."""
    return place.carry is not None or wording().count_verb.search(place.text[: place.clause[1]]) is not None


def _is_idle(place: Place, before: str, after: str) -> bool:
    q, words = place.quantity, wording()
    if any(q.unit.endswith(vague) for vague in load("units")["words"]["vague"]):
        return True
    if after == "的" or (after.startswith("的") and (q.unit.endswith("人") or q.bound == "<")):
        return True
    if q.chinese and q.value == 1 and q.unit in load("units")["words"]["once"]:
        return True
    plain = before.rstrip("“")
    if words.existing.search(plain) or (words.grounds.match(_opened(place)) and not words.count_verb.search(before)):
        return True
    noun = re.split("[、和与及,(]", after or place.shared)[0]
    if q.chinese and (not words.count_chinese.search(before) or _LISTED.search(before)):
        return True
    return bool(words.abstract.search(noun) if q.chinese else words.abstract.fullmatch(noun))


def _opened(place: Place) -> str:
    """The clause without its number, mark or date in front."""
    start, begin = subjects.begin_of(place.text, place.clause[0], place.quantity.start)
    return place.text[min(start, begin) : place.quantity.start] if begin < place.quantity.start else place.before


def _subject(place: Place) -> str:
    begin = subjects.begin_of(place.text, place.floor, place.quantity.start)[1]
    words = _event().sub("", place.text[begin : place.quantity.start]).strip(PUNCTUATION)
    return re.sub("^[和与及]|^每(?:年|半年|季度?|月|周|学期|学年)", "", words)


def _made(place: Place, subject: str, after: str) -> Statement:
    q, text = place.quantity, place.text
    noun = after if after else ("" if subject else place.shared.rstrip(PUNCTUATION))
    if (
        not noun
        and place.shared
        and not place.text[q.end : place.stop].strip(PUNCTUATION)
        and place.stop < place.clause[1]
    ):
        noun = place.shared.rstrip(PUNCTUATION)
    carried = re.sub(f"{_measure(q.unit)}$", "", place.carry.indicator) if place.carry else ""
    inherited = "" if subject or noun else carried
    if place.floor > place.clause[0] and not subject and place.carry:
        inherited = place.carry.shared_subject if noun else carried
    start = subjects.begin_of(text, place.floor, q.start)[0]
    comparator: Comparator = q.bound or ("range" if isinstance(q.value, tuple) else "=")  # type: ignore[assignment]
    if (change := re.search(r"(减少|精简|压减|增加)[\u4e00-\u9fff]{0,6}$", place.before)) and not q.bound:
        comparator = "increase" if change[1] == "增加" else "decrease"
    name = f"{inherited}{subject}{re.sub('[()]', '', noun).removeprefix('的')}"
    return Statement(
        start=min(start, q.start),
        end=max(q.end, place.stop - (len(place.after) - len(after))),
        indicator=name if name.endswith(("数", "数量")) else name + _measure(q.unit),
        comparator=comparator,
        value=q.value,
        unit=q.unit,
        value_text=text[q.number_start : q.end],
        approximate=q.approximate,
        damaged=q.damaged,
        per=per(place.before),
        clause=place.clause,
        figure=(q.number_start, q.number_end),
        shared_subject=subject or inherited,
    )


def _measure(unit: str) -> str:
    """What a count in this unit is called: 名 -> 人数, 期 -> 期数, 个 -> 数."""
    if unit in table("measures", "people"):
        return "人数"
    base = re.sub("^[万亿千百]+", "", unit.partition("/")[0])
    if base.endswith("元"):
        return "金额"
    return "数" if base in ("个", "家", "所", "项", "处", "件") else f"{base}数"

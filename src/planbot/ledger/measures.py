"""Statements with a figure: the level an indicator reaches, its change, the share of a population (pure)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from planbot.ledger import subjects
from planbot.ledger.counts import counted
from planbot.ledger.levels import as_statement, bare_subject, comparator_of, sign_of, tail_of
from planbot.ledger.numbers import Quantity, quantities
from planbot.ledger.respectively import respectively
from planbot.ledger.statement import Place, Statement
from planbot.ledger.view import clauses, masked
from planbot.ledger.wording import PUNCTUATION, wording
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load
from planbot.types import Comparator

_RATIO = re.compile(r"%|‰|个百分点|倍|^成$|比例|/(?:10|十|百)?[万千百]|/\d")
_TAIL_NOUN = re.compile(
    r"^(?:的?(?:目标|要求|水平|标准|任务|速度|增速|规模|比例)(?:任务|要求|以上|以内)?(?=$|[,;。、])|$)"
)


def statements(text: str, context: str = "") -> list[Statement]:
    """All statements with a figure in one sentence, in order; ``context`` is what stands before it and may name the topic."""
    found: list[Statement] = []
    figures = [q for q in quantities(masked(text)) if _is_figure(text, q)]
    if not figures:
        return found
    for clause in clauses(text):
        inside = [q for q in figures if clause[0] <= q.number_start and q.number_end <= clause[1]]
        if inside:
            found += [
                _topical(s, context + text[: clause[0]])
                for s in _in_clause(text, clause, inside, found[-1] if found else None)
            ]
    return found


def _is_figure(text: str, q: Quantity) -> bool:
    """Not an ordinal, a date, or an age that describes people."""
    before = text[max(0, q.start - 10) : q.start]
    if before.endswith("第") or (q.unit in ("年", "月", "日") and not q.bounds):
        return False
    if not q.unit:
        return bool(q.bounds) or "." in text[q.number_start : q.number_end]
    if wording().time_unit.search(q.unit) and "/" not in q.unit:
        return not (q.unit in ("岁", "周岁") and wording().aged.match(text, q.number_end)) and bool(
            q.bounds or wording().time_span.search(before)
        )
    return not q.chinese or bool(
        _RATIO.search(q.unit) or "元" in q.unit or wording().count_chinese.search(text[: q.start])
    )


def _in_clause(text: str, clause: tuple[int, int], inside: list[Quantity], carry: Statement | None) -> list[Statement]:
    if len(inside) > 1 and (together := respectively(text, clause, inside)):
        return together
    found: list[Statement] = []
    floor, baseline = clause[0], None
    for index, q in enumerate(inside):
        stop = inside[index + 1].start if index + 1 < len(inside) else clause[1]
        if index + 1 < len(inside) and _is_in_name(text[q.end : stop], q, inside[index + 1]):
            continue
        if (start := _base_start(text, floor, q, stop)) is not None:
            baseline = (start, q.end)
            continue
        cut = max(text.rfind(mark, q.number_end, stop) for mark in "、和及与") if stop < clause[1] else stop
        own = cut if cut >= q.end else stop
        place = Place(
            text, clause, floor, own, q, baseline, found[-1] if found else carry, text[inside[-1].end : clause[1]]
        )
        found += list(_stated(place))
        floor, baseline = (own + 1 if own < clause[1] and text[own] in "、和及与" else q.end), None
    return found


def _is_in_name(between: str, q: Quantity, following: Quantity) -> bool:
    """The figure belongs to the name of the share after it: 500米覆盖率达到90%, 收入20万元以上的村占比达到75%."""
    if _RATIO.search(q.unit) or not _RATIO.search(following.unit) or re.search("[、和]", between):
        return False
    return subjects.is_measurable(tail_of(between)[0])


def _base_start(text: str, floor: int, q: Quantity, stop: int) -> int | None:
    """Where 从15元 begins in 从15元提高到20元; None when the figure is not a base."""
    lead = re.search(r"(?:从|由)[^,;]{0,14}$", text[floor : q.number_start])
    change = re.match(r"(?:左右)?(?:再|进一步|逐步|继续)?[\u4e00-\u9fff]{1,4}?(?:到|至|为)", text[q.end : stop])
    return floor + lead.start() if lead and change else None


def _stated(place: Place) -> Iterator[Statement]:
    q = place.quantity
    if _RATIO.search(q.unit) or not q.unit:
        yield from _ratio(place)
    elif "元" in q.unit or q.unit in _sizes():
        yield from _amount(place)
    elif wording().time_unit.search(q.unit) and "/" not in q.unit:
        yield from _timed(place)
    else:
        yield from _count(place)


def _count(place: Place) -> Iterator[Statement]:
    """试点乡镇扩大到9个 states a level; 办班2期 counts what is to be done."""
    subject, verb, to, base = tail_of(place.before)
    bounded = place.quantity.start < place.quantity.number_start and subjects.is_measurable(bare_subject(subject))
    reaching = to or verb in ("达到", "达", "到达", "稳定", "保持", "维持") or verb in wording().change
    if (
        (reaching or bounded)
        and len(bare_subject(subject)) >= 2
        and _TAIL_NOUN.match(re.sub(r"^\([^()]*\)", "", place.after).strip(PUNCTUATION))
    ):
        yield from _level(place, subject, verb, to, base)
    elif (stated := counted(place)) is not None:
        yield stated


def _topical(statement: Statement, earlier: str) -> Statement:
    return replace(statement, indicator=subjects.completed(statement.indicator, earlier))


@cache
def _sizes() -> frozenset[str]:
    """Units of mass, length, area and power, with and without a scale before them."""
    words = load("units")
    return frozenset(scale + size for size in words["words"]["mass_and_size"] for scale in ("", *words["scale"]))


def _is_condition(place: Place) -> bool:
    """The figure describes a noun (担保金额500万元以下的企业, 超过3家的) or belongs to a formula (×100%)."""
    if place.before.rstrip().endswith(("×", "*", "÷")):
        return True
    return place.after.startswith("的") and not _TAIL_NOUN.match(place.after)


def _ratio(place: Place) -> Iterator[Statement]:
    subject, verb, to, base = tail_of(place.before)
    if (compared := _compared(place)) is not None:
        yield compared
        return
    if place.before.endswith("前"):
        return
    bare = bare_subject(subject)
    after = "" if place.after[:1] in ("、", "和", "与", "及", "并", "且") else place.after.strip(PUNCTUATION)
    share = place.quantity.unit in ("%", "比例", "成")
    if (
        "/" in place.quantity.unit
        and after
        and not _TAIL_NOUN.match(after)
        and place.quantity.unit.endswith(("人口", "人", "居民", "老年人"))
    ):
        yield replace(
            as_statement(place, *_density(place, after)),
            end=place.stop - len(place.after) + len(place.after.rstrip(PUNCTUATION)),
        )
        return
    if (
        share
        and _is_population(place, after, to)
        and not _TAIL_NOUN.match(place.after)
        and not subjects.is_measurable(bare)
    ):
        yield _population(place, bare, verb + to)
    elif _is_condition(place):
        return
    elif place.quantity.unit or (subjects.is_measurable(bare) and (verb or place.quantity.bounds)):
        yield from _level(place, subject, verb, to, base)


def _is_population(place: Place, after: str, to: str) -> bool:
    """Enough follows to be a population or what it does; 75%政策 is neither."""
    return len(after) > 4 or (len(after) > 1 and bool(to or place.quantity.bounds or after.startswith("的")))


def _density(place: Place, after: str) -> tuple[int, str, Comparator]:
    """每千名老人5张床位: what is counted follows the figure."""
    words = place.before
    start, begin = subjects.begin_of(words, 0, len(words))
    noun = re.sub("的?(?:目标|要求|标准|水平|任务)$", "", after)
    return place.floor + start, f"{words[begin:].strip(PUNCTUATION)}{noun}数", sign_of(place.quantity, "=")


def _amount(place: Place) -> Iterator[Statement]:
    subject, verb, to, base = tail_of(place.before)
    if (compared := _compared(place)) is not None:
        yield compared
    elif _is_condition(place):
        return
    elif subjects.is_measurable(bare_subject(subject)) or (
        verb and (to or place.quantity.bounds or verb in wording().change) and bare_subject(subject)
    ):
        yield from _level(place, subject, verb, to, base)
    elif (stated := counted(place)) is not None:
        yield stated


def _timed(place: Place) -> Iterator[Statement]:
    subject, verb, to, base = tail_of(place.before)
    bare = bare_subject(subject)
    if (
        wording().duration.search(bare)
        or (bare and verb and to)
        or (place.quantity.bound and place.quantity.unit in ("学时", "课时", "小时", "天") and bare)
    ):
        yield from _level(place, subject, verb, to, base)


def _compared(place: Place) -> Statement | None:
    """不少于业务收入的2%, 高于对照组3个百分点: the bound stands before what the figure is a share of."""
    share = _share_of().search(place.before)
    if share is None or place.quantity.bound:
        return None
    of = place.before[share.start("of") : share.end("of")]
    named = place.before[: share.start()]
    start, begin = subjects.begin_of(named, 0, len(named))
    if len(named) - begin < 2:
        return None
    sign: Comparator = next(sign for sign, words in _signs().items() if share["sign"] in words)
    points = place.quantity.unit == "个百分点"
    indicator = named[begin:] + (share["sign"] + of if points else ("" if named.endswith("占") else "占") + of + "比例")
    made = as_statement(place, place.floor + start, indicator, "=" if points else sign)
    return replace(
        made, baseline=of if points else None, value_text=place.text[place.quantity.number_start : place.quantity.end]
    )


def _signs() -> dict[Comparator, list[str]]:
    return load("targets")["share_signs"]


@cache
def _share_of() -> re.Pattern[str]:
    signs = alternatives(word for words in _signs().values() for word in words)
    return re.compile(rf"(?:要|应|须)?(?P<sign>{signs})(?:在)?(?P<of>[^,;、\d]{{2,14}}?)(?:的)?$")


def _population(place: Place, bare: str, verb: str) -> Statement:
    """90%以上的乡镇建有...; 将...延伸到80%以上的村: a share of those named after the figure."""
    text, q = place.text, place.quantity
    after = place.after.strip(PUNCTUATION)
    comparator: Comparator = sign_of(q, ">=" if q.value != 100 and q.unit == "%" else "=")
    start = place.floor + subjects.begin_of(place.before, 0, len(place.before))[0]
    bare = re.sub("(?:争取|力争)?有$", "", bare)
    if not bare:
        head = wording().commitment.search(text, place.floor, q.start)
        start = head.start() if head else q.start
    stop = place.stop - (len(place.after) - len(place.after.rstrip(PUNCTUATION)))
    indicator = bare + (verb if bare else "") + after.lstrip("的") + "比例"
    return replace(as_statement(place, start, indicator, comparator), end=stop)


def _level(place: Place, subject: str, verb: str, to: str, base: str | None) -> Iterator[Statement]:
    named = _named(place, subject)
    if named is None:
        return
    start, indicator = named
    comparator = comparator_of(place, indicator, verb, to)
    for name in subjects.parts(indicator):
        made = as_statement(place, start, name, comparator)
        yield replace(made, baseline=made.baseline or base)


def _named(place: Place, subject: str) -> tuple[int, str] | None:
    """Where the statement starts and what it measures; from the clause before when this one opens with the verb."""
    text, end = place.text, place.floor + len(subject)
    start, begin = subjects.begin_of(text, place.floor, end)
    indicator = text[begin:end].strip(PUNCTUATION)
    if len(indicator) >= 2:
        return start, indicator
    earlier = text[: place.clause[0]].rstrip(PUNCTUATION)
    cut = max((earlier.rfind(mark) for mark in ",;。:"), default=-1) + 1
    if (span := subjects.object_of(earlier[cut:])) is not None:
        return cut + span[0], earlier[cut + span[0] : cut + span[1]]
    if place.carry is not None and place.floor > place.clause[0] and place.carry.nature == "figure":
        return place.floor, place.carry.indicator
    return None

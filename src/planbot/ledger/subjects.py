"""What is measured: the indicator phrase before a number, freed from verbs, dates and grounds, and split where it names several (pure)."""

import re

from planbot.ledger.deadlines import dates
from planbot.ledger.wording import PUNCTUATION, table, wording
from planbot.ledger.words import alternatives

_BASE = re.compile(
    r"(?:(?:较|比|与|同)(?P<than>[^,;、]{0,12}?(?:年|期|水平|末|底|上年|去年|基数|平均))(?:相比|比)?(?:同期)?|在(?P<on>[^,;]{0,14}?)(?:的)?基础上)$"
)
_AND = re.compile(r"、|以及|和|与|及(?![时格早])")
_OPENING = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|[一二三四五六七八九十]是|其中)"
)


def begin_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where quote and indicator begin in ``text[start:end]``: the quote keeps a date in front, the indicator does not."""
    quote = start
    while (lead := _stripped(text, quote, end)) != quote:
        quote = lead
    indicator, dated = quote, True
    while dated:
        dated = False
        for begin, stop in dates(text[indicator : min(end, indicator + _DATE_WORDS)]):
            if begin <= 1 and indicator + stop < end:
                indicator += stop
                dated = True
                break
        while (lead := _stripped(text, indicator, end)) != indicator:
            indicator = lead
            dated = True
    return quote, indicator


def _stripped(text: str, start: int, end: int) -> int:
    """After one lead word; where it was when taking the word would leave no name."""
    lead = wording().lead.match(text, start, end)
    if lead is None:
        return start
    rest = end - lead.end()
    if text[lead.start()] in PUNCTUATION or rest == 0:
        return lead.end()
    if (rest <= 1 and not _PLACE.fullmatch(text, lead.end(), end)) or wording().heads.fullmatch(text, lead.end(), end):
        return start
    return lead.end()


def without_base(text: str) -> tuple[str, str | None]:
    """The subject without 较2018年 or 在...基础上 at its end, and that phrase."""
    base = _BASE.search(text)
    return (text, None) if base is None else (text[: base.start()], base.group())


def is_measurable(subject: str) -> bool:
    """Does the phrase end in the name of something that has a value?"""
    return bool(wording().heads.search(subject.rstrip(PUNCTUATION)))


def parts(subject: str) -> list[str]:
    """One name per indicator when several measurable ones share a number: 报告率、转诊率和管理率; otherwise the phrase itself."""
    pieces = _measurable(_unbracketed(subject))
    return (
        _with_owner(pieces)
        if len(pieces) > 1 and all(wording().splitting.search(piece) for piece in pieces)
        else [subject]
    )


def _measurable(subject: str) -> list[str]:
    """Cut where a measurable name ends and another begins; 感染者和病人随访管理率 stays one."""
    pieces, begin = list[str](), 0
    for mark in _AND.finditer(subject):
        if wording().splitting.search(subject[begin : mark.start()]):
            pieces.append(subject[begin : mark.start()])
            begin = mark.end()
    return [piece for piece in (*pieces, subject[begin:]) if piece]


def _unbracketed(subject: str) -> str:
    return re.sub(r"\([^()]*\)", lambda m: m.group() if "、" not in m.group() else "", subject)


def _with_owner(pieces: list[str]) -> list[str]:
    owner, mark, _ = pieces[0].rpartition("的")
    body = wording().heads.sub("", pieces[0])
    return [pieces[0], *(_owned(piece, owner + mark if mark else "", body) for piece in pieces[1:])]


def _owned(piece: str, owner: str, body: str) -> str:
    """使用品种和金额: a bare head takes the whole beginning of the first name; others only its owner (医疗机构的)."""
    if len(piece) <= 2:
        return body + piece
    return owner + piece if owner and "的" not in piece else piece


def apportioned(subject: str, count: int) -> list[str] | None:
    """The subject cut into ``count`` indicators for 分别; None when it cannot be cut so."""
    whole = _unbracketed(subject)
    for mark in (r"和|与|及(?![时格早])|以及", r"、", r"、|和|与|及(?![时格早])|以及", r"(?<=率)[、和与及]"):
        pieces = [piece for piece in re.split(mark, whole) if piece]
        if len(pieces) == count:
            return _with_owner(_with_head(pieces))
    return None


def _with_head(pieces: list[str]) -> list[str]:
    """Gives the shared end of the last piece to those before it: 甲机构和乙机构补偿比例 -> 甲机构补偿比例."""
    last = pieces[-1]
    return [piece if is_measurable(piece) else piece + _shared_end(piece, last) for piece in pieces[:-1]] + [last]


def _shared_end(piece: str, last: str) -> str:
    for size in (3, 2):
        at = last.rfind(piece[-size:])
        if at >= 0 and at + size < len(last):
            return last[at + size :]
    people = re.search(f"(?:{alternatives(table('people', 'heads'))})", last)
    return last[people.start() :] if people and len(piece) > 2 else last[len(piece) :]


def completed(subject: str, earlier: str) -> str:
    """A generic rate name (覆盖率) with the topic of the clauses before it, nearest first: 学校卫生监督 + 监督覆盖率."""
    place = _PLACE.match(subject)
    plain = subject[place.end() :] if place else subject
    if plain not in table("subject", "generic") or not (topic := _topic(earlier)) or plain in topic:
        return subject
    subject = plain
    overlap = next((n for n in range(min(len(topic), len(subject) - 1), 0, -1) if topic.endswith(subject[:n])), 0)
    return topic + subject[overlap:]


_DATE_WORDS = 24
"""Characters in which a date in front of a subject ends."""
_NO_TOPIC = re.compile("[并且按对将把的]|^(?:" + "|".join(table("subject", "no_topic")) + ")$")
_PLACE = re.compile("(?:全[省市县区州]|我[省市县区]|城乡|农村|城市|群众|年度|项目|其)")


def _topic(earlier: str) -> str:
    clauses = [clause for clause in re.split("[,;。:\n]", earlier) if clause]
    for clause in reversed(clauses[-5:]):
        match = wording().topic.search(_OPENING.sub("", clause))
        if match and 3 <= len(match["topic"]) <= 10 and not _NO_TOPIC.search(match["topic"]):
            return match["topic"].strip("“”")
    return ""


def object_of(clause: str) -> tuple[int, int] | None:
    """The measurable phrase at the end of a clause that has no number of its own: the subject of the next one."""
    trimmed = clause.rstrip(PUNCTUATION)
    if not is_measurable(trimmed):
        return None
    _, start = begin_of(trimmed, 0, len(trimmed))
    return (start, len(trimmed)) if len(trimmed) - start >= 2 else None

"""Whom or what a row is about: the bodies, places and population its own words name, else those just before it (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.ledger.departments import Mention
from planbot.ledger.wording import PUNCTUATION, table
from planbot.ledger.words import alternatives

_PROCESS = re.compile(
    r"(?:监督|及时|规范化?|系统|覆盖|合格|达标|完成|建档|使用|管理|治愈|发现|转诊|报告|死亡|发病|接种|处理|执行|签约服务|满意|知晓|普及|参合|参保|补偿|报销|一次性|当年|累计|总|首针|人均|次均|数量|标准化|电子)*"
    r"(?:率|比例|占比|比重|覆盖面|面|标准|幅度|增幅|指数|数|人数|度|金额|品种|水平|时间)$"
)
_PLACE = re.compile(r"^[\u4e00-\u9fffx*_]{1,8}(?:县|市|区|州|旗|镇|乡|街道|村|省)$")
_ROW = re.compile(r"^(?P<row>[^,;。:]{2,60}?)(?:等|\d|[一二三四五六七八九十两]+个)")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Populations, places, and a cheap test for any noun of people."""
    people = table("people")
    head = alternatives(people["heads"])
    who = rf"(?P<who>(?!家庭医)(?:[有符][^,;。()、的]{{1,6}}的)?[^,;。()|、和与及对为在使让将把向由的]{{0,10}}?(?:{head}))(?!签约|团队|服务|培训基地)"
    return re.compile(who), re.compile(alternatives(people["places"])), re.compile(head)


def applies_to(before: str, statement: str, indicator: str, named: Sequence[Mention]) -> tuple[str, ...]:
    """Names in the words of a statement: bodies, places, populations; when it has none, the population of the clauses ``before`` it.

    The last resort is the thing that the indicator measures.
    """
    _, places, _ = _words()
    found = [mention.name for mention in named] + [match.group() for match in places.finditer(statement)]
    found += _row(statement) + _people(indicator, found)
    if not found:
        found = _people("|".join(re.split("[,;。:]", before)[-4:]), [])[-3:]
    names = [name for name in (name.strip(PUNCTUATION) for name in found) if len(name) > 1]
    kept = tuple(
        name for name in dict.fromkeys(names) if not any(name != other and other.endswith(name) for other in names)
    )
    thing = _thing(indicator)
    return kept or ((thing,) if len(thing) >= 2 else ())


def listed(row: str) -> tuple[str, ...]:
    """The members of 甲、乙和丙; 和 inside a name (政和) does not split it."""
    pieces: list[str] = []
    for piece in row.split("、"):
        left, mark, right = piece.rpartition("和")
        pieces += [left, right] if mark and len(left) > 1 and len(right) > 1 else [piece]
    return tuple(piece for piece in pieces if piece)


def _row(statement: str) -> list[str]:
    """Places or bodies listed in front of a number or of 等."""
    match = _ROW.match(statement)
    pieces = listed(match["row"].strip(PUNCTUATION)) if match else ()
    if len(pieces) < 2 or not all(2 <= len(piece) <= 10 for piece in pieces):
        return []
    return (
        list(pieces)
        if sum(bool(_PLACE.match(piece)) for piece in pieces) * 2 > len(pieces)
        or "等" in (match.group() if match else "")
        else []
    )


def _people(words: str, taken: Sequence[str]) -> list[str]:
    people, places, somebody = _words()
    if not somebody.search(words):
        return []
    words = places.sub("|", re.sub(r"每(?:10)?[百千万十]+人口?|\d+[-\d]*岁(?:及?以[上下])?", "|", words))
    for name in taken:
        words = words.replace(name, "|")
    return [_person(match["who"]) for match in people.finditer(words)]


_LEAD = re.compile(
    r"^(?:所有|每[名个位]|免费|培养|培训|安排|完成|救治|补助|随访|管理|开展|加强|提高|新增|其中|性|做好|以|重点|继续|各|全部|保证|确保|实现|减轻|解决|为|提升|对|组织|实施|推进|人均|让|减少|引导|全面|落实|切实|进一步|面向)"
)


def _person(phrase: str) -> str:
    while (lead := _LEAD.match(phrase)) and len(phrase) - lead.end() >= 2:
        phrase = phrase[lead.end() :]
    return phrase


def _thing(indicator: str) -> str:
    owner = indicator.partition("的")[0] if "的" in indicator else indicator
    return _PROCESS.sub("", re.split("占|高于|低于|来自", owner)[0]).strip(PUNCTUATION)

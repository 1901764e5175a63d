"""Whom or what a row is about: the population, places and things its own words name (pure)."""

import re
from collections.abc import Iterable
from functools import cache

from planbot.ledger.departments import Mention
from planbot.ledger.words import alternatives
from planbot.ledger.wording import PUNCTUATION, table

_PROCESS = re.compile(
    r"(?:监督|及时|规范化?|系统|覆盖|合格|达标|完成|建档|使用|管理|治愈|发现|转诊|报告|死亡|发病|接种|处理|执行|签约服务|满意|知晓|普及|参合|参保|补偿|报销|一次性|当年|累计|总|首针|人均|次均|数量|标准化|电子)*"
    r"(?:率|比例|占比|比重|覆盖面|面|标准|幅度|增幅|指数|数|人数|度|金额|品种|水平|时间)$"
)


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    people = table("people")
    head = alternatives(people["heads"])
    return re.compile(rf"(?P<who>[^,;。()、和与及对为在使让将把向的]{{0,10}}(?:的)?(?:{head})(?!{head}))"), re.compile(
        alternatives(people["places"])
    )


def applies_to(statement: str, indicator: str, named: Iterable[Mention]) -> tuple[str, ...]:
    """Names from the words of a row: bodies, places, populations; else the thing its indicator measures."""
    people, places = _words()
    found = [mention.name for mention in named]
    found += [match.group() for match in places.finditer(statement)]
    found += [_person(match["who"]) for match in people.finditer(indicator)]
    found = [name.strip(PUNCTUATION) for name in found if len(name.strip(PUNCTUATION)) > 1]
    rest = tuple(name for name in dict.fromkeys(found) if not any(name != other and name in other for other in found))
    thing = _thing(indicator)
    return rest or ((thing,) if len(thing) >= 2 else ())


_LEAD = re.compile(
    r"^(?:全[省市县区]|我[省市县区]|所有|每[名个位]|免费|培养|培训|安排|完成|救治|补助|随访|管理|开展|加强|提高|新增|其中|符合条件的|有需求的)"
)


def _person(phrase: str) -> str:
    while (
        (lead := _LEAD.match(phrase))
        and len(phrase) - lead.end() >= 2
        and not phrase.startswith(("符合条件", "有需求"))
    ):
        phrase = phrase[lead.end() :]
    return phrase


def _thing(indicator: str) -> str:
    return _PROCESS.sub("", indicator).strip(PUNCTUATION)

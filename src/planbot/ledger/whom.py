"""Whom or what a row is about: the bodies, places and population its own words name, else those just before it (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.ledger.departments import Mention
from planbot.ledger.wording import PUNCTUATION, table, wording
from planbot.ledger.words import alternatives

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


def _person(phrase: str) -> str:
    while (lead := wording().people_lead.match(phrase)) and len(phrase) - lead.end() >= 2:
        phrase = phrase[lead.end() :]
    return phrase


def _thing(indicator: str) -> str:
    owner = indicator.partition("的")[0] if "的" in indicator else indicator
    return wording().measuring.sub("", re.split("占|高于|低于|来自", owner)[0]).strip(PUNCTUATION)

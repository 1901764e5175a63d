"""Who issued a document, for which place and at which level, taken or put together from words of its text (pure).

Nothing is known but what the text says: a place counts as the document's own only where the text speaks for it (in the title, by a
motto, by a rule of it that binds the writer, or by 我市 beside the one city named); what is masked stays masked or is left out.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from planbot.ingest.issuer import Reading, body_issuer, composed, signature, speaking_institution, title_issuer
from planbot.ingest.lines import compact
from planbot.lexicon.load import load
from planbot.scope.issuers import Issuer
from planbot.scope.places import Place, level_of, places
from planbot.scope.titles import quoted_titles
from planbot.types import Level

_ORDER: tuple[Level, ...] = ("country", "province", "city", "county", "township")


@dataclass(frozen=True, slots=True)
class Origin:
    """Issuer, region and level; None and "unknown" where the text does not say."""

    issuer: str | None
    region: str | None
    level: Level


def origin_of(reading: Reading) -> Origin:
    """What the document says of itself: first its title, then its signature, then the words of its body."""
    stated = title_issuer(reading.title) or signature(reading)
    level = _own_level(reading, stated)
    region = _region(reading, stated, level)
    if stated:
        return Origin(stated.name, region, level)
    speaker = speaking_institution(reading.body)
    if speaker:
        return Origin(speaker, region, level if region else "institution")
    return Origin(_placed(body_issuer(reading, level) or composed(reading, level, region), region), region, level)


def _placed(issuer: str | None, region: str | None) -> str | None:
    """县卫生局 is 柳溪县卫生局 in the plan of 柳溪县."""
    if issuer and region and issuer[0] == region[-1] and not re.search(r"[*＊xX×_□]", region):
        return region + issuer[1:]
    return issuer


def _own_level(reading: Reading, stated: Issuer | None) -> Level:
    if stated and stated.level != "unknown":
        return stated.level
    title_level: list[Level] = [place.level for place in places(reading.title) if place.level in _ORDER[1:]]
    if title_level:
        return title_level[-1]
    weights: Counter[Level] = Counter()
    for place in reading.places:
        if place.form == "relative" and place.level in _ORDER[1:]:
            weights[place.level] += 3 if place.name[0] in "我本" else 1
    for issuer in reading.issuers:
        if issuer.level == "institution" and issuer.place in "省市县区" and issuer.place and not issuer.every:
            weights[level_of(issuer.place)] += 1
    for match in _rulers().finditer(reading.body):
        weights[level_of(match["unit"])] += 1
    weights["province"] += 3 * len(re.findall("我厅", reading.body))
    most = max(weights.values(), default=0)
    if most < 2:
        return "unknown"
    lowest: list[Level] = [level for level in _ORDER if weights[level] == most]
    return lowest[-1]


@cache
def _rulers() -> re.Pattern[str]:
    return re.compile(load("issuers")["region"]["own_rulers"])


def _region(reading: Reading, stated: Issuer | None, level: Level) -> str | None:
    if level == "country":
        return None
    if named := region_of(stated.place if stated else "") or place_in(reading.title):
        return named
    spoken = _spoken_for(reading)
    own = {place.name for place in spoken if place.level == level}
    if len(own) == 1:
        return own.pop()
    if own:
        return None
    if masked := _masked_region(reading, level):
        return masked
    if len(above := {place.name for place in spoken if place.level in _ORDER[1 : _rank(level)]}) == 1:
        return above.pop()
    return None


def _rank(level: Level) -> int:
    return _ORDER.index(level) if level in _ORDER else len(_ORDER)


def region_of(place: str) -> str | None:
    """The region that the place in a body's name ("翔安区", "县") says, in full; None for 县 alone."""
    return place_in(place) or (place if len(place) > 2 else None)


def place_in(words: str) -> str | None:
    """The places that ``words`` name first, joined where they stand together, in full."""
    found = [place for place in places(words) if place.form in ("named", "short", "masked")]
    return _chain(found) if found and found[0].level != "unknown" else None


def _chain(found: list[Place]) -> str:
    """Place names that stand one right after the other, as printed; short names in full."""
    last = found[0]
    names = [last.name]
    for place in found[1:]:
        if place.start != last.end:
            break
        last = place
        names.append(place.name)
    return "".join(names)


def _spoken_for(reading: Reading) -> list[Place]:
    """Places for which the writer speaks: by a motto, or by a rule of theirs that binds the writer."""
    words = load("issuers")["region"]
    mottoes, binding = tuple(words["mottoes"]), tuple(words["binding"])
    rules = [
        title for title in quoted_titles(reading.body) if title.book and _binds(reading.body, title.start, binding)
    ]
    return [
        place
        for place in reading.places
        if place.form in ("named", "short")
        and (
            reading.body.endswith(mottoes, 0, place.start)
            or any(rule.start < place.start <= rule.start + 4 and place.end <= rule.end for rule in rules)
        )
    ]


def _binds(body: str, start: int, binding: tuple[str, ...]) -> bool:
    """Does a binding word stand before the title, directly or at the head of a list of titles?"""
    before = re.sub(r"《[^》]*》[、和及]?", "", body[max(0, start - 60) : start])
    return before.rstrip("，,、 “").endswith(binding) or any(word in before[-10:] for word in binding)


def _masked_region(reading: Reading, level: Level) -> str | None:
    names = Counter(
        compact(place.name)
        for place in reading.places
        if place.form == "masked" and place.level == level and "某" not in place.name
    )
    best = names.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 and level in ("province", "city", "county") else None

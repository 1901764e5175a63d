"""Bodies that issue plans, as a text names them: 翔安区卫生健康局, 县卫健委, 国务院办公厅, Harbour County Health Department (pure)."""

import re
from dataclasses import dataclass
from functools import cache

from planbot.lexicon.load import load
from planbot.scope.places import Place, level_of, places
from planbot.types import Level

_LEVEL_CHARACTERS = "省市县区州旗镇乡"
_EVERY = re.compile(rf"各[{_LEVEL_CHARACTERS}、（）()和及]*\Z")


@dataclass(frozen=True, slots=True)
class Issuer:
    """``text[start:end] == name`` names a body."""

    start: int
    end: int
    name: str
    place: str
    """The place names before it as printed ("厦门市翔安区", "**市", "县"); empty when there is none."""
    field: str
    """Its field of administration ("卫生"), empty for governments, committees and institutions."""
    level: Level
    every: bool = False
    """True for 各县卫生局: all of a kind, no one body."""


def _either(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("issuers")
    fields, suffixes, whole, institutions = (_either(words[k]) for k in ("fields", "suffixes", "whole", "institutions"))
    after = "|".join(words["suffix_not_before"])
    national, prefix = "|".join(words["national"]), "|".join(words["national_prefix"])
    ends, of = "|".join(words["english"]["ends"]), "|".join(words["english"]["of"])
    chinese = (
        rf"(?P<national>{national})|(?P<prefix>{prefix})?(?P<field>{fields})(?P<suffix>{suffixes})(?!{after})|(?P<whole>{whole})(?!员)"
        rf"|(?P<institution>(?:第[一二三四五六七八九十]{{1,2}})?(?:{institutions}))"
    )
    word = rf"(?:(?!(?:{'|'.join(words['english']['not_name'])})\b)[A-Z][\w'’&-]*)"
    linked = rf"(?:\s(?:{of}|and|the)){{0,2}}\s{word}"
    english = rf"\b{word}(?:\s{word}|\sand\s{word}){{0,6}}\s(?:{ends})\b(?:{linked}){{0,4}}|\b(?:{ends})\sof(?:\sthe)?\s{word}(?:{linked}){{0,5}}"
    return re.compile(chinese), re.compile(english)


def issuers(text: str, known: tuple[Place, ...] | None = None) -> tuple[Issuer, ...]:
    """Every body named in ``text`` in order; ``known`` are its places, when the caller has read them already."""
    ends = {place.end: place for place in (places(text) if known is None else known) if place.form != "relative"}
    chinese, english = _patterns()
    found = [_chinese(text, match, ends) for match in chinese.finditer(text)]
    found += [Issuer(*match.span(), match.group(), "", "", "unknown") for match in english.finditer(text)]
    return tuple(sorted(found, key=lambda issuer: issuer.start))


def _chinese(text: str, match: re.Match[str], ends: dict[int, Place]) -> Issuer:
    start, level = match.start(), _own_level(match)
    nearest = ends.get(start)
    if nearest is not None:
        level = nearest.level if level == "unknown" else level
        while (place := ends.get(start)) is not None:
            start = place.start
    elif start and text[start - 1] in _LEVEL_CHARACTERS and not (match["institution"] and text[start - 1] in "区"):
        start -= 1
        level = level_of(text[start]) if level == "unknown" else level
    every = _EVERY.search(text, max(0, start - 8), start) is not None
    return Issuer(
        start, match.end(), text[start : match.end()], text[start : match.start()], match["field"] or "", level, every
    )


def _own_level(match: re.Match[str]) -> Level:
    if match["national"] or match["prefix"]:
        return "country"
    if match["institution"]:
        return "institution"
    levels: dict[str, Level] = load("issuers")["composed_level"]
    return levels.get(match["suffix"] or "", "unknown")

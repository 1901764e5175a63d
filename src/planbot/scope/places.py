"""Places a text names: by full or short name, relative (全省, 我县) or masked (**市) (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from planbot.lexicon.load import load
from planbot.scope.gazetteer import Division, gazetteer, short_name, word_borders
from planbot.scope.unlisted import unlisted_names
from planbot.types import Level

PlaceForm = Literal["named", "short", "relative", "masked"]

__all__ = ["Place", "level_of", "places", "short_name"]


@dataclass(frozen=True, slots=True)
class Place:
    """``text[start:end]`` names a place; ``name`` is its full name, or the words as they stand for a relative or masked one."""

    start: int
    end: int
    name: str
    level: Level
    form: PlaceForm
    province: str | None = None
    city: str | None = None
    """The parents, where the name or the text around it says which; a municipality stands as ``province``."""


def level_of(name: str) -> Level:
    """The level that the end of a name states; unknown when it states none."""
    levels: dict[str, Level] = load("places")["levels"]
    for size in (5, 4, 3, 2, 1):
        if (level := levels.get(name[-size:])) is not None:
            return level
    return "unknown"


def places(text: str) -> tuple[Place, ...]:
    """Every place in ``text``, in order, none inside another.

    A name shared by several divisions gets its parents only from a parent named right before it or anywhere in the text.
    """
    found = [*_named(text), *_unlisted(text), *_masked(text), *_relative(text), *_english(text)]
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return tuple(_resolved(kept))


def _named(text: str) -> Iterator[Place]:
    table = gazetteer()
    before: Place | None = None
    end = 0
    for match in table.starts.finditer(text):
        start = match.start()
        if start < end or (sizes := table.lengths.get(text[start : start + 2])) is None:
            continue
        adjacent = before if before and before.end == start else None
        for size in sizes:
            name = text[start : start + size]
            if name in table.named and (place := _accepted(text, start, name, adjacent)):
                before, end = place, place.end
                yield place
                break


def _accepted(text: str, start: int, name: str, parent: Place | None) -> Place | None:
    table = gazetteer()
    end = start + len(name)
    if text.startswith(tuple(load("places")["names"]["not_before"]), end):
        return None
    divisions = [d for d in table.named[name] if parent and _inside(d, parent)]
    full = any(d.name == name for d in table.named[name])
    if not divisions:
        if name in table.weak or ((not full or len(name) == 2) and not _is_word(text, start, end, table.named[name])):
            return None
        divisions = [d for d in table.named[name] if d.name == name] or list(table.named[name])
    return _place(start, end, divisions, "named" if full else "short")


def _is_word(text: str, start: int, end: int, divisions: tuple[Division, ...]) -> bool:
    """Is the short name a word there? That of a province may begin a longer one (内蒙古草原)."""
    begins, ends = word_borders(text, start, end)
    return begins and (ends or any(division.level == "province" for division in divisions))


def _inside(division: Division, parent: Place) -> bool:
    return parent.name in (division.province, division.city)


def _place(start: int, end: int, divisions: list[Division], form: PlaceForm) -> Place:
    top = min(divisions, key=lambda d: ("province", "city", "county").index(d.level))
    same = [d for d in divisions if d.level == top.level]
    provinces, cities = {d.province for d in same}, {d.city for d in same}
    province = top.province if len(provinces) == 1 else None
    return Place(start, end, top.name, top.level, form, province, top.city if len(cities) == 1 else None)


def _resolved(found: list[Place]) -> Iterator[Place]:
    """Gives an ambiguous county the parents that the rest of the text names, when only one of them fits."""
    named = {place.name for place in found if place.form in ("named", "short")}
    for place in found:
        if place.form in ("masked", "relative") or place.province or place.level == "province":
            yield place
            continue
        fitting = [d for d in gazetteer().named.get(place.name, ()) if d.city in named or d.province in named]
        one = fitting[0] if len({(d.province, d.city) for d in fitting}) == 1 else None
        yield replace(place, province=one.province, city=one.city) if one else place


def _unlisted(text: str) -> Iterator[Place]:
    for name in unlisted_names(text):
        if next(_named(name), None) is None:
            for match in re.finditer(re.escape(name), text):
                yield Place(*match.span(), name, level_of(name), "named")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("places")
    relative, units = words["relative"], "|".join(words["masks"]["units"])
    heads, ends = "".join(relative["heads"]), "|".join(relative["units"])
    after = "".join(relative["not_before"])
    mask = r"(?:[*＊_＿×]{1,6}|[xXＸｘ]{1,4}|□{1,4}|某某?)"
    return (
        re.compile(rf"[{heads}](?:{ends})(?![{after}])"),
        re.compile(rf"(?<![A-Za-z0-9*＊_×]){mask}[（(]?(?P<unit>{units})[）)]?(?![{after}])"),
    )


def _english(text: str) -> Iterator[Place]:
    for match in _english_names().finditer(text):
        yield Place(
            *match.span(), match.group(), load("places")["english_levels"][match["unit"] or match["head"]], "named"
        )


@cache
def _english_names() -> re.Pattern[str]:
    units = "|".join(load("places")["english_levels"])
    word = r"[A-Z][a-z'’]+"
    return re.compile(rf"\b(?:{word}\s){{1,3}}?(?P<unit>{units})\b|\b(?P<head>{units})\sof\s{word}(?:\s{word})?")


def _relative(text: str) -> Iterator[Place]:
    for match in _patterns()[0].finditer(text):
        level: Level = "country" if match.group()[1:] == "国" else level_of(match.group())
        yield Place(*match.span(), match.group(), level, "relative")


def _masked(text: str) -> Iterator[Place]:
    for match in _patterns()[1].finditer(text):
        yield Place(*match.span(), match.group(), level_of(match["unit"]), "masked")

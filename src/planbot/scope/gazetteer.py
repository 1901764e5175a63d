"""The list of Chinese administrative divisions as a lookup table, built once from the shipped data (no I/O of its own)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import rjieba

from planbot.lexicon.load import load
from planbot.types import Level

_SUFFIX = re.compile(r"(?:自治[区州县旗]|特别行政区|地区|新区|矿区|[省市县区盟旗])$")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|"
    "仡佬|锡伯|普米|塔吉克|怒|俄罗斯|鄂温克|保安|裕固|独龙|鄂伦春|各"
)
_PEOPLE = re.compile(rf"(?:(?:{_PEOPLES})族?)+$")


@dataclass(frozen=True, slots=True)
class Division:
    """One division of China at county level or above."""

    name: str
    level: Level
    province: str | None
    city: str | None
    """The prefecture it belongs to, where there is one."""


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    names = load("places")["names"]
    return frozenset(names["common_words"].split()), frozenset(names["common_names"].split())


def short_name(name: str) -> str:
    """The name without its suffix: 江西 of 江西省, 湘西 of 湘西土家族苗族自治州; unchanged when nothing usable would be left."""
    if name.startswith(("内蒙古", "广西", "西藏", "宁夏", "新疆")) and name.endswith("自治区"):
        return name[: 3 if name.startswith("内") else 2]
    stem = _SUFFIX.sub("", name)
    if stem != name and "族" in stem:
        stem = _PEOPLE.sub("", stem)
    return stem if len(stem) > 1 else name


def _divisions() -> Iterator[Division]:
    for table in load("regions").values():
        for province, prefectures in table.items():
            yield Division(province, "province", None, None)
            for prefecture, counties in prefectures.items():
                city = prefecture if prefecture != "-" else None
                if city:
                    yield Division(city, "city", province, None)
                for county in counties.split():
                    yield Division(county, "county", province, city)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and short names with every division that bears them."""

    named: dict[str, tuple[Division, ...]]
    weak: frozenset[str]
    """Names that are also everyday words: they count only right after the name of their parent."""
    starts: re.Pattern[str]
    """Matches (with look-ahead) where the first two characters of some name stand."""
    lengths: dict[str, tuple[int, ...]]
    """First two characters -> the lengths of the names that begin so, longest first."""


@cache
def gazetteer() -> Gazetteer:
    """The whole table; built on first use in about 50 ms."""
    named: dict[str, dict[Division, None]] = defaultdict(dict)
    weak, strong = set(_common()[1]), set[str]()
    for division in _divisions():
        named[division.name][division] = None
        short = short_name(division.name)
        if short != division.name:
            named[short][division] = None
            (weak if _everyday(short, division) else strong).add(short)
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in named:
        lengths[name[:2]].add(len(name))
    first, second = ("".join(sorted({pair[i] for pair in lengths})) for i in (0, 1))
    return Gazetteer(
        {name: tuple(divisions) for name, divisions in named.items()},
        frozenset(weak - strong),
        re.compile(f"(?=[{first}][{second}])"),
        {pair: tuple(sorted(sizes, reverse=True)) for pair, sizes in lengths.items()},
    )


def _everyday(short: str, division: Division) -> bool:
    if division.level == "province":
        return False
    if short in _common()[0]:
        return True
    if division.level == "city" or len(short) > 2:
        return False
    tagged = rjieba.tag(short)
    return len(tagged) != 1 or tagged[0][1] not in ("ns", "nz", "nrt")


def word_borders(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Does a word begin at ``start``, does one end at ``end``, as the segmenter reads the text around? (创新乡村 holds no 新乡.)"""
    position = max(0, start - 6)
    borders = {position}
    for word in rjieba.cut(text[position : end + 6]):
        position += len(word)
        borders.add(position)
    return start in borders, end in borders

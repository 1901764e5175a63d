"""Every way a plan prints a number, as value, unit, bound and span (pure).

Reads Arabic, full-width and Chinese numerals, fractions (三分之一), per-cent words (百分之八), ranges, rates per
population (22/10万, 每万人口3名), 成, 倍 and Chinese scales (万, 亿). The extractor and the check of answers share it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

Bound = str
"""One of "", ">=", "<=", ">", "<"; the empty string when no bound word stands at the number."""

_FULL = "０１２３４５６７８９％，．／（）：；～＋－＜＞！？｜　"
_HALF = "0123456789%,./():;~+-<>!?| "
_FLAT = str.maketrans(_FULL + "—–―‒−﹣〞〝∶﹪", _HALF + "-----" + "-”“:%")
_WIDE = re.compile(f"[{re.escape(''.join(map(chr, _FLAT)))}]")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with all that gives it meaning. ``[start, end)`` spans number, unit and the bound words at either side."""

    start: int
    end: int
    number_start: int
    """Where the figure itself begins (bound words before it left out)."""
    number_end: int
    """Where figure and unit end (bound words after it left out)."""
    value: float | tuple[float, float] | None
    """As printed (42 for 42万名); a pair for a range; None for a damaged figure."""
    unit: str
    """As printed, scale included (万名), white space left out; composed for rates: 名/万人口, /10万, 元/人/年."""
    bound: Bound = ""
    approximate: bool = False
    damaged: bool = False
    chinese: bool = False
    """Written in Chinese numerals: such counts are often names, not figures."""
    bounds: tuple[str, ...] = ()
    """The bound words as printed, in order."""

    @property
    def normal(self) -> tuple[tuple[float, ...], str]:
        """Values and unit for comparison: scales multiplied out, 百分点 and 成 in their base unit, rounded to nine digits."""
        values = self.value if isinstance(self.value, tuple) else (() if self.value is None else (self.value,))
        factor, unit = _base(self.unit)
        return tuple(float(f"{value * factor:.9g}") for value in values), unit


def flat(text: str) -> str:
    """The text with full-width digits and punctuation as half-width ones; every offset stays the same."""
    return text.translate(_FLAT) if _WIDE.search(text) else text


def same(one: Quantity, other: Quantity) -> bool:
    """Do both state the same figure (95% and 百分之九十五, 5万元 and 50000元)? Bounds are not compared."""
    return one.value is not None and one.normal == other.normal


@cache
def _base(unit: str) -> tuple[float, str]:
    """Factor and base unit: 万名 -> (10000, 名), 成 -> (10, %)."""
    if unit == "成":
        return 10.0, "%"
    if unit == "比例":
        return 100.0, "%"
    scale = re.match("|".join(_scales()), unit)
    if not scale or unit.startswith("百分"):
        return 1.0, unit
    return float(load("units")["scale"][scale.group()]), unit[scale.end() :]


@cache
def _scales() -> tuple[str, ...]:
    return tuple(sorted(load("units")["scale"], key=len, reverse=True))


def chinese_number(words: str) -> float | None:
    """The value of a Chinese numeral (二十三, 一千二百, 三点五, 十万); None when it is not one."""
    if "点" in words:
        whole, _, rest = words.partition("点")
        base = chinese_number(whole)
        digits = "".join(str(_DIGITS[c]) for c in rest if c in _DIGITS)
        return None if base is None or not digits else base + float(f"0.{digits}")
    if len(words) > 1 and all(c in _DIGITS for c in words):
        return float("".join(str(_DIGITS[c]) for c in words))
    return _by_place(words)


def _by_place(words: str) -> float | None:
    total = section = digit = 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        elif character in "万亿":
            total = (total + section + digit) * (10_000 if character == "万" else 100_000_000)
            section = digit = 0
        else:
            return None
    return float(total + section + digit)


@dataclass(frozen=True, slots=True)
class _Grammar:
    number: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


_RATE = r"/(?:\d*[万千百]|十万|百万)(?:人口|人)?"


_LONGEST = 24
"""Characters of a numeral in Chinese digits; runs of more are no number, and to look for a unit behind each part of them takes for ever."""


@cache
def _grammar() -> _Grammar:
    units = load("units")
    bounds = units["bounds"]
    words = {word for group in ("money", "mass_and_size", "time", "count") for word in units["words"][group]}
    unit = alternatives(sorted(words | set(units["ratio"])))
    slash = rf"(?:/(?:{alternatives(units['per']['slash'])})|·年)*"
    scale = "|".join(_scales())
    arabic = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?"
    chinese = rf"[零〇一二两三四五六七八九十百千万亿]{{1,{_LONGEST}}}(?:点[零一二三四五六七八九]{{1,{_LONGEST}}})?"
    figure = (
        rf"(?P<masked>[xX×*△]{{1,4}}(?=(?:{scale})?(?:%|‰|个百分点|元|个|名|家|所)))"
        rf"|(?P<per>百|千|十万|万|10万|百万)分之(?P<part>{arabic}|{chinese})"
        rf"|(?P<of>\d+|[二两三四五六七八九十]{{1,{_LONGEST}}})分之(?P<share>\d+|[一二两三四五六七八九十]{{1,{_LONGEST}}})(?![章条])"
        rf"|(?P<low>{arabic})(?P<lowunit>%|‰)?(?:-|~|至|到)(?P<high>{arabic})"
        rf"|(?P<arabic>{arabic})"
        rf"|(?<![第初其同另统唯之每])(?P<chinese>半|{chinese})(?=(?:余|多)?(?:{unit}))"
    )
    tail = rf"(?P<more>余|多)?(?P<scale>(?:{scale})(?!分点))?(?P<plus>余|多)?(?P<rate>{_RATE})?(?P<unit>{unit})?(?P<slash>{slash})"
    before = alternatives(
        [w for key in ("before_ge", "before_le", "before_gt", "before_lt", "before_about") for w in bounds[key]]
    )
    after = alternatives([w for key in ("after_ge", "after_le", "after_about") for w in bounds[key]])
    return _Grammar(
        number=re.compile(rf"(?<![\d.A-Za-z每])(?:{figure})\s?{tail}"),
        before=re.compile(rf"(?:{before})(?:{_reach()})?\s?$"),
        after=re.compile(rf"(?:\(含[^)]{{0,6}}\))?(?:{after})(?![\u4e00-\u9fff]*?(?:容|涵))"),
    )


@cache
def _reach() -> str:
    return alternatives(load("units")["per"]["reach"])


@cache
def _bound_of() -> dict[str, str]:
    bounds = load("units")["bounds"]
    signs = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "about": "~"}
    return {word: signs[key.split("_")[1]] for key, words in bounds.items() for word in words}


def quantities(text: str) -> list[Quantity]:
    """All numbers with or without a unit in ``text``, in order, not overlapping. Dates and years are included (unit 年, 月, 日)."""
    shown = flat(text)
    grammar = _grammar()
    return [q for match in grammar.number.finditer(shown) if (q := _quantity(shown, match, grammar)) is not None]


def _quantity(text: str, match: re.Match[str], grammar: _Grammar) -> Quantity | None:
    value, unit = _value_and_unit(match)
    start, end = match.start(), match.end()
    if match["chinese"] and (not unit or match["chinese"] in ("万", "亿")):
        return None
    damaged = bool(match["masked"]) or _impossible(match, value, unit)
    before = grammar.before.search(text, max(0, start - 8), start)
    after = grammar.after.match(text, end)
    words = tuple(w for w in (before and _core(before.group()), after and _strip(after.group())) if w)
    bound, about = _bound(words)
    approximate = about or bool(match["more"] or match["plus"])
    unit = _per_head(text, start, unit)
    return Quantity(
        start=before.start() if before else start,
        end=after.end() if after else end,
        number_start=start,
        number_end=end,
        value=None if damaged else value,
        unit=unit,
        bound=bound,
        approximate=approximate,
        damaged=damaged,
        chinese=bool(match["chinese"] or (match["share"] and not match["share"].isdigit())),
        bounds=words,
    )


def _strip(words: str) -> str:
    return re.sub(r"^\([^)]*\)", "", words)


def _core(words: str) -> str:
    known = _bound_of()
    words = words.strip()
    return words if words in known else re.sub(f"(?:{_reach()})$", "", words)


def _bound(words: Iterable[str]) -> tuple[Bound, bool]:
    """The bound that the words state together; 控制在N左右 is a bound and approximate."""
    signs = [_bound_of().get(word, "") for word in words]
    return next((s for s in reversed(signs) if s not in ("", "~")), ""), "~" in signs


def _value_and_unit(match: re.Match[str]) -> tuple[float | tuple[float, float] | None, str]:
    unit = load("units")["ratio"].get(match["unit"] or "", match["unit"] or "")
    unit = (match["scale"] or "") + unit + (match["slash"] or "")
    if not unit and match["arabic"] and _bare().match(match.string, match.end()):
        unit = load("units")["bare"]["unit"]
    if match["rate"]:
        unit = match["rate"].replace("十万", "10万").removesuffix("人口").removesuffix("人") + unit
    if match["per"]:
        return _figure(match["part"]), load("units")["parts_of"][match["per"]]
    if match["of"]:
        whole, share = _figure(match["of"]), _figure(match["share"])
        if match["of"] in ("10", "十") and not match["share"].isdigit():
            return share, "成"
        return (round(share / whole, 4) if whole and share is not None else None), "比例"
    if match["low"]:
        low, high = _figure(match["low"]), _figure(match["high"])
        return ((low, high) if low is not None and high is not None else None), unit or (match["lowunit"] or "")
    if match["masked"]:
        return None, unit
    figure = match["arabic"] or match["chinese"]
    return (0.5 if figure == "半" else _figure(figure)), unit


@cache
def _bare() -> re.Pattern[str]:
    """A place or institution named right after the figure, without a measure word: 12乡镇, 10县(市、区)."""
    bare = load("units")["bare"]
    return re.compile(rf"(?:{alternatives(bare['nouns'])})(?![{''.join(bare['not_before'])}])")


def _figure(words: str | None) -> float | None:
    if not words:
        return None
    if words[0].isdigit():
        return float(words.replace(",", ""))
    return chinese_number(words)


_YEARLIKE = re.compile(r"(?:19|20)[0-9]{2}\d*$")


def _impossible(match: re.Match[str], value: float | tuple[float, float] | None, unit: str) -> bool:
    """A year or longer that stands where a share must stand: 20230%, 2023个百分点, 22/2023万."""
    rate = match["rate"]
    if rate and (per := re.match(r"/(\d+)", rate)) and per[1] not in ("1", "10", "100"):
        return True
    if unit not in ("%", "‰", "个百分点", "倍", "成"):
        return False
    printed = match["arabic"] or match["high"] or match["part"] or ""
    figures = value if isinstance(value, tuple) else (value or 0.0,)
    return bool(_YEARLIKE.match(printed)) or (unit in ("‰", "个百分点") and max(figures) > 1000)


@cache
def _per() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """每 before the figure: per so many of a population, per head, per stretch of time."""
    lists = load("units")["per"]
    who, heads, times = (alternatives(lists[name]) for name in ("population", "heads", "times"))
    rest = r"[^,;。:每\d]{0,10}$"
    return (
        re.compile(
            rf"每(?P<base>(?:10|十|百)?[万千百]|百万)?(?:名|个|位)?(?P<who>{who})(?:\d+(?:-\d+)?岁|[^,;。:每\d]){{0,14}}$"
        ),
        re.compile(rf"每(?P<one>{heads})(?:均)?(?:每(?P<time>{times}))?{rest}"),
        re.compile(rf"每(?P<time>{times}){rest}"),
    )


def _per_head(text: str, start: int, unit: str) -> str:
    """Adds what the figure is counted per: 每万人口3名 -> 名/万人口; 每人每年200元 -> 元/人/年; 每季度2次 -> 次/季度."""
    window = text[max(0, start - 24) : start]
    cut = window.rfind("每")
    if cut < 0 or "/" in unit:
        return unit
    population, heads, times = _per()
    if (by := population.search(window)) and by["base"] and unit not in ("%", "‰", "年", "月", "日", "岁", "周岁", ""):
        return f"{unit}/{by['base'].replace('十万', '10万')}{by['who']}"
    if (by := heads.search(window)) and unit.endswith("元"):
        return f"{unit}/{by['one']}" + (f"/{by['time']}" if by["time"] else "")
    if (by := times.search(window)) and unit in load("units")["per"]["how_often"]:
        return f"{unit}/{by['time']}"
    return unit

"""Years a text states, in words, masked or relative to the year of speaking (pure)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from planbot.lexicon.load import load
from planbot.scope.numerals import whole

YearForm = Literal["year", "bare", "range", "period", "relative", "masked"]

FIRST, LAST = 1949, 2060
"""The years of which a plan document may speak; a number outside is no year."""

_ARABIC = r"[0-9０-９]"
_HAN = "零〇○Ｏ一二三四五六七八九"
_UNIT = r"(?:年度|学年|财年|财政年度|年)"
_DASH = r"(?:-|－|—{1,2}|–|―|~|～|至|到)"
_MASK = r"[*＊xX×ＸｘＸ_＿□Ｘ]"


@dataclass(frozen=True, slots=True)
class YearMention:
    """``text[start:end]`` names years: ``first`` to ``last`` inclusive; both None for a relative or masked one."""

    start: int
    end: int
    form: YearForm
    first: int | None = None
    last: int | None = None
    offset: int | None = None
    """For a relative year: how many years after the year of speaking (去年 is -1)."""

    @property
    def values(self) -> tuple[int, ...]:
        """Every year covered; empty for a relative or masked one."""
        return () if self.first is None or self.last is None else tuple(range(self.first, self.last + 1))

    @property
    def value(self) -> int | None:
        """The year, where one single year is named."""
        return self.first if self.first == self.last else None


@cache
def _pattern() -> re.Pattern[str]:
    words = load("places")["years"]
    relative = "|".join(sorted(words["relative"], key=len, reverse=True))
    follows = "|".join(words["periods"]["follows"])
    year4 = rf"(?:19|20){_ARABIC}{{2}}|[１２]{_ARABIC}{{3}}"
    han4 = rf"[一二][{_HAN}]{{3}}"
    plan = r"[一二三四五六七八九]五|十[一二三四五六七八九]?五"
    quote, closing = "[“‘\"「']", "[”’\"」'〞]"
    return re.compile(
        "|".join(
            (
                rf"(?<![0-9０-９A-Za-z])(?P<masked>(?:(?:20|19|二[〇零○0]|２０){_MASK}{{1,3}}|(?<![*＊xX×Ｘ_0-9０-９]){_MASK}{{1,4}})年{{1,2}}(?!级)|20[*＊]{{1,2}}(?=[一-鿿])(?![年个件人元米厘]))",
                rf"(?<![0-9０-９.．])(?P<first>{year4}|{han4})\s?{_UNIT}?\s?{_DASH}\s?(?P<last>{year4}|{han4}|{_ARABIC}{{2}})\s?{_UNIT}(?![龄])",
                rf"(?<![0-9０-９.．])(?P<year>{year4}|{han4})\s?{_UNIT}",
                r"(?<![0-9A-Za-z])(?i:FY|fiscal\syear\s?)\s?(?P<fiscal>(?:20)?[0-9]{2})(?:\s?[-/–]\s?(?P<fiscal_last>(?:20)?[0-9]{2}))?(?![0-9])",
                rf"(?:{quote}(?P<quoted>{plan}){closing}|(?P<named>十[一二三四五六七八九]五)|(?P<followed>{plan})(?={follows}))",
                r"\b(?P<ordinal>\d{1,2})(?:st|nd|rd|th)\s(?i:five[- ]year\splan)",
                r"(?<![0-9])(?P<short>[0-4][0-9])年度|(?<![0-9近过第])(?P<short2>[0-4][0-9])年(?=工作|计划|预算|要点|总结)",
                rf"(?P<relative>(?<![一-鿿]每)(?:{relative})(?![龄轻]))",
                r"(?<![0-9A-Za-z.,．/\-〔\[（(【第号#:])(?P<bare_first>(?:19|20)\d\d)\s?[-–—]{1,2}\s?(?P<bare_last>20\d\d)(?![0-9A-Za-z.,%‰/\-年]|[一-鿿])",
                r"(?<![0-9A-Za-z.,．/\-〔\[【第号#:￥$])(?P<bare>(?:19[5-9]|20[0-5])\d)(?![0-9A-Za-z.,．%‰％/\-:：]|[)）]\s*第?\s*\d|\.\d|[一-鿿])",
            )
        )
    )


def years(text: str) -> tuple[YearMention, ...]:
    """Every year named in ``text``, in order, none inside another; a number that cannot be a year is left out."""
    found = (_mention(match) for match in _pattern().finditer(text))
    return tuple(mention for mention in found if mention)


def _mention(match: re.Match[str]) -> YearMention | None:
    start, end = match.span()
    groups = {name: value for name, value in match.groupdict().items() if value}
    if "masked" in groups:
        return YearMention(start, end, "masked")
    if "relative" in groups:
        offset = load("places")["years"]["relative"][groups["relative"]]
        return YearMention(start, end, "relative", offset=offset)
    form, first, last = _bounds(groups)
    if first is None or last is None or not FIRST <= first <= last <= LAST or last - first > 60:
        return None
    return YearMention(start, end, form, first, last)


def _bounds(groups: dict[str, str]) -> tuple[YearForm, int | None, int | None]:
    for name, other in (("first", "last"), ("fiscal", "fiscal_last"), ("bare_first", "bare_last")):
        if name in groups:
            first = _year(groups[name])
            last = _year(groups[other], first) if other in groups else first
            return "range" if other in groups else "year", first, last
    for name in ("quoted", "named", "followed"):
        if name in groups:
            return "period", *_five_years(whole(groups[name][:-1]))
    if "ordinal" in groups:
        return "period", *_five_years(int(groups["ordinal"]))
    name, numeral = next(iter(groups.items()))
    year = _year(numeral)
    return "bare" if name == "bare" else "year", year, year


def _year(numeral: str, first: int | None = None) -> int | None:
    value = whole(numeral.translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace("Ｏ", "〇"))
    if value is None or value >= 100:
        return value
    return (first // 100 if first else 20) * 100 + value


def _five_years(number: int | None) -> tuple[int | None, int | None]:
    """Years of China's ``number``-th five-year plan: 1953-57 and 1958-62, then 1966-70 and every five years on."""
    if number is None or not 1 <= number <= 20:
        return None, None
    first = {1: 1953, 2: 1958}.get(number, 1966 + 5 * (number - 3))
    return first, first + 4

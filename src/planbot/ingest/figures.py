"""Figures that cannot be what the document first said: overwritten by a year, out of bounds or masked (pure).

Web copies replace one string by another everywhere ("10" by "2023": 20230%, 22/2023万, 2023个百分点) or blank figures out.
"""

import re
from collections.abc import Iterator
from functools import cache

from planbot.lexicon.load import load
from planbot.scope.titles import document_numbers
from planbot.types import Warning

_YEAR = r"(?:19|20)\d\d"
_PERCENT = re.compile(r"(?<![\d.,，/])(?P<value>\d{1,12}(?:,\d{3})*(?:\.\d{1,6})?)\s?[%％﹪](?![0-9A-F]{2})")
_POINTS = re.compile(r"(?<![\d.])(?P<value>\d{2,9}(?:\.\d{1,6})?)\s?个?百分点")
_SCALE = re.compile(rf"(?<!\d)\d{{1,9}}(?:\.\d{{1,6}})?\s?/\s?(?P<scale>{_YEAR}\d{{0,3}})\s?万")
_OVERWRITTEN = re.compile(rf"{_YEAR}\d{{0,2}}")
_IMPOSSIBLE = 10_000


def figure_warnings(text: str) -> Iterator[Warning]:
    """Every damaged figure of ``text``, with exact spans, in no order."""
    certain = [*_percentages(text), *_points(text), *_scales(text), *_numbers(text)]
    yield from certain
    taken = [(warning.start or 0, warning.end or 0) for warning in certain]
    for string in _replacing(text, certain):
        yield from _also(text, string, taken)
    yield from _masked(text)


def _warning(message: str, start: int, end: int) -> Warning:
    return Warning(code="damaged_number", message=message, start=start, end=end)


@cache
def _contexts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load("damage")["numbers"]
    mask = r"(?<![A-Za-z0-9*＊_×])(?:[*＊]{2,4}|[xXＸｘ×]{2,4}|_{2,6})"
    return (
        re.compile(words["closed_rates"]),
        re.compile(words["open_ratios"]),
        re.compile(rf"{mask}(?={words['units']})"),
    )


def _percentages(text: str) -> Iterator[Warning]:
    closed, open_, _ = _contexts()
    for match in _PERCENT.finditer(text):
        digits = match["value"].replace(",", "")
        value = float(digits)
        if value <= 100:
            continue
        clause = re.split(r"[，,。；;\n]", text[max(0, match.start() - 30) : match.start()])[-1]
        if _OVERWRITTEN.fullmatch(digits) and not (digits.endswith("00") or open_.search(clause)):
            message = "a year was written over this percentage"
        elif value >= _IMPOSSIBLE and not open_.search(clause):
            message = "no such percentage is possible"
        elif closed.search(clause) and not open_.search(clause):
            message = "this rate cannot be above 100 %"
        else:
            continue
        yield _warning(f"{match.group()}: {message}", *match.span())


def _points(text: str) -> Iterator[Warning]:
    for match in _POINTS.finditer(text):
        if float(match["value"]) >= 1000:
            yield _warning(f"{match.group()}: no such difference of percentage points is possible", *match.span())


def _scales(text: str) -> Iterator[Warning]:
    for match in _SCALE.finditer(text):
        yield _warning(f"{match.group()}: a year was written over the scale of this rate", *match.span())


def _numbers(text: str) -> Iterator[Warning]:
    for number in document_numbers(text):
        digits = re.search(r"\d{4,}", text[number.start : number.end])
        if number.year is None and len(number.organ) >= 2 and digits:
            start = number.start + digits.start() - 1
            yield _warning(f"{text[start : number.end]}: no such year in a document number", start, number.end)


def _replacing(text: str, certain: list[Warning]) -> set[str]:
    """The year-like strings that overwrote more than one figure: the copy filter's replacement."""
    found: dict[str, int] = {}
    for warning in certain:
        for year in {match[:4] for match in re.findall(rf"{_YEAR}", text[warning.start : warning.end])}:
            found[year] = found.get(year, 0) + 1
    return {year for year, count in found.items() if count > 1}


def _also(text: str, string: str, taken: list[tuple[int, int]]) -> Iterator[Warning]:
    """Other figures that hold the replacing string: with a unit after it, or as a year to come (到2023年)."""
    units = load("damage")["numbers"]["units"]
    pattern = re.compile(rf"(?<![\d.\-/]){string}\d{{0,2}}(?={units})|(?<=到){string}年(?=[^\d底末])")
    for match in pattern.finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            message = (
                f"{match.group()}: {string} was written over other figures of this text and may have been here too"
            )
            yield _warning(message, *match.span())


def _masked(text: str) -> Iterator[Warning]:
    for match in _contexts()[2].finditer(text):
        yield _warning(f"{match.group()}: the figure is masked", *match.span())

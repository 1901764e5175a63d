"""The year a document plans for or reports on, as far as its own words say (pure)."""

import re
from collections.abc import Iterator
from functools import cache

from planbot.lexicon.load import load
from planbot.scope.titles import quoted_titles
from planbot.scope.years import YearMention, years

_HAN = "[一二三四五六七八九十]"
_DATE_LINE = re.compile(
    r"(?m)^[ \t　]*[（(]?(?P<year>(?:19|20)\d\d|[一二][〇零○九一二三四五六七八]{3})\s?年"
    rf"\s?(?:\d{{1,2}}|{_HAN}{{1,2}})\s?月(?:\s?(?:\d{{1,2}}|{_HAN}{{1,3}})\s?日)?[）)]?[ \t　]*$"
)


def plan_year(title: str | None, body: str) -> int | None:
    """The year in the title; else the one year that the body ties to the work planned or reported. None where either is masked or unclear.

    For a period (2021-2025, 十四五) the first year of it.
    """
    if title:
        named = [
            year for year in years(title) if year.form != "relative" and not title.startswith(("修订", "版"), year.end)
        ]
        if any(year.form == "masked" for year in named):
            return None
        if named:
            return named[-1].first
    return _from_body(body)


def _from_body(body: str) -> int | None:
    mentions = years(body)
    quoted = [(title.start, title.end) for title in quoted_titles(body) if title.book]
    tied = {
        mention.first
        for mention in mentions
        if mention.form == "year" and not any(a <= mention.start < b for a, b in quoted) and _is_tied(body, mention)
    }
    if tied:
        return tied.pop() if len(tied) == 1 else None
    return _signed(body, mentions)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load("kinds")["year"]
    work, turning, act, events = ("|".join(words[name]) for name in ("work", "turning", "act", "events"))
    return (
        re.compile(rf"[^，,。；;：:！？\n]{{0,10}}?(?:{work})|是[^。；;\n]{{0,24}}?(?:{turning})"),
        re.compile(rf"(?:{act})好?[“\"《]?$"),
        re.compile(rf"[^，,。；;：:！？\n]{{2,14}}?(?:{events})"),
    )


def _is_tied(body: str, year: YearMention) -> bool:
    """Is the year one of the document's own work, not a base, a deadline or a date?"""
    words = load("kinds")["year"]
    before, after = body[max(0, year.start - 8) : year.start], body[year.end : year.end + 40]
    if (
        before.endswith(tuple(words["not_after"]))
        or after.startswith(tuple(words["not_before"]))
        or re.match(r"\s?\d{1,2}\s?月", after)
    ):
        return False
    if re.match(r"[^，,。；;\n]{0,30}基础上", after):
        return False
    work, act, event = _patterns()
    return work.match(after) is not None or (act.search(before) is not None and event.match(after) is not None)


def _signed(body: str, mentions: tuple[YearMention, ...]) -> int | None:
    """The year of the document's own date, for one that speaks of this year and never of the next."""
    words = load("kinds")["year"]
    dates = set(_signature_years(body))
    speaks_of_next = any(m.form == "relative" and m.offset is not None and m.offset > 0 for m in mentions)
    if len(dates) != 1 or speaks_of_next or not any(word in body for word in words["now"]):
        return None
    return dates.pop()


def _signature_years(body: str) -> Iterator[int]:
    for match in _DATE_LINE.finditer(body):
        for year in years(match.group()):
            if year.first is not None:
                yield year.first

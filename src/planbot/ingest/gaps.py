"""What is missing from a document: bodies under headings, sections of a numbering, the end of the text (pure)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from planbot.ingest.lines import finished, lines_of
from planbot.lexicon.load import load
from planbot.scope.numerals import NUMERAL, whole
from planbot.types import Section, Warning

_LAST = re.compile(r"(?:[0-9０-９]+|[零〇一二三四五六七八九十百]+)(?!.*[0-9０-９零〇一二三四五六七八九十百])")
_OWN_BODY = re.compile(r"[。；;.!！]$|[：:].{2}")
_CHINESE = "〇一二三四五六七八九十"
_PROSE = 14
"""A last line as long as this, with a comma, is a sentence."""
_TABLE = " | "


def gap_warnings(
    text: str, parts: Sequence[tuple[str | None, int, int]], sections: Sequence[Section]
) -> Iterator[Warning]:
    """Empty and missing sections and cut ends. ``text`` has its furniture blanked out; warnings come in no order."""
    headings = {section.heading_end for section in sections if section.kind != "run_in"}
    ended: dict[tuple[int, str], int] = {}
    for _, start, end in parts:
        inside = [section for section in sections if start <= section.start < end]
        for siblings in _families(inside, lambda section: (section.parent, section.level)):
            yield from _empty(text, siblings)
        numbered = _families(inside, _series)
        for series in numbered:
            yield from _missing(text, start, series, ended.get(_series(series[0]), 0))
        ended = {_series(series[0]): _number(series[-1]) or 0 for series in numbered}
        yield from _cut(text, start, end, headings)
        yield from _promised(text, start, end, inside)


def _families(sections: Sequence[Section], key: Callable[[Section], object]) -> list[list[Section]]:
    """Numbered sections that share a key, in reading order."""
    families: dict[object, list[Section]] = defaultdict(list)
    for section in sections:
        if section.label and section.kind in ("heading", "run_in", "item"):
            families[key(section)].append(section)
    return list(families.values())


def _series(section: Section) -> tuple[int, str]:
    """Level and form of number: 2.1 and 2.2 are one series, 3.1 begins another; (一) and 一、 are two."""
    return section.level, _LAST.sub(lambda match: "1" if match.group().isdecimal() else "一", section.label.strip())


def _empty(text: str, siblings: Sequence[Section]) -> Iterator[Warning]:
    """Headings without a body, among siblings that have one; a bare sentence is its own body."""
    headings = [section for section in siblings if section.kind == "heading"]
    bare = [section for section in headings if not text[section.heading_end : section.end].strip(" \t\r\n　。")]
    if len(bare) == len(headings):
        return
    for section in bare:
        if not _OWN_BODY.search(section.title.strip()):
            message = f"{section.title}: no text stands under this heading"
            yield Warning(code="empty_section", message=message, start=section.start, end=section.heading_end)


def _number(section: Section) -> int | None:
    match = _LAST.search(section.label)
    return whole(match.group()) if match else None


def _main(section: Section) -> bool:
    """A heading numbered in Chinese (二、, （二）) never begins above one by itself."""
    return (
        section.kind in ("heading", "run_in")
        and re.fullmatch(r"[（(]?[一二三四五六七八九十]+[）)、]", section.label.strip()) is not None
    )


def _skipped(series: Sequence[Section], before: int) -> Iterator[tuple[Section, int, int]]:
    """Sections before which numbers are left out, with the first and the last of these.

    A series may begin again at one, and may go on under the next heading or in the next piece, after ``before``.
    """
    parent = None
    for section in series:
        number = _number(section)
        if number is None or number > before + 6:
            return
        known = 0 if section.parent != parent and number - 1 != before else before
        if number > known + 1 and (known or len(series) > 1 or _main(section)):
            yield section, known + 1, number - 1
        before, parent = number, section.parent


def _missing(text: str, start: int, series: Sequence[Section], before: int) -> Iterator[Warning]:
    for section, first, last in _skipped(series, before):
        if not _stands(text[start : section.start], section.label.strip(), last):
            lost = f"{first}" if first == last else f"{first} to {last}"
            message = f"{section.label.strip()} follows with number {lost} missing before it"
            yield Warning(code="missing_section", message=message, start=section.start, end=section.heading_end)


def _stands(before: str, label: str, number: int) -> bool:
    """Does a line begin with this number in the label's form after all, unseen by the outline?"""
    printed = _LAST.search(label)
    if printed is None:
        return False
    numeral = str(number) if printed.group().isdecimal() else _CHINESE[number : number + 1] or "?"
    form = re.escape(label[: printed.start()] + numeral + label[printed.end() :])
    return re.search(rf"(?m)^[ \t　#>]*{form}", before) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load("damage")
    promises = "|".join(
        f"(?:{pattern})".replace("<num>", NUMERAL).replace("?P<n>", f"?P<n{i}>")
        for i, pattern in enumerate(words["sections"]["promises"])
    )
    cut = words["truncated"]
    return re.compile(promises, re.MULTILINE), re.compile(cut["left_out"]), re.compile(cut["complete_line"])


def _cut(text: str, start: int, end: int, headings: set[int]) -> Iterator[Warning]:
    """A last line that is prose and breaks off, and remarks that something was left out."""
    _, left_out, complete = _patterns()
    for match in left_out.finditer(text, start, end):
        yield Warning(
            code="truncated", message=f"{match.group()}: text was left out here", start=match.start(), end=match.end()
        )
    lines = lines_of(text, max(start, end - 20_000), end)
    if not lines or lines[-1].end in headings:
        return
    last = lines[-1]
    prose = (
        len(last.text) >= _PROSE
        and re.search(r"[，,。；;]", last.text) is not None
        and re.search("[一-鿿]", last.text) is not None
    )
    if prose and not finished(last.text) and _TABLE not in last.text and not complete.search(last.text):
        tail = max(last.start, last.end - 20)
        yield Warning(
            code="truncated",
            message=f"…{text[tail : last.end]}: the text stops in mid-sentence",
            start=tail,
            end=last.end,
        )


def _promised(text: str, start: int, end: int, sections: Sequence[Section]) -> Iterator[Warning]:
    """Announced parts ("以下五个方面：") that do not all follow."""
    for match in _patterns()[0].finditer(text, start, end):
        numeral = next(value for value in match.groups() if value)
        announced, following = whole(numeral), _following(match.end(), end, sections)
        if announced is None or not 2 <= announced <= 20 or not 0 < len(following) < announced:
            continue
        at_end = not text[following[-1].end : end].strip()
        where = "and then the text ends" if at_end else "follow"
        yield Warning(
            code="truncated" if at_end else "missing_section",
            message=f"{match.group().strip()} announces {announced}, only {len(following)} {where}",
            start=match.start(),
            end=match.end(),
        )


def _following(position: int, end: int, sections: Sequence[Section]) -> list[Section]:
    """The numbered list that begins right after ``position``: sections of one level under one parent, counted from one."""
    after = [section for section in sections if position <= section.start < end and section.label]
    if not after or after[0].start > position + 120 or _number(after[0]) != 1:
        return []
    first = after[0]
    return [section for section in after if section.parent == first.parent and section.level == first.level]

"""The rules by which a single line, or a stretch of a line, is known as furniture of the page (pure)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from planbot.ingest.lines import Line, alternatives, compact
from planbot.ingest.titles import is_prose, title_like
from planbot.lexicon.load import load
from planbot.types import PageMark

_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|第.{1,4}[章节条部篇]|\d+[.．、]"
)
_FIELD = r"(?:{names})\s*[:：]\s*\S.{{0,60}}|(?:{names})\s*[:：]"
_SEPARATORS = re.compile(r"[\s/|>＞»›·,，、:：\[\]【】()（）\d★☆•+＋-]+")
_LONGEST_CONTROL = 60


@cache
def _words() -> dict[str, Any]:
    return load("furniture")


@cache
def _line_forms() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _words()["lines"].items()}


@cache
def _field() -> re.Pattern[str]:
    return re.compile(_FIELD.format(names=alternatives(_words()["fields"]["names"])))


@cache
def _inline() -> tuple[tuple[re.Pattern[str], str], ...]:
    groups = _words()["inline"]
    return tuple((re.compile(pattern, re.I), name) for name in ("credit", "paging") for pattern in groups[name])


@cache
def _widgets() -> frozenset[str]:
    return frozenset(_words()["widgets"]["words"])


def inline_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Credits of the site and pagination marks that stand inside lines."""
    for pattern, name in _inline():
        for match in pattern.finditer(text):
            if match.end() > match.start():
                yield match.start(), match.end(), name


def anywhere(text: str) -> str | None:
    """The rule that makes the line furniture wherever it stands; None when no rule does."""
    if len(text) > 160:
        return None
    forms = _line_forms()
    if forms["page_number"].fullmatch(text):
        return "page_number"
    if forms["contents_line"].fullmatch(text):
        return "toc"
    if text.startswith(tuple(_words()["openers"]["neighbours"])) and re.match(r".{2,16}?(?:[:：]|\s*[>»]|$)", text):
        return "neighbours"
    return "blurb" if is_blurb(text) else None


def is_blurb(text: str) -> bool:
    """Does the site speak to its reader: names itself, says 你 or 您 (or much else), and speaks of reading or samples?"""
    site = _words()["site"]
    if _line_forms()["farewell"].fullmatch(text):
        return True
    if not any(word in text for word in site["blurb_self"]):
        return False
    spoken = sum(word in text for word in site["blurb_reader"])
    return spoken >= 3 or (spoken >= 2 and any(word in text for word in site["reader"]))


def is_notice(text: str) -> bool:
    """Does the line speak to its reader of files, downloads, accounts or rights of the site (two different words)?"""
    site = _words()["site"]
    return sum(word in text for word in site["notice"]) >= 2 and any(word in text for word in site["address"])


def is_control(text: str) -> bool:
    """Is the line made of nothing but controls of a page?"""
    if len(text) > _LONGEST_CONTROL:
        return False
    widgets = _widgets()
    words = [word for word in _SEPARATORS.split(text) if word]
    return bool(words) and all(word in widgets for word in words)


def _opener(text: str) -> str | None:
    for name, words in _words()["openers"].items():
        if text.startswith(tuple(words)) and (len(text) <= 120 or name == "breadcrumb"):
            return name
    return "related" if len(text) <= 50 and _line_forms()["related"].fullmatch(text) else None


def _crumbs(text: str) -> bool:
    """首页 > 政务公开 > 规划计划, or a line that goes on with it: > 政务公开 > 规划计划."""
    if len(text) > 120:
        return False
    words = [word for word in re.split(r"\s*[>＞»›/|]\s*", text) if word]
    going_on = text[0] in ">＞»›" and len(words) >= 2
    return (going_on or (len(words) >= 3 and "首页" in words[0])) and all(len(word) <= 24 for word in words)


def _dated(text: str) -> bool:
    """A date with a clock time or a day of the week: the site's, not the document's."""
    forms = _line_forms()
    rest = forms["dated"].sub("", text, count=1)
    if rest == text or len(text) > 60:
        return False
    return forms["clock"].search(rest) is not None or (
        len(rest.strip()) <= 12 and forms["weekday"].search(rest) is not None
    )


def head_rule(text: str) -> str | None:
    """The rule that makes the line furniture when it stands before the body."""
    if is_control(text):
        return "control"
    if (opener := _opener(text)) is not None and not is_prose(text):
        return opener
    if _crumbs(text):
        return "breadcrumb"
    if _is_field(text) or _dated(text) or (_line_forms()["address"].match(text) and len(text) < 160):
        return "field"
    return "notice" if is_notice(text) and len(text) <= 300 else None


def _is_field(text: str) -> bool:
    """发布时间：…, 索 引 号：…, [日期：…]"""
    return len(text) <= 120 and _field().match(compact(text).lstrip("[【（(·•")) is not None


def may_be_the_plans(text: str) -> bool:
    """Is it a line such as 时间：5月 that below the title may belong to the document?"""
    plain = tuple(_words()["fields"]["plain"])
    return compact(text).startswith(plain) and _line_forms()["digits_date"].search(text) is None


def foot_rule(text: str) -> str | None:
    """The rule by which a line after the page's first closing control is furniture; None for text of the document."""
    if (rule := head_rule(text)) is not None or (rule := anywhere(text)) is not None:
        return rule
    if is_prose(text) or "|" in text or len(text) > 60 or text.endswith(("。", "；", "！", ";", ".")):
        return None
    return "page_foot"


def opens_foot(text: str) -> bool:
    """Is it a line that only a page's foot holds?"""
    rule = head_rule(text)
    if rule == "control":
        words = [word for word in _SEPARATORS.split(text) if word]
        return len(words) > 1 or words[0] not in _words()["site"]["weak"]
    return rule is not None and (rule != "field" or _line_forms()["address"].search(text) is not None)


def is_numbered(text: str) -> bool:
    """Does the line begin with a number as headings and items do?"""
    return _NUMBERED.match(text) is not None


def tables_of_contents(lines: Sequence[Line]) -> dict[int, str]:
    """The lines of a table of contents: they follow its title, and bear page numbers or mostly stand again in the text."""
    title = _line_forms()["contents_title"]
    for index, line in enumerate(lines):
        if len(line.text) <= 20 and title.fullmatch(line.text.lower()):
            listed = _listed(lines, index + 1) or _paged(lines, index + 1)
            return dict.fromkeys([index, *listed], "toc") if listed else {}
    return {}


def _paged(lines: Sequence[Line], begin: int) -> list[int]:
    """Indexes of the lines from ``begin`` on that end in leaders or wide space and a page number."""
    forms = _line_forms()
    end = begin
    while end < len(lines) and any(
        forms[name].fullmatch(lines[end].text[:160]) for name in ("contents_line", "spaced_entry")
    ):
        end += 1
    return list(range(begin, end))


def _listed(lines: Sequence[Line], begin: int) -> list[int]:
    """Indexes of the lines from ``begin`` up to where the first of them stands again, when most of them do so further down."""
    keys = [_entry(line.text) for line in lines[begin:]]
    end = next((i for i in range(1, len(keys)) if keys[i] == keys[0]), 0)
    if end < 2 or any(len(line.text) > 90 for line in lines[begin : begin + end]):
        return []
    later = set(keys[end:])
    while end and keys[end - 1] not in later:
        end -= 1
    return list(range(begin, begin + end)) if sum(key in later for key in keys[:end]) * 2 > end else []


def _entry(text: str) -> str:
    """An entry of a table of contents without leaders, page number and the difference between full and half width."""
    bare = re.sub(r"(?:[.．·•…⋯_\s]{2,}|\s)\d{1,4}$", "", text)
    return compact(unicodedata.normalize("NFKC", bare))[:40]


def page_headers(lines: Sequence[Line], pages: Sequence[PageMark]) -> dict[int, str]:
    """Short lines repeated at the top or the bottom of the pages (a title twice, others three times), and bare page numbers there."""
    if len(pages) < 2 or not lines:
        return {}
    edges = [i for i in _edges(lines, pages) if lines[i].start >= pages[1].start or not title_like(lines[i].text)]
    keys = Counter(_shape(lines[index].text) for index in edges)
    return {
        index: "page_number" if _shape(lines[index].text) == "#" else "page_header"
        for index in edges
        if keys[_shape(lines[index].text)] >= _least(lines[index].text, len(pages))
        and _may_head_pages(lines[index].text)
    }


def _least(text: str, pages: int) -> int:
    """How often a line must stand at the edge of a page to be its header."""
    return 2 if title_like(text) else max(3, pages // 3)


def _may_head_pages(text: str) -> bool:
    return len(text) <= 60 and not text.endswith(("。", "；")) and not _NUMBERED.match(text)


def _edges(lines: Sequence[Line], pages: Sequence[PageMark]) -> list[int]:
    """Indexes of the first two and the last two lines of every page."""
    starts = [page.start for page in pages]
    numbers: dict[int, list[int]] = {}
    position = 0
    for index, line in enumerate(lines):
        while position + 1 < len(starts) and starts[position + 1] <= line.start:
            position += 1
        numbers.setdefault(position, []).append(index)
    return sorted({index for page in numbers.values() for index in (*page[:2], *page[-2:])})


def _shape(text: str) -> str:
    """The line with its numbers left out, so that "3 / 12" and "4 / 12" are alike."""
    return re.sub(r"\d+", "#", compact(text)) if not title_like(text) else compact(text)

"""Marks the furniture of the page: text of the web site or the paper, not of the plan (pure).

A line is judged by where it stands (before the document's own title, after its last paragraph), by its shape and by the class of
its words; few forms (page numbers, pagination marks, neighbours' links, credits) are furniture wherever they stand. Nothing is
removed: the spans are marked and the text stays.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planbot.ingest.furniture import (
    anywhere,
    foot_rule,
    head_rule,
    inline_spans,
    is_numbered,
    may_be_the_plans,
    opens_foot,
    page_headers,
    tables_of_contents,
)
from planbot.ingest.lines import Line, lines_of, within
from planbot.ingest.series import compilation_title, part_heads
from planbot.ingest.titles import Title, body_start, head_titles, is_prose, own_title, same_title, title_like
from planbot.types import Furniture, ReadText

_HEAD = 240
"""Lines, tables of contents included, in which a page's head is looked for."""


class _Mark(NamedTuple):
    start: int
    end: int
    rule: str


def mark_furniture(read: ReadText) -> tuple[Furniture, ...]:
    """The reader's own furniture and what the rules find, sorted, not overlapping; never text inside a table."""
    own = [_Mark(s.start, s.end, s.rule) for s in read.furniture if s.start < s.end and not _only_title(read, s)]
    taken = sorted([(m.start, m.end) for m in own])
    tables = [(table.start, table.end) for table in read.tables]
    lines = [x for x in lines_of(read.text) if not within(x.start, taken) and not within(x.start, tables)]
    marks = [_Mark(*span) for span in inline_spans(read.text)]
    by_line = _by_line(read, lines)
    marks += [_Mark(lines[index].start, lines[index].end, rule) for index, rule in by_line.items()]
    return _disjoint(own + sorted(marks), len(read.text))


def _only_title(read: ReadText, span: Furniture) -> bool:
    """Did the reader take the document's one title for furniture of the page?"""
    text = read.text[span.start : span.end].strip()
    if read.title is None or "\n" in text or not title_like(text) or not same_title(text, _title_part(read.title)):
        return False
    below = lines_of(read.text, span.end, span.end + 400)
    return not any(same_title(line.text, text) for line in below)


def _title_part(stated: str) -> str:
    """A page's stated title without the names of section and site after it."""
    return re.split(r"[_|]|\s[-–—]\s|--", stated)[0]


def _by_line(read: ReadText, lines: Sequence[Line]) -> dict[int, str]:
    """Which lines are furniture as a whole, and by which rule."""
    found = {index: rule for index, line in enumerate(lines) if (rule := anywhere(line.text)) is not None}
    found.update(tables_of_contents(lines))
    found.update(page_headers(lines, read.pages))
    found.update(_head(read, lines, found))
    found.update(_foot(lines, found))
    return found


def _head(read: ReadText, lines: Sequence[Line], known: dict[int, str]) -> dict[int, str]:
    """The page's head: forms of the title before the document's own, and the page's controls and fields around them."""
    head = range(min(len(lines), _HEAD))
    found = {i: rule for i in head if i not in known and (rule := head_rule(lines[i].text)) is not None}
    body = body_start(lines, [i in known or i in found for i in head])
    found = {i: rule for i, rule in found.items() if i < body}
    title = _title(read, lines, body, {i for i, rule in found.items() if rule != "notice"})
    if title is None:
        return found
    last = max((i for i in found if i < title.first), default=0)
    repeats = _repeats(lines, title)
    found.update(dict.fromkeys(repeats, "web_title"))
    for index in range(last):
        if index not in known and not is_prose(lines[index].text) and not title_like(lines[index].text):
            found.setdefault(index, "page_head")
    for index in range(title.first, max(body, title.last + 1)):
        if index <= title.last or (found.get(index) == "field" and may_be_the_plans(lines[index].text)):
            found.pop(index, None)
    return _after_compilation_title(lines, title, body, found)


def _repeats(lines: Sequence[Line], title: Title) -> list[int]:
    """Indexes of the lines before the document's own title that hold another form of it."""
    joined = [t for t in head_titles(lines, title.first) if same_title(t.text, title.text)]
    alone = [i for i in range(title.first) if not is_prose(lines[i].text) and same_title(lines[i].text, title.text)]
    return sorted({*alone, *(i for t in joined for i in range(t.first, t.last + 1))} & {*range(title.first)})


def _title(read: ReadText, lines: Sequence[Line], body: int, page: set[int]) -> Title | None:
    """The document's own title; ``page`` holds the indexes of lines known to be the page's."""
    heads = part_heads(lines)
    if heads and heads[0].line <= body:
        return compilation_title(lines, heads)
    return own_title([title for title in head_titles(lines, body) if title.last not in page], read.title)


def _after_compilation_title(lines: Sequence[Line], title: Title, body: int, found: dict[int, str]) -> dict[int, str]:
    """Forms of the title that are repeated after it, before the body."""
    for index in range(title.last + 1, body):
        if (
            len(lines[index].text) < 60
            and same_title(lines[index].text, title.text)
            and lines[index].text in title.text
        ):
            found[index] = "web_title"
    return found


def _foot(lines: Sequence[Line], known: dict[int, str]) -> dict[int, str]:
    """The page's foot: everything from its first control or notice after the last paragraph.

    Numbered lines may be the document's, unless they follow links to other documents.
    """
    index = len(lines)
    while index > 0 and (index - 1 in known or foot_rule(lines[index - 1].text) is not None):
        index -= 1
    begin = next((i for i in range(index, len(lines)) if _opens(lines[i].text, known.get(i))), len(lines))
    found: dict[int, str] = {}
    linked = False
    for i in range(begin, len(lines)):
        rule = known.get(i) or foot_rule(lines[i].text) or "page_foot"
        linked = linked or rule in ("related", "neighbours")
        if i not in known and (linked or rule != "page_foot" or not is_numbered(lines[i].text)):
            found[i] = rule
    return found


def _opens(text: str, rule: str | None) -> bool:
    """Does the page's foot begin with this line, which ``rule`` marks wherever it stands?"""
    return rule in ("neighbours", "blurb") if rule is not None else opens_foot(text)


def _disjoint(marks: Iterable[_Mark], length: int) -> tuple[Furniture, ...]:
    """Sorted marks without overlaps: where two meet, the earlier keeps its place and the later begins after it."""
    found: list[Furniture] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        start = max(mark.start, found[-1].end if found else 0)
        if start < min(mark.end, length):
            found.append(Furniture(start=start, end=min(mark.end, length), rule=mark.rule))
    return tuple(found)

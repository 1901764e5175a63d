"""Cuts a document at its titles and attachments, and finds where its closing lines begin (pure)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from planbot.ingest.labels import spell
from planbot.ingest.lines import Line, compact, finished
from planbot.ingest.titles import (
    Title,
    body_start,
    core,
    head_titles,
    is_prose,
    is_salutation,
    own_title,
    sends,
    title_at,
    title_like,
)
from planbot.lexicon.load import load
from planbot.types import HeadingMark, SectionKind

_DATE = re.compile(
    r"[（(]?(?:\d{2,4}|[〇○零一二三四五六七八九十]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?[）)]?$"
)
_REMARK = re.compile(r"[（(][^（()）]{2,40}[）)]$")
_LONGEST_TITLE = 60
_NEARBY = 400
"""Lines above an attachment in which it may have been announced."""
_NO_TITLE = re.compile(
    r"[。！？；：，、,:;|\d]$|[。；|]|^[（(]?[一二三四五六七八九十\d]{1,3}[、．.）)]|^第.{1,4}[章节条]|[月日]$|^[（(].*[)）]$"
)


_ATTACHED = re.compile(r"(?:附件\s*)?\d{1,2}\s*[.．、:：]")


class Division(NamedTuple):
    """What begins at a line: a title (level 0) or an attachment (level 1)."""

    first: int
    last: int
    start: int
    end: int
    kind: SectionKind
    level: int
    label: str


@cache
def _annex() -> re.Pattern[str]:
    words = "|".join(load("numbering")["annex"]["words"])
    return re.compile(
        rf"(?P<label>(?:{words})\s?{spell('(?:<cn>|[0-9]{1,2}|[A-Z](?![A-Za-z]))?')})(?P<colon>\s*[:：]?\s*)(?P<rest>.*)$"
    )


def divisions(lines: Sequence[Line], marks: Sequence[HeadingMark], stated: str | None) -> list[Division]:
    """The document's own title, the titles of documents it sends out, and its attachments, in order."""
    if not lines:
        return []
    own = own_title(head_titles(lines, body_start(lines)), stated) or _first_line(lines, marks)
    found = [_titled(own)] if own is not None else []
    index = own.last + 1 if own is not None else 0
    marked = _main_mark(marks)
    while index < len(lines):
        division = _annexed(lines, index) or _inner_title(lines, index, own, marked)
        if division is not None:
            found.append(division)
        index = division.last + 1 if division is not None else index + 1
    return found


def _titled(title: Title) -> Division:
    return Division(title.first, title.last, title.start, title.end, "title", 0, "")


def _first_line(lines: Sequence[Line], marks: Sequence[HeadingMark]) -> Title | None:
    """The first line, where it stands over the text as a title does although it names no genre."""
    first = lines[0]
    if not 4 <= len(first.text) <= _LONGEST_TITLE or is_salutation(first.text) or _NO_TITLE.search(first.text):
        return None
    marked = _main_mark(marks)
    if marks and (marked is None or not first.start <= marked < first.end):
        return None
    return Title(first.start, first.end, compact(first.text), 0, 0) if marks or len(lines) > 2 else None


def _main_mark(marks: Sequence[HeadingMark]) -> int | None:
    """Where the only heading of the highest level begins; None when there are several or none."""
    highest = min((mark.level for mark in marks), default=0)
    starts = [mark.start for mark in marks if mark.level == highest]
    return starts[0] if len(starts) == 1 and len(marks) > 1 else None


def _annexed(lines: Sequence[Line], index: int) -> Division | None:
    """附件1 on a line of its own, with the title below it; 附件：… before the signature is only a list."""
    line = lines[index]
    match = _annex().match(line.text) if len(line.text) <= _LONGEST_TITLE else None
    if match is None or _SENTENCE_MARK.search(line.text) or index + 1 >= len(lines):
        return None
    label, rest = match.group("label").strip(), match.group("rest").strip()
    if rest and _only_listed(lines, index, match) and not _repeated(lines, index, rest):
        return None
    last = index
    if (
        not rest
        and not _annex().match(lines[index + 1].text)
        and len(lines[index + 1].text) <= _LONGEST_TITLE
        and not is_prose(lines[index + 1].text)
    ):
        title = title_at(lines, index + 1)
        last = title.last if title is not None else (index + 1 if _plain_title(lines, index + 1) else index)
    return Division(index, last, line.start, lines[last].end, "heading", 1, label)


_SENTENCE_MARK = re.compile(r"[。；！？]")


def _only_listed(lines: Sequence[Line], index: int, match: re.Match[str]) -> bool:
    """附件：X or 附件1 X followed by more of them or by a signature announces attachments; it begins none."""
    colon, label = match.group("colon"), match.group("label").strip()
    return bool(colon.strip()) or _listed(lines, index) or not (colon or label[-1].isdigit())


def _listed(lines: Sequence[Line], index: int) -> bool:
    """Is the line one of a list of attachments, or followed by a signature?"""
    below = lines[index + 1].text
    return (
        _annex().match(below) is not None
        or _DATE.match(below) is not None
        or closes(below)
        or re.match(r"\d{1,2}[.．、]", below) is not None
    )


def _repeated(lines: Sequence[Line], index: int, rest: str) -> bool:
    """Was this attachment announced before, in the list at the end of the covering document?"""
    bare = compact(rest)
    above = (line.text for line in lines[max(0, index - _NEARBY) : index] if len(line.text) < 120)
    return any(bare in compact(text) for text in above if _ATTACHED.match(text) or text.startswith("附件"))


def _plain_title(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text
    return (
        not re.match(r"[（(]?[一二三四五六七八九十\d]{1,3}[、．.）)]", text) and not finished(text) and "|" not in text
    )


def _inner_title(lines: Sequence[Line], index: int, own: Title | None, marked: int | None) -> Division | None:
    """The title of a document that the first one sends out: named in its title, or standing after its signature.

    ``marked`` is the offset of the one line that the file's format calls a main heading, if there is one.
    """
    if not index or len(lines[index].text) > _LONGEST_TITLE:
        return None
    above = lines[index - 1].text
    signed = _DATE.match(above) is not None or (_REMARK.match(above) is not None and not title_like(above))
    sender = own is not None and sends(own.text)
    main = marked is not None and marked == lines[index].start
    title = title_at(lines, index) if signed or main or (sender and title_like(lines[index].text)) else None
    if title is None or title.last + 1 >= len(lines):
        return None
    named = own is not None and sender and len(core(title.text)) >= 5 and core(title.text) in core(own.text)
    return _titled(title) if named or signed or main else None


def closes(text: str) -> bool:
    """Does the line belong to the end of a document: date, remark on its release, list of attachments, closing formula?"""
    words = load("numbering")["closing"]
    return text.startswith(tuple(words["begins"] + words["ends"])) or _DATE.match(text) is not None


def closing(lines: Sequence[Line]) -> int:
    """Index of the line where the closing lines begin (signature, date, list of attachments); ``len(lines)`` without any.

    A short line without punctuation directly above the date is the signature.
    """
    begin = len(lines)
    while begin > 0:
        at = begin - 1
        signature = begin < len(lines) and _DATE.match(lines[begin].text) is not None and _signs(lines[at].text)
        if _ATTACHED.match(lines[at].text):
            at = _list_head(lines, at)
        if not (closes(lines[at].text) or signature):
            return begin
        begin = at
    return begin


def _signs(text: str) -> bool:
    return len(text) <= 30 and not finished(text)


def _list_head(lines: Sequence[Line], index: int) -> int:
    """The line 附件： over a list of numbered attachments that ends at ``index``; ``index`` itself when there is none."""
    at = index
    while at > 0 and _ATTACHED.match(lines[at].text) and len(lines[at].text) <= _LONGEST_TITLE:
        at -= 1
    return at if lines[at].text.startswith("附件") else index

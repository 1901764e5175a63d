"""What each paragraph of an official document is: title, heading, text, date, ... (pure). Clauses of GB/T 9704-2012, 7."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from planbot.draft.conformity.numbers import Numbered, numbered
from planbot.draft.conformity.reading import Paragraph
from planbot.draft.official.headings import heading_length

Role = Literal[
    "letterhead",
    "document_number",
    "title",
    "subtitle",
    "addressee",
    "level",
    "body",
    "attachment_note",
    "attachment_mark",
    "signature",
    "date",
    "other",
]
DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s?[〔\[［（(【]\s?(?P<before>第?)(?P<year>\d{2,4})年?\s?[〕\]］）)】]\s?(?P<after>第?)\s?(?P<number>\d{1,4})\s?号"
)
"""A document number, well formed or not."""
_CN = "[〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?:\d{{4}}|{_CN}{{4}})\s*(?:年|[.\-/．])\s*(?:\d{{1,2}}|{_CN}{{1,3}})\s*(?:月|[.\-/．])\s*(?:\d{{1,2}}|{_CN}{{1,3}})\s*日?"
)
_NOTE = re.compile(r"附\s*件\s*\d{0,2}\s*[：:]\s*\S")
_MARK = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[：:]?")
_PARENTHESISED = re.compile(r"[（(].*[）)]", re.S)
_IMPRINT = re.compile(r"抄\s*送\s*[：:]|主题词\s*[：:]|.{2,40}(?:印发|印制)$")
_SIGNED_BY = re.compile(r"签发人\s*[：:]|特?急$|[绝机秘]密|\d{6}$")
_DATE_STYLES = ("date", "日期")
_ENDS = "。；：:;！？"
_LONGEST_TITLE, _LONGEST_SIGNATURE, _LARGE = 60, 40, 36
"""Characters; half points."""
_OPENING = 15
"""Paragraphs among which a title is looked for."""


class Item(NamedTuple):
    """A paragraph with its role."""

    paragraph: Paragraph
    role: Role
    number: Numbered | None = None
    heading: int = 0
    """Leading characters of ``paragraph.shown`` that are a heading."""


def roles(paragraphs: Sequence[Paragraph]) -> tuple[Item, ...]:
    """Every paragraph with its role, in order; contents pages are left out.

    A document or attachment begins with its title; a large centred line further down opens another document of a compilation.
    """
    shown = [each for each in paragraphs if not each.style.startswith("toc")]
    items: list[Item] = []
    position = 0
    while position < len(shown):
        opening = _opening(shown[position:])
        items += opening
        position += len(opening)
        while position < len(shown) and not _is_mark(shown[position]):
            items.append(_item(shown[position], items[-1] if items else None))
            position += 1
        if position < len(shown):
            items.append(Item(shown[position], "attachment_mark"))
            position += 1
    return _signed(items)


def _is_mark(paragraph: Paragraph) -> bool:
    return _MARK.fullmatch(paragraph.shown) is not None


def _opening(paragraphs: Sequence[Paragraph]) -> list[Item]:
    """Letterhead, title and what stands between it and the text."""
    lines: list[Paragraph] = []
    for paragraph in paragraphs[:_OPENING]:
        if _begins_text(paragraph) or _is_mark(paragraph):
            break
        lines.append(paragraph)
    numbers = [index for index, line in enumerate(lines) if DOCUMENT_NUMBER.fullmatch(line.shown.strip())]
    above = numbers[0] + 1 if numbers else 0
    found = [
        Item(line, "document_number" if index in numbers else "letterhead") for index, line in enumerate(lines[:above])
    ]
    return found + _titles(lines[above:])


def _begins_text(paragraph: Paragraph) -> bool:
    text = paragraph.shown
    if _is_title_style(paragraph):
        return False
    return (
        text[-1] in _ENDS
        or len(text) > _LONGEST_TITLE
        or numbered(text) is not None
        or paragraph.format.outline is not None
    )


def _is_title_style(paragraph: Paragraph) -> bool:
    return paragraph.style in ("title", "标题")


def _titles(lines: Sequence[Paragraph]) -> list[Item]:
    """The first line and those centred like it are the title; lines in parentheses and small ones are not."""
    found: list[Item] = []
    for line in lines:
        first = not any(item.role == "title" for item in found)
        if _SIGNED_BY.match(line.shown) or _DATE.fullmatch(line.shown):
            found.append(Item(line, "other"))
        elif _PARENTHESISED.fullmatch(line.shown):
            found.append(Item(line, "subtitle"))
        elif first or _is_title_style(line) or (line.format.align == "center" and size_of(line) >= _LARGE):
            found.append(Item(line, "title"))
        else:
            found.append(Item(line, "other"))
    return found


def size_of(paragraph: Paragraph) -> int:
    """The size, in half points, that most characters have; 0 where nothing says."""
    counts: dict[int, int] = {}
    for piece in paragraph.pieces:
        counts[piece.format.size or 0] = counts.get(piece.format.size or 0, 0) + len(piece.text.strip())
    return max(counts, key=lambda size: counts[size])


def _item(paragraph: Paragraph, before: Item | None) -> Item:
    text = paragraph.shown
    number = numbered(text)
    listing = before is not None and before.role == "attachment_note"
    if _NOTE.match(text) or (listing and number is not None and number.level == 3):
        return Item(paragraph, "attachment_note")
    if number is not None:
        return Item(paragraph, "level", number, heading_length(text))
    if _DATE.fullmatch(text) or (paragraph.style in _DATE_STYLES and len(text) <= _LONGEST_SIGNATURE):
        return Item(paragraph, "date")
    if _PARENTHESISED.fullmatch(text) or _IMPRINT.match(text):
        return Item(paragraph, "other")
    if text[-1] in "：:" and before is not None and before.role in ("title", "subtitle"):
        return Item(paragraph, "addressee")
    if paragraph.format.align == "center" and size_of(paragraph) >= _LARGE:
        return Item(paragraph, "title")
    if paragraph.format.align in ("center", "right", "end") or paragraph.format.outline is not None or len(text) < 4:
        return Item(paragraph, "other")
    return Item(paragraph, "body")


def _signed(items: Sequence[Item]) -> tuple[Item, ...]:
    """The short line right over or under a date is who signs."""
    found = list(items)
    for index, item in enumerate(items[1:], 1):
        before = items[index - 1]
        if item.role == "date" and before.role in ("body", "other") and _could_sign(before.paragraph):
            found[index - 1] = before._replace(role="signature")
    return tuple(found)


def _could_sign(paragraph: Paragraph) -> bool:
    return len(paragraph.shown) <= _LONGEST_SIGNATURE and not re.search(r"[。；：，！？]", paragraph.shown)

"""Headings without a number: parallel lead sentences of paragraphs and short lines that stand over paragraphs (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.ingest.headings import Heading, cut
from planbot.ingest.lines import Line, finished, unfinished_paragraph
from planbot.ingest.titles import is_prose
from planbot.lexicon.load import load
from planbot.types import HeadingMark

_DASH = re.compile(r"(?:——|--|—|[•●■◆★▪·※])\s*")
_TOPIC = re.compile(r"(?:在|关于).{2,14}方面")
_LEAST_BODY = 12
_ALL_ALIKE = 3
"""So many paragraphs that all begin with a short sentence are parallel, whatever their first words are."""
_DATE = re.compile(r"[\d〇一二三四五六七八九十]{2,4}\s*年.{0,12}[月日]?$|[\d\s./:-]+$")
_PUNCTUATION = re.compile(r"[。！？!?；;，,：:、|…]")


@cache
def _openers() -> tuple[str, ...]:
    words = load("numbering")["leads"]
    return tuple(words["adverbs"] + words["verbs"])


@cache
def _statement() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("numbering")["leads"]["statements"]))
    return re.compile(rf"(?!了解|就是说)(?:{words}|\d{{4}}年)")


def _lead(line: Line) -> tuple[int, bool] | None:
    """End of a lead sentence at the head of a paragraph, and whether it opens as plans' leads do; None when there is none."""
    text = line.text
    dash = _DASH.match(text)
    begin = dash.end() if dash else 0
    found = cut(text, begin, len(text))
    longest = load("numbering")["headings"]
    if not 4 <= found.stop - begin <= longest["longest_lead"] or len(text) - found.stop < _LEAST_BODY:
        return None
    lead = text[begin : found.stop]
    if found.pauses >= longest["lead_clauses"] or text[found.stop] not in "。!！.":
        return None
    if _TOPIC.fullmatch(lead):
        return line.start + found.stop + 1, True
    if lead.startswith(tuple(load("numbering")["leads"]["not_openers"])) or _statement().search(lead):
        return None
    return line.start + found.stop + 1, lead.startswith(_openers()) or dash is not None


def lead_sentences(
    regions: Sequence[Sequence[tuple[int, Line]]], everything: Sequence[Line], ended: set[int]
) -> list[Heading]:
    """Lead sentences that are parallel within a region: the paragraphs (with their line's index) between two headings.

    ``ended`` holds the indexes of lines that end in a heading: they need no full stop.
    """
    odd = load("numbering")["headings"]["longest_odd_lead"]
    found: list[Heading] = []
    single: list[Heading] = []
    for region in regions:
        prose = [(i, line) for i, line in region if len(line.text) >= 20 and not _broken_off(everything, i, ended)]
        leads = [(index, line, lead) for index, line in prose if (lead := _lead(line)) is not None]
        strong = sum(lead[1] for _, _, lead in leads)
        made = [_heading(index, line, lead[0]) for index, line, lead in leads if lead[1] or lead[0] - line.start <= odd]
        if _parallel(strong, len(leads), len(prose)) or len(made) == len(prose) >= _ALL_ALIKE:
            found += made
        elif strong and (len(leads) == len(prose) >= 2 or (len(leads) == 1 and len(prose) <= 2)):
            single += made
    return sorted(found + (single if len(found) >= 4 else []))


def _parallel(strong: int, leads: int, paragraphs: int) -> bool:
    """Do at least two lead sentences open as plans' leads do, most leads like them, and most paragraphs with a lead?"""
    return strong >= 2 and strong * 2 >= leads and leads * 2 >= paragraphs


def _broken_off(lines: Sequence[Line], index: int, ended: set[int]) -> bool:
    """Does the line go on with a sentence that a page break cut off on the line above?"""
    return index > 0 and index - 1 not in ended and unfinished_paragraph(lines[index - 1].text)


def _heading(index: int, line: Line, end: int) -> Heading:
    return Heading(line.start, end, "lead", "run_in", "", index, inline=False)


def short_lines(
    lines: Sequence[tuple[int, Line]], everything: Sequence[Line], numbered: set[int], items: set[int]
) -> list[Heading]:
    """Short lines without end punctuation over paragraphs or numbered items, when the document has at least two of them.

    What stands directly under a numbered item (``items``: indexes of their lines) is its text.
    """
    found = [
        Heading(line.start, line.end, "plain", "heading", "", index, inline=False, top=True)
        for index, line in lines
        if index - 1 not in items and _heading_shape(line.text) and _stands_over(index, line, everything, numbered)
    ]
    return found if len(found) >= 2 else []


@cache
def _caption() -> re.Pattern[str]:
    words = load("numbering")["captions"]
    ends = "|".join(words["ends"])
    return re.compile(rf"(?:{'|'.join(words['begins'])})\s*\d*(?:[\s：:、.]|$)|.*(?:{ends})$")


def _heading_shape(text: str) -> bool:
    """Short, no punctuation, no date, no caption, no salutation; in English a capital first and no full stop."""
    longest = 70 if text.isascii() else 26
    if not 3 <= len(text) <= longest or _PUNCTUATION.search(text) or _DATE.search(text) or _caption().match(text):
        return False
    return not (text.isascii() and (not text[0].isupper() or text[-1] == "."))


def _stands_over(index: int, line: Line, everything: Sequence[Line], numbered: set[int]) -> bool:
    """Does a paragraph or a numbered heading follow, and is nothing broken off above?"""
    if index + 1 >= len(everything):
        return False
    if index and index - 1 not in numbered and not finished(everything[index - 1].text):
        return False
    below = everything[index + 1].text
    return index + 1 in numbered or (is_prose(below) and len(below) > len(line.text) * 2)


def marked_headings(marks: Sequence[HeadingMark], lines: Sequence[Line], numbered: set[int]) -> list[Heading]:
    """Lines that the file's format calls headings and that bear no number; a whole paragraph in a heading style is none.

    Where numbered headings bear no marks, the marks are not about the outline: only those that stand over a paragraph count.
    """
    at = {line.start: index for index, line in enumerate(lines)}
    indexes = [next((at[p] for p in range(m.start, min(m.end, m.start + 12)) if p in at), -1) for m in marks]
    trusted = len(numbered) < 3 or any(index in numbered for index in indexes)
    found: list[Heading] = []
    for mark, index in zip(marks, indexes, strict=True):
        if index < 0 or index in numbered or is_prose(lines[index].text):
            continue
        line = lines[index]
        if trusted or (_heading_shape(line.text) and _stands_over(index, line, lines, numbered)):
            found.append(
                Heading(line.start, line.end, f"mark{mark.level}", "heading", "", index, inline=False, top=True)
            )
    return found

"""Headings without a number: parallel lead sentences of paragraphs and short lines that stand over paragraphs (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.ingest.headings import Heading, cut
from planbot.ingest.lines import Line, finished
from planbot.ingest.titles import is_prose, is_salutation
from planbot.lexicon.load import load
from planbot.types import HeadingMark

_DASH = re.compile(r"(?:——|--|—|[•●■◆★▪·※])\s*")
_TOPIC = re.compile(r"(?:在|关于).{2,14}方面")
_LEAST_BODY = 12
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


def lead_sentences(regions: Sequence[Sequence[tuple[int, Line]]]) -> list[Heading]:
    """Lead sentences that are parallel within a region: the paragraphs (with their line's index) between two numbered headings."""
    found: list[Heading] = []
    single: list[Heading] = []
    for region in regions:
        prose = [(index, line) for index, line in region if len(line.text) >= 20]
        leads = [(index, line, lead) for index, line in prose if (lead := _lead(line)) is not None]
        strong = sum(lead[1] for _, _, lead in leads)
        made = [_heading(index, line, lead[0]) for index, line, lead in leads if lead[1] or lead[0] - line.start <= 26]
        if strong >= 2 and strong * 2 >= len(leads) and len(leads) * 2 >= len(prose):
            found += made
        elif strong == len(leads) == 1 and len(prose) <= 2:
            single += made
    return sorted(found + (single if len(found) >= 4 else []))


def _heading(index: int, line: Line, end: int) -> Heading:
    return Heading(line.start, end, "lead", "run_in", "", index, inline=False)


def short_lines(lines: Sequence[tuple[int, Line]], everything: Sequence[Line], numbered: set[int]) -> list[Heading]:
    """Short lines without end punctuation over paragraphs or numbered items, when the document has at least two of them."""
    found = [
        Heading(line.start, line.end, "plain", "heading", "", index, inline=False, top=True)
        for index, line in lines
        if _stands_over(index, line, everything, numbered)
    ]
    return found if len(found) >= 2 else []


def _stands_over(index: int, line: Line, everything: Sequence[Line], numbered: set[int]) -> bool:
    text = line.text
    if (
        not 3 <= len(text) <= (26 if not text.isascii() else 70)
        or _PUNCTUATION.search(text.rstrip("：:"))
        or _DATE.search(text)
    ):
        return False
    if (
        is_salutation(text)
        or index + 1 >= len(everything)
        or (text.isascii() and (not text[0].isupper() or text[-1] == "."))
    ):
        return False
    below = everything[index + 1]
    if index and index - 1 not in numbered and not finished(everything[index - 1].text):
        return False
    return index + 1 in numbered or (is_prose(below.text) and len(below.text) > len(text) * 2)


def marked_headings(marks: Sequence[HeadingMark], lines: Sequence[Line], numbered: set[int]) -> list[Heading]:
    """Lines that the file's format calls headings and that bear no number; a whole paragraph in a heading style is none."""
    at = {line.start: index for index, line in enumerate(lines)}
    found: list[Heading] = []
    for mark in marks:
        index = next((at[p] for p in range(mark.start, min(mark.end, mark.start + 12)) if p in at), None)
        if index is None or index in numbered or is_prose(lines[index].text):
            continue
        line = lines[index]
        found.append(Heading(line.start, line.end, f"mark{mark.level}", "heading", "", index, inline=False, top=True))
    return found

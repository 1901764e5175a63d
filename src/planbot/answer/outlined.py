"""Answers read off the outline: the items of a section, and how many there are (pure)."""

import re
from collections.abc import Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.ledger.numbers import chinese_number
from planbot.retrieve.sections import SectionMatch
from planbot.types import Section

LIKELY = 0.6
"""Share of the question that a section's heading must cover to be what is asked for ..."""
LIKELY_COUNTED = 0.25
"""... when the question does not say how many items there are, or it has exactly so many."""

LONGEST_ITEM = 400
"""Characters of one item quoted whole."""
ITEM_WORDS = (
    "措施",
    "条",
    "项",
    "招",
    "方面",
    "任务",
    "工程",
    "改革",
    "举措",
    "要点",
    "内容",
    "节",
    "点",
    "做法",
    "measures",
    "points",
    "items",
)


def from_outline(matches: Sequence[SectionMatch], request: Request, language: Language, best: float) -> Reply | None:
    """The items of the section asked for, or one of them; None when the question is not for the items of one section.

    ``best``: how much of the question the best sentence covers. The outline answers only where it is no worse.
    """
    if request.item is not None and matches and matches[0].coverage >= LIKELY_COUNTED:
        return _one_item(matches[0], request.item, language)
    if "list" not in request.wants:
        return None
    match = _asked_for(matches, request, best)
    if match is None:
        return None
    intro = phrase("section_items", language, section=match.section.title[:60], count=len(match.items))
    points = tuple(Point(evidence=_heading(match.document, item)) for item in match.items)
    return Reply(route="list", points=points, intro=intro, sources="part")


def _asked_for(matches: Sequence[SectionMatch], request: Request, best: float) -> SectionMatch | None:
    if request.count is not None:
        exact = [match for match in matches if len(match.items) == request.count and match.coverage >= LIKELY_COUNTED]
        return exact[0] if exact else None
    if not matches or not any(word in request.question for word in ITEM_WORDS):
        return None
    quoted = [match for match in matches if any(text in match.section.title for text in request.quoted)]
    if quoted:
        return quoted[0]
    return matches[0] if matches[0].coverage >= max(LIKELY, best) else None


def _one_item(match: SectionMatch, number: int, language: Language) -> Reply:
    """The item with that number, whole; or that there is none, and which there are."""
    found = [item for item in match.items if label_number(item.label) == number]
    if found:
        item = found[0]
        evidence = Evidence(document=match.document, start=item.start, end=min(item.end, item.start + LONGEST_ITEM))
        return Reply(route="lookup", points=(Point(evidence=evidence),))
    labels = "".join(item.label for item in match.items)
    intro = phrase("no_such_item", language, section=match.section.title[:60], number=number, labels=labels)
    heading = Point(evidence=_heading(match.document, match.section))
    return Reply(route="lookup", points=(heading,), intro=intro, answered=False)


def label_number(label: str) -> int | None:
    """The number of a printed label: "（五）" is 5, "3." is 3."""
    match = re.search(r"\d+|[一二三四五六七八九十百]+", label)
    if match is None:
        return None
    return int(match[0]) if match[0].isdigit() else int(chinese_number(match[0]) or 0) or None


def _heading(document: str, section: Section) -> Evidence:
    return Evidence(document=document, start=section.start, end=section.heading_end)

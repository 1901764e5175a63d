"""Answers read off the outline: the items of a section, and how many there are (pure)."""

from collections.abc import Callable, Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.retrieve.sections import SectionMatch
from planbot.types import Section

LIKELY = 0.6
"""Share of the question that a section's heading must cover to be what is asked for ..."""
LIKELY_COUNTED = 0.25
"""... when the question does not say how many items there are, or it has exactly so many."""

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


def from_outline(
    matches: Sequence[SectionMatch], request: Request, language: Language, best: Callable[[], float]
) -> Reply | None:
    """The items of the section asked for; None when the question is not for the items of one section.

    ``best`` gives how much of the question the best sentence covers: the outline answers only where it is no worse.
    """
    if "list" not in request.wants and "summary" not in request.topics:
        return None
    match = _asked_for(matches, request, best)
    if match is None:
        return None
    intro = phrase("section_items", language, section=match.section.title[:60], count=len(match.items))
    points = tuple(
        Point(evidence=Evidence(document=match.document, start=item.start, end=_told(item))) for item in match.items
    )
    return Reply(route="list", points=points, intro=intro, sources=False)


def _asked_for(matches: Sequence[SectionMatch], request: Request, best: Callable[[], float]) -> SectionMatch | None:
    if request.count is not None:
        exact = [match for match in matches if len(match.items) == request.count and match.coverage >= LIKELY_COUNTED]
        return exact[0] if exact else None
    if not matches or not any(word in request.question for word in ITEM_WORDS):
        return None
    return matches[0] if matches[0].coverage >= max(LIKELY, best()) else None


def _told(item: Section) -> int:
    """Where the words shown of an item end."""
    return item.heading_end

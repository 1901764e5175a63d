"""Answers read off the outline: the items of a section, and how many there are (pure)."""

import re
from collections.abc import Callable, Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.ledger.numbers import chinese_number
from planbot.lexicon.load import load
from planbot.retrieve.sections import SectionMatch
from planbot.sentences import sentences
from planbot.types import Part, Section, StoredDocument

LIKELY = 0.6
"""Share of the question that a section's heading must cover to be what is asked for ..."""
LIKELY_COUNTED = 0.25
"""... when the question does not say how many items there are, or it has exactly so many."""

LONGEST_ITEM = 400
"""Characters of one item that are quoted at most, up to the end of a sentence."""


def from_outline(
    matches: Sequence[SectionMatch], request: Request, language: Language, best: float, text: Callable[[str], str]
) -> Reply | None:
    """The items of the section asked for, or one of them; None when the question is not for the items of one section.

    ``best``: how much of the question the best sentence covers. The outline answers only where it is no worse.
    ``text``: a document's, by id.
    """
    if request.item is not None and matches and matches[0].coverage >= LIKELY_COUNTED:
        return _one_item(matches[0], request.item, language, text)
    if "list" not in request.wants and not asks_how_many(request):
        return None
    match = _asked_for(matches, request, best)
    if match is None:
        return None
    intro = phrase("section_items", language, section=match.section.title[:60], count=len(match.items))
    points = tuple(Point(evidence=_heading(match.document, item)) for item in match.items)
    return Reply(route="list", points=points, intro=intro, sources="part")


def whole(stored: StoredDocument, part: Part) -> tuple[Section, ...]:
    """The sections that a part is made of at its highest level, its own title apart."""
    inside = [
        s
        for s in stored.sections
        if part.start <= s.start < part.end and s.kind not in ("title", "part") and s.end > s.start
    ]
    highest = min((section.level for section in inside), default=0)
    return tuple(section for section in inside if section.level == highest)


def from_whole(stored: StoredDocument, part: Part, language: Language) -> Reply | None:
    """What a document or part is made of, when the question names nothing inside it."""
    sections = whole(stored, part)
    if len(sections) < 2:
        return None
    intro = phrase("section_items", language, section=title_of(stored, part)[:60], count=len(sections))
    points = tuple(Point(evidence=_heading(stored.document.id, section)) for section in sections)
    return Reply(route="list", points=points, intro=intro, sources="part")


def title_of(stored: StoredDocument, part: Part) -> str:
    """How a part is called."""
    return part.title or (stored.document.title if part.part is None else f"{stored.document.title} {part.part}")


def asks_how_many(request: Request) -> bool:
    """Is it for the number of items, measures or tasks, not for a figure?"""
    return bool(request.counted) and any(word in (request.counted or "") for word in load("answering")["item_words"])


def _asked_for(matches: Sequence[SectionMatch], request: Request, best: float) -> SectionMatch | None:
    if request.count is not None:
        exact = [match for match in matches if len(match.items) == request.count and match.coverage >= LIKELY_COUNTED]
        return exact[0] if exact else None
    if not matches or not any(word in request.question.lower() for word in load("answering")["item_words"]):
        return None
    quoted = [match for match in matches if any(text in match.section.title for text in request.quoted)]
    if quoted:
        return quoted[0]
    return matches[0] if matches[0].coverage >= max(LIKELY, best) else None


def _one_item(match: SectionMatch, number: int, language: Language, text: Callable[[str], str]) -> Reply:
    """The item with that number, whole; or that there is none, and which there are."""
    found = [item for item in match.items if label_number(item.label) == number]
    if found:
        item = found[0]
        end = _whole_sentences(text(match.document), item)
        evidence = Evidence(document=match.document, start=item.start, end=end)
        return Reply(route="lookup", points=(Point(evidence=evidence),))
    labels = "".join(item.label for item in match.items)
    intro = phrase("no_such_item", language, section=match.section.title[:60], number=number, labels=labels)
    heading = Point(evidence=_heading(match.document, match.section))
    return Reply(route="lookup", points=(heading,), intro=intro, answered=False)


def _whole_sentences(text: str, item: Section) -> int:
    """Where the last sentence of the item ends that is within ``LONGEST_ITEM``; the first one's end where that is longer."""
    ends = [end for _, end in sentences(text, item.start, item.end)]
    return max((end for end in ends if end - item.start <= LONGEST_ITEM), default=min(ends, default=item.heading_end))


def label_number(label: str) -> int | None:
    """The number of a printed label: "（五）" is 5, "3." is 3."""
    match = re.search(r"\d+|[一二三四五六七八九十百]+", label)
    if match is None:
        return None
    return int(match[0]) if match[0].isdigit() else int(chinese_number(match[0]) or 0) or None


def _heading(document: str, section: Section) -> Evidence:
    return Evidence(document=document, start=section.start, end=section.heading_end)

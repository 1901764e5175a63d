"""Questions about the documents themselves: their damaged figures, when they were put up (pure)."""

import re
from collections.abc import Iterable, Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.summary import is_empty
from planbot.scope.titles import document_numbers
from planbot.types import PartKey, StoredDocument, Warning

MOST = 60
"""Points written out in a list; a home of thousands of documents has more than anyone reads."""
HEAD = 400
"""Characters at the start of a document in which its own number stands."""
AROUND = 24
"""Characters of context on either side of a damaged figure, cut at punctuation."""
_DATE = re.compile(r"(?:20|19)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?")
_DATE_LINE = re.compile(r"(?:发布|印发|公布|发文|更新)?(?:日期|时间)\s*[:：]?\s*(?:20|19)\d{2}")
_STOPS = "，。；、：:,;!?！？\n"


def damaged_figures(
    documents: Iterable[StoredDocument], keys: frozenset[PartKey] | None, language: Language
) -> Reply | None:
    """Every damaged figure that was found in scope, as it stands."""
    points = [
        Point(evidence=_with_context(stored, warning))
        for stored in documents
        for warning in stored.document.warnings
        if warning.code == "damaged_number" and warning.start is not None and _in_scope(stored, warning.start, keys)
    ]
    return _listed(points, "damaged_figures", language)


def _listed(points: Sequence[Point], intro: str, language: Language) -> Reply | None:
    """The points under a line that counts them; from ``MOST`` on, the count of the others."""
    if not points:
        return None
    further = phrase("more_items", language, further=len(points) - MOST) if len(points) > MOST else None
    return Reply(
        route="list",
        points=tuple(points[:MOST]),
        intro=phrase(intro, language, count=len(points)),
        closing=further,
        sources="part",
    )


def empty_sections(
    documents: Sequence[StoredDocument], keys: frozenset[PartKey] | None, filled: Iterable[str], language: Language
) -> Reply | None:
    """The headings in scope that have no text under them. ``filled``: titles to keep to, those that have text elsewhere; none: all."""
    kept = frozenset(filled)
    points = [
        Point(evidence=Evidence(document=stored.document.id, start=section.start, end=section.heading_end))
        for stored in documents
        for section in stored.sections
        if is_empty(stored, section)
        and _in_scope(stored, section.start, keys)
        and (not kept or bare(section.title) in kept)
    ]
    return _listed(points, "empty_sections", language)


def filled_titles(documents: Sequence[StoredDocument], keys: frozenset[PartKey]) -> frozenset[str]:
    """Bare titles of the sections in scope that have text under them."""
    return frozenset(
        bare(section.title)
        for stored in documents
        for section in stored.sections
        if section.end > section.heading_end
        and not is_empty(stored, section)
        and _in_scope(stored, section.start, keys)
    )


def bare(title: str) -> str:
    """The first 14 word characters of a title after its number: enough to tell sections apart, short enough to survive site lines run into it."""
    return "".join(c for c in re.sub(r"^[\W_]*[一二三四五六七八九十\d]+[\W_]+", "", title) if c.isalnum())[:14]


def published_dates(documents: Sequence[StoredDocument], keys: frozenset[PartKey] | None) -> Reply | None:
    """The line that dates the page or file, which is furniture and so in no passage."""
    points = [
        Point(evidence=Evidence(document=stored.document.id, start=start, end=end))
        for stored in documents
        if keys is None or any(key.document == stored.document.id for key in keys)
        for start, end in _date_lines(stored)[:1]
    ]
    return Reply(route="lookup", points=tuple(points)) if len(points) == 1 else None


def own_number(documents: Sequence[StoredDocument]) -> Reply | None:
    """The number that a document carries in its head ("国发〔2018〕39号"), furniture included."""
    points = [
        Point(evidence=Evidence(document=stored.document.id, start=number.start, end=number.end))
        for stored in documents
        for number in document_numbers(stored.read.text[:HEAD])[:1]
    ]
    return Reply(route="lookup", points=tuple(points)) if len(points) == 1 else None


def _date_lines(stored: StoredDocument) -> list[tuple[int, int]]:
    """Spans of dates inside furniture, those that say they are dates first."""
    text = stored.read.text
    found: list[tuple[bool, int, int]] = []
    for mark in stored.furniture:
        for match in _DATE.finditer(text, mark.start, mark.end):
            line = text.rfind("\n", 0, match.start()) + 1
            said = _DATE_LINE.search(text, max(line, match.start() - 12), match.end())
            found.append((said is None, said.start() if said else match.start(), match.end()))
    return [(start, end) for _, start, end in sorted(found)]


def _in_scope(stored: StoredDocument, position: int, keys: frozenset[PartKey] | None) -> bool:
    document = stored.document
    return keys is None or any(
        PartKey(document=document.id, part=part.part) in keys
        for part in document.parts
        if part.start <= position < part.end
    )


def _with_context(stored: StoredDocument, warning: Warning) -> Evidence:
    """The damaged figure with the words around it, up to the nearest punctuation."""
    text = stored.read.text
    start = warning.start or 0
    end = warning.end or start
    left, right = start, end
    while left > 0 and start - left < AROUND and text[left - 1] not in _STOPS:
        left -= 1
    while right < len(text) and right - end < AROUND and text[right] not in _STOPS:
        right += 1
    return Evidence(document=stored.document.id, start=left, end=right)

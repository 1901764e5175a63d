"""What a section or a document says in brief: its items, each by its heading and first words (pure)."""

from collections.abc import Iterable, Sequence

from planbot.answer.outlined import title_of, whole
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.cite import edges
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.retrieve.sections import children
from planbot.sentences import running_sentences
from planbot.store.tokens import folded
from planbot.types import Part, PartKey, Section, StoredDocument

NAMED = 0.6
"""Share of what the question names that a heading must hold to be the section asked for."""
HEADLINE = 70
"""Longest headline in characters: the heading with the first sentence under it, or the heading alone when that is longer."""
MOST = 8
"""Headlines in one summary; of longer sections the rest is counted."""
SENTENCES = 4
"""Sentences of a section that has no items."""


class Asked(PartKey):
    """The section that a question is about."""

    section: Section


def section_named(
    documents: Iterable[StoredDocument], keys: frozenset[PartKey] | None, query: Query, weights: Sequence[float]
) -> Asked | None:
    """The section within ``keys`` whose heading holds most of what the question names; of equals the one with the shortest heading."""
    commands: list[str] = load("answering")["about_whole"]  # "总结一下" is no part of a heading
    named = [(c, w) for c, w in zip(query.concepts, weights, strict=True) if c.head not in commands]
    total = sum(weight for _, weight in named)
    best: tuple[float, int, Asked] | None = None
    for stored in documents:
        for part in stored.document.parts:
            key = PartKey(document=stored.document.id, part=part.part)
            if not total or (keys is not None and key not in keys):
                continue
            for section in (
                s for s in stored.sections if part.start <= s.start < part.end and s.kind not in ("title", "part")
            ):
                title = folded(section.title)
                share = sum(w * held(c, title) for c, w in named) / total
                rank = (share, -len(title))
                if share >= NAMED and (best is None or rank > best[:2]):
                    best = (*rank, Asked(document=stored.document.id, part=part.part, section=section))
    return best[2] if best else None


def of_section(stored: StoredDocument, section: Section, language: Language) -> Reply | None:
    """Its items by headline, or its first sentences; that it is empty when it is."""
    document = stored.document.id
    heading = Evidence(document=document, start=section.start, end=section.heading_end)
    if is_empty(stored, section):
        intro = phrase("empty_section", language, section=section.title[:60])
        return Reply(route="lookup", points=(Point(evidence=heading),), intro=intro, answered=False)
    items = children(stored.sections).get(section.index, ())
    if len(items) > 1:
        return _told(stored, items, section.title[:60], language)
    bounds = edges(stored.sections, stored.read.tables)
    spans = list(running_sentences(stored.read.text, section.heading_end, section.end, bounds))[:SENTENCES]
    if not spans:
        spans = [(section.start, section.heading_end)]
    points = tuple(Point(evidence=Evidence(document=document, start=a, end=b)) for a, b in spans)
    return Reply(
        route="lookup",
        points=points,
        intro=phrase("section_says", language, section=section.title[:60]),
        sources="part",
    )


def of_parts(parts: Sequence[tuple[StoredDocument, Part]], language: Language) -> Reply | None:
    """What each document or part is made of, by headline."""
    made = [(stored, part, sections) for stored, part in parts if len(sections := whole(stored, part)) > 1]
    if len(made) == 1:
        stored, part, sections = made[0]
        return _told(stored, sections, title_of(stored, part)[:60], language)
    points = [Point(evidence=_headline(stored, item)) for stored, _, sections in made for item in sections[: MOST // 2]]
    intro = phrase("summary_of_parts", language, count=len(made))
    return Reply(route="list", points=tuple(points), intro=intro, sources="part") if points else None


def is_empty(stored: StoredDocument, section: Section) -> bool:
    """Is there a heading and no text?"""
    return any(
        warning.code == "empty_section"
        and warning.start is not None
        and section.start <= warning.start < max(section.heading_end, section.start + 1)
        for warning in stored.document.warnings
    )


def _told(stored: StoredDocument, items: Sequence[Section], title: str, language: Language) -> Reply:
    shown = items[:MOST]
    points = tuple(Point(evidence=_headline(stored, item)) for item in shown)
    intro = phrase("summary", language, section=title, count=len(items))
    more = phrase("more_items", language, further=len(items) - len(shown)) if len(items) > len(shown) else None
    return Reply(route="list", points=points, intro=intro, closing=more, sources="part")


def _headline(stored: StoredDocument, item: Section) -> Evidence:
    bounds = edges(stored.sections, stored.read.tables)
    first = next(running_sentences(stored.read.text, item.heading_end, item.end, bounds), None)
    end = first[1] if first and first[1] - item.start <= HEADLINE else item.heading_end
    return Evidence(document=stored.document.id, start=item.start, end=end)

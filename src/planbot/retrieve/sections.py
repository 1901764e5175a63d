"""Which section of the outline a question is about: asked for as a whole, its items are the answer (pure)."""

from collections.abc import Iterable, Sequence

from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import Noun, PartKey, Section, StoredDocument

ABOVE = 0.35
"""Share of its weight that a concept counts when a heading above holds it."""


class SectionMatch(Noun):
    """A section with items, and how much of the question its heading covers, in [0, 1]."""

    document: str
    section: Section
    items: tuple[Section, ...]
    coverage: float


def children(sections: Sequence[Section]) -> dict[int, tuple[Section, ...]]:
    """The direct children of each section that has some, by its index."""
    found: dict[int, list[Section]] = {}
    for section in sections:
        if section.parent is not None:
            found.setdefault(section.parent, []).append(section)
    return {parent: tuple(items) for parent, items in found.items()}


def matching_sections(
    stored: StoredDocument, keys: frozenset[PartKey] | None, query: Query, weights: Sequence[float]
) -> list[SectionMatch]:
    """Sections with at least two items inside ``keys`` whose heading holds something of the question, best first."""
    total = sum(weights) or 1.0
    allowed = _ranges(stored, keys)
    shares: dict[int, list[float]] = {}
    matches: list[SectionMatch] = []
    items_under = children(stored.sections)
    for section in stored.sections:
        own = [held(concept, folded(section.title)) for concept in query.concepts]
        above = shares.get(section.parent, []) if section.parent is not None else []
        shares[section.index] = [max(a, ABOVE * b) for a, b in zip(own, above or own, strict=True)]
        if not any(own) or section.kind in ("title", "part") or not any(a <= section.start < b for a, b in allowed):
            continue
        items = items_under.get(section.index, ())
        if len(items) > 1:
            covered = sum(weight * share for weight, share in zip(weights, shares[section.index], strict=True)) / total
            matches.append(SectionMatch(document=stored.document.id, section=section, items=items, coverage=covered))
    return sorted(matches, key=lambda match: -match.coverage)


def _ranges(stored: StoredDocument, keys: frozenset[PartKey] | None) -> Iterable[tuple[int, int]]:
    document = stored.document
    return [
        (part.start, part.end)
        for part in document.parts
        if keys is None or PartKey(document=document.id, part=part.part) in keys
    ]

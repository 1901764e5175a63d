"""The scope a question names, as the filters that would set it (pure)."""

from collections.abc import Iterable, Sequence

from planbot.answer.named import bodies_of
from planbot.scope.question import QuestionScope, ScopeGroup
from planbot.types import Filters, Part, PartKey

_MOST_DOCUMENTS = 6
"""A name that stands for more documents than this is a place or a year, not these documents."""


def asked_scope(scope: QuestionScope, parts: Iterable[tuple[PartKey, Part]]) -> Filters:
    """What the question's own words narrow the search to: years and places it names, documents where it names them otherwise."""
    bodies = bodies_of(scope.rest)
    if not scope.groups:
        return Filters(departments=bodies)
    wanted = {_name(key) for group in scope.groups for key in group.keys}
    known = {_name(key): part for key, part in parts if _name(key) in wanted}
    groups = [(group, [known[_name(key)] for key in group.keys if _name(key) in known]) for group in scope.groups]
    years = {p.year for group, found in groups for p in found if p.year and str(p.year) in group.text}
    regions = {p.region for group, found in groups for p in found if p.region and p.region in group.text}
    named = {_name(key) for group, found in groups if _says_more(group, found) for key in group.keys}
    documents = sorted({document for document, _ in named})
    return Filters(
        documents=tuple(documents) if len(documents) <= _MOST_DOCUMENTS else (),
        parts=tuple(sorted(part for _, part in named if part)) if len(documents) == 1 else (),
        years=tuple(sorted(years)),
        regions=tuple(sorted(regions)),
        departments=bodies,
    )


def _name(key: PartKey) -> tuple[str, str | None]:
    return key.document, key.part


def _says_more(group: ScopeGroup, found: Sequence[Part]) -> bool:
    """Does the group's name hold more than a year and a place?"""
    text = group.text
    for part in found:
        for word in (f"{part.year}年", str(part.year), part.region or ""):
            text = text.replace(word, "") if word else text
    return bool(text.strip(" 的,，、"))

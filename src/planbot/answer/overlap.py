"""Passages that stand in two parts or documents, each told once with both places (pure)."""

from collections.abc import Iterator, Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.sentences import sentences
from planbot.types import PartKey, StoredDocument, Warning

SAME = 40
"""Letters at the beginning that two passages have in common when they are the same."""
SHOWN = 90
"""Characters of a passage that are quoted, up to the end of a sentence."""
MOST = 6
"""Passages told."""


def overlaps(documents: Sequence[StoredDocument], groups: Sequence[frozenset[PartKey]], language: Language) -> Reply:
    """What two scopes share; within one scope, or the whole home without any, what its parts share with each other."""
    passages = [passage for stored in documents for passage in _passages(stored)]
    pairs = list(_pairs(passages, groups))
    if not pairs:
        return Reply(route="compare", points=(), intro=phrase("no_overlap", language, documents=len(documents)))
    by_id = {stored.document.id: stored for stored in documents}
    points = tuple(
        Point(evidence=_shown(by_id, one), also=(_shown(by_id, other),)) for (_, one, _), (_, other, _) in pairs[:MOST]
    )
    intro = phrase("overlap", language, count=len(pairs))
    return Reply(route="compare", points=points, intro=intro)


Passage = tuple[PartKey, Evidence, str]
"""Where a passage stands, its span, and its letters alone."""


def _passages(stored: StoredDocument) -> Iterator[Passage]:
    for warning in stored.document.warnings:
        if warning.code != "duplicate_passage" or warning.start is None or warning.end is None:
            continue
        evidence = Evidence(document=stored.document.id, start=warning.start, end=warning.end)
        letters = "".join(c for c in stored.read.text[warning.start : warning.end] if c.isalnum())
        yield PartKey(document=stored.document.id, part=_part(stored, warning)), evidence, letters


def _part(stored: StoredDocument, warning: Warning) -> str | None:
    start = warning.start or 0
    return next((part.part for part in stored.document.parts if part.start <= start < part.end), None)


def _pairs(passages: Sequence[Passage], groups: Sequence[frozenset[PartKey]]) -> Iterator[tuple[Passage, Passage]]:
    """Each passage of the first scope with the first that says the same in the second, or in another part."""
    inside = frozenset(key for group in groups for key in group)
    told: set[str] = set()
    for at, one in enumerate(passages):
        if one[2][:SAME] in told or (inside and one[0] not in (groups[0] if len(groups) > 1 else inside)):
            continue
        others = passages if len(groups) > 1 else passages[at + 1 :]
        allowed = groups[1] if len(groups) > 1 else None
        for other in others:
            apart = other[0] != one[0] and (allowed is None or other[0] in allowed)
            if apart and _same(one[2], other[2]):
                told.add(one[2][:SAME])
                yield one, other
                break


def _same(one: str, other: str) -> bool:
    """One begins inside the other: ends of found passages may be a few letters off."""
    return one[:SAME] in other or other[:SAME] in one or one[len(one) // 4 :][:SAME] in other


def _shown(documents: dict[str, StoredDocument], passage: Evidence) -> Evidence:
    """The beginning of a passage, from the first whole sentence in it."""
    text = documents[passage.document].read.text
    spans = [span for span in sentences(text, passage.start, passage.end) if span[1] - span[0] > SHOWN // 6]
    start, end = spans[0] if spans else (passage.start, passage.end)
    for _, after in spans:
        if after - start <= SHOWN:
            end = after
    return passage.model_copy(update={"start": start, "end": end})

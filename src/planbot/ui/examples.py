"""Questions to begin with, made from headings and titles that stand in the home (pure)."""

import re
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import NamedTuple

from planbot.types import Document, Kind, Part, Section, StoredDocument
from planbot.ui.words import Words

_PLANS: tuple[Kind, ...] = ("plan", "key_points", "scheme", "compilation")
_MASKED = re.compile(r"[*＊×]|xx|XX")
_ENDS = " \t\r\n。．.：:；;，,、"
_LONGEST_TITLE = 40
_TOPIC = (4, 18)
_BODY = 60
"""Fewest code points of text under a heading that is worth asking about."""


class Subject(NamedTuple):
    """What to ask of one part: its title, and a heading that has text under it."""

    title: str
    topic: str


def worth_opening(documents: Iterable[Document], limit: int = 4) -> tuple[Document, ...]:
    """The documents to look for subjects in: plans before reports, later years first."""
    return tuple(sorted(documents, key=lambda d: (d.kind not in _PLANS, -(d.year or 0), d.file))[:limit])


def subjects(stored: StoredDocument, limit: int = 4) -> tuple[Subject, ...]:
    """At most one subject for each part that has a title."""
    pairs = ((part, _topic(stored, part)) for part in stored.document.parts if _askable(part))
    return tuple(Subject(_title(part), topic) for part, topic in pairs if topic)[:limit]


def examples(found: Iterable[tuple[Subject, ...]], words: Words, limit: int = 4) -> tuple[str, ...]:
    """Up to ``limit`` questions, taken in turn from the subjects of each document."""
    spread = chain.from_iterable(zip_longest(*found))
    chosen = list(dict.fromkeys(subject for subject in spread if subject))[:limit]
    return tuple(words("examples.arrangements", title=s.title, topic=s.topic) for s in chosen)


def _askable(part: Part) -> bool:
    return bool(part.title) and len(_title(part)) <= _LONGEST_TITLE and not _MASKED.search(_title(part))


def _title(part: Part) -> str:
    return " ".join((part.title or "").split())


def _topic(stored: StoredDocument, part: Part) -> str | None:
    """The heading to ask about: deeper ones first, because they name a task rather than a chapter."""
    inside = [section for section in stored.sections if part.start <= section.start and section.end <= part.end]
    ranked = sorted(inside, key=lambda section: -section.level if section.level in (2, 3) else 0)
    return next((topic for section in ranked if (topic := _asked_about(section))), None)


def _asked_about(section: Section) -> str | None:
    topic = section.title.removeprefix(section.label).strip(_ENDS)
    plain = not re.search(r"[\d*＊×“”\",，;；]", topic)
    long_enough = section.end - section.heading_end >= _BODY
    fits = _TOPIC[0] <= len(topic) <= _TOPIC[1] and section.kind in ("heading", "run_in") and section.level in (2, 3)
    return topic if plain and long_enough and fits else None

"""Where in a document a sentence stands: its part, its headings, and what they say of it (pure)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from planbot.ledger.numbers import flat
from planbot.ledger.tense import section_reports
from planbot.types import Part, Section


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings that all sentences of one section share."""

    part: Part | None
    section: tuple[str, ...]
    """Headings from the outermost to the innermost, as printed."""
    reports: bool
    """The section tells what has been done."""


class Outline:
    """Looks up the place of an offset; each section is worked out once."""

    def __init__(self, parts: Sequence[Part], sections: Sequence[Section]) -> None:
        self._parts = sorted(parts, key=lambda part: part.start)
        self._sections = sorted(sections, key=lambda section: (section.start, -section.end))
        self._starts = [section.start for section in self._sections]
        self._by_index = {section.index: section for section in self._sections}
        self._places: dict[tuple[int | None, int | None], Place] = {}

    def at(self, offset: int) -> Place:
        """The place of the sentence that begins at ``offset``."""
        section = self._innermost(offset)
        part = next((n for n, part in enumerate(self._parts) if part.start <= offset < part.end), None)
        key = (part, section.index if section else None)
        if key not in self._places:
            self._places[key] = self._made(None if part is None else self._parts[part], section)
        return self._places[key]

    def headed_by(self, offset: int) -> Section | None:
        """The section whose heading holds ``offset``."""
        section = self._innermost(offset)
        return section if section and offset < section.heading_end else None

    def _innermost(self, offset: int) -> Section | None:
        at = bisect_right(self._starts, offset) - 1
        section = self._sections[at] if at >= 0 else None
        while section is not None and section.end <= offset:
            section = self._by_index.get(section.parent) if section.parent is not None else None
        return section

    def _made(self, part: Part | None, section: Section | None) -> Place:
        titles: list[str] = []
        while section is not None:
            if section.level > 1:
                titles.append(section.title)
            section = self._by_index.get(section.parent) if section.parent is not None else None
        path = tuple(reversed(titles))
        kind = part.kind if part else "unknown"
        return Place(part, path, section_reports(tuple(flat(title) for title in path), kind))

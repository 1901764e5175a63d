"""Citations: where a position stands in the outline, cutting quotes by offset, and the ``[n]`` markers of an answer (pure)."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from planbot.types import Citation, Document, PageMark, Section, StoredDocument, Table, Warning, WarningCode

MARKER = re.compile(r"\[(\d{1,3})\]")


def section_at(sections: Sequence[Section], position: int) -> Section | None:
    """The innermost section that contains ``position``; None before the first heading. Sections stand in reading order."""
    index = bisect_right(sections, position, key=lambda section: section.start) - 1
    while index >= 0:
        section = sections[index]
        if position < section.end:
            return section
        index = section.parent if section.parent is not None else -1
    return None


def ancestry(sections: Sequence[Section], section: Section | None) -> tuple[Section, ...]:
    """The section and its ancestors, outermost first."""
    chain: list[Section] = []
    while section is not None:
        chain.append(section)
        section = sections[section.parent] if section.parent is not None else None
    return tuple(reversed(chain))


def heading_path(sections: Sequence[Section], position: int) -> tuple[str, ...]:
    """The headings above ``position`` as printed, outermost first; the document's title and part headings left out."""
    chain = ancestry(sections, section_at(sections, position))
    return tuple(section.title for section in chain if section.kind not in ("title", "part"))


def edges(sections: Sequence[Section], tables: Sequence[Table]) -> tuple[int, ...]:
    """Offsets, sorted, at which something new begins or ends for certain: headings and table rows."""
    starts = {section.start for section in sections}
    own_lines = {section.heading_end for section in sections if section.kind != "item" and _whole(section.title)}
    rows = {offset for table in tables for row in table.rows for offset in (row.start, row.end)}
    return tuple(sorted(starts | own_lines | rows))


def _whole(title: str) -> bool:
    """A short heading, or one without a comma, is complete; a long one with commas may be a sentence that a line break cut."""
    return len(title) <= 30 or not any(mark in title for mark in "，,")


def part_at(document: Document, position: int) -> str | None:
    """The label of the part that contains ``position``."""
    return next((part.part for part in document.parts if part.start <= position < part.end), None)


def page_at(pages: Sequence[PageMark], position: int) -> int | None:
    """The page number ``position`` stands on; None for formats without pages."""
    index = bisect_right(pages, position, key=lambda page: page.start) - 1
    return pages[index].number if index >= 0 else None


def warnings_at(warnings: Iterable[Warning], start: int, end: int) -> tuple[WarningCode, ...]:
    """Codes of the warnings about damage inside the span, each once, in text order."""
    inside = [
        warning.code
        for warning in warnings
        if warning.start is not None and warning.end is not None and warning.start < end and warning.end > start
    ]
    return tuple(dict.fromkeys(code for code in inside if code in _ABOUT_WORDS))


_ABOUT_WORDS: frozenset[WarningCode] = frozenset(
    {"damaged_number", "masked_year", "masked_name", "word_substitution", "table_damaged", "ocr", "decoding"}
)
"""Warnings that make the quoted words themselves doubtful; the others are about what is missing around them."""


def cut(stored: StoredDocument, start: int, end: int, marker: int) -> Citation:
    """The citation of ``text[start:end]``. The quote is cut here and nowhere else."""
    document = stored.document
    return Citation(
        marker=marker,
        document=document.id,
        file=document.file,
        title=document.title,
        part=part_at(document, start),
        section=heading_path(stored.sections, start),
        quote=stored.read.text[start:end],
        start=start,
        end=end,
        page=page_at(stored.read.pages, start),
        warnings=warnings_at(document.warnings, start, end),
    )


def markers(answer: str) -> tuple[int, ...]:
    """The marker numbers an answer uses, each once, in order of first use."""
    return tuple(dict.fromkeys(int(match.group(1)) for match in MARKER.finditer(answer)))

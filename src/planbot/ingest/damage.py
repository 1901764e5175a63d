"""All that is damaged in a text, as warnings with exact spans; the text itself is left as it is (pure)."""

from collections.abc import Iterator, Sequence

from planbot.ingest.duplicates import duplicate_passages, passage_signatures
from planbot.ingest.figures import figure_warnings
from planbot.ingest.gaps import gap_warnings
from planbot.ingest.lines import without_furniture
from planbot.ingest.masks import mask_warnings
from planbot.ingest.substitution import substitution_warnings
from planbot.types import Furniture, ReadText, Section, Table, Warning


def warnings(
    read: ReadText,
    furniture: Sequence[Furniture],
    parts: Sequence[tuple[str | None, int, int]],
    sections: Sequence[Section],
) -> tuple[Warning, ...]:
    """Damaged figures, masked years and names, empty and missing sections, cut ends, exchanged words, and passages that stand
    in two parts; by position. Nothing is said of the furniture of the page.
    """
    text = without_furniture(read.text, furniture)
    return tuple(
        sorted(
            _all(text, read, parts, sections), key=lambda warning: (warning.start or 0, warning.end or 0, warning.code)
        )
    )


def without_tables(text: str, tables: Sequence[Table]) -> str:
    """``text`` with its tables blanked out, offsets kept: rows and forms repeat by nature."""
    for table in tables:
        text = text[: table.start] + " " * (table.end - table.start) + text[table.end :]
    return text


def _all(
    text: str, read: ReadText, parts: Sequence[tuple[str | None, int, int]], sections: Sequence[Section]
) -> Iterator[Warning]:
    yield from figure_warnings(text)
    yield from mask_warnings(text, read.format)
    yield from substitution_warnings(text)
    yield from gap_warnings(text, parts, sections)
    yield from duplicate_passages(passage_signatures(without_tables(text, read.tables), parts))

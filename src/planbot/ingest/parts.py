"""Splits a file into the documents it holds (pure).

A plain file is one piece with no label that covers the whole text. A compilation is a piece per document, from its heading to
the next one: the page's own head and foot and the title of the whole lie outside, so that no bogus part is made of them. Prose
before the first heading (an introduction) is a piece with no label. Attachments (附件1) are no parts: they have the issuer and
the year of the document they are attached to, and are sections of its outline.
"""

from collections.abc import Sequence

from planbot.ingest.lines import Line, lines_of, visible
from planbot.ingest.series import PartHead, compilation_title, part_heads
from planbot.ingest.titles import is_prose
from planbot.types import Furniture, ReadText


def split_parts(read: ReadText, furniture: Sequence[Furniture]) -> tuple[tuple[str | None, int, int], ...]:
    """(label, start, end) of every document in the file, in order, not overlapping; the label is as printed ("第3篇")."""
    text = visible(read, furniture)
    lines = lines_of(text)
    heads = part_heads(lines)
    if not heads:
        return ((None, 0, len(text)),)
    starts = [lines[head.line].start for head in heads]
    ends = [*starts[1:], _foot(read.text, furniture)]
    pieces = [(head.label, start, end) for head, start, end in zip(heads, starts, ends, strict=True)]
    return (*_prelude(lines, heads), *pieces)


def _foot(text: str, furniture: Sequence[Furniture]) -> int:
    """Where the page's own foot begins: the furniture after the last visible text, else the end."""
    foot = len(text)
    for span in reversed(furniture):
        if text[span.end : foot].strip():
            break
        foot = span.start
    return foot


def _prelude(lines: Sequence[Line], heads: Sequence[PartHead]) -> list[tuple[None, int, int]]:
    """The introduction before the first part, when it is more than the title of the whole."""
    title = compilation_title(lines, heads)
    before = lines[title.last + 1 if title else 0 : heads[0].line]
    if not any(is_prose(line.text) for line in before):
        return []
    return [(None, before[0].start, lines[heads[0].line].start)]

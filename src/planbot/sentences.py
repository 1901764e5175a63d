"""Where sentences and clauses end in Chinese and English plan text, as spans (pure).

A sentence ends at 。！？； or their half-width forms, at a line break, and at an English full stop that is
followed by white space and does not stand inside a number or after a single letter. Closing quotes and brackets belong to the
sentence they close; no sentence ends inside a bracket opened on the same line.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_END = re.compile(r"[。！？!?；;]+[”’」』】）)\"〞]*|\r?\n|(?<=[A-Za-z)\]%0-9][A-Za-z)\]%0-9])\.(?=\s|$)")
_CLAUSE_WITH_LIST = re.compile(r"[，,：:；;。！？!?]|\r?\n")
_CLAUSE = re.compile(r"[，,、：:；;。！？!?]|\r?\n")
_NUMBERED = re.compile(r"[一二三四五六七八九十0-9]{1,3}[、.．是)）]|第[一二三四五六七八九十0-9]+")
RUNNING_LINE = 18
"""Characters a line must have before it can be one that was broken, rather than one that is complete."""
_OPEN, _CLOSE = "（(【[《〔", "）)】]》〕"


def _inside_bracket(text: str, start: int, position: int) -> bool:
    """Is a bracket that was opened at or after ``start`` (same line) still open at ``position`` and closed later on the line?"""
    line_end = text.find("\n", position)
    rest = text[position : line_end if line_end >= 0 else len(text)]
    depth = 0
    for character in text[max(start, position - 200) : position]:
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
    return depth > 0 and any(character in _CLOSE for character in rest[:200])


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``, white space trimmed, in order; empty ones left out."""
    stop = len(text) if end is None else end
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.group()[0] not in "\r\n" and _inside_bracket(text, begin, match.start()):
            continue
        if span := trimmed(text, begin, match.end()):
            yield span
        begin = match.end()
    if span := trimmed(text, begin, stop):
        yield span


def running_sentences(text: str, start: int, end: int, edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Sentences, where a line or page break inside one does not end it.

    ``edges``: sorted offsets at which something new begins or ends for certain (headings, table rows): never joined across. A line is
    taken to run on when it is long, ends in a word and the next line begins with one that is no list number.
    """
    held: tuple[int, int] | None = None
    for span in sentences(text, start, end):
        if held and _runs_on(text, held, span, edges):
            held = (held[0], span[1])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _runs_on(text: str, before: tuple[int, int], after: tuple[int, int], edges: Sequence[int]) -> bool:
    last, first = text[before[1] - 1], text[after[0]]
    if "\n" not in text[before[1] : after[0]] or before[1] - before[0] < RUNNING_LINE:
        return False
    if not (last.isalnum() or last in "，、,") or not first.isalnum() or _NUMBERED.match(text, after[0]):
        return False
    at = bisect_left(edges, before[1])
    return at == len(edges) or edges[at] > after[0]


def clauses(
    text: str, start: int = 0, end: int | None = None, *, whole_lists: bool = False
) -> Iterator[tuple[int, int]]:
    """Spans between punctuation marks in ``text[start:end]``, marks left out, white space trimmed.

    ``whole_lists``: 、 joins instead of parting, so that an enumeration stays in one piece.
    """
    stop = len(text) if end is None else end
    begin = start
    for match in (_CLAUSE_WITH_LIST if whole_lists else _CLAUSE).finditer(text, start, stop):
        if span := trimmed(text, begin, match.start()):
            yield span
        begin = match.end()
    if span := trimmed(text, begin, stop):
        yield span


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

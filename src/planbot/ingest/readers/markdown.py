"""Markdown: the text stays as written; headings and pipe tables are marked in it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from planbot.ingest.readers.encoding import decode
from planbot.ingest.readers.plain import refuse_controls
from planbot.sentences import trimmed
from planbot.types import Cell, Furniture, HeadingMark, ReadText, Row, Table

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^\s#]))(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BORDER = re.compile(r"(?<!\\)\|")
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_FRONT_VALUE = re.compile(r"^(title|date)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t\r]*$", re.M | re.I)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


class Line(NamedTuple):
    """One line and where it stands; the line break is left out."""

    text: str
    start: int


def read_markdown(data: bytes, file: str) -> ReadText:
    """Offsets of headings leave out the # signs; those of tables leave out the line of dashes."""
    decoded = decode(data, file)
    refuse_controls(decoded.text, file)
    text = decoded.text
    front = _FRONT.match(text)
    lines = tuple(_open_lines(text, front.end() if front else 0))
    values = {key.lower(): value for key, value in _FRONT_VALUE.findall(front.group(1))} if front else {}
    return ReadText(
        text=text,
        format="md",
        title=values.get("title") or None,
        published=match.group() if (match := _ISO.match(values.get("date", ""))) else None,
        headings=tuple(_headings(lines)),
        tables=tuple(_tables(lines)),
        furniture=(Furniture(start=0, end=front.end(), rule="front_matter"),) if front else (),
        warnings=decoded.warnings,
    )


def _open_lines(text: str, start: int) -> Iterator[Line]:
    """Lines outside fenced code; a fenced line comes as an empty one."""
    fence = ""
    for part in text[start:].splitlines(keepends=True) if text else ():
        line, mark = part.rstrip("\r\n"), _FENCE.match(part)
        if fence:
            closing = mark is not None and mark.group(1).startswith(fence)
            yield Line("", start)
            fence = "" if closing else fence
        elif mark:
            fence = mark.group(1)
            yield Line("", start)
        else:
            yield Line(line, start)
        start += len(part)


def _headings(lines: Sequence[Line]) -> Iterator[HeadingMark]:
    for line, below in zip(lines, (*lines[1:], Line("", 0)), strict=True):
        if match := _HEADING.match(line.text):
            if match.group(2).strip():
                yield HeadingMark(
                    start=line.start + match.start(2), end=line.start + match.end(2), level=len(match.group(1))
                )
        elif (
            line.text.strip()
            and "|" not in line.text
            and line.text[:1] not in "-=>*"
            and (match := _UNDERLINE.match(below.text))
        ):
            start, end = trimmed(line.text, 0, len(line.text)) or (0, 0)
            yield HeadingMark(start=line.start + start, end=line.start + end, level=1 if "=" in match.group(1) else 2)


def _tables(lines: Sequence[Line]) -> Iterator[Table]:
    number = 1
    while number < len(lines):
        if "|" in lines[number - 1].text and "|" in lines[number].text and _DELIMITER.match(lines[number].text):
            last = number + 1
            while last < len(lines) and "|" in lines[last].text:
                last += 1
            rows = (
                _row(lines[number - 1], header=True),
                *(_row(line, header=False) for line in lines[number + 1 : last]),
            )
            yield Table(start=rows[0].start, end=rows[-1].end, rows=rows)
            number = last
        number += 1


def _row(line: Line, *, header: bool) -> Row:
    start, end = trimmed(line.text, 0, len(line.text)) or (0, 0)
    inner = start + 1 if line.text[start] == "|" else start
    stop = end - 1 if end - 1 > inner and line.text[end - 1] == "|" and line.text[end - 2] != "\\" else end
    edges = [inner, *(match.end() for match in _BORDER.finditer(line.text, inner, stop)), stop + 1]
    spans = [trimmed(line.text, left, right - 1) or (left, left) for left, right in pairwise(edges)]
    cells = tuple(
        Cell(start=line.start + left, end=line.start + right, column=column)
        for column, (left, right) in enumerate(spans)
    )
    return Row(start=line.start + start, end=line.start + end, cells=cells, header=header)

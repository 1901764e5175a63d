"""Comma and tab separated values, read as one table."""

import csv
import io

from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.encoding import decode
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.ingest.readers.plain import refuse_controls
from planbot.ingest.readers.sheet import write_sheet
from planbot.types import ReadText


def read_delimited(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """Rows as a table; the delimiter is the one of , ; tab | that splits the first lines most evenly."""
    decoded = decode(data, file)
    refuse_controls(decoded.text, file)
    try:
        rows = list(csv.reader(io.StringIO(decoded.text, newline=""), delimiter=_delimiter(decoded.text)))
    except csv.Error as exc:
        raise broken(file, f"is not a table of separated values ({exc})", "save it as xlsx") from exc
    composer = Composer(file, options.max_chars)
    write_sheet(composer, [[(column, text, False) for column, text in enumerate(row) if text.strip()] for row in rows])
    for warning in decoded.warnings:
        composer.warn(warning.code, warning.message)
    return composer.finish("csv")


def _delimiter(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return max(",\t;|", key=lambda mark: _evenness([line.count(mark) for line in lines]))


def _evenness(counts: list[int]) -> tuple[float, int]:
    """Share of lines with the usual count of a mark, and that count; nothing for a mark that is usually absent."""
    usual = sorted(counts)[len(counts) // 2] if counts else 0
    return (sum(1 for count in counts if count == usual) / len(counts), usual) if usual else (0.0, 0)

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
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in ",\t;|"}
    return max(counts, key=lambda mark: counts[mark][len(lines) // 2] if lines else 0)

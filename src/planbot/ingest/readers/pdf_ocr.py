"""Pages without a text layer, read by the optional OCR extra; its models are part of the package, nothing is downloaded."""

import os
from functools import cache
from typing import Any

from planbot.errors import RefusedDocument
from planbot.ingest.readers.pdf_lines import Line, cleaned

_SCALE = 200 / 72
"""Pixels for each point: 200 dots an inch."""
_MIN_SCORE = 0.5


def ocr_lines(page: Any, number: int, file: str) -> list[Line]:
    """Lines from top to bottom; positions in points. Raises RefusedDocument (needs_program) without the extra."""
    engine = _engine(file)
    result = engine(page.render(scale=_SCALE).to_numpy())
    boxes = result.boxes if result.boxes is not None else ()
    lines = [
        Line(cleaned(text), *_extent(box), page=number)
        for box, text, score in zip(boxes, result.txts or (), result.scores or (), strict=True)
        if score >= _MIN_SCORE and cleaned(text)
    ]
    return _rows(lines)


def _extent(box: Any) -> tuple[float, float, float, float]:
    across, down = [float(point[0]) / _SCALE for point in box], [float(point[1]) / _SCALE for point in box]
    return min(across), max(across), min(down), max(down)


def _rows(lines: list[Line]) -> list[Line]:
    """Reading order: rows from the top, each from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.top):
        if rows and line.top < rows[-1][0].top + 0.6 * rows[-1][0].size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.left)]


@cache
def _loaded() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": os.cpu_count() or 1}
    )


def _engine(file: str) -> Any:
    try:
        return _loaded()
    except ImportError as exc:
        fix = 'install the extra with: pip install "planbot[ocr]"'
        raise RefusedDocument(
            f"{file}: has pages that are pictures, and reading them needs OCR; {fix}", code="needs_program"
        ) from exc

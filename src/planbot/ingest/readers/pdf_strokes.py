"""Horizontal and vertical strokes of a PDF page, and the cells they enclose.

The strokes come from pdfium, which has the page open already; finding cells among them is pdfplumber's. Its own
parser would take ten times as long for the same strokes.
"""

import ctypes
from collections.abc import Iterator
from importlib import import_module
from itertools import islice, pairwise
from typing import Any

pdfium: Any = import_module("pypdfium2.raw")
_MIN_PATHS, _MAX_PATHS = 4, 5_000
"""Pages with fewer strokes hold no table; those with more are maps and charts."""
_STRAIGHT = 1.0
_TOLERANCE = 3.0
_SHORTEST = 3.0
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in points from the page's upper left corner."""
Edge = dict[str, Any]


def ruled_cells(page: Any) -> list[list[Box]]:
    """The cells of each ruled table, from the top of the page."""
    paths: list[Any] = list(islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3), _MAX_PATHS + 1))
    if not _MIN_PATHS <= len(paths) <= _MAX_PATHS:
        return []
    table: Any = import_module("pdfplumber.table")
    left, _, _, top = page.get_bbox()
    edges = [edge for path in paths for edge in _edges(path, left, top)]
    merged = table.merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    long = [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _SHORTEST]
    if len({edge["orientation"] for edge in long}) < 2:
        return []
    found = table.cells_to_tables(
        table.intersections_to_cells(table.edges_to_intersections(long, _TOLERANCE, _TOLERANCE))
    )
    return [[(float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1 in cells] for cells in found]


def _edges(path: Any, left: float, top: float) -> Iterator[Edge]:
    """Level and upright pieces of one path."""
    for (x0, y0), (x1, y1) in _pieces(path):
        level, upright = abs(y1 - y0) < _STRAIGHT, abs(x1 - x0) < _STRAIGHT
        if level != upright:
            (start, end), (upper, lower) = sorted((x0 - left, x1 - left)), sorted((top - y0, top - y1))
            end, lower = (end, upper) if level else (start, lower)
            size = {"width": end - start, "height": lower - upper}
            place = {"x0": start, "x1": end, "top": upper, "bottom": lower}
            yield {**place, **size, "orientation": "h" if level else "v"}


def _pieces(path: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Straight pieces in page coordinates; a closed outline comes back to its beginning."""
    matrix = path.get_matrix()
    outer = path.container
    while outer is not None:
        matrix = matrix.multiply(outer.get_matrix())
        outer = outer.container
    outline = list[tuple[float, float]]()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            yield from pairwise(outline)
            outline = []
        outline.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and len(outline) > 1:
            outline.append(outline[0])
    yield from pairwise(outline)

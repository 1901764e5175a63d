"""Plots of a report as inline SVG: they need no script, print well and follow the colours of the page (pure)."""

import math
from collections.abc import Mapping, Sequence
from html import escape

from planbot.evals.metrics.statistics import Interval

WIDTH, HEIGHT = 240, 18
"""Of a bar, in pixels."""
_SIDE, _GAP, _ROW = 12, 3, 40
"""Of the squares of cases: side, distance, how many in a row."""
_BINS = 36
_EDGE = 0.05
"""Powers of ten at either end of the histogram in which no number fits under the axis."""
_PLOT = (720, 140)
"""Width and height of the histogram, in pixels."""


def bar(value: float, interval: Interval | None, *, lower_is_better: bool, others: Sequence[float | None]) -> str:
    """A value from 0 to 1 as a bar, its interval as a line, what the sentinels have as marks."""
    drawn = _rect("track", 0, WIDTH) + _rect("bar low" if lower_is_better else "bar", 0, _x(value))
    if interval:
        low, high, middle = _x(interval.low), _x(interval.high), HEIGHT / 2
        drawn += f'<path class="interval" d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} 5v8M{high:.1f} 5v8"/>'
    shapes = ("M{x:.1f} 3l4.5 11h-9z", "M{x:.1f} 3l5 6l-5 6l-5 -6z")
    for shape, other in zip(shapes, others, strict=False):
        if other is not None:
            drawn += f'<path class="other" d="{shape.format(x=_x(other))}"/>'
    return (
        f'<svg class="plot" width="{WIDTH + 12}" height="{HEIGHT}" viewBox="-6 0 {WIDTH + 12} {HEIGHT}" role="img" '
        f'aria-label="{value:.3f}">{drawn}</svg>'
    )


def _x(value: float) -> float:
    return max(0.0, min(1.0, value)) * WIDTH


def _rect(name: str, start: float, width: float) -> str:
    return f'<rect class="{name}" x="{start:.1f}" y="3" width="{width:.1f}" height="{HEIGHT - 6}" rx="2"/>'


def squares(cases: Sequence[tuple[str, bool]], links: Mapping[str, str]) -> str:
    """A square for each case, right or wrong; ``links``: where a wrong one leads."""
    step = _SIDE + _GAP
    rows = -(-len(cases) // _ROW)
    drawn = ""
    for number, (name, right) in enumerate(cases):
        x, y = number % _ROW * step, number // _ROW * step
        shape = (
            f'<rect class="{"right" if right else "wrong"}" x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}" rx="2"/>'
        )
        cross = "" if right else f'<path class="cross" d="M{x + 3} {y + 3}l6 6m0 -6l-6 6"/>'
        square = f"<g><title>{escape(name)}</title>{shape}{cross}</g>"
        drawn += f'<a href="#{links[name]}">{square}</a>' if name in links else square
    width = min(len(cases), _ROW) * step
    return f'<svg class="plot" width="{width}" height="{rows * step}" role="img">{drawn}</svg>'


def histogram(values: Sequence[float], marks: Sequence[float]) -> str:
    """How many of the values (milliseconds, above 0) lie in each step of a logarithmic axis, with lines at ``marks``."""
    width, height = _PLOT
    low, high = (math.log10(max(1.0, value)) for value in (min(values), max(values)))
    low, high = math.floor(low * 2) / 2, math.ceil(high * 2 + 0.01) / 2

    def x(value: float) -> float:
        return (math.log10(max(1.0, value)) - low) / (high - low) * width

    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(x(value) / width * _BINS))] += 1
    bars = "".join(_column(number, count / max(counts), str(count)) for number, count in enumerate(counts) if count)
    ticks = [10**power * times for power in range(int(low), int(high) + 1) for times in (1, 3)]
    axis = "".join(
        f'<text x="{x(tick):.1f}" y="{height + 14}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
        if low + _EDGE < math.log10(tick) < high - _EDGE
    )
    lines = "".join(
        f'<path class="mark" d="M{x(mark):.1f} 0V{height}"/><text x="{x(mark) + 4:.1f}" y="{12 + 14 * number}">{mark:.0f} ms</text>'
        for number, mark in enumerate(marks)
    )
    return (
        f'<svg class="plot wide" viewBox="0 0 {width} {height + 18}" width="{width}" height="{height + 18}" role="img">'
        f'{bars}<path class="axis" d="M0 {height}H{width}"/>{axis}{lines}</svg>'
    )


def _column(number: int, share: float, title: str) -> str:
    step, height = _PLOT[0] / _BINS, _PLOT[1]
    return (
        f'<rect class="bar" x="{number * step + 1:.1f}" y="{(1 - share) * height:.1f}" width="{step - 2:.1f}" '
        f'height="{share * height:.1f}"><title>{title}</title></rect>'
    )

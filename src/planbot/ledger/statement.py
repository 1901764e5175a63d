"""What one sentence states, before it becomes a row of the ledger (pure)."""

from dataclasses import dataclass
from typing import Literal

from planbot.ledger.numbers import Quantity
from planbot.types import Comparator

Nature = Literal["figure", "coverage", "direction", "relative", "zero", "dated"]


@dataclass(frozen=True, slots=True)
class Statement:
    """An indicator and what is to become of it; ``[start, end)`` is its shortest full statement, in offsets of the sentence."""

    start: int
    end: int
    indicator: str
    comparator: Comparator
    value: float | tuple[float, float] | None
    unit: str
    value_text: str
    nature: Nature = "figure"
    baseline: str | None = None
    approximate: bool = False
    damaged: bool = False
    mismatched: bool = False
    """分别 with another number of values than of indicators."""
    per: Literal["year", "cumulative"] | None = None
    clause: tuple[int, int] = (0, 0)
    figure: tuple[int, int] | None = None
    """Where the number itself stands."""
    shared_subject: str = ""
    """What the next figure of a row counts too (便民事项 in 便民事项7项当天办、3项上门办)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One figure where it stands."""

    text: str
    clause: tuple[int, int]
    floor: int
    """Where the text that belongs to this figure begins."""
    stop: int
    """Where it ends: the clause's end or the next figure's own words."""
    quantity: Quantity
    baseline: tuple[int, int] | None
    """Span of 从15元 in 从15元提高到20元."""
    carry: Statement | None
    """The statement before it in the sentence."""
    shared: str
    """What follows the last figure of the clause; figures in a row count the same things."""

    @property
    def before(self) -> str:
        """The words before the figure, a base value left out."""
        if self.baseline is None:
            return self.text[self.floor : self.quantity.start]
        return self.text[self.floor : self.baseline[0]] + self.text[self.baseline[1] : self.quantity.start]

    @property
    def after(self) -> str:
        """The words after the figure that belong to it."""
        return self.text[self.quantity.end : self.stop]


def per(words: str) -> Literal["year", "cumulative"] | None:
    """Is the figure one for every year, or for all years together?"""
    if "每年" in words or "年均" in words or "逐年" in words:
        return "year"
    return "cumulative" if "累计" in words or "总计" in words else None

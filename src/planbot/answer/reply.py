"""What an answer says before it is written out: points, each with the span that supports it."""

from typing import Literal

from planbot.types import Noun, Route, Target


class Evidence(Noun):
    """A span that answers, or part of it."""

    document: str
    start: int
    end: int


class Point(Noun):
    """One thing said: the words at ``evidence``, and the other places that say the same."""

    evidence: Evidence
    label: str | None = None
    """Words of planbot's own in front: the scope in a comparison, a number in a list."""
    also: tuple[Evidence, ...] = ()
    told: str | None = None
    """What is shown in place of the quote: the same said otherwise, resting on ``evidence`` and ``also`` (a cell with its column's head)."""


class Reply(Noun):
    """An answer as points in order."""

    route: Route
    points: tuple[Point, ...]
    intro: str | None = None
    """A line of planbot's own before the points; every figure in it counts points or is named in ``closing``."""
    closing: str | None = None
    """A line after the points: arithmetic over their figures, or what is missing."""
    answered: bool = True
    targets: tuple[Target, ...] = ()
    """The rows of the ledger that the answer is drawn from, all of them."""
    sources: Literal["each", "part"] = "each"
    """Name the source of each point under it, with its headings; or each document and part once, above its points."""

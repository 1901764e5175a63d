"""What a check of a sentence finds (pure)."""

from typing import Literal

from planbot.types import Noun

Aspect = Literal["number", "bound", "subject", "direction", "year", "name", "role", "negation", "words", "link"]
"""``subject``: the figure of another thing; ``direction``: risen for fallen; ``role``: lead for support."""


class Problem(Noun):
    """One thing that the spans do not say."""

    aspect: Aspect
    text: str
    """The words of the sentence concerned."""
    start: int = 0
    end: int = 0
    """Where in the sentence these words stand; both 0 when there is no one place."""
    printed: str | None = None
    """What the source prints in their place, where it states the same figure with another bound."""


class Verdict(Noun):
    """The finding of a check."""

    supported: bool
    problems: tuple[Problem, ...] = ()

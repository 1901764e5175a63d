"""How far the heading of a numbered paragraph reaches, for the writer and the check alike (pure)."""

import re

_STOPS = re.compile(r"[。！？]")
_LONGEST = 45
"""A longer first sentence is text, not a heading; in characters, number included."""


def heading_length(text: str) -> int:
    """Leading characters of ``text`` (number included) that are heading: a line without a stop, or the first of several sentences.

    0 for an item of a list: a long first sentence, a single one with its stop, a line that ends in a pause.
    """
    stop = _STOPS.search(text)
    end = len(text) if stop is None else stop.end()
    item = text[-1:] in "；;，,：:" if stop is None else end == len(text)
    return 0 if end > _LONGEST or item else end

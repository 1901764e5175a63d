"""How far the heading of a numbered paragraph reaches, for the writer and the check alike (pure)."""

import re

_STOPS = re.compile(r"[。！？]")
_LONGEST = 45
"""A longer first sentence is text, not a heading; in characters, number included."""


def heading_length(text: str) -> int:
    """Leading characters of ``text`` (number included) that are heading: its first sentence; 0 for an item of a list."""
    stop = _STOPS.search(text)
    end = stop.end() if stop is not None else len(text)
    lists = text[-1:] in "；;，," if stop is None else False
    return 0 if end > _LONGEST or lists else end

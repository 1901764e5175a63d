"""Text of documents made safe for a Word file (pure)."""

import re

_BREAKS = re.compile(r"[\n\r\t\x0b\x0c\x85\u2028\u2029]+")
_UNFIT = re.compile(
    "[^\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\\x7f-\\x9f\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffc\\U000e0000-\\U000e007f]"
)
"""What XML 1.0 does not allow (production [2] Char), and marks that hide or reorder what follows."""


def clean(text: str) -> str:
    """``text`` on one line without characters that break XML or cannot be seen; a line end or tab becomes one space."""
    return _UNFIT.sub("", _BREAKS.sub(" ", text))

"""Word lists as compact regular expressions (pure)."""

import re
from collections.abc import Iterable

_End = dict[str, "_End"]


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, longest first, shared beginnings read once; never matches when there are none."""
    root: _End = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(root) if root else r"(?!)"


def _branches(node: _End) -> str:
    arms = [re.escape(character) + _branches(rest) for character, rest in node.items() if character]
    if not arms:
        return ""
    one_character = len(arms) > 1 and all(len(arm) == 1 for arm in arms)
    body = "[" + "".join(arms) + "]" if one_character else "(?:" + "|".join(arms) + ")"
    return body + "?" if "" in node else body

"""Place names that no list holds, told by what stands around them: 柳溪县 in 柳溪县教育局 (pure)."""

import re
from functools import cache

import rjieba

from planbot.lexicon.load import load

_NAME_TAGS = frozenset(("nr", "ns", "nz", "nrt", "nrfg", "ng", "g", "x", "zg", "j"))
_RECURS = 3
"""A name that is also a common noun (清泉) must stand so often to count."""


@cache
def _pattern() -> re.Pattern[str]:
    words = load("places")["unlisted"]
    units, followed = "|".join(words["units"]), "|".join(words["followed"])
    banned = "".join(words["never_in"])
    begins = r"(?:(?<![一-鿿])|(?<=中共)|(?<=[省市县]))"
    return re.compile(
        rf"{begins}(?!{'|'.join(words['not_first'])})(?P<name>(?P<stem>[^\W\d_A-Za-z{banned}]{{2,4}}?)(?:{units}))(?={followed})"
    )


def unlisted_names(text: str) -> tuple[str, ...]:
    """Names of places at the beginning of a name of a body or before a year, in the order found, each once."""
    found: dict[str, None] = {}
    for match in _pattern().finditer(text):
        name = match["name"]
        if name not in found and _is_name(match["stem"], text.count(name)):
            found[name] = None
    return tuple(found)


def _is_name(stem: str, count: int) -> bool:
    """No everyday word stands in the stem; the segmenter's guess about words it does not know counts for nothing."""
    words = [(word, tag) for word, tag in rjieba.tag(stem) if len(word) > 1 and rjieba.has_word(word)]
    return all(tag in _NAME_TAGS or (tag == "n" and count >= _RECURS) for _, tag in words)

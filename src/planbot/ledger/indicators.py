"""When two indicator names mean the same thing (pure)."""

import re
from functools import cache

from planbot.ledger.numbers import flat
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    data = load("indicators")
    first = {name: row[0] for row in data["same"] for name in row}
    return re.compile(alternatives(first)), first, re.compile(alternatives(data["ignored"]))


def canonical(indicator: str) -> str:
    """The name freed from places and small words, synonyms replaced by their first form: the key by which rows are put side by side."""
    pattern, first, ignored = _synonyms()
    plain = re.sub(r"\s+", "", flat(indicator))
    return ignored.sub("", pattern.sub(lambda match: first[match.group()], plain)) or plain


def asked(indicator: str) -> str:
    """The canonical form of what a person asks for; English names are translated."""
    english = load("indicators")["english"]
    lower = indicator.strip().lower()
    return canonical(next((chinese for name, chinese in english.items() if name in lower), indicator))


def matches(wanted: str, indicator: str) -> bool:
    """Does a row's indicator answer to the name asked for? One contains the other's words, in order or as a set of characters."""
    one, other = asked(wanted), canonical(indicator)
    if one in other or (len(other) >= 3 and other in one):
        return True
    return len(one) >= 4 and set(one) <= set(other)

"""The kind of a document, by its title and by whether its body plans or reports (pure)."""

import re
from functools import cache

from planbot.lexicon.load import load
from planbot.types import Kind

_FORWARD: tuple[Kind, ...] = ("plan", "key_points", "scheme")


def kind_of(title: str | None, body: str) -> Kind:
    """What the title says, unless the body plainly does the other: a file called 总结 that plans is a plan."""
    named = title_kind(title) if title else "unknown"
    other: dict[str, list[str]] = load("kinds")["other"]
    if title and title.endswith(tuple(other["answers"])) and "印发" not in title:
        return "unknown"
    if named == "scheme" or (named == "unknown" and title and title.endswith(tuple(other["tells"]))):
        return named
    tense = body_tense(body)
    if named == "unknown":
        return tense
    if named == "summary" and tense == "plan":
        return "plan"
    if named in _FORWARD and tense == "summary":
        return "summary"
    return named


def title_kind(title: str) -> Kind:
    """The kind that the last genre word of the title names; unknown when it has none."""
    words: dict[Kind, list[str]] = load("kinds")["title"]
    hits: list[tuple[int, int, Kind]] = [
        (title.rfind(word) + len(word), len(word), kind)
        for kind, listed in words.items()
        for word in listed
        if word in title
    ]
    return max(hits)[2] if hits else "unknown"


@cache
def _markers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("kinds")["body"]
    return re.compile(words["future"]), re.compile(words["past"])


def body_tense(body: str) -> Kind:
    """plan or summary where the words of the body look plainly forward or back; else unknown."""
    future, past = (len(pattern.findall(body)) for pattern in _markers())
    if future + past < 8:
        return "unknown"
    limits = load("kinds")["body"]
    if future >= limits["plans"] * max(past, 1):
        return "plan"
    return "summary" if future <= limits["reports"] * past else "unknown"

"""The bodies and places of a sentence against those of its source, and whether a body leads or supports (pure)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.ledger import departments
from planbot.ledger.numbers import flat
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.verify.verdict import Problem

SHORTEST_NAME = 4
"""Characters of a body's name that must stand in the source when the words before it are the question's."""
_TITLE = re.compile(r"《(?P<title>[^《》]+)》")
_JOINING = ("、", "和", "与", "及")


def names(sentence: str, source: str, context: str, asked: str) -> Iterator[Problem]:
    """Bodies and places that the source does not name. One of several named together must stand in the spans themselves."""
    low, spans = flat(f"{source}\n{context}"), flat(source)
    known = {mention.canonical for mention in departments.find(low)}
    mentions = departments.find(sentence)
    for mention in mentions:
        if mention.canonical not in known and not _named(mention.name, low, asked):
            yield Problem(aspect="name", text=mention.name, start=mention.start, end=mention.end)
    for match in _place().finditer(flat(sentence)):
        joined = sentence[match.end() : match.end() + 1] in _JOINING or sentence[: match.start()][-1:] in _JOINING
        if not _no_place(match.group()) and match.group()[-3:] not in (spans if joined else low):
            yield Problem(aspect="name", text=match.group(), start=match.start(), end=match.end())
    for match in _TITLE.finditer(sentence):
        if flat(match["title"].rstrip("…")) not in low:
            yield Problem(aspect="name", text=match.group(), start=match.start(), end=match.end())
    yield from _roles(sentence, source, mentions)


def _named(name: str, source: str, asked: str) -> bool:
    """Does the source have the name, or its end after words of the question that were read as part of it (接着要评三级医院)?"""
    begin = next((i for i in range(len(name) - SHORTEST_NAME + 1) if name[i:] in source), None)
    return name in source or (begin is not None and name[:begin] in asked)


@cache
def _place() -> re.Pattern[str]:
    ends = "|".join(sorted(load("verify")["place_ends"], key=len, reverse=True))
    functions: str = load("verify")["function_characters"]
    return re.compile(rf"(?:(?![{functions}])[\u4e00-\u9fff]){{2,3}}?(?:{ends})(?![域场间别段容面花色级直委政民下])")


def _no_place(words: str) -> bool:
    return any(words.endswith(word) for word in load("verify")["no_place"])


# --- lead or support ---------------------------------------------------------------------------------------------------


def _roles(sentence: str, source: str, mentions: Sequence[departments.Mention]) -> Iterator[Problem]:
    """A body said to lead where every clause of the source that names it has it support, or the other way round."""
    if not mentions or not (_role(sentence)):
        return
    for mention in mentions:
        said = {_role(words) for words in _clauses_naming(sentence, mention.name)}
        printed = {_role(words) for words in _clauses_naming(source, mention.name)}
        if len(said) == len(printed) == 1 and 0 not in said | printed and said != printed:
            yield Problem(aspect="role", text=mention.name, start=mention.start, end=mention.end)


def _clauses_naming(text: str, name: str) -> Iterator[str]:
    """The clauses with the name; with what stands before a colon, where the role is printed there (配合单位：县财政局)."""
    before = ""
    for start, end in clauses(text, whole_lists=True):
        clause = text[start:end]
        if name in clause:
            yield before + clause
        before = clause if text[end : end + 1] in ("：", ":") else ""


def _role(words: str) -> int:
    """1: leads; -1: supports; 0: both or neither is said."""
    lists = load("verify")["roles"]
    return any(word in words for word in lists["lead"]) - any(word in words for word in lists["support"])

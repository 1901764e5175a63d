"""How far the scope that a question names reaches: a place or a year narrows a search only where documents say which is theirs (pure)."""

import re
from collections.abc import Collection

from planbot.scope.catalogue import Entry
from planbot.scope.places import places
from planbot.scope.question import QuestionScope
from planbot.scope.years import years

SILENT = 0.5
"""Share of the home's parts above which, when they state neither place nor year, a place or a year is no way to choose among parts."""


def within_reach(scope: QuestionScope, question: str, entries: Collection[Entry]) -> QuestionScope:
    """The scope; the whole home where all its groups are named by place and year alone, and most of the home's parts state neither.

    In a collection of news or articles the year asked about is in the text, and the few parts that do state one are not the only ones meant.
    """
    if not scope.groups or not all(_only_place_and_year(group.text) for group in scope.groups):
        return scope
    silent = sum(entry.part.year is None and entry.part.region is None for entry in entries)
    if silent <= SILENT * len(entries):
        return scope
    return scope.model_copy(update={"groups": (), "rest": question})


def _only_place_and_year(text: str) -> bool:
    """Is nothing left of ``text`` without the places and years in it?"""
    characters = list(text)
    for name in (*places(text), *years(text)):
        characters[name.start : name.end] = " " * (name.end - name.start)
    return not re.search(r"\w", "".join(characters))

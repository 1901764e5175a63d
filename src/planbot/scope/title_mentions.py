"""Titles of the home that a question spells out or gives in brief (pure)."""

import re

from planbot.lexicon.load import load
from planbot.scope.catalogue import MIN_RUN, Catalogue, Mention, inside, mention_of, squeezed
from planbot.types import PartKey

GAP = 6
"""Characters that may stand between the brief title and the word for a document."""
TELLING = 3
"""Characters of it that must remain without the words that titles of any subject use."""
RUN_BEFORE = 18
"""Characters before the word for a document in which the brief title is looked for."""
FEW = 0.5
"""Share of the home's parts above which shared words name nothing."""


def title_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Titles and file names that the question spells out, with or without their year; the longest name wins at a place."""
    low, offsets = squeezed(question)
    found: dict[tuple[int, int], frozenset[PartKey]] = {}
    for name in _spelled_out(low, catalogue):
        at = low.find(name)
        span = (offsets[at], offsets[at + len(name) - 1] + 1)
        found[span] = found.get(span, frozenset()) | catalogue.titles[name]
    spans = [span for span in found if not any(inside(span, other) for other in found)]
    return [mention_of(question, span, "title", found[span]) for span in sorted(spans)]


def shortened_mentions(question: str, catalogue: Catalogue) -> list[Mention]:
    """Titles given in brief: words that few titles share, with the word for such a document close behind ("口袋公园方案").

    The words are the longest run that question and title have in common, four characters and more; the same run in many titles names
    nothing. A run without the word for a document after it is what the question is about, not where to look.
    """
    genre = load("scope")["genre"]["words"]
    low, offsets = squeezed(question)
    found: list[Mention] = []
    for match in re.finditer(genre, low):
        begin = max(0, match.start() - RUN_BEFORE)
        before = low[begin : match.end()]
        run, names = _shared_run(before, catalogue)
        keys = frozenset(key for name in names for key in catalogue.titles[name])
        if keys and len(keys) <= max(1, len(catalogue.keys) * FEW):
            start = low.find(run, begin)
            if match.start() - start - len(run) > GAP:
                continue
            found.append(mention_of(question, (offsets[start], offsets[start + len(run) - 1] + 1), "title", keys))
    return found


def _is_telling(run: str) -> bool:
    """Is there enough in a run of characters besides the words that titles of any subject use?"""
    common = load("scope")["genre"]["common"]
    return len(run) >= MIN_RUN and len(re.sub(common, "", run)) >= TELLING


def _shared_run(text: str, catalogue: Catalogue) -> tuple[str, list[str]]:
    """The longest telling run of ``text`` that stands in names of the home, and these names; no digits at its ends: a year is read apart.

    A name that has a longer run in common, though not a telling one, is meant by that, if at all.
    """
    longer: list[str] = []
    for size in range(len(text), MIN_RUN - 1, -1):
        runs = [text[at : at + size] for at in range(len(text) - size + 1)]
        for run in (run for run in runs if not run[0].isdigit() and not run[-1].isdigit() and _is_telling(run)):
            if names := [name for name in catalogue.titles_with(run) if not any(more in name for more in longer)]:
                return run, names
        longer += [run for run in runs if not run[0].isdigit() and not run[-1].isdigit()]
    return "", []


def _spelled_out(low: str, catalogue: Catalogue) -> list[str]:
    """The names in ``titles`` that stand in ``low``."""
    starts = {low[at : at + MIN_RUN] for at in range(len(low) - MIN_RUN + 1)}
    return [name for gram in sorted(starts) for name in catalogue.by_beginning.get(gram, ()) if name in low]

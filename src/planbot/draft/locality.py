"""Names of another place: left open in a draft for this one; 全市 in the text of a city becomes 全县 in that of a county (pure)."""

import re
from collections.abc import Iterator
from functools import cache

from planbot.draft.edits import Aim, Edit, Source
from planbot.draft.gaps import gap, name_of
from planbot.draft.material import Piece
from planbot.ledger import departments
from planbot.ledger.bodies import is_proper
from planbot.lexicon.load import load
from planbot.scope.places import places
from planbot.types import Level

MOST_NAMES = 2
"""Names of another place that a sentence may have and still be of use."""
LONGEST_NAME = 6
"""Characters of an institution's own name."""
_TITLE = re.compile(r"《[^》]*》")
_UNITS = ("省", "市", "县", "区")
_LOCAL: tuple[Level, ...] = ("province", "city", "county", "township")


def localised(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """For text of another place: its place names, the titles of its own papers and its institutions left open; 全市 as the draft's level."""
    if not source.foreign:
        return
    known = [place for place in places(piece.text) if place.form in ("named", "short") and place.level in _LOCAL]
    quoted = [match.span() for match in re.finditer("“[^”]*”", piece.text)]
    found = [place for place in known if not any(a <= place.start < b for a, b in quoted)]
    titles = [match.span() for match in _TITLE.finditer(piece.text)]
    for start, end in titles:
        if any(start <= place.start < end for place in found):
            yield Edit(start=start, end=end, new=gap(aim.brief.gaps, name_of("file")))
    yield from _institutions(piece, aim)
    for place in found:
        yield Edit(start=place.start, end=place.end, new=gap(aim.brief.gaps, name_of("place")))
    for place in places(piece.text):
        if place.form == "relative" and _is_other(place.name, aim.unit):
            yield Edit(start=place.start, end=place.end, new=place.name[0] + aim.unit)


def _institutions(piece: Piece, aim: Aim) -> Iterator[Edit]:
    """德胜社区卫生服务中心, 市第五医院: the name before the kind is another place's."""
    for mention in departments.find(piece.text):
        kind = next((kind for kind in load("drafting")["institutions"]["kinds"] if mention.name.endswith(kind)), None)
        if kind is None:
            continue
        before = mention.name[: -len(kind)]
        if 1 < len(before) <= LONGEST_NAME and is_proper(before) and not _modifier().search(before):
            yield Edit(start=mention.start, end=mention.start + len(before), new=gap(aim.brief.gaps, name_of("name")))


@cache
def _modifier() -> re.Pattern[str]:
    return re.compile("|".join(load("drafting")["institutions"]["modifiers"]))


def _is_other(name: str, unit: str) -> bool:
    """Does 全市 name another level than the draft's?"""
    return bool(unit) and name[0] in "全我本" and name[1:] in _UNITS and name[1:] != unit

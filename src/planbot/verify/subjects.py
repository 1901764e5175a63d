"""What each figure of a text is about: the words of its clause, or of its own piece where a clause states several (pure).

A sentence that gives one thing the figure of another is the commonest fault of a language model, and every word of it stands in the source.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from planbot.ledger.numbers import Quantity
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.types import Noun
from planbot.verify.wording import figures_of, telling

TIME_UNITS = frozenset({"年", "月", "日", "号"})
_JOINTS = re.compile(r"[、；;]|和|及|与")
_LATIN = re.compile(r"[A-Za-z]+")

Words = Callable[[str], frozenset[str]]
"""The words of a stretch of text that tell it from others."""


class Statement(Noun):
    """Figures that are stated together."""

    text: str
    figures: tuple[Quantity, ...]
    words: frozenset[str]
    """Of its own clause or piece, years, days and Latin letters included; those of the clause before where it has none."""
    clause: int
    """Number of the clause in the text; pieces of one clause share it."""
    respective: bool = False
    """One of several that 分别 gives to as many subjects: no other subject of the clause has this figure, whatever its unit."""

    def states(self, equal: Callable[[Quantity], bool]) -> bool:
        return any(equal(figure) for figure in self.figures)


@lru_cache(maxsize=512)
def statements(text: str, words: Words) -> tuple[Statement, ...]:
    """Every clause of ``text`` with a figure, in order, in pieces where each piece is about one figure."""
    figures = figures_of(text)
    found: list[Statement] = []
    before, at = "", 0
    for number, (start, end) in enumerate(clauses(text, whole_lists=True)):
        while at < len(figures) and figures[at].number_start < start:
            at += 1
        held: list[Quantity] = []
        while at < len(figures) and figures[at].number_start < end:
            held.append(figures[at])
            at += 1
        if held:
            pieces = _respective(text, start, held) or _pieces(text, start, end, held)
            found.extend(_statement(piece, number, before, words) for piece in pieces)
        before = text[start:end]
    return tuple(found)


class _Piece(Noun):
    text: str
    figures: tuple[Quantity, ...]
    subject: str | None = None


def _statement(piece: _Piece, clause: int, before: str, words: Words) -> Statement:
    said = piece.text if piece.subject is None else piece.subject
    own = words(said)
    times = frozenset(f"{_whole(f)}{f.unit}" for f in piece.figures if f.unit in TIME_UNITS)
    letters = frozenset(match.group().lower() for match in _LATIN.finditer(said))
    return Statement(
        text=piece.text,
        figures=piece.figures,
        words=(own if telling(said) else own | words(before)) | times | letters,
        clause=clause,
        respective=piece.subject is not None,
    )


def _whole(figure: Quantity) -> str:
    return f"{figure.value:g}" if isinstance(figure.value, float) else ""


def _respective(text: str, start: int, held: Sequence[Quantity]) -> list[_Piece]:
    """甲和乙分别达到1和2: one piece for each subject; none where the numbers of subjects and figures differ."""
    mark = text.find("分别", start, held[0].number_start)
    subjects = [part for part in _JOINTS.split(text[start:mark]) if part.strip()] if mark >= 0 else []
    after = [figure for figure in held if figure.number_start > mark]
    if len(subjects) < 2 or len(subjects) != len(after):
        return []
    return [
        _Piece(text=text[start : figure.end], figures=(figure,), subject=subject)
        for subject, figure in zip(subjects, after, strict=True)
    ]


def _pieces(text: str, start: int, end: int, held: Sequence[Quantity]) -> list[_Piece]:
    """Cut between figures where exactly one joint stands in each gap, so that it is clear which words go with which."""
    counted = [figure for figure in held if figure.unit not in TIME_UNITS]
    gaps = [text[a.number_end : max(a.number_end, b.start)] for a, b in pairwise(counted)]
    joints = [list(_JOINTS.finditer(gap)) for gap in gaps]
    if not gaps or any(len(found) != 1 for found in joints):
        return [_Piece(text=text[start:end], figures=tuple(held))]
    cuts = [figure.number_end + found[0].start() for figure, found in zip(counted, joints, strict=False)]
    return list(_cut(text, [start, *cuts, end], held))


def _cut(text: str, borders: Sequence[int], held: Sequence[Quantity]) -> Iterator[_Piece]:
    for start, end in pairwise(borders):
        inside = tuple(figure for figure in held if start <= figure.number_start < end)
        yield _Piece(text=text[start:end], figures=inside)


# --- which way a figure goes ------------------------------------------------------------------------------------------------


def direction(text: str) -> int:
    """1 where the text speaks of rising only, -1 of falling only, 0 of both or neither."""
    up, down = (bool(pattern.search(text)) for pattern in _directions())
    return int(up) - int(down)


@cache
def _directions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = load("verify")["direction"]
    return re.compile("|".join(lists["up"])), re.compile("|".join(lists["down"]))

"""One sentence of an old text made fit for the new one: dropped, carried over or updated, with what changed (pure)."""

import re
from functools import cache
from typing import Literal

from planbot.draft.edits import Aim, Edit, Source, apply, is_changed, punctuated
from planbot.draft.figures import damage, stated, value_span, values
from planbot.draft.locality import MOST_NAMES, localised
from planbot.draft.material import Piece
from planbot.draft.times import is_mixed, is_over, moved_deadlines, moved_years
from planbot.ledger.numbers import quantities
from planbot.ledger.tense import reports
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.types import Change, Noun

Why = Literal["finished", "dated", "damaged", "local", "unwanted", "repeated", "unsupported"]
SHORTEST = 5
"""Characters that a sentence must have to say anything."""
MORE = 16
"""Characters besides its values from which a sentence that repeats indicators still says something of its own."""
_BLANK = re.compile(r"“”|‘’|（）|\(\)|《》")
_END = "。！？"


class Revised(Noun):
    """What became of a sentence. ``text`` ends in 。 (or ？ ！)."""

    piece: Piece
    text: str = ""
    changes: tuple[Change, ...] = ()
    """Steps from the source's words to ``text``; empty when nothing was changed."""
    why: Why | None = None
    """Why it was left out; None for one that stays."""

    @property
    def updated(self) -> bool:
        """Does it differ from the source in more than punctuation?"""
        return bool(self.changes)


def revise(piece: Piece, source: Source, aim: Aim) -> Revised:
    """The sentence for a draft of ``aim``."""
    if why := unfit(piece, source, aim):
        return Revised(piece=piece, why=why)
    local = list(localised(piece, source, aim))
    if len(local) > MOST_NAMES:
        return Revised(piece=piece, why="local")
    edits = [
        *damage(piece, source, aim),
        *moved_deadlines(piece, source, aim),
        *values(piece, source, aim),
        *moved_years(piece, source, aim),
        *local,
        *_lines(piece),
        *_end_lost(piece, source),
        *_repeated(piece, source, aim),
    ]
    text, changes = apply(piece.text, [*edits, *_tidied(piece.text)])
    if len(text) < SHORTEST * 2 and changes and len(piece.text) > SHORTEST * 3:
        return Revised(piece=piece, why="repeated")
    return Revised(piece=piece, text=ended(text), changes=changes if is_changed(changes) else ())


def unfit(piece: Piece, source: Source, aim: Aim) -> Why | None:
    """Why a sentence can have no place in a plan for another year, if so."""
    text, sentence = piece.text, _lists()
    if len(text) < SHORTEST or _BLANK.search(text) or (_is_cut(piece, source) and not re.search("[，,；;]", text)):
        return "damaged"
    if re.search(sentence["dated"], text) or (aim.year is not None and _is_past(text, source.year, aim.year)):
        return "dated"
    if re.search(sentence["done"], text) or _tells(piece, source):
        return "finished"
    if any(word in text for word in aim.brief.avoid):
        return "unwanted"
    return None


def _is_past(text: str, own: int | None, year: int) -> bool:
    return is_over(text, own, year) or is_mixed(text, own, year)


def _tells(piece: Piece, source: Source) -> bool:
    """Does the sentence state only what was reached, with words of completion?"""
    kinds = {row.kind for row in source.targets if piece.start <= row.start and row.end <= piece.end}
    bound = any(figure.bound for figure in quantities(piece.text))
    return (
        "reported" in kinds and "target" not in kinds and not bound and reports(piece.text, piece.text, in_report=False)
    )


def _is_cut(piece: Piece, source: Source) -> bool:
    """Does the text end in the middle of the sentence?"""
    return any(
        warning.code == "truncated" and warning.end is not None and piece.start < warning.end <= piece.end
        for warning in source.warnings
    )


def _end_lost(piece: Piece, source: Source) -> list[Edit]:
    """Of a sentence that the text breaks off in, the clause that is not whole taken out."""
    if not _is_cut(piece, source):
        return []
    last = max(piece.text.rfind(mark) for mark in "，,；;")
    return [Edit(start=last, end=len(piece.text), new="")] if last > 0 else []


def _repeated(piece: Piece, source: Source, aim: Aim) -> list[Edit]:
    """All of a sentence that sets values only for indicators that the draft has already and says little else."""
    names = stated(piece, source)
    if not names or not names <= aim.said:
        return []
    spans = [(start, end) for start, end in clauses(piece.text, whole_lists=True)]
    valued = {row_span[0] for row in source.targets if (row_span := value_span(piece, row))}
    rest = sum(end - start for start, end in spans if not any(start <= at < end for at in valued))
    return [Edit(start=0, end=len(piece.text), new="")] if rest < MORE else []


def _lines(piece: Piece) -> list[Edit]:
    """Line breaks inside the sentence taken out."""
    return [Edit(start=m.start(), end=m.end(), new="") for m in re.finditer(r"\s*\n\s*", piece.text)]


def _tidied(text: str) -> list[Edit]:
    """What ties the sentence to the one before it taken off its beginning."""
    match = re.match(_lists()["connective"], punctuated(text))
    return [Edit(start=0, end=match.end(), new="")] if match else []


def ended(text: str) -> str:
    """The text with a full stop in place of a comma or semicolon at its end."""
    text = text.rstrip(" ，,；;：:、.")
    return text if text.endswith(tuple(_END)) else f"{text}。"


@cache
def _lists() -> dict[str, str]:
    return load("drafting")["sentence"]

"""Changes to a sentence, as replacements of stretches of it, and the word diff that follows from them (pure)."""

import re
from collections.abc import Iterable, Sequence

from planbot.draft.brief import Brief
from planbot.types import Change, Noun, Span, Target, Warning

_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！", "〞": "”"}
_HALF = re.compile(r"[,;:()?!〞]")
_HAN = re.compile(r"[\u4e00-\u9fff”“、）】》%‰]")


class Edit(Span):
    """``text[start:end]`` of a sentence becomes ``new``."""

    new: str


class Source(Noun):
    """What is known of the document part that a sentence comes from."""

    year: int | None
    foreign: bool
    """It is the text of another place or body than the draft is for."""
    targets: tuple[Target, ...] = ()
    """Rows of the ledger in this document."""
    warnings: tuple[Warning, ...] = ()


class Aim(Noun):
    """What a draft is for."""

    brief: Brief
    year: int | None
    """The year it is written for."""
    unit: str = ""
    """省, 市, 县 or 区 of the place it is for; empty where that is not known."""

    said: frozenset[str] = frozenset()
    """Indicators that the draft has already, by their canonical names."""

    def previous(self, year: int | None) -> bool:
        """Is a text of ``year`` last year's?"""
        if self.year is None or year is None:
            return self.brief.next_year
        return year == self.year - 1


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Change, ...]]:
    """The changed text and the steps from the old to the new; punctuation set right on the way is no change."""
    shown = punctuated(text)
    steps: list[Change] = []
    at = 0
    for edit in chosen(edits):
        steps.append(_kept(shown[at : edit.start]))
        steps.append(_changed(shown[edit.start : edit.end], edit.new))
        at = edit.end
    steps.append(_kept(shown[at:]))
    steps = [step for step in steps if step.old or step.new]
    return "".join(step.new for step in steps), tuple(steps)


def chosen(edits: Iterable[Edit]) -> list[Edit]:
    """In order, none overlapping another: of two that do, the longer stands, of equals the earlier in ``edits``."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.start - edit.end):
        if not any(edit.start < other.end and edit.end > other.start for other in kept) and not any(
            edit.start == edit.end == other.start for other in kept
        ):
            kept.append(edit)
    return sorted(kept, key=lambda edit: (edit.start, edit.end))


def part_of(text: str, changes: Sequence[Change], start: int, end: int) -> tuple[Change, ...]:
    """The steps to ``text[start:end]``, the changed text's part, from the same words of the source."""
    steps = list(changes) or [_kept(text)]
    found: list[Change] = []
    at = 0
    for step in steps:
        low, high = max(start, at) - at, min(end, at + len(step.new)) - at
        inside = step.new[low:high] if low < high else ""
        if step.op == "keep":
            pieces = [
                (step.old[: max(0, low)] if high > low else step.old, ""),
                (inside, inside),
                (step.old[high:] if high > low else "", ""),
            ]
            found += [_kept(new) if old == new else _changed(old, new) for old, new in pieces if old or new]
        elif inside or step.old:
            found.append(_changed(step.old, inside))
        at += len(step.new)
    return tuple(found)


def is_changed(changes: Sequence[Change]) -> bool:
    """Is anything else than kept?"""
    return any(change.op != "keep" for change in changes)


def _kept(words: str) -> Change:
    return Change(op="keep", old=words, new=words)


def _changed(old: str, new: str) -> Change:
    if old and new:
        return Change(op="replace", old=old, new=new)
    return Change(op="delete" if old else "insert", old=old, new=new)


def punctuated(text: str) -> str:
    """Half-width punctuation beside Han characters as full-width; every offset stays the same."""
    if not _HAN.search(text):
        return text
    return _HALF.sub(lambda match: _set_right(text, match), text)


def _set_right(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if before.isascii() and after.isascii() and before and after:
        return match.group()
    return _FULL_WIDTH[match.group()]

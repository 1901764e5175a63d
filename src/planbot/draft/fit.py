"""Entries made to fit what the brief says of length, number of items, openers and words wanted (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.draft.brief import Form
from planbot.draft.edits import is_changed
from planbot.draft.entries import Entry, Line, total, without_line
from planbot.lexicon.load import load
from planbot.types import Change


def cut_to(entries: Sequence[Entry], most: int) -> tuple[Entry, ...]:
    """Without the sentences that are least on the subject, until at most ``most`` characters are left."""
    kept = tuple(entries)
    while total(kept) > most:
        loose = [line for entry in kept for line in _cuttable(entry)]
        if len(loose) < 2:
            break
        kept = without_line(kept, min(loose, key=lambda line: (line.score, -line.characters)))
    return kept


def _cuttable(entry: Entry) -> list[Line]:
    own = [line for line in entry.lines if not line.fixed]
    return [*own, *(line for child in entry.children for line in _cuttable(child))]


def counted(entries: Sequence[Entry], points: tuple[int, int]) -> tuple[Entry, ...]:
    """At least and at most so many entries: the longest are parted, the least on the subject left out."""
    fewest, most = points
    kept = list(entries)
    while len(kept) < fewest and (index := _longest(kept)) is not None:
        kept[index : index + 1] = _parted(kept[index])
    while len(kept) > most:
        kept.remove(min(kept, key=_worth))
    return tuple(kept)


def _worth(entry: Entry) -> tuple[bool, float]:
    lines = entry.all_lines
    return any(line.fixed for line in lines), max((line.score for line in lines), default=0.0)


def _longest(entries: Sequence[Entry]) -> int | None:
    many = [i for i, entry in enumerate(entries) if len(entry.lines) > 1 or len(entry.children) > 1]
    return max(many, key=lambda i: entries[i].characters, default=None)


def _parted(entry: Entry) -> list[Entry]:
    """In two; the lead stays with the first."""
    if len(entry.children) > 1:
        own = [Entry(lead=entry.lead, run_in=True, lines=entry.lines)] if entry.lines else []
        return [*own, *entry.children]
    half = (len(entry.lines) + 1) // 2
    return [entry.model_copy(update={"lines": entry.lines[:half]}), Entry(lines=entry.lines[half:])]


def grouped(entries: Sequence[Entry], paragraphs: int) -> tuple[Entry, ...]:
    """All sentences in so many paragraphs of about the same length, leads as sentences of their own."""
    lines = [line for entry in entries for line in entry.all_lines if line.text.endswith(("。", "！", "？"))]
    share = sum(line.characters for line in lines) / max(1, paragraphs)
    found: list[list[Line]] = [[]]
    filled = 0
    for index, line in enumerate(lines):
        left, groups_left = len(lines) - index, paragraphs - len(found)
        if found[-1] and groups_left > 0 and (filled >= share * len(found) or left <= groups_left):
            found.append([])
        found[-1].append(line)
        filled += line.characters
    return tuple(Entry(lines=tuple(group)) for group in found if group)


# --- openers ------------------------------------------------------------------------------------------------------------------------


def opened(entries: Sequence[Entry], form: Form) -> tuple[Entry, ...]:
    """Every sentence (or the first of every item) beginning with the words asked for; those that cannot are left out."""
    if form.opener is None:
        return tuple(entries)
    return tuple(
        kept for entry in entries if (kept := _opened(entry, form.opener, whole=form.opens == "sentence")) is not None
    )


def _opened(entry: Entry, words: str, *, whole: bool) -> Entry | None:
    if not whole:
        first = entry.lead or (entry.lines[0] if entry.lines else None)
        if first is None or (line := _with(first, words)) is None:
            return None
        return entry.model_copy(update={"lead": line} if entry.lead else {"lines": (line, *entry.lines[1:])})
    lines = tuple(line for old in entry.lines if (line := _with(old, words)) is not None)
    children = tuple(child for old in entry.children if (child := _opened(old, words, whole=whole)) is not None)
    kept = entry.model_copy(update={"lead": None, "lines": lines, "children": children})
    return None if kept.empty else kept


def _with(line: Line, words: str) -> Line | None:
    """The sentence with ``words`` in place of the verb it begins with; None when it begins with no such verb."""
    if line.text.startswith(words):
        return line
    text = re.sub(_sentence()["should"], "", line.text)
    verb = next((verb for verb in _verbs() if text.startswith(verb)), None)
    if verb is None:
        return None
    rest = text[len(verb) :].lstrip("了好")
    if not rest or not re.match("[\u4e00-\u9fffA-Za-z“《]", rest):
        return None
    return line.model_copy(update={"text": f"{words}{rest}", "changes": _diff(line, words, len(line.text) - len(rest))})


def _diff(line: Line, words: str, gone: int) -> tuple[Change, ...]:
    """The steps of the line with its first ``gone`` characters replaced."""
    steps = line.changes or (Change(op="keep", old=line.text, new=line.text),)
    old, rest, left = "", list[Change](), gone
    for step in steps:
        if left >= len(step.new) and left:
            old, left = old + step.old, left - len(step.new)
        elif left and step.op == "keep":
            old, rest, left = (
                old + step.old[:left],
                [*rest, Change(op="keep", old=step.old[left:], new=step.new[left:])],
                0,
            )
        else:
            rest, left = [*rest, step.model_copy(update={"new": step.new[left:]})], 0
    found = (Change(op="replace" if old else "insert", old=old, new=words), *rest)
    return found if is_changed(found) else ()


@cache
def _sentence() -> dict[str, str]:
    return load("drafting")["sentence"]


@cache
def _verbs() -> tuple[str, ...]:
    verbs: list[str] = load("drafting")["sentence"]["opening_verbs"]
    return tuple(sorted(verbs, key=len, reverse=True))

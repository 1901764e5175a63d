"""Entries made to fit what the brief says of length, number of items, openers and words wanted (pure)."""

import re
from collections.abc import Sequence
from functools import cache

from planbot.draft.brief import Form
from planbot.draft.edits import is_changed, part_of
from planbot.draft.entries import Entry, Line, total, without_line
from planbot.lexicon.load import load
from planbot.types import Change, Noun

SHORTEST = 8
"""Characters of either half of a sentence that is cut in two."""


def cut_to(entries: Sequence[Entry], least: int, most: int) -> tuple[Entry, ...]:
    """Without the sentences that are least on the subject, until at most ``most`` characters are left, not fewer than ``least`` if it can be."""
    kept = tuple(entries)
    while (size := total(kept)) > most:
        loose = [line for entry in kept for line in _cuttable(entry)]
        if len(loose) < 2:
            break
        gentle = [line for line in loose if size - line.characters >= least]
        gone = min(gentle, key=lambda line: (line.score, -line.characters)) if gentle else min(loose, key=_size)
        kept = without_line(kept, gone)
    return kept


def _size(line: Line) -> int:
    return line.characters


def _cuttable(entry: Entry) -> list[Line]:
    own = [line for line in entry.lines if not line.fixed]
    return [*own, *(line for child in entry.children for line in _cuttable(child))]


def shortened(entry: Entry, most: int) -> Entry:
    """The entry with its last sentences left out, then its one sentence cut at a comma, until it has at most ``most`` characters."""
    while entry.characters > most and len(entry.lines) > 1 and not entry.lines[-1].fixed:
        entry = entry.model_copy(update={"lines": entry.lines[:-1]})
    if entry.characters <= most or len(entry.lines) != 1:
        return entry
    line, room = entry.lines[0], most - (entry.lead.characters if entry.lead else 0)
    bare = re.sub("【[^】]*】", lambda gap: "　" * len(gap.group()), line.text)
    commas = [match.start() for match in re.finditer("[，；]", bare) if SHORTEST < match.start() < room]
    return entry.model_copy(update={"lines": (_slice(line, 0, commas[-1]),)}) if commas else entry


def counted(entries: Sequence[Entry], points: tuple[int, int]) -> tuple[Entry, ...]:
    """At least and at most so many entries: the longest are parted, the least on the subject left out."""
    fewest, most = points
    kept = list(entries)
    while len(kept) < fewest and (index := _longest(kept)) is not None:
        kept[index : index + 1] = _parted(kept[index])
    while len(kept) < fewest and (split := next(filter(None, map(_split, kept)), None)) is not None:
        index, kept = kept.index(split[0]), [entry for entry in kept if entry is not split[0]]
        kept[index:index] = split[1]
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
    """All sentences in so many paragraphs of about the same length; a lead counts only where nothing stands under it."""
    lines = [line for entry in entries for line in _sentences_of(entry)]
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


def _split(entry: Entry) -> tuple[Entry, list[Entry]] | None:
    """The entry's one long sentence in two, at the comma nearest to its middle after which a clause with a value or a task begins."""
    if len(entry.lines) != 1 or entry.children:
        return None
    line = entry.lines[0]
    bare = re.sub("【[^】]*】", lambda gap: "　" * len(gap.group()), line.text)
    commas = [
        m.end()
        for m in re.finditer("[，；]", bare)
        if _begins(line.text[m.end() :]) and min(m.end(), len(bare) - m.end()) > SHORTEST
    ]
    if not commas:
        return None
    at = min(commas, key=lambda comma: abs(comma - len(bare) / 2))
    halves = [(0, at - 1), (at, len(line.text))]
    lines = [_slice(line, start, end) for start, end in halves]
    return entry, [entry.model_copy(update={"lines": (lines[0],)}), Entry(lines=(lines[1],))]


def _begins(rest: str) -> bool:
    """Can the clause stand alone: has it a value, or does it begin with a verb?"""
    clause = re.split("[，；。]", rest)[0]
    return bool(re.search(r"\d|【|分之", clause)) or clause.startswith(_verbs())


def _slice(line: Line, start: int, end: int) -> Line:
    text = line.text[start:end].rstrip("。")
    return line.model_copy(update={"text": f"{text}。", "changes": part_of(line.text, line.changes, start, end)})


def _sentences_of(entry: Entry) -> list[Line]:
    below = [line for child in entry.children for line in _sentences_of(child)]
    return [*entry.lines, *below] or ([entry.lead] if entry.lead else [])


# --- openers ------------------------------------------------------------------------------------------------------------------------


def opened(entries: Sequence[Entry], form: Form, title: str) -> tuple[Entry, ...]:
    """Every sentence (or the first of every item) beginning with the words asked for.

    They take the place of the verb that it begins with; before a sentence without one stands 深入实施, the subject and a comma.
    """
    if form.opener is None:
        return tuple(entries)
    way = _Opener(words=form.opener, title=title)
    return tuple(_opened(entry, way, whole=form.opens == "sentence") for entry in entries)


class _Opener(Noun):
    """The words that sentences begin with, and the subject that they may be put before."""

    words: str
    title: str

    def line(self, line: Line) -> Line:
        """The sentence with these words at its head."""
        if line.text.startswith(self.words):
            return line
        text = re.sub(_sentence()["should"], "", line.text)
        verb = next((verb for verb in _verbs() if text.startswith(verb)), None)
        rest = text[len(verb) :].lstrip("了好") if verb else ""
        if verb and self._is_verb and re.match("[\u4e00-\u9fffA-Za-z“《]{2}", rest):
            return self._with(line, self.words, len(line.text) - len(rest))
        return self._with(line, f"{self.words}{self.title}，" if self._is_verb else self.words, 0)

    @property
    def _is_verb(self) -> bool:
        return self.words.endswith(_verbs())

    def _with(self, line: Line, words: str, gone: int) -> Line:
        return line.model_copy(update={"text": words + line.text[gone:], "changes": _diff(line, words, gone)})


def _opened(entry: Entry, way: _Opener, *, whole: bool) -> Entry:
    if not whole:
        if entry.lead:
            return entry.model_copy(update={"lead": way.line(entry.lead)})
        return entry.model_copy(update={"lines": (*map(way.line, entry.lines[:1]), *entry.lines[1:])})
    lines = tuple(map(way.line, entry.lines))
    children = tuple(_opened(child, way, whole=whole) for child in entry.children)
    lead = [] if entry.lead is None or lines or children else [way.line(entry.lead)]
    return entry.model_copy(update={"lead": None, "lines": (*lead, *lines), "children": children})


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

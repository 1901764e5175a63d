"""Sentences as the grammar reads them: half-width, joined over broken lines, cut into clauses; offsets lead back to the source (pure)."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from planbot.sentences import sentences

_INNER = re.compile(r"[\r\n\t\u200b\ufeff\u00a0 ]+")
_CJK = r"\u4e00-\u9fff"
_NEW_ITEM = re.compile(
    r"\s*(?:[(]?[一二三四五六七八九十]+[)、.]|[(]?\d{1,3}[)、.]|第[一二三四五六七八九十\d]+[章节条篇部]|[①-⑳●•·*—-])"
)
_BRACKETS = {"(": ")", "[": "]", "【": "】", "《": "》", "“": "”", "〔": "〕", "<": ">", "「": "」"}
_STOPS = ",;:。!?"
_MARKS = re.compile("[" + re.escape("".join([*_BRACKETS, *_BRACKETS.values()]) + _STOPS) + "]")
_JOIN_FROM = 22


@dataclass(frozen=True, slots=True)
class View:
    """One sentence. ``text`` has no line breaks in it; ``source`` maps its offsets to the document's."""

    text: str
    start: int
    offsets: tuple[int, ...] | None
    """Source offset of every character; None when the sentence stands in one piece."""
    heading: bool = False

    def source(self, begin: int, end: int) -> tuple[int, int]:
        """The document's span of ``text[begin:end]``; ``begin < end``."""
        if self.offsets is None:
            return self.start + begin, self.start + end
        return self.offsets[begin], self.offsets[end - 1] + 1

    @property
    def end(self) -> int:
        """Where the sentence ends in the document."""
        return self.source(0, len(self.text))[1]


def views(text: str, headings: Iterable[tuple[int, int]], hidden: Iterable[tuple[int, int]]) -> Iterator[View]:
    """The sentences of a half-width ``text`` outside the ``hidden`` spans, lines broken inside a sentence joined.

    ``headings`` are the spans of section headings (never joined to what follows).
    """
    titles = sorted(headings)
    starts = [start for start, _ in titles]
    pieces: list[tuple[int, int]] = []
    for start, end in _shown(text, hidden):
        if pieces and not _is_title(pieces[-1], titles, starts) and _continues(text, pieces, start):
            pieces.append((start, end))
            continue
        yield from _made(text, pieces, titles, starts)
        pieces = [(start, end)]
    yield from _made(text, pieces, titles, starts)


def _shown(text: str, hidden: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for begin, end in [*sorted(hidden), (len(text), len(text))]:
        if begin > at:
            for span in sentences(text, at, begin):
                if not all(c in "\u200b\ufeff" for c in text[span[0] : span[1]]):
                    yield span
        at = max(at, end)


def _is_title(piece: tuple[int, int], titles: list[tuple[int, int]], starts: list[int]) -> bool:
    at = bisect_right(starts, piece[0]) - 1
    return at >= 0 and titles[at][0] <= piece[0] and piece[1] <= titles[at][1] + 1


def _continues(text: str, pieces: list[tuple[int, int]], start: int) -> bool:
    """Is the sentence that starts here the rest of the one before, cut by a line break?"""
    begin, end = pieces[-1]
    gap = text[end:start]
    if "\n" not in gap or gap.strip("\r\n \t\u200b\ufeff") or gap.count("\n") > 4:
        return False
    last, first = text[end - 1], text[start]
    if last in "。!?;:！？；：" or not re.match(f"[{_CJK}0-9%“(]", first) or _NEW_ITEM.match(text, start):
        return False
    if last in ",、和及与的在是为":
        return True
    return (
        bool(re.match(f"[{_CJK}0-9]", last)) and "," in text[begin:end] and sum(e - b for b, e in pieces) >= _JOIN_FROM
    )


def _made(text: str, pieces: list[tuple[int, int]], titles: list[tuple[int, int]], starts: list[int]) -> Iterator[View]:
    if not pieces:
        return
    begin, end = pieces[0][0], pieces[-1][1]
    raw = text[begin:end]
    heading = _is_title(pieces[0], titles, starts)
    gaps = [m.span() for m in _INNER.finditer(raw) if not _keeps_words_apart(raw, m)]
    if not gaps:
        yield View(raw, begin, None, heading)
        return
    keep = [True] * len(raw)
    for low, high in gaps:
        keep[low:high] = [False] * (high - low)
    kept = [i for i, k in enumerate(keep) if k]
    if kept:
        yield View("".join(raw[i] for i in kept), begin, tuple(begin + i for i in kept), heading)


def _keeps_words_apart(raw: str, gap: re.Match[str]) -> bool:
    """A blank between two Latin words or two figures is part of the text."""
    before, after = raw[gap.start() - 1 : gap.start()], raw[gap.end() : gap.end() + 1]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum() and "\n" not in gap.group()


@lru_cache(maxsize=16)
def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Spans between commas, colons and stops that stand outside brackets and quotation marks; marks left out."""
    found: list[tuple[int, int]] = []
    begin, closers = 0, list[str]()
    for mark in _MARKS.finditer(text):
        at, character = mark.start(), mark.group()
        if closers and character == closers[-1]:
            closers.pop()
        elif character in _BRACKETS:
            if _BRACKETS[character] in text[at + 1 : at + 60]:
                closers.append(_BRACKETS[character])
        elif not closers and character in _STOPS and not _in_number(text, at):
            if at > begin:
                found.append((begin, at))
            begin = at + 1
    if begin < len(text):
        found.append((begin, len(text)))
    return tuple(found)


def _in_number(text: str, at: int) -> bool:
    return (
        text[at] in ",:"
        and text[at - 1 : at].isdigit()
        and text[at + 1 : at + 4].isdigit()
        and len(text[at + 1 : at + 4]) == 3
    )


def masked(text: str) -> str:
    """The text with quoted names and titles blanked out, same length: names hold no targets, unless they hold a share (“两个100%”)."""
    return _QUOTED.sub(lambda m: m.group() if _SHARE.search(m.group()) else "\u25a1" * len(m.group()), text)


_SHARE = re.compile(r"\d(?:%|‰|个百分点)")


_QUOTED = re.compile(
    r"《[^《》]{1,80}》|“[^“”]{1,40}”|\"[^\"]{1,40}\"|「[^」]{1,40}」|[\[〔【]\d{4,6}[\]〕】]\s?\d*号?|\(\d{4,6}\)\d+号"
)

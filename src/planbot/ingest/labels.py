"""Finds heading numbers: at the start of lines and, where the sentence before has ended, inside them (pure).

What is found here is a candidate. ``ingest.numbering`` decides which ones are headings.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from planbot.ingest.lines import Line, alternatives
from planbot.ingest.numerals import value_of
from planbot.lexicon.load import load

_CN = "[零〇一二两三四五六七八九十百]{1,5}"
_ROMAN = "[IVXivx]{1,5}"
_GAP = r"[ \t\u3000\xa0]?"
_SPACES = re.compile(r"[ \t\u3000\xa0]*")
_BEFORE = {
    "cn": r"(?<=[。！？；;!?：:”〞）)\]】\s])",
    "listed": r"(?<=[。！？；;!?：:”〞）)\]】\s])",
    "spoken": r"(?<=[。！？；;!?：:”〞）)\]】，,\s])",
}
_SPOKEN = ("is", "must", "ordinal")
_ANNEX = r"<gap>(?:<cn>|\d{1,2})?"


class Label(NamedTuple):
    """A printed number that may begin a heading: ``text[start:end]`` without the white space after it."""

    style: str
    value: int
    start: int
    end: int
    printed: str
    inline: bool
    line: int
    """Index of its line."""
    counts: bool = False
    """The next number and a unit follow at once (一、二级公路): no heading."""
    glued: bool = False
    """Nothing, not even white space, parts it from the heading before it on the line (二、主要措施（一）……)."""


def spell(pattern: str) -> str:
    """A pattern of the word list with its abbreviations written out."""
    units = load("numbering")["numerals"]["units"]
    number = rf"(?:{_CN}|\d{{1,3}})"
    for short, long in (
        ("<n>", number),
        ("<cn>", _CN),
        ("<d>", r"\d{1,3}"),
        ("<roman>", _ROMAN),
        ("<unit>", units),
        ("<gap>", _GAP),
    ):
        pattern = pattern.replace(short, long)
    return pattern


@cache
def styles() -> dict[str, dict[str, Any]]:
    """The numbering styles of the word list by name."""
    return {style["name"]: style for style in load("numbering")["styles"]}


@cache
def _at_line_start() -> re.Pattern[str]:
    options = [f"(?P<{name}>{spell(style['start'])})" for name, style in styles().items()]
    words = "|".join(load("numbering")["annex"]["words"])
    return re.compile(rf"(?P<annex>(?:{words}){spell(_ANNEX)}(?=[:：\s]|$))|" + "|".join(options))


@cache
def _inside_line() -> re.Pattern[str]:
    options = [
        f"{_BEFORE['spoken' if name in _SPOKEN else 'listed']}(?P<{name}>{spell(style['inside'])})"
        for name, style in styles().items()
        if "inside" in style
    ]
    return re.compile("|".join(options))


@cache
def _unit() -> re.Pattern[str]:
    units = alternatives(load("numbering")["numerals"]["counted"])
    return re.compile(rf"([一二三四五六七八九十]{{1,3}})(?:{units})")


@cache
def _glued() -> re.Pattern[str]:
    firsts = r"(?P<cn_paren>[（(]一[）)])|(?P<arabic>1[、．.](?!\d))|(?P<paren>[（(]1[）)])"
    return re.compile(rf"(?<=[\u4e00-\u9fff])(?<![第见按款项条])(?:{firsts})(?=[\u4e00-\u9fff“《])")


def _style(match: re.Match[str]) -> str:
    name = str(match.lastgroup)
    if name != "decimal":
        return name
    depth = len(re.findall(r"\d+", match.group()))
    return f"decimal{depth}"


def label(match: re.Match[str], *, inline: bool, line: int) -> Label:
    """The label that a pattern of the word list matched."""
    style, printed = _style(match), match.group().strip()
    value = value_of(printed, roman=style in ("roman", "volume", "chapter"), letter=style == "letter")
    follows = _unit().match(match.string, match.end()) if style == "cn" else None
    counts = follows is not None and value_of(follows.group(1)) == value + 1
    return Label(style, value, match.start(), match.start() + len(printed), printed, inline, line, counts)


def _quoted(text: str, line: Line, position: int) -> bool:
    """Does ``position`` stand inside quotation marks that open and close on its line?"""
    opened = text.rfind("“", max(line.start, position - 160), position)
    if opened < 0:
        return False
    closed = min((p for c in "”〞" if (p := text.find(c, opened, line.end)) >= 0), default=-1)
    return closed >= position and closed - opened < 240


def labels_of(text: str, lines: Sequence[Line]) -> list[Label]:
    """All candidates in reading order; ``text`` is the text without furniture that ``lines`` were cut from."""
    start = _at_line_start()
    found: list[Label] = []
    for index, line in enumerate(lines):
        match = start.match(text, line.start, line.end)
        if match is not None:
            found.append(label(match, inline=False, line=index))
        if len(line.text) >= 8:
            found += _within_line(text, line, index, line.start + 1 if match is None else match.end())
    return found


def _within_line(text: str, line: Line, index: int, begin: int) -> list[Label]:
    """The labels inside a line from ``begin`` on."""
    hits = [label(hit, inline=True, line=index) for hit in _inside_line().finditer(text, begin, line.end)]
    glued = [
        label(hit, inline=True, line=index)._replace(glued=True) for hit in _glued().finditer(text, begin, line.end)
    ]
    return sorted((hit for hit in hits + glued if not _quoted(text, line, hit.start)), key=lambda hit: hit.start)


def after(text: str, position: int) -> int:
    """The first position at or after ``position`` that is not white space within the line."""
    match = _SPACES.match(text, position)
    return match.end() if match is not None else position

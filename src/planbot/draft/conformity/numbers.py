"""Heading numbers at the start of a paragraph: their level and whether they are printed as the standard says (pure)."""

import re
from typing import NamedTuple

from planbot.ingest.numerals import value_of

_CN = "[一二三四五六七八九十百]{1,4}"
_FORMS = (
    re.compile(rf"({_CN})\s?([、．.，,])(?!\d)"),
    re.compile(rf"[（(]\s?({_CN})\s?[）)][、．.，,]?|[㈠-㈩][、．.]?"),
    re.compile(r"(\d{1,2})\s?[、．.](?![\d、．.])|[⒈-⒛]"),
    re.compile(r"[（(]\s?(\d{1,2})\s?[）)][、．.，,]?|(\d{1,2})[）)]|[⑴-⒇]"),
)
_STANDARD = ("{}、", "（{}）", "{}.", "（{}）")


class Numbered(NamedTuple):
    """A number as printed."""

    level: int
    """1 一、, 2 （一）, 3 1., 4 （1）, whatever signs surround it."""
    value: int
    printed: str
    shape: str
    """``printed`` with the numeral left out: "{}、"."""

    @property
    def expected(self) -> str:
        """The number as the standard prints it (7.3.3)."""
        return _STANDARD[self.level - 1].format(_numeral(self.printed) or self.printed)

    @property
    def standard(self) -> bool:
        """Is it printed so?"""
        return self.shape == _STANDARD[self.level - 1]


def numbered(text: str) -> Numbered | None:
    """The number that ``text`` begins with; None for none and for other kinds (第一章, 一是, ①)."""
    for level, form in enumerate(_FORMS, 1):
        if match := form.match(text):
            printed = match.group()
            numeral = _numeral(printed)
            return Numbered(level, value_of(printed), printed, printed.replace(numeral, "{}", 1) if numeral else "{}")
    return None


def _numeral(printed: str) -> str:
    found = re.search(rf"{_CN}|\d+", printed)
    return found.group() if found else ""

"""List numbers as a brief or a document prints them: read from an example, written for the next item (pure)."""

import re
from typing import Literal

from planbot.types import Noun

Numerals = Literal["han", "arabic", "circled"]
_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_EXAMPLE = re.compile(
    rf"(?P<before>[（(第]?)(?P<number>[{_HAN}]{{1,3}}|\d{{1,2}}|[{_CIRCLED}])(?P<after>[)）]、?|是|、|[.．]\s?|章|节|[,，](?={_HAN}))?"
)
_HAN_NUMBER = re.compile(rf"[{_HAN}]{{1,3}}")


class Numbering(Noun):
    """A way to number: ``（一）`` is before （, numerals han, after ）."""

    before: str
    numerals: Numerals
    after: str
    first: int = 1

    def label(self, number: int) -> str:
        """The printed number of the ``number``-th item, counted from ``first``."""
        value = number + self.first - 1
        printed = {"han": han, "arabic": str, "circled": _circled}[self.numerals](value)
        return f"{self.before}{printed}{self.after}"

    @property
    def spoken(self) -> bool:
        """一是: part of the sentence, not a number in front of it."""
        return self.after == "是"

    @property
    def level(self) -> int:
        """1 一、, 2 （一）, 3 1., 4 （1） and ①; 0 for 一是."""
        if self.spoken:
            return 0
        if self.numerals == "han":
            return 2 if self.before in ("（", "(") else 1
        return 4 if self.before or self.numerals == "circled" else 3


def han(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_HAN[tens - 1]}十")
    return head + (_HAN[ones - 1] if ones else "")


def _circled(number: int) -> str:
    return _CIRCLED[(number - 1) % len(_CIRCLED)]


def read_numbering(example: str) -> Numbering | None:
    """The numbering of which ``example`` begins with one number; None when it begins with something else."""
    match = _EXAMPLE.match(example.strip())
    if match is None or not _is_label(match):
        return None
    printed = match["number"]
    numerals: Numerals = "arabic" if printed.isdigit() and printed not in _CIRCLED else "han"
    if printed in _CIRCLED:
        return Numbering(before="", numerals="circled", after="", first=_CIRCLED.index(printed) + 1)
    first = int(printed) if numerals == "arabic" else _value(printed)
    return Numbering(before=match["before"], numerals=numerals, after=match["after"] or "", first=first)


def _is_label(match: re.Match[str]) -> bool:
    before, after = match["before"], match["after"] or ""
    if before in ("（", "("):
        return after[:1] in (")", "）")
    if before == "第":
        return after in ("章", "节")
    return match["number"] in _CIRCLED or after[:1] in ("、", ".", "．", "是")


def _value(printed: str) -> int:
    if "十" not in printed:
        return _HAN.index(printed[0]) + 1
    tens, _, ones = printed.partition("十")
    return (_HAN.index(tens) + 1 if tens else 1) * 10 + (_HAN.index(ones) + 1 if ones else 0)


def stripped(text: str) -> str:
    """``text`` without the number in front of it."""
    match = _EXAMPLE.match(text)
    return text[match.end() :].lstrip() if match and _is_label(match) and _HAN_NUMBER.fullmatch(text) is None else text


def runs(text: str) -> list[tuple[int, int, str]]:
    """Spans of two or more numbers of one style in a row (（一）（二）（三）, 一是、二是, 1、2、3、), and the first number of each."""
    found: list[tuple[int, int, str]] = []
    labels = [match for match in _EXAMPLE.finditer(text) if _is_label(match)]
    index = 0
    while index < len(labels):
        last = index
        while last + 1 < len(labels) and _follows(text, labels[last], labels[last + 1]):
            last += 1
        if last > index:
            found.append((labels[index].start(), labels[last].end(), labels[index].group()))
        index = last + 1
    return found


def _follows(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = read_numbering(one.group()), read_numbering(other.group())
    gap = text[one.end() : other.start()]
    return (
        first is not None
        and second is not None
        and second.first == first.first + 1
        and (first.before, first.numerals) == (second.before, second.numerals)
        and re.fullmatch(r"[\s、，,…./／和及]*", gap) is not None
    )

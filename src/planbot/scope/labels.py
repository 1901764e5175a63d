"""Labels of the documents inside one file: 第3篇, 篇三, 范文四, 附件2, part 3 (pure)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from planbot.lexicon.load import load
from planbot.scope.numerals import DIGITS, NUMERAL, whole

LabelKind = Literal["part", "annex"]


@dataclass(frozen=True, slots=True)
class PartLabel:
    """A part label; ``text[start:end]`` is the label as printed."""

    start: int
    end: int
    kind: LabelKind
    number: int

    @property
    def key(self) -> str:
        """The same for every spelling of one label: "part:3" for 第3篇, 第三篇, 篇三 and "part 3"."""
        return f"{self.kind}:{self.number}"


@cache
def _patterns() -> tuple[tuple[LabelKind, re.Pattern[str]], ...]:
    lists = load("places")["labels"]
    part, model, annex = ("|".join(lists[name]) for name in ("part_units", "model_words", "annex_words"))
    number = rf"(?P<number>{NUMERAL})"
    english = rf"(?P<number>\d{{1,3}}|[IVX]{{1,5}}|{'|'.join(lists['english_numbers'])})\b"
    not_count = rf"(?![0-9０-９]|{'|'.join(lists['count_follows'])})"
    return (
        ("part", re.compile(rf"第\s*{number}\s*(?:{part})(?!{'|'.join(lists['part_not_before'])})")),
        (
            "part",
            re.compile(
                rf"(?:(?<![{DIGITS}十百千两几多每各第数0-9])篇|{model})\s*[（(]?{number}[）)]?(?![一-鿿0-9０-９])"
            ),
        ),
        ("part", re.compile(rf"(?i:\bpart)\s+(?:(?i:no)\.?\s*)?{english}")),
        ("annex", re.compile(rf"(?:{annex})\s*[（(]?{number}[）)]?{not_count}")),
        ("annex", re.compile(r"(?i:\bannex|\bappendix|\battachment)\s+" + english)),
    )


def part_labels(text: str) -> tuple[PartLabel, ...]:
    """Every part label in ``text``, in order, none inside another."""
    found = [
        PartLabel(match.start(), match.end(), kind, number)
        for kind, pattern in _patterns()
        for match in pattern.finditer(text)
        if (number := _number(match["number"]))
    ]
    found.sort(key=lambda label: (label.start, -label.end))
    kept: list[PartLabel] = []
    for label in found:
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return tuple(kept)


def label_key(label: str) -> str | None:
    """The canonical key of a stored part label; None when it is not one ("县卫生局2020年工作计划")."""
    labels = part_labels(label)
    return labels[-1].key if labels else None


def _number(numeral: str) -> int | None:
    if numeral.isascii() and numeral.isalpha():
        return _word(numeral.lower())
    return whole(numeral)


def _word(word: str) -> int:
    words: list[str] = load("places")["labels"]["english_numbers"]
    return words.index(word) + 1 if word in words else _roman(word)


def _roman(word: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))

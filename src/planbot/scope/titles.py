"""Quoted titles (《…》, “…”) and the numbers of official documents (〔2024〕12号) in a text (pure)."""

import re
from dataclasses import dataclass

from planbot.scope.years import FIRST, LAST

_OPEN, _CLOSE = "〔\\[（(【［﹝", "〕\\]）)】］﹞"
_BOOK = re.compile(r"《[^《》\n]{1,120}(?:[《〈<][^《》〈〉<>\n]{1,80}[》〉>][^《》\n]{0,80})?》")
_QUOTE = re.compile(r"“[^“”〞\n]{1,80}[”〞]|「[^「」\n]{1,80}」|\"[^\"\n]{1,80}\"")
_NUMBER = re.compile(
    rf"(?P<organ>[一-鿿]{{1,12}}(?:〔[一-鿿]{{1,8}}〕)?)?\s?[{_OPEN}]\s?(?P<year>[0-9０-９]{{2,8}}|[〇零一二三四五六七八九]{{4}})\s?[{_CLOSE}]\s?第?\s?"
    r"(?P<number>[0-9０-９*xX×]{1,6})\s?号"
)


@dataclass(frozen=True, slots=True)
class QuotedTitle:
    """A title or name in quotes; ``[start, end)`` includes the quotation marks, ``title`` does not."""

    start: int
    end: int
    title: str
    book: bool
    """True for 《…》, which names a document; “…” may quote anything."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of an official document: 湖政发〔2024〕12号."""

    start: int
    end: int
    organ: str
    """The letters of the issuing body before the bracket, as far as they stand there; may hold words before them."""
    year: int | None
    """None where the digits in the bracket are no year: the number is damaged."""
    number: str


def quoted_titles(text: str) -> tuple[QuotedTitle, ...]:
    """Every quoted title in order; the outermost where they nest."""
    found = [
        QuotedTitle(m.start(), m.end(), m.group()[1:-1], book)
        for p, book in ((_BOOK, True), (_QUOTE, False))
        for m in p.finditer(text)
    ]
    found.sort(key=lambda title: (title.start, -title.end))
    kept: list[QuotedTitle] = []
    for title in found:
        if not kept or title.start >= kept[-1].end:
            kept.append(title)
    return tuple(kept)


def document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Every document number in order, in any kind of bracket; ``[start, end)`` begins at the opening bracket's organ letters."""
    return tuple(
        DocumentNumber(match.start(), match.end(), match["organ"] or "", _year(match["year"]), match["number"])
        for match in _NUMBER.finditer(text)
    )


def _year(numeral: str) -> int | None:
    digits = numeral.translate(str.maketrans("０１２３４５６７８９〇零一二三四五六七八九", "012345678900123456789"))
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year <= LAST - 2000 else 1900
    return year if FIRST <= year <= LAST else None

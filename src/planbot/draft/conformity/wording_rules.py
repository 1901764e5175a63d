"""Rules about punctuation, document numbers, dates and attachment notes (pure). Clauses 7.2.5, 7.3.4, 7.3.5.4 and 9 of GB/T 9704-2012."""

import re
from collections.abc import Iterator, Sequence

from planbot.draft.conformity.report import ConformityFinding, Place, finding
from planbot.draft.conformity.roles import DOCUMENT_NUMBER, Item
from planbot.draft.official.closing import date_line

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_FULL = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。"})
_HALF = re.compile(
    rf"(?<=[{_HAN}”）》])[,;?!](?=\s*(?:[{_HAN}“《（]|$))|(?<=[{_HAN}])[,;:](?=\s*[{_HAN}\d“《])|(?<=[{_HAN}])\.(?=\s*(?:[{_HAN}]|$))"
)
_ENCLOSED = re.compile(r'\([^()]{0,400}\)|"[^"]{0,400}"')
_CHINESE = re.compile(f"[{_HAN}]")
_PLACEHOLDER = re.compile(r"【[^【】]*】")
_DATE = re.compile(r"(?:19|20)\d\d年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_DOTTED = re.compile(r"(\d{2,4})\s*[.\-/．]\s*(\d{1,2})\s*[.\-/．]\s*(\d{1,2})\s*日?")
_NOTE = re.compile(r"附件：(?:1\.(?=\D))?(?!\d*[.．、])\S")
_LISTED = re.compile(r"(\d{1,2})\s*[.．、]")
_TAILS = "。；;，,、"


def wording_findings(items: Sequence[Item]) -> Iterator[ConformityFinding]:
    """In the order of the document."""
    for index, item in enumerate(items):
        place = Place(paragraph=item.paragraph.number, text=item.paragraph.shown)
        if item.role == "letterhead":
            continue
        yield from _punctuation(item, place)
        yield from _document_numbers(item, place)
        if item.role == "date":
            yield from _date(item, place)
        if item.role == "attachment_note":
            yield from _attachment(item, place, first=index == 0 or items[index - 1].role != "attachment_note")


def _punctuation(item: Item, place: Place) -> Iterator[ConformityFinding]:
    """One finding a paragraph: the half-width signs that stand between Chinese characters; placeholders may hold some."""
    number = item.number.printed if item.number is not None else ""
    text = _PLACEHOLDER.sub(lambda match: "【" * len(match.group()), item.paragraph.shown[len(number) :])
    enclosed = [match.group() for match in _ENCLOSED.finditer(text) if _CHINESE.search(match.group())]
    found = [match.group() for match in _HALF.finditer(text)] + enclosed
    if found:
        expected = [f"“{sign[1:-1]}”" if sign[0] == '"' else sign.translate(_FULL) for sign in found]
        yield finding("halfwidth_punctuation", place, " ".join(expected[:3]), " ".join(found[:3]))


def _document_numbers(item: Item, place: Place) -> Iterator[ConformityFinding]:
    for match in DOCUMENT_NUMBER.finditer(item.paragraph.shown):
        year, number = match["year"], str(int(match["number"]))
        signs = match.group()[: match.start("before") - match.start()].rstrip(" 〔[［（(【")
        expected = f"{signs}〔{year}〕{number}号"
        if len(year) != 4 or match.group() != expected:
            yield finding(
                "document_number",
                place,
                expected if len(year) == 4 else f"{signs}〔20{year[-2:]}〕{number}号",
                match.group(),
            )


def _date(item: Item, place: Place) -> Iterator[ConformityFinding]:
    text = item.paragraph.shown.strip()
    if not _DATE.fullmatch(text) and not _PLACEHOLDER.search(text):
        yield finding("date_form", place, _written(text), text)


def _written(text: str) -> str:
    """The date as it should stand."""
    if match := _DOTTED.fullmatch(text):
        year, month, day = match.groups()
        return f"{year if len(year) == 4 else '20' + year}年{int(month)}月{int(day)}日"
    return re.sub(r"\s", "", date_line(text))


def _attachment(item: Item, place: Place, *, first: bool) -> Iterator[ConformityFinding]:
    """附件：name, or 附件：1.name and 2.name below it, without a mark after the name."""
    text = item.paragraph.shown.strip()
    expected = re.sub(r"^附\s*件\s*(\d*)\s*[：:]\s*", lambda m: "附件：" + (f"{m[1]}." if m[1] else ""), text)
    expected = _LISTED.sub(r"\1.", expected.rstrip(_TAILS), count=1)
    wrong = text[-1] in _TAILS or (first and not _NOTE.match(text)) or (not first and not re.match(r"\d{1,2}\.", text))
    if wrong:
        yield finding("attachment_note", place, expected, text)

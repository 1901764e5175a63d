"""The end of an official document: note of attachments, signature and date (pure). Clauses of GB/T 9704-2012."""

import re
import unicodedata

from planbot.ingest.numerals import chinese_value

_NOTE = re.compile(r"\s*附\s{0,2}件\s*[：:]\s*(?=\S)")
_ITEM = re.compile(r"(?:(?<=^)|(?<=[\s；;。，,）)》]))(\d{1,2})\s*[.．、]\s*(?=\D)")
_TAIL = "；;。，, "
_CN = "[〇○零一二三四五六七八九十]"
_DATE = re.compile(rf"(\d{{4}}|{_CN}{{4}})\s*年\s*(\d{{1,2}}|{_CN}{{1,3}})\s*月\s*(\d{{1,2}}|{_CN}{{1,3}})\s*日")


def attachments(text: str) -> tuple[tuple[str, str], ...]:
    """(what stands before the name, name) of each attachment in 附件：…; empty for any other text.

    Names lose the punctuation after them; a single attachment has no number (7.3.4).
    """
    note = _NOTE.match(text)
    if note is None:
        return ()
    rest = text[note.end() :]
    starts = list(_ITEM.finditer(rest))
    if len(starts) < 2:
        name = rest[starts[0].end() :] if starts and starts[0].start() == 0 else rest
        return (("附件：", name.rstrip(_TAIL)),)
    ends = [*(match.start() for match in starts[1:]), len(rest)]
    names = [rest[match.end() : end].strip(_TAIL) for match, end in zip(starts, ends, strict=True)]
    return tuple(("附件：" * (index == 0) + f"{index + 1}.", name) for index, name in enumerate(names))


def date_line(text: str) -> str:
    """A date in Arabic digits without leading zeros (7.3.5.4); other words stay."""
    return _DATE.sub(lambda match: "{}年{}月{}日".format(*map(_arabic, match.groups())), text)


def _arabic(numeral: str) -> str:
    return str(int(numeral) if numeral.isdecimal() else chinese_value(numeral.replace("○", "〇")))


def right_blanks(issuer: str | None, date: str | None) -> tuple[int, int]:
    """Blank space right of signature and date, in hundredths of a character (7.3.5.2, without a seal).

    The date begins two characters right of where the signature begins; when it is longer, it ends two before the edge.
    """
    if not issuer or not date:
        return 200, 200
    longer = width(date) - width(issuer)
    if longer > 0:
        return int(400 + longer * 100), 200
    return 200, int(-longer * 100)


def width(text: str) -> float:
    """Width in characters; Latin letters and digits are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)

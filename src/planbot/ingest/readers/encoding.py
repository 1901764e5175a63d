"""From bytes to text: which encoding, and how sure.

Order: byte order mark; UTF-16/32 by where NUL bytes stand; strict UTF-8; the declared encoding; then the Chinese and Western
candidates, each strict, judged by how many characters are everyday ones. General detectors fail on short Chinese texts
because GBK, Big5 and UTF-16 share most byte pairs; the share of everyday characters tells them apart from some ten characters on.
"""

import codecs
import re
from functools import cache
from typing import NamedTuple

from planbot.errors import RefusedDocument
from planbot.lexicon.load import load
from planbot.types import Warning

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252")
_WEB_CODEC = re.compile(r"gb18030|windows-125\d|cp125\d|iso-8859-\d{1,2}|shift-jis|euc-(?:jp|kr)|koi8-[ru]")
_SAMPLE_BYTES = 200_000
_MAX_DAMAGE = 0.01
"""Share of characters that may be undecodable in a text that is still taken."""
_MIN_PLAUSIBLE = 0.55
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％　①②③④⑤⑥⑦⑧⑨⑩℃‰×～－．")


class Decoded(NamedTuple):
    """Text without a byte order mark, and what had to be replaced."""

    text: str
    encoding: str
    warnings: tuple[Warning, ...]


def decode(data: bytes, file: str, declared: str | None = None) -> Decoded:
    """Raises RefusedDocument with code encoding or binary. ``declared`` is what the file itself says, believed after UTF-8."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _lenient(data[len(bom) :], encoding, file)
    if b"\x00" in data:
        return _wide(data, file)
    if (text := _strict(data, "utf-8")) is not None:
        return _with_controls(text, data)
    if declared and (text := _strict(data, codec(declared))) is not None:
        return Decoded(text, codec(declared), ())
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count("\ufffd")
    valid = sum(1 for c in damaged[:_SAMPLE_BYTES] if c >= "\x80") - damaged[:_SAMPLE_BYTES].count("\ufffd")
    if valid > 4 * bad and bad <= max(1, len(damaged) * _MAX_DAMAGE):
        return _replaced(damaged, "utf-8")
    return _guessed(data, file)


def codec(name: str) -> str:
    """The Python codec for an encoding label as web pages write it; gb2312 and gbk are read as their superset."""
    label = name.strip().strip("\"'").lower().replace("_", "-")
    if label in ("gb2312", "gbk", "gb-2312", "x-gbk", "gb2312-80", "hz-gb-2312", "cp936", "ms936"):
        return "gb18030"
    if label in ("big5", "big5-hkscs", "x-x-big5"):
        return "big5hkscs"
    return label if _WEB_CODEC.fullmatch(label) else "utf-8"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str, file: str) -> Decoded:
    text = data.decode(encoding, "replace")
    if text.count("\ufffd") > max(1, len(text) * _MAX_DAMAGE) + data.count("\ufffd".encode(encoding)):
        raise _unknown(file)
    return _replaced(text, encoding) if _strict(data, encoding) is None else Decoded(text, encoding, ())


def _replaced(text: str, encoding: str) -> Decoded:
    first = text.find("\ufffd")
    message = f"places that could not be decoded as {encoding.upper()} and show as \ufffd: {text.count(chr(0xFFFD))}"
    return Decoded(text, encoding, (Warning(code="decoding", message=message, start=first, end=first + 1),))


def _with_controls(text: str, data: bytes) -> Decoded:
    """UTF-16 of some signs alone is ASCII with every other byte a control character."""
    for encoding in ("utf-16-le", "utf-16-be") if plausibility(text[:_SAMPLE_BYTES]) <= 0 else ():
        other = _strict(data, encoding)
        if other and plausibility(other[:_SAMPLE_BYTES]) >= _MIN_PLAUSIBLE:
            return Decoded(other, encoding, ())
    return Decoded(text, "utf-8", ())


def _wide(data: bytes, file: str) -> Decoded:
    """Text with NUL bytes is UTF-16 or UTF-32 without a mark, or no text at all."""
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        text = _strict(data, encoding) if len(data) % width == 0 else None
        if text and "\x00" not in text and plausibility(text[:_SAMPLE_BYTES]) >= _MIN_PLAUSIBLE:
            return Decoded(text, encoding, ())
    raise RefusedDocument(
        f"{file}: holds NUL bytes, so it is not a text file; save it as UTF-8 text, docx or pdf", code="binary"
    )


def _guessed(data: bytes, file: str) -> Decoded:
    """The most plausible candidate that decodes strictly, else with few replacements."""
    found = [
        (plausibility(text[:_SAMPLE_BYTES]), -rank, text, name)
        for rank, name in enumerate(_CANDIDATES)
        if (text := _strict(data, name))
    ]
    if found and max(found)[0] >= _MIN_PLAUSIBLE:
        _, _, text, name = max(found)
        return Decoded(text, name, ())
    for name in ("gb18030", "big5hkscs"):
        text = data.decode(name, "replace")
        bad = text.count("\ufffd")
        if bad <= max(1, len(text) * _MAX_DAMAGE) and plausibility(text[:_SAMPLE_BYTES]) >= _MIN_PLAUSIBLE:
            return _replaced(text, name)
    raise _unknown(file)


def _unknown(file: str) -> RefusedDocument:
    return RefusedDocument(
        f"{file}: its text encoding is not recognised; open it in an editor and save it as UTF-8", code="encoding"
    )


@cache
def _everyday() -> frozenset[str]:
    return frozenset(load("encodings")["everyday"])


def plausibility(text: str) -> float:
    """0..1: how much the non-ASCII characters look like Chinese (or, sparsely, Western) prose.

    An everyday character or punctuation mark counts 1, one of GB 2312 level 1 or of Big5 level 1 counts 0.6, a letter with an
    accent 0.9 when ASCII surrounds it. ASCII itself counts little, as every candidate agrees on it; control characters count against.
    """
    others = [c for c in text if c >= "\x80"]
    controls = sum(1 for c in text if c < " " and c not in "\t\n\r\f\x1a")
    if not others:
        return 1.0 - min(1.0, 20 * controls / max(len(text), 1))
    sparse = len(others) * 8 < len(text)
    score = sum(_weight(c, sparse) for c in others) / len(others)
    return score - min(1.0, 20 * controls / len(text))


def _weight(character: str, sparse: bool) -> float:
    if character in _everyday() or character in _PUNCTUATION:
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.6 if _level_one(character) else 0.1
    if "\xa0" <= character <= "\u017f" or "\u2010" <= character <= "\u203a" or character == "\u20ac":
        return 0.9 if sparse else 0.3
    if "\uff01" <= character <= "\uff5e" or "\u2460" <= character <= "\u24ff" or "\u3000" <= character <= "\u303f":
        return 0.8
    return 0.0


@cache
def _level_one(character: str) -> bool:
    """In GB 2312 level 1 (rows 16-55) or Big5 level 1 (0xA440-0xC67E): the characters schools teach."""
    gb = _encoded(character, "gb2312")
    big5 = _encoded(character, "big5")
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"


def _encoded(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeError:
        return b""

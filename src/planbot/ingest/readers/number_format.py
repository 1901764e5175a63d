"""Numbers of a worksheet as the sheet shows them (pure).

Format codes after ECMA-376 part 1, 18.8.30 and 18.8.31: sections parted by ";", "..." literals, # 0 ? digits, % and dates.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from planbot.lexicon.load import load

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[(?:h+|m+|s+)\]|\[[^\]]*\]', re.I)
_DATE_LETTERS = re.compile(r"[yYmMdDhHsSeEbB]")
_DATE_TOKEN = re.compile(r"\x00(\d+)\x00|(yyyy|yy|e+|m+|d+|h+|s+|a+/p+m?|am/pm|上午/下午|\.0+|[^\x00])", re.I)
_NUMBER = re.compile(r"[#0?,.]+")
_LARGEST_DATE = 2_958_466


class Formats(NamedTuple):
    """Number formats of a workbook: format id of each cell style, codes of the ids it defines, and its first day."""

    of_style: tuple[int, ...]
    own: dict[int, str]
    since_1904: bool


def displayed(value: str, style: int, formats: Formats) -> str:
    """The cell's value as shown; anything that is no number as it stands."""
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value.strip()
    if not number.is_finite():
        return value.strip()
    identity = formats.of_style[style] if 0 <= style < len(formats.of_style) else 0
    code = formats.own.get(identity) or _builtin().get(str(identity), "General")
    positive, *others = code_sections(code)
    if _is_date(positive):
        return _dated(number, positive, since_1904=formats.since_1904) or general(number)
    if number < 0 and others and others[0]:
        return _formatted(abs(number), others[0])
    return _formatted(number, others[1] if number == 0 and len(others) > 1 else positive)


@cache
def _builtin() -> dict[str, str]:
    return load("number_formats")["builtin"]


def general(number: Decimal) -> str:
    """At most 15 significant digits, as Excel keeps them; no exponent below 10**21, no trailing zeros."""
    rounded = Decimal(f"{number:.15g}")
    text = f"{rounded:f}" if abs(rounded) < Decimal(10) ** 21 and rounded.as_tuple().exponent > -21 else f"{rounded}"  # pyright: ignore[reportOperatorIssue]
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


@cache
def code_sections(code: str) -> tuple[str, ...]:
    """Positive, negative, zero and text section; at least one."""
    parts, quoted, current = list[str](), False, ""
    for character in code:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            parts.append(current)
            current = ""
        else:
            current += character
    return (*parts, current)


def _is_date(section: str) -> bool:
    if section.strip().lower() == "general":
        return False
    bare = _LITERAL.sub(lambda match: "h" if re.fullmatch(r"\[[hms]+\]", match.group(), re.I) else "", section)
    return bool(_DATE_LETTERS.search(re.sub(r"[eE][+-]", "", bare))) and not re.search(r"[#?]|0(?!0*$)", bare)


def _formatted(number: Decimal, section: str) -> str:
    if section.strip().lower() == "general" or not section:
        return general(number)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match.group(1) or match.group(2) or match.group(3) or "")
        return f"\x00{chr(0xE000 + len(literals) - 1)}"

    bare = _LITERAL.sub(keep, section)
    pattern = _NUMBER.search(bare)
    if not pattern or "/" in bare or re.search(r"[eE][+-]", bare) or "@" in bare:
        shown = general(number) if pattern or "@" in bare else ""
        bare = shown if pattern else bare.replace("@", shown)
    else:
        bare = bare[: pattern.start()] + _digits(number, pattern.group(), bare.count("%")) + bare[pattern.end() :]
    return re.sub("\x00(.)", lambda match: literals[ord(match.group(1)) - 0xE000], bare).strip()


def _digits(number: Decimal, pattern: str, percents: int) -> str:
    whole, _, fraction = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(","))
    places = sum(fraction.count(mark) for mark in "0#?")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    scaled = number * 100**percents / 1000**scale
    try:
        rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return general(scaled)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    head, dot, tail = text.partition(".")
    while optional and tail.endswith("0"):
        tail, optional = tail[:-1], optional - 1
    head = head.zfill(whole.count("0") + head.startswith("-")) if "," not in head else head
    return head + (dot + tail if tail else "")


def _dated(number: Decimal, section: str, *, since_1904: bool) -> str | None:
    if not 0 <= number < _LARGEST_DATE:
        return None
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30) if number >= 60 else datetime(1899, 12, 31)
    moment = first + timedelta(seconds=round(float(number) * 86_400))
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if re.fullmatch(r"\[[hms]+\]", match.group(), re.I):
            return match.group()[1:-1]
        literals.append(match.group(1) or match.group(2) or "")
        return f"\x00{len(literals) - 1}\x00"

    tokens = [match.group() for match in _DATE_TOKEN.finditer(_LITERAL.sub(keep, section))]
    half_day = any(re.fullmatch(r"a+/p+m?|am/pm|上午/下午", token, re.I) for token in tokens)
    return "".join(_date_token(tokens, place, moment, half_day, literals) for place in range(len(tokens))).strip()


def _date_token(tokens: list[str], place: int, moment: datetime, half_day: bool, literals: list[str]) -> str:
    token = tokens[place]
    if token.startswith("\x00"):
        return literals[int(token[1:-1])]
    kind = token[0].lower()
    if kind == "m":
        around = [t[0].lower() for t in (*reversed(tokens[:place]), *tokens[place + 1 :]) if t[0].lower() in "hsyd"]
        before = next((t[0].lower() for t in reversed(tokens[:place]) if t[0].lower() in "hsyd"), "")
        after = next((t[0].lower() for t in tokens[place + 1 :] if t[0].lower() in "hsyd"), "")
        value = moment.minute if around and (before == "h" or after == "s") else moment.month
    else:
        hour = (moment.hour % 12 or 12) if half_day else moment.hour
        values = {"y": moment.year, "e": moment.year, "d": moment.day, "h": hour, "s": moment.second}
        if kind not in values:
            return (
                ("上午" if moment.hour < 12 else "下午")
                if half_day and "/" in token
                else token
                if token[0] != "."
                else ""
            )
        value = values[kind]
        if kind == "y" and len(token) <= 2:
            return f"{value % 100:02d}"
    return str(value).zfill(min(len(token), 2)) if kind not in "ye" else str(value)

"""Whole numbers as part labels, years and counts print them: Arabic, full-width, Chinese and circled (pure)."""

DIGITS = "零〇○一二三四五六七八九"
NUMERAL = r"(?:[0-9０-９]{1,4}|[零〇○一二三四五六七八九十百两廿卅]{1,7})"
"""Pattern of one whole number below ten thousand."""

_VALUE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}


def whole(numeral: str) -> int | None:
    """The value of ``numeral``; None when it is not one number (十百, an empty string)."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(c not in _VALUE and c not in _UNIT and c not in _TENS for c in numeral):
        return None
    if all(c in _VALUE for c in numeral):
        return int("".join(str(_VALUE[c]) for c in numeral))
    return _compound(numeral)


def _compound(numeral: str) -> int | None:
    total, digit, last = 0, 0, 10_000
    for character in numeral:
        if character in _TENS:
            total += _TENS[character]
        elif character in _UNIT:
            unit = _UNIT[character]
            if unit >= last:
                return None
            total, digit, last = total + (digit or 1) * unit, 0, unit
        else:
            digit = _VALUE[character]
    return total + digit

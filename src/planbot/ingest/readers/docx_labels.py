"""Numbers as Word prints them in lists (pure). Formats after ECMA-376 part 1, 17.18.59 (ST_NumberFormat)."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def spelled(number: int, form: str) -> str:
    """``number`` in the number format ``form``; formats that are not known are printed in decimal."""
    if form in ("none", "bullet"):
        return ""
    if not 0 <= number < 100_000_000:
        return str(number)
    return _FORMS.get(form, str)(number)


def counted(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Chinese counting: 12 is 十二, 105 is 一百零五, 20000 is 二万."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return counted(number // 10_000, digits, units) + "万" + gap + (counted(rest, digits, units) if rest else "")
    if number == 0:
        return digits[0] if digits[0] == "零" else "〇"
    text, pending = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit == 0:
            pending = bool(text)
            continue
        text += ("零" if pending else "") + digits[digit] + (units[place - 1] if place else "")
        pending = False
    return text[1:] if units[0] == "十" and text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value) if value < 1000 else (min(number // 1000, 9), number % 1000)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """a..z, then aa, bb, ..., as Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number else ""


def _ring(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _circled(number: int) -> str:
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if 36 <= number <= 50 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else ""


def _sexagenary(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number else ""


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _each(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(figure)] for figure in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _each("０１２３４５６７８９"),
    "decimalFullWidth2": _each("０１２３４５６７８９"),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "koreanCounting": counted,
    "ideographDigital": _each(_DIGITS),
    "japaneseDigitalTenThousand": counted,
    "taiwaneseDigital": _each("○一二三四五六七八九"),
    "chineseLegalSimplified": lambda number: counted(number, _LEGAL_DIGITS, "拾佰仟"),
    "ideographLegalTraditional": lambda number: counted(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _ring("⑴", 20),
    "decimalEnclosedFullstop": _ring("⒈", 20),
    "ideographEnclosedCircle": _ring("㊀", 10),
    "ideographParenthesized": _ring("㈠", 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ordinal": _ordinal,
}

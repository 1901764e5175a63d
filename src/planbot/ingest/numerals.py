"""The value of a printed heading number: 十二, 12, １２, ⑫, Ⅳ, (iv), c (pure)."""

import re

_CN_DIGITS = {c: v for v, cs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in cs}
_CN = re.compile(r"[零〇一二两三四五六七八九十百]+")
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z]+")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_WORDS = {"One": 1, "Two": 2, "Three": 3, "Four": 4, "Five": 5}
_RUNS = ((0x2460, 0x2473), (0x2474, 0x2487), (0x2488, 0x249B), (0x3220, 0x3229), (0x2160, 0x216B))
"""Code points of ①-⑳, ⑴-⒇, ⒈-⒛, ㈠-㈩, Ⅰ-Ⅻ: each run counts from 1."""


def chinese_value(text: str) -> int:
    """十 -> 10, 二十一 -> 21, 一百零三 -> 103, 二〇 -> 20."""
    if not any(c in "十百" for c in text):
        return int("".join(str(_CN_DIGITS[c]) for c in text)[:6])
    total = current = 0
    for character in text:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = _CN_DIGITS[character]
    return total + current


def roman_value(text: str) -> int:
    """IV -> 4; letters that are no Roman digits count as 0."""
    values = [_ROMAN.get(c, 0) for c in text.upper()]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def value_of(printed: str, *, roman: bool = False, letter: bool = False) -> int:
    """The number that stands last in ``printed`` (2.3 is 3); 0 when there is none.

    ``letter`` reads Latin letters by their place in the alphabet, ``roman`` as Roman digits.
    """
    for first, last in _RUNS:
        for character in printed:
            if first <= ord(character) <= last:
                return ord(character) - first + 1
    if digits := _DIGITS.findall(printed):
        return int(digits[-1][:6])
    if (chinese := _CN.search(printed)) is not None:
        return chinese_value(chinese.group())
    latin = _LATIN.findall(printed)
    if not latin:
        return 0
    if latin[-1] in _WORDS:
        return _WORDS[latin[-1]]
    if letter and len(latin[-1]) == 1:
        return ord(latin[-1].lower()) - ord("a") + 1
    return roman_value(latin[-1]) if roman or letter else 0

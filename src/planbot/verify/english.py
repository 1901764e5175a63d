"""English sentences over Chinese sources: figures as Chinese prints them, terms by the bilingual list (pure)."""

import re
from functools import cache

from planbot.lexicon.load import load
from planbot.store.tokens import folded, pairs

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_OPEN, _CLOSE = "“\"'‘《(（「", "”\"'’》)）」"
_QUOTED = re.compile(rf"[{_OPEN}][^{_OPEN}{_CLOSE}]*[{_CLOSE}]")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_english(text: str) -> bool:
    """More Latin words than Han characters; Chinese names in quotation marks or brackets do not count."""
    return len(_WORD.findall(text)) > len(_HAN.findall(_QUOTED.sub("", text)))


def read_english(sentence: str) -> str:
    """The sentence with its figures, bounds and dates in the form the reader of Chinese figures knows."""
    for pattern, to in _rules():
        sentence = pattern.sub(lambda match, to=to: _rewritten(match, to), sentence)
    return sentence


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rule["from"]), rule["to"]) for rule in load("verify")["english"])


def _rewritten(match: re.Match[str], to: str) -> str:
    kind, _, groups = to.partition(":")
    if not groups:
        return re.sub(r"\$(\d)", lambda field: match[int(field[1])] or "", to)
    found = [match[int(group)] if group else None for group in groups.split(":")]
    if kind == "date":
        year, month, day = found
        digits = month if (month or "").isdigit() else str(_MONTHS.index((month or "")[:3].lower()) + 1)
        return (f"{year}年" if year else "") + f"{digits}月" + (f"{day}日" if day else "")
    if kind == "word":
        return str(_NUMBERS.index((found[0] or "").lower()) + 2)
    value = float((found[0] or "0").replace(",", "")) * _SCALES[(found[1] or "").lower()]
    return f"{value:.10g}" if value < 1e9 else str(int(value))


def located(number: str, sentence: str) -> int | None:
    """Where ``number`` stands in the sentence as it was written; None when that is not certain."""
    digits = _DIGITS.match(number)
    wanted = digits.group().replace(",", "") if digits else None
    found = [match.start() for match in _DIGITS.finditer(sentence) if match.group().replace(",", "") == wanted]
    return found[0] if len(found) == 1 else None


def in_chinese(text: str) -> frozenset[str]:
    """Pairs of characters of all the Chinese words that the English terms of ``text`` stand for, and of its own Chinese."""
    low = text.lower()
    wordings = (wording for term, words in _terms() if term in low for wording in words)
    return frozenset(pair for words in (*wordings, text) for pair in pairs(words))


def unknown_words(sentence: str, source: str, asked: str) -> tuple[list[str], int]:
    """Content words that neither the source (by the bilingual list) nor the question has, and how many content words there are."""
    low, given, held = sentence.lower(), {_stem(word) for word in _WORD.findall(asked.lower())}, folded(source)
    for term, wordings in _terms():
        if term in low and any(wording in held for wording in wordings):
            low = re.sub(rf"(?<![a-z]){re.escape(term)}(?![a-z])", " ", low)
    stop = _stop_words()
    every = [word for word in _WORD.findall(sentence.lower()) if word not in stop]
    left = [word for word in _WORD.findall(low) if word not in stop]
    return [word for word in left if _stem(word) not in given and word not in held], len(every)


def _stem(word: str) -> str:
    return re.sub(r"(?:'s|ies|ing|ed|es|s|y)$", "", word)


@cache
def _terms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    terms: dict[str, list[str]] = load("bilingual")["terms"]
    return tuple(
        (term.lower(), tuple(folded(word) for word in terms[term])) for term in sorted(terms, key=len, reverse=True)
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset([*load("question")["asking_english"], *load("verify")["english_plain"]])

"""The figures of a sentence against those of its source: value, unit, bound and what they are about (pure)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.ledger.numbers import Quantity, flat, quantities, same
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.store.tokens import pairs
from planbot.verify.english import is_english, read_english
from planbot.verify.verdict import Problem
from planbot.verify.wording import plain, widened

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_NUMBER = re.compile(r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[）)、.．](?!\d)")
_SERIES = re.compile(r"[、；;]|[^、]和[^、]|以及")
_TIME_UNITS = frozenset({"年", "月", "日", "号"})


def figures(sentence: str, source: str, around: str, asked: str) -> Iterator[Problem]:
    english = is_english(sentence)
    read = read_english(sentence) if english else sentence
    label = _LIST_NUMBER.match(read)
    known, own = quantities(source), quantities(read)
    stated = [figure for figure in own if best(figure, known) is not None]
    for figure in own:
        if (label and figure.start < label.end()) or _is_word(figure) or _is_ordinal(figure, read, around + asked):
            continue
        found = best(figure, known)
        words = read[figure.start : figure.end]
        if found is not None:
            if not _same_bound(figure, found):
                printed = source[found.start : found.end]
                yield _bound_problem(figure, words, None if english else printed)
            elif not english and not _about_the_same(figure, read, source):
                yield Problem(aspect="number", text=words, start=figure.start, end=figure.end)
        elif figure.unit in _TIME_UNITS or not figure.unit:
            if not _stands(figure, read, around, english=english):
                yield Problem(
                    aspect="year" if figure.unit else "number", text=words, start=figure.start, end=figure.end
                )
        elif not _computed(figure, stated) and not _counts(figure, read):
            yield Problem(aspect="number", text=words, start=figure.start, end=figure.end)


def _about_the_same(figure: Quantity, sentence: str, source: str) -> bool:
    """Does the sentence have a word of a clause in which the source states the figure, or of the clause before a bare one?"""
    own = widened(sentence)
    spans = list(clauses(source, whole_lists=True))
    for index, (start, end) in enumerate(spans):
        clause = source[start:end]
        if not any(_equal(figure, other) for other in quantities(clause)):
            continue
        words = set(pairs(plain(clause))) or set(pairs(plain(source[spans[max(0, index - 1)][0] : end])))
        if not words or words & own:
            return True
    return False


def _bound_problem(figure: Quantity, words: str, printed: str | None) -> Problem:
    return Problem(aspect="bound", text=words, start=figure.start, end=figure.end, printed=printed)


def _is_word(figure: Quantity) -> bool:
    """一个, 一次: an article, no count."""
    return figure.chinese and figure.value in (1.0, 0.5)


def _is_ordinal(figure: Quantity, sentence: str, known: str) -> bool:
    """第7篇: a name, which must be known by it."""
    before = sentence[: figure.number_start]
    return before.endswith("第") and f"第{sentence[figure.number_start : figure.number_end]}" in known


def best(figure: Quantity, known: Sequence[Quantity]) -> Quantity | None:
    """The figure of the source that is the same, one with the same bound first."""
    equal = [other for other in known if _equal(figure, other)]
    return next((other for other in equal if _same_bound(figure, other)), equal[0] if equal else None)


def _equal(one: Quantity, other: Quantity) -> bool:
    if same(one, other):
        return True
    (values, unit), (others, other_unit) = one.normal, other.normal
    return one.value is not None and values == others and _interchangeable(unit, other_unit)


def _interchangeable(one: str, other: str) -> bool:
    """Measure words say the same when one of them is the general 个, or both count people, or both count institutions."""
    groups = (
        {"名", "人", "位", "个"},
        {"家", "所", "个", "处", "座"},
        {"项", "条", "件", "个", "种", "类", "款"},
        {"元", "块"},
    )
    if not one or not other:
        return bool(one or other) and (one or other) not in ("%", "‰", "个百分点", *_TIME_UNITS)
    return any(one in group and other in group for group in groups) or ("个" in (one, other) and _counted(one, other))


@cache
def _count_words() -> frozenset[str]:
    return frozenset(load("units")["words"]["count"])


def _counted(one: str, other: str) -> bool:
    return one in _count_words() and other in _count_words()


def _same_bound(one: Quantity, other: Quantity) -> bool:
    return one.bound[:1] == other.bound[:1] and one.approximate == other.approximate


def _stands(figure: Quantity, sentence: str, source: str, *, english: bool) -> bool:
    """Does a year, a day or a bare number stand in the source or its headings?"""
    digits = _NUMBER.search(flat(sentence[figure.number_start : figure.number_end]))
    if digits is None:
        return figure.value is not None and any(_equal(figure, other) for other in quantities(source))
    unit = "" if english else figure.unit
    numbers = re.findall(rf"(?<![\d.])0*{re.escape(digits.group().lstrip('0') or '0')}(?![\d.]\d|\d)", flat(source))
    return bool(numbers) and (unit != "年" or len(digits.group()) == 4 or f"{digits.group()}年" in flat(source))


def _computed(figure: Quantity, stated: Sequence[Quantity]) -> bool:
    """Is it the sum or the difference of two figures of the sentence that the source states?"""
    if not isinstance(figure.value, float):
        return False
    values = [q.normal[0][0] for q in stated if isinstance(q.value, float) and _subtractable(figure.unit, q.unit)]
    wanted = figure.normal[0][0]
    return any(
        abs(abs(a - b) - wanted) < 1e-6 or abs(a + b - wanted) < 1e-6
        for i, a in enumerate(values)
        for b in values[i + 1 :]
    )


def _subtractable(result: str, operand: str) -> bool:
    return result == operand or (result in ("个百分点", "%") and operand == "%")


def _counts(figure: Quantity, sentence: str) -> bool:
    """Does it count the things that the sentence goes on to list?"""
    rest = sentence[figure.end :]
    return figure.value is not None and figure.value == len(_SERIES.findall(rest)) + 1 and len(rest) > 6

"""The figures of a sentence against those of its source: value, unit, bound, direction and what they are about (pure)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.ledger.numbers import Quantity, flat, same
from planbot.lexicon.load import load
from planbot.verify.english import in_chinese, is_english, located, read_english
from planbot.verify.subjects import TIME_UNITS, Statement, direction, statements
from planbot.verify.verdict import Aspect, Problem
from planbot.verify.wording import figures_of, plain_words, widened, words_of

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_NUMBER = re.compile(r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[）)、.．](?!\d)")
_SERIES = re.compile(r"[、；;]|[^、]和[^、]|以及")
_COORDINATED = re.compile(r"[\s、，,和与及]*")
_SHARES = frozenset({"%", "‰", "个百分点"})


def figures(sentence: str, source: str, around: str, asked: str) -> Iterator[Problem]:
    """Every figure of ``sentence`` that ``source`` does not state so. ``around`` and ``asked`` may lend the numbers of names (第3篇)."""
    return _Reading(sentence, source, around, asked).problems()


class Known:
    """The figures of a source, found by their value."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.all = figures_of(source)
        self._by_value: dict[tuple[float, ...], list[Quantity]] = defaultdict(list)
        self._bound_after: dict[int, Quantity] = {}
        for figure in self.all:
            self._by_value[figure.normal[0]].append(figure)
        for one, following in zip(reversed(self.all[:-1]), reversed(self.all[1:]), strict=True):
            if not one.bound and _COORDINATED.fullmatch(source[one.end : following.start]):
                self._bound_after[one.start] = self._bound_after.get(following.start, following)

    def best(self, figure: Quantity, around: str) -> Quantity | None:
        """The figure of the source that is the same, one with the same bound first. ``around``: what is said beside ``figure``."""
        equal = [other for other in self._by_value[figure.normal[0]] if equals(figure, other, around)]
        return next((other for other in equal if self.same_bound(figure, other)), equal[0] if equal else None)

    def same_bound(self, figure: Quantity, other: Quantity) -> bool:
        """Of 甲、乙分别达到90%、95%以上 the bound is each figure's, and of the second alone when one reads it so."""
        after = self._bound_after.get(other.start)
        return _same_bound(figure, other) or (after is not None and _same_bound(figure, after))


class _Reading:
    """One sentence beside its source."""

    def __init__(self, sentence: str, source: str, around: str, asked: str) -> None:
        self._english = is_english(sentence)
        self._sentence = sentence
        self._read = read_english(sentence) if self._english else sentence
        self._known = Known(source)
        self._names = around + asked
        self._around = around
        self._beside = self._read + asked
        own = figures_of(self._read)
        label = _LIST_NUMBER.match(self._read)
        after = label.end() if label else 0
        self._own = [
            f for f in own if f.start >= after and not _is_word(f) and not _is_ordinal(f, self._read, self._names)
        ]
        self._said = statements(self._read, in_chinese if self._english else widened)
        self._stated = statements(source, words_of)

    def problems(self) -> Iterator[Problem]:
        sums = _sums([f for f in self._own if self._known.best(f, self._beside) is not None])
        for figure in self._own:
            found = self._known.best(figure, self._beside)
            if figure.damaged or found is None:
                if not self._excused(figure, sums):
                    yield self._problem(figure, "year" if figure.unit in TIME_UNITS else "number")
            elif not self._known.same_bound(figure, found):
                yield self._bound_problem(figure, found)
            else:
                yield from self._misapplied(figure)

    def _excused(self, figure: Quantity, sums: frozenset[tuple[float, str]]) -> bool:
        """A damaged figure as it is printed, a day or bare number that stands there, a sum of figures stated, a count of things listed."""
        if figure.damaged:
            return _as_printed(self._read[figure.number_start : figure.number_end], self._known.source)
        if figure.unit in TIME_UNITS or not figure.unit:
            return _stands(figure, self._read, self._around, english=self._english)
        return _computed(figure, sums) or _counts(figure, self._read)

    def _misapplied(self, figure: Quantity) -> Iterator[Problem]:
        """The figure stands in the source, but for another thing, or the other way round."""
        own = next((s for s in self._said if figure in s.figures), None)
        if own is None or figure.unit in TIME_UNITS:
            return
        stating = [s for s in self._stated if s.states(lambda other: equals(figure, other, self._beside))]
        if not self._english and not self._about_the_same(stating):
            yield self._problem(figure, "number")
        elif _fits_better(own, figure, stating, self._stated):
            yield self._problem(figure, "subject")
        elif stating and all(direction(own.text) * direction(s.text) < 0 for s in stating):
            yield self._problem(figure, "direction")

    def _about_the_same(self, stating: Sequence[Statement]) -> bool:
        """Does the sentence have a word of a clause in which the source states the figure?"""
        said = widened(self._read)
        return any(not _has_words(s) or s.words & said for s in stating)

    def _problem(self, figure: Quantity, aspect: Aspect) -> Problem:
        return Problem(aspect=aspect, text=self._read[figure.start : figure.end], start=figure.start, end=figure.end)

    def _bound_problem(self, figure: Quantity, found: Quantity) -> Problem:
        problem = self._problem(figure, "bound")
        if not self._english:
            return problem.model_copy(update={"printed": self._known.source[found.start : found.end]})
        at = located(self._read[figure.number_start : figure.number_end], self._sentence)
        words = _english_bound(found)
        if figure.bound or figure.approximate or at is None or words is None:
            return problem
        return problem.model_copy(update={"start": at, "end": at, "printed": f"{words} "})


def _has_words(statement: Statement) -> bool:
    """Has it more to be told by than years and letters?"""
    return any(not word.isascii() and not word[0].isdigit() for word in statement.words)


def _fits_better(own: Statement, figure: Quantity, stating: Sequence[Statement], stated: Sequence[Statement]) -> bool:
    """Has another figure of the same kind more of the words said of this one than every clause that states it?"""
    said = own.words - plain_words()
    most = max((len(said & s.words) for s in stating), default=0)
    clauses = {s.clause for s in stating if s.respective}
    kind = _kind(figure)
    return any(
        len(said & other.words) > most
        for other in stated
        if other not in stating
        and ((other.respective and other.clause in clauses) or any(_kind(f) == kind for f in other.figures))
    )


def _kind(figure: Quantity) -> str:
    unit = figure.normal[1].partition("/")[0]
    return "%" if unit in _SHARES else unit


@cache
def _english_bounds() -> dict[str, str]:
    return load("verify")["english_bounds"]


def _english_bound(figure: Quantity) -> str | None:
    return _english_bounds().get("about" if figure.approximate else figure.bound[:1])


def _is_word(figure: Quantity) -> bool:
    """一个, 一次: an article, no count."""
    return figure.chinese and figure.value in (1.0, 0.5)


def _is_ordinal(figure: Quantity, sentence: str, known: str) -> bool:
    """第7篇: a name, which must be known by it."""
    before = sentence[: figure.number_start]
    return before.endswith("第") and f"第{sentence[figure.number_start : figure.number_end]}" in known


def equals(one: Quantity, other: Quantity, said: str = "") -> bool:
    """Do both give the same value in the same or an interchangeable unit? ``said``: the words around ``one``, which may hold its 每 (每月, 一年)."""
    if same(one, other):
        return True
    (values, unit), (others, other_unit) = one.normal, other.normal
    if one.value is None or values != others:
        return False
    (base, _, per), (other_base, _, other_per) = unit.partition("/"), other_unit.partition("/")
    left_out = (
        other_per and not per and any(f"{each}{part}" in said for part in other_per.split("/") for each in "每一")
    )
    return (per == other_per or bool(left_out)) and _interchangeable(base, other_base)


def _interchangeable(one: str, other: str) -> bool:
    """Measure words say the same when one of them is the general 个, or both count people, or both count institutions."""
    groups = (
        {"名", "人", "位", "个"},
        {"家", "所", "个", "处", "座"},
        {"项", "条", "件", "个", "种", "类", "款"},
        {"元", "块"},
    )
    if one == other:
        return True
    if not one or not other:
        return bool(one or other) and (one or other) not in ("%", "‰", "个百分点", *TIME_UNITS)
    return any(one in group and other in group for group in groups) or ("个" in (one, other) and _counted(one, other))


@cache
def _count_words() -> frozenset[str]:
    return frozenset(load("units")["words"]["count"])


def _counted(one: str, other: str) -> bool:
    return one in _count_words() and other in _count_words()


def _same_bound(one: Quantity, other: Quantity) -> bool:
    return one.bound[:1] == other.bound[:1] and one.approximate == other.approximate


def _as_printed(words: str, source: str) -> bool:
    """Do the words stand in the source, and not as part of a longer figure?"""
    return bool(re.search(rf"(?<![\d.]){re.escape(words)}(?![\d*])", source))


def _stands(figure: Quantity, sentence: str, source: str, *, english: bool) -> bool:
    """Does a year, a day or a bare number stand in the source or its headings?"""
    digits = _NUMBER.search(flat(sentence[figure.number_start : figure.number_end]))
    if digits is None:
        return figure.value is not None and any(equals(figure, other) for other in figures_of(source))
    unit = "" if english else figure.unit
    numbers = re.search(rf"(?<![\d.])0*{re.escape(digits.group().lstrip('0') or '0')}(?![\d.]\d|\d)", flat(source))
    return numbers is not None and (unit != "年" or len(digits.group()) == 4 or f"{digits.group()}年" in flat(source))


def _sums(stated: Sequence[Quantity]) -> frozenset[tuple[float, str]]:
    """Every sum and difference of two of the figures, with its unit; none of more figures than a sentence can compare."""
    values = [(q.normal[0][0], q.unit) for q in stated[:40] if isinstance(q.value, float)]
    pairs = [(a, b, unit) for i, (a, unit) in enumerate(values) for b, other in values[i + 1 :] if unit == other]
    return frozenset((_round(value), unit) for a, b, unit in pairs for value in (abs(a - b), a + b))


def _round(value: float) -> float:
    return float(f"{value:.9g}")


def _computed(figure: Quantity, sums: frozenset[tuple[float, str]]) -> bool:
    """Is it the sum or the difference of two figures of the sentence that the source states?"""
    if not isinstance(figure.value, float):
        return False
    units = {figure.unit, "%"} if figure.unit in ("个百分点", "%") else {figure.unit}
    return any((_round(figure.normal[0][0]), unit) in sums for unit in units)


def _counts(figure: Quantity, sentence: str) -> bool:
    """Does it count the things that the sentence goes on to list?"""
    rest = sentence[figure.end : figure.end + 400]
    return figure.value is not None and figure.value == len(_SERIES.findall(rest)) + 1 and len(rest) > 6

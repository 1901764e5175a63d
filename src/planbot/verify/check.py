"""Is a sentence supported by the spans it cites: its figures with unit and bound, years, names, negation and words (pure).

Nothing here knows who wrote the sentence: a language model, the composer or a draft. English sentences over Chinese spans are checked
by their figures, names and the terms of the bilingual list.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from planbot.ledger import departments
from planbot.ledger.numbers import Quantity, flat, quantities, same
from planbot.lexicon.load import load
from planbot.store.tokens import folded, pairs
from planbot.types import Noun
from planbot.verify.english import is_english, read_english, unknown_words

Aspect = Literal["number", "bound", "year", "name", "negation", "words", "link"]

GROUNDED = 0.6
"""Least share of a sentence's own pairs of characters (those that the question did not give) that must stand in its sources."""
ECHOED = 0.4
"""Least share of all its pairs, the question's too, for a sentence without a figure: one that only echoes the question says nothing."""
ENGLISH_GROUNDED = 0.5
"""The same for the content words of an English sentence."""
SHORTEST_NAME = 4
"""Characters of a body's name that must stand in the source when the words before it are the question's."""
_LINK = re.compile(r"(?i)https?:|www\.|ftp:|javascript:|data:\w+/|!\[|\]\s*\(|</?[a-z!][^>]*>?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_NUMBER = re.compile(r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[）)、.．](?!\d)")
_SERIES = re.compile(r"[、；;]|[^、]和[^、]|以及")
_JOINING = ("、", "和", "与", "及")
_TIME_UNITS = frozenset({"年", "月", "日", "号"})


class Problem(Noun):
    """One thing that the spans do not say."""

    aspect: Aspect
    text: str
    """The words of the sentence concerned."""
    start: int = 0
    end: int = 0
    """Where in the sentence these words stand; both 0 when there is no one place."""
    printed: str | None = None
    """What the source prints in their place, where it states the same figure with another bound."""


class Verdict(Noun):
    """The finding of :func:`check`."""

    supported: bool
    problems: tuple[Problem, ...] = ()


def check(sentence: str, spans: Sequence[str], context: str = "", asked: str = "") -> Verdict:
    """Is ``sentence``, its markers taken off, supported by ``spans``?

    ``context`` (titles and headings above the spans) may lend names and years but no figures; ``asked``, the question, may lend plain
    words but neither names nor figures.
    """
    if not sentence.strip():
        return Verdict(supported=True)
    if link := _LINK.search(sentence):
        return _verdict([Problem(aspect="link", text=link.group())])
    source = "\n".join(spans)
    problems = [
        *_figures(sentence, source, f"{source}\n{context}", asked),
        *_names(sentence, source, context, asked),
        *_negation(sentence, source),
        *_words(sentence, f"{source}\n{context}", asked),
    ]
    return _verdict(problems)


def _verdict(problems: Sequence[Problem]) -> Verdict:
    return Verdict(supported=not problems, problems=tuple(problems))


def repaired(sentence: str, verdict: Verdict) -> str | None:
    """``sentence`` with each figure as the source prints it; None when something other than the bounds of figures is wrong."""
    if verdict.supported or any(problem.printed is None for problem in verdict.problems):
        return None
    for problem in sorted(verdict.problems, key=lambda problem: -problem.start):
        sentence = sentence[: problem.start] + (problem.printed or "") + sentence[problem.end :]
    return sentence


def refuses(sentence: str) -> bool:
    """Does the sentence say that there is no answer in the material?"""
    return any(pattern.search(sentence.strip("。. ")) for pattern in _patterns("refusal"))


def gives_orders(text: str) -> bool:
    """Does the text speak to a language model rather than to readers of a plan?"""
    return any(pattern.search(text) for pattern in _patterns("orders"))


@cache
def _patterns(table: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in load("verify")[table]["patterns"])


# --- figures --------------------------------------------------------------------------------------------------------------


def _figures(sentence: str, source: str, around: str, asked: str) -> Iterator[Problem]:
    english = is_english(sentence)
    read = read_english(sentence) if english else sentence
    label = _LIST_NUMBER.match(read)
    known, own = quantities(source), quantities(read)
    stated = [figure for figure in own if _best(figure, known) is not None]
    for figure in own:
        if (label and figure.start < label.end()) or _is_word(figure) or _is_ordinal(figure, read, around + asked):
            continue
        found = _best(figure, known)
        words = read[figure.start : figure.end]
        if found is not None:
            if not _same_bound(figure, found):
                printed = source[found.start : found.end]
                yield _bound_problem(figure, words, None if english else printed)
        elif figure.unit in _TIME_UNITS or not figure.unit:
            if not _stands(figure, read, around, english=english):
                yield Problem(
                    aspect="year" if figure.unit else "number", text=words, start=figure.start, end=figure.end
                )
        elif not _computed(figure, stated) and not _counts(figure, read):
            yield Problem(aspect="number", text=words, start=figure.start, end=figure.end)


def _bound_problem(figure: Quantity, words: str, printed: str | None) -> Problem:
    return Problem(aspect="bound", text=words, start=figure.start, end=figure.end, printed=printed)


def _is_word(figure: Quantity) -> bool:
    """一个, 一次: an article, no count."""
    return figure.chinese and figure.value in (1.0, 0.5)


def _is_ordinal(figure: Quantity, sentence: str, known: str) -> bool:
    """第7篇: a name, which must be known by it."""
    before = sentence[: figure.number_start]
    return before.endswith("第") and f"第{sentence[figure.number_start : figure.number_end]}" in known


def _best(figure: Quantity, known: Sequence[Quantity]) -> Quantity | None:
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


# --- names, negation, words -------------------------------------------------------------------------------------------------


def _names(sentence: str, source: str, context: str, asked: str) -> Iterator[Problem]:
    """Bodies and places that the source does not name. One of several named together must stand in the spans themselves."""
    low, spans = flat(f"{source}\n{context}"), flat(source)
    known = {mention.canonical for mention in departments.find(low)}
    for mention in departments.find(sentence):
        if mention.canonical not in known and not _named(mention.name, low, asked):
            yield Problem(aspect="name", text=mention.name, start=mention.start, end=mention.end)
    for match in _place().finditer(flat(sentence)):
        joined = sentence[match.end() : match.end() + 1] in _JOINING or sentence[: match.start()][-1:] in _JOINING
        if not _no_place(match.group()) and match.group()[-3:] not in (spans if joined else low):
            yield Problem(aspect="name", text=match.group(), start=match.start(), end=match.end())


def _named(name: str, source: str, asked: str) -> bool:
    """Does the source have the name, or its end after words of the question that were read as part of it (接着要评三级医院)?"""
    begin = next((i for i in range(len(name) - SHORTEST_NAME + 1) if name[i:] in source), None)
    return name in source or (begin is not None and name[:begin] in asked)


@cache
def _place() -> re.Pattern[str]:
    ends = "|".join(sorted(load("verify")["place_ends"], key=len, reverse=True))
    return re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?:{ends})(?![域场间别段容面花色级直委政民])")


def _no_place(words: str) -> bool:
    return any(words.endswith(word) for word in load("verify")["no_place"])


def _negation(sentence: str, source: str) -> Iterator[Problem]:
    """What one of the two negates and the other asserts."""
    if is_english(sentence):
        said = re.search(load("verify")["negation"]["english"], re.sub("[\u4e00-\u9fff]+", " ", read_english(sentence)))
        if said and not _negated(source):
            yield Problem(aspect="negation", text=said.group())
        return
    own, theirs = _negated(sentence), _negated(source)
    for words in own - theirs:
        if words in source or not theirs:
            yield Problem(aspect="negation", text=words)
    for words in theirs - own:
        if words in sentence and not own:
            yield Problem(aspect="negation", text=words)


def _negated(text: str) -> frozenset[str]:
    """The two characters after each negation."""
    return frozenset(match["what"] for match in _negations().finditer(text) if match["what"])


@cache
def _negations() -> re.Pattern[str]:
    lists = load("verify")["negation"]
    words, excepted = ("|".join(sorted(lists[key], key=len, reverse=True)) for key in ("words", "not_negating"))
    return re.compile(rf"(?:{excepted})|(?:{words})(?P<what>[\u4e00-\u9fff]{{2}})")


def _words(sentence: str, source: str, asked: str) -> Iterator[Problem]:
    """Words that neither the source nor the question has: more than a few are somebody else's text."""
    if is_english(sentence):
        unknown, total = unknown_words(sentence, source, asked)
        if total and len(unknown) / total > 1 - ENGLISH_GROUNDED:
            yield Problem(aspect="words", text=" ".join(unknown))
        for match in re.finditer("[\u4e00-\u9fff]{2,}", sentence):
            if match.group() not in source:
                yield Problem(aspect="words", text=match.group(), start=match.start(), end=match.end())
        return
    yield from _latin(sentence, source + asked)
    held, given = {*pairs(source), *pairs(_plain(source))}, {*pairs(asked), *load("verify")["plain_words"]}
    words = [pair for pair in pairs(_plain(sentence)) if len(pair) == 2]
    own = [pair for pair in words if pair not in given or pair in held]
    missing = [pair for pair in own if pair not in held]
    echoed = sum(pair in held for pair in words) < ECHOED * len(words) and not _states_a_figure(sentence, asked)
    if (len(missing) > 1 and len(missing) / len(own) > 1 - GROUNDED) or (echoed and len(words) > 2):
        yield Problem(aspect="words", text="".join(missing[:20]))


def _states_a_figure(sentence: str, asked: str) -> bool:
    """One that the question did not give; whether it is right is checked apart."""
    return any(sentence[figure.number_start : figure.number_end] not in asked for figure in quantities(sentence))


def _plain(text: str) -> str:
    """The text with figures and function words blanked out: only words with a meaning of their own need a source."""
    characters = list(text)
    for figure in quantities(text):
        characters[figure.start : figure.end] = " " * (figure.end - figure.start)
    functions: str = load("verify")["function_characters"]
    return "".join(" " if character in functions else character for character in characters)


def _latin(sentence: str, source: str) -> Iterator[Problem]:
    low = folded(source)
    for match in re.finditer(r"[A-Za-z][A-Za-z0-9-]+", sentence):
        if folded(match.group()) not in low:
            yield Problem(aspect="words", text=match.group(), start=match.start(), end=match.end())

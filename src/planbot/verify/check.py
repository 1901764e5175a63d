"""Is a sentence supported by the spans it cites: its figures with unit and bound, years, names, negation and words (pure).

Nothing here knows who wrote the sentence: a language model, the composer or a draft. English sentences over Chinese spans are checked
by their figures, names and the terms of the bilingual list.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.lexicon.load import load
from planbot.store.tokens import folded, pairs
from planbot.verify.english import is_english, read_english, unknown_words
from planbot.verify.figures import figures
from planbot.verify.names import names
from planbot.verify.verdict import Problem, Verdict
from planbot.verify.wording import figures_of, in_other_words, plain, plain_words, with_meaning

LONGEST = 2000
"""Characters of a sentence that is checked; a longer one is taken only as it stands in the source."""
GROUNDED = 0.6
"""Least share of a sentence's own pairs of characters (those that the question did not give) that must stand in its sources."""
REWORDED = 0.3
"""The same for a sentence that states a figure, when ``CHARACTERS`` of its single characters stand there: 清理淤泥 for 清淤."""
CHARACTERS = 0.7
ECHOED = 0.4
"""Least share of all its pairs, the question's too, for a sentence without a figure: one that only echoes the question says nothing."""
ENGLISH_GROUNDED = 0.5
"""The same for the content words of an English sentence."""
_LINK = re.compile(r"(?i)https?:|www\.|ftp:|javascript:|data:\w+/|!\[|\]\s*\(|</?[a-z!][^>]*>?")
_ENDS = "。；;！？!?\n|"


def check(sentence: str, spans: Sequence[str], context: str = "", asked: str = "") -> Verdict:
    """Is ``sentence``, its markers taken off, supported by ``spans``?

    ``context`` (titles and headings above the spans) may lend names and years but no figures; ``asked``, the question, may lend plain
    words but neither names nor figures. Whole sentences of a span are supported as they are printed, damaged figures and all.
    """
    if not sentence.strip():
        return Verdict(supported=True)
    if link := _LINK.search(sentence):
        return _verdict([Problem(aspect="link", text=link.group())])
    if any(_is_printed(sentence, span) for span in spans):
        return Verdict(supported=True)
    if len(sentence) > LONGEST:
        return _verdict([Problem(aspect="words", text=sentence[:20])])
    source = "\n".join(spans)
    problems = [
        *figures(sentence, source, f"{source}\n{context}", asked),
        *names(sentence, source, context, asked),
        *_periods(sentence, f"{source}\n{context}"),
        *_negation(sentence, source),
        *_words(sentence, f"{source}\n{context}", asked),
    ]
    return _verdict(problems)


def _is_printed(sentence: str, span: str) -> bool:
    """Is it, letter for letter, one or several whole sentences of the span?"""
    body = sentence.strip(f"{_ENDS} ")
    at = span.find(body)
    after = span[at + len(body) :].lstrip(" ")[:1]
    return at >= 0 and span[:at].rstrip(" ")[-1:] in ("", *_ENDS) and after in ("", *_ENDS)


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


# --- times, negation, words -------------------------------------------------------------------------------------------------


def _periods(sentence: str, source: str) -> Iterator[Problem]:
    """A half-year, quarter or third of a month that the source does not print."""
    for pattern in _patterns("periods"):
        for match in pattern.finditer(sentence):
            if match.group().removeprefix("第") not in source:
                yield Problem(aspect="year", text=match.group(), start=match.start(), end=match.end())


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
        yield from _english_words(sentence, source, asked)
        return
    yield from _latin(sentence, source + asked)
    held = {*pairs(source), *pairs(plain(source)), *in_other_words(sentence, source)}
    given = {*pairs(asked), *plain_words()}
    words = with_meaning(sentence, held)
    own = [pair for pair in words if pair not in given or pair in held]
    missing = [pair for pair in own if pair not in held]
    states = _states_a_figure(sentence, asked)
    echoed = sum(pair in held for pair in words) < ECHOED * len(words) and not states
    needed = REWORDED if states and _characters(own, source) >= CHARACTERS else GROUNDED
    if (len(missing) > 1 and len(missing) / len(own) > 1 - needed) or (echoed and len(words) > 2):
        yield Problem(aspect="words", text="".join(missing[:20]))


def _english_words(sentence: str, source: str, asked: str) -> Iterator[Problem]:
    unknown, total = unknown_words(sentence, source, asked)
    if total and len(unknown) / total > 1 - ENGLISH_GROUNDED:
        yield Problem(aspect="words", text=" ".join(unknown))
    for match in re.finditer("[\u4e00-\u9fff]{2,}", sentence):
        if match.group() not in source:
            yield Problem(aspect="words", text=match.group(), start=match.start(), end=match.end())


def _characters(words: Sequence[str], source: str) -> float:
    """Share of the words' characters that stand somewhere in the source."""
    own = set("".join(words))
    return len(own & set(source)) / len(own) if own else 1.0


def _states_a_figure(sentence: str, asked: str) -> bool:
    """One that the question did not give; whether it is right is checked apart."""
    return any(sentence[figure.number_start : figure.number_end] not in asked for figure in figures_of(sentence))


def _latin(sentence: str, source: str) -> Iterator[Problem]:
    low = folded(source)
    for match in re.finditer(r"[A-Za-z][A-Za-z0-9-]+", sentence):
        if folded(match.group()) not in low:
            yield Problem(aspect="words", text=match.group(), start=match.start(), end=match.end())

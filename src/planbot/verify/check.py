"""Is a sentence supported by the spans it cites: its figures with unit and bound, years, names, negation and words (pure).

Nothing here knows who wrote the sentence: a language model, the composer or a draft. English sentences over Chinese spans are checked
by their figures, names and the terms of the bilingual list.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.ledger import departments
from planbot.ledger.numbers import flat, quantities
from planbot.lexicon.load import load
from planbot.store.tokens import folded, pairs
from planbot.verify.english import is_english, read_english, unknown_words
from planbot.verify.figures import figures
from planbot.verify.verdict import Problem, Verdict
from planbot.verify.wording import in_other_words, plain

GROUNDED = 0.6
"""Least share of a sentence's own pairs of characters (those that the question did not give) that must stand in its sources."""
ECHOED = 0.4
"""Least share of all its pairs, the question's too, for a sentence without a figure: one that only echoes the question says nothing."""
ENGLISH_GROUNDED = 0.5
"""The same for the content words of an English sentence."""
SHORTEST_NAME = 4
"""Characters of a body's name that must stand in the source when the words before it are the question's."""
_JOINING = ("、", "和", "与", "及")
_LINK = re.compile(r"(?i)https?:|www\.|ftp:|javascript:|data:\w+/|!\[|\]\s*\(|</?[a-z!][^>]*>?")
_LIST_JOINING = ("、", "和", "与", "及")


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
        *figures(sentence, source, f"{source}\n{context}", asked),
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
    functions: str = load("verify")["function_characters"]
    return re.compile(rf"(?:(?![{functions}])[\u4e00-\u9fff]){{2,3}}?(?:{ends})(?![域场间别段容面花色级直委政民下])")


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
    held = {*pairs(source), *pairs(plain(source)), *in_other_words(sentence, source)}
    given = {*pairs(asked), *load("verify")["plain_words"]}
    words = [pair for pair in pairs(plain(sentence)) if len(pair) == 2]
    own = [pair for pair in words if pair not in given or pair in held]
    missing = [pair for pair in own if pair not in held]
    echoed = sum(pair in held for pair in words) < ECHOED * len(words) and not _states_a_figure(sentence, asked)
    if (len(missing) > 1 and len(missing) / len(own) > 1 - GROUNDED) or (echoed and len(words) > 2):
        yield Problem(aspect="words", text="".join(missing[:20]))


def _states_a_figure(sentence: str, asked: str) -> bool:
    """One that the question did not give; whether it is right is checked apart."""
    return any(sentence[figure.number_start : figure.number_end] not in asked for figure in quantities(sentence))


def _latin(sentence: str, source: str) -> Iterator[Problem]:
    low = folded(source)
    for match in re.finditer(r"[A-Za-z][A-Za-z0-9-]+", sentence):
        if folded(match.group()) not in low:
            yield Problem(aspect="words", text=match.group(), start=match.start(), end=match.end())

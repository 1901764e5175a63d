"""Placeholders: written in the form that the brief asks for, found again in the finished text (pure)."""

import re
from functools import cache

from planbot.draft.brief import Gaps
from planbot.lexicon.load import load


@cache
def _words() -> dict[str, str]:
    return load("drafting")["placeholder"]


def gap(gaps: Gaps, what: str, prior: str = "") -> str:
    """A placeholder for ``what``; ``prior`` says what stood there before."""
    words = _words()
    if gaps.token:
        return words["token_prior"].format(token=gaps.token, prior=prior) if prior else gaps.token
    form = words["bracketed_prior"] if prior else words["bracketed"]
    return form.format(open=gaps.open, close=gaps.close, word=gaps.word, what=what, prior=prior)


def doubtful(gaps: Gaps, what: str) -> str:
    """A placeholder where the source is damaged."""
    words = _words()
    if gaps.token:
        return words["token_why"].format(token=gaps.token, why=words["damaged"])
    if gaps.asked:
        return gap(gaps, what, words["damaged"])
    return words["check"].format(what=what, why=words["damaged"])


def name_of(kind: str) -> str:
    """The word for what is missing: year, place, name, file, deadline, figure."""
    return _words()[kind]


def earlier(value: str, *, previous: bool) -> str:
    """What a value was: 上年为… where ``previous`` says that it is last year's, else 往年为…."""
    words = _words()
    return words["previous" if previous else "earlier"].format(value=value)


def find_gaps(text: str, gaps: Gaps) -> tuple[str, ...]:
    """Every placeholder in ``text``, in order."""
    return tuple(match.group() for match in gap_pattern(gaps).finditer(text))


def without_gaps(text: str, gaps: Gaps) -> str:
    """The text with its placeholders, and the notes about earlier values beside them, taken out."""
    return re.sub(r"[（(](?:上年|往年|原文)[^（）()]*[）)]", "", gap_pattern(gaps).sub(" ", text))


def gap_pattern(gaps: Gaps) -> re.Pattern[str]:
    """What finds placeholders of this form, and 【待填：…】 and 【待核：…】 always."""
    forms = ["【待[^】]*】"]
    if gaps.token:
        forms.append(re.escape(gaps.token))
    else:
        forms.append(rf"{re.escape(gaps.open + gaps.word)}[^{re.escape(gaps.close)}]*{re.escape(gaps.close)}")
    return re.compile("|".join(forms))

"""Does a sentence plan or report? Decided by its words, its section's title and the kind of its document (pure)."""

import re
from functools import cache

from planbot.ledger.wording import table
from planbot.ledger.words import alternatives
from planbot.types import Kind

_DONE = re.compile(r"(?<![为除])了(?![解然])")
_STATE = re.compile(r"[率数例人]为\d|占[^,;。]{1,12}的\d|分别[是为]|[率数]是\d|分别占")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    tense = table("tense")
    past = [word for word in tense["past"] if word != "了"]
    return (
        re.compile(alternatives([*past, *tense["done"]])),
        re.compile(alternatives(tense["future"])),
        re.compile(alternatives(tense["report_titles"])),
        re.compile(f"(?:{alternatives(tense['plan_titles'])})[:。]?$"),
    )


def section_reports(titles: tuple[str, ...], kind: Kind) -> bool:
    """Is the section under these headings (outermost first) about what has been done? The innermost heading that says decides."""
    _, _, reporting, planning = _words()
    for title in reversed(titles):
        if reporting.search(title) and not re.search("下一步|打算|目标|计划", title):
            return True
        if planning.search(title):
            return False
    return kind == "summary"


_OPEN_PLAN = re.compile("今年|明年|今后|未来|[到至]20|(?<![主重需])要|下半年|新的一年")


def is_open(sentence: str) -> bool:
    """Says of itself neither that it plans nor that it reports: it goes with the sentence before it."""
    past, future, _, _ = _words()
    return not any(words.search(sentence) for words in (past, future, _DONE, _OPEN_PLAN))


def reports(sentence: str, clause: str, in_report: bool) -> bool:
    """Is what the clause says in this sentence a report?

    A word of intent in the clause makes it a plan, a word of completion a report; then the whole sentence is asked, then its section.
    """
    past, future, _, _ = _words()
    for words in (clause, sentence):
        intends = future.search(words) is not None
        done = past.search(words) is not None or _DONE.search(words) is not None
        if intends and not done:
            return False
        if done and not intends:
            return True
    if in_report:
        return future.search(sentence) is None
    return _STATE.search(clause) is not None and future.search(sentence) is None

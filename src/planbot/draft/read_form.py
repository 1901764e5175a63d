"""How a brief wants the text to look: heading, numbering, openers, length, paragraphs, placeholders (pure)."""

import itertools
import re
from functools import cache
from typing import Any, Literal, cast

from planbot.draft.brief import Form, Gaps, Heading
from planbot.draft.numbering import Numbering, read_numbering, runs, stripped
from planbot.ledger.numbers import chinese_number
from planbot.lexicon.load import load

_QUOTED = re.compile(r"[“‘\"「](?P<words>[^”’\"」]{1,40})[”’\"」]")
_LEFT_OUT = re.compile(r"[…⋯]+|\.{3,}|×{2,}|[xX]{2,}|＊{2,}|\*{2,}")
_ENGLISH_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight")
ABOUT = 0.15
"""How far 约300字 may be missed, as a share."""
MOST = 100_000
MOST_POINTS = 30


@cache
def _lists() -> dict[str, Any]:
    return load("drafting")


def clauses(text: str) -> list[str]:
    """The clauses of a brief; punctuation inside quotation marks and brackets parts nothing."""
    shown = re.sub(r"[“‘\"「《（(【][^”’\"」》）)】]*[”’\"」》）)】]", lambda match: "　" * len(match.group()), text)
    cuts = [0, *(match.end() for match in re.finditer(r"[，。；;！？\n]|,(?!\d)|\.\s", shown)), len(text)]
    return [clause for a, b in itertools.pairwise(cuts) if (clause := text[a:b].strip(" ，。；;！\n,."))]


def style_clause(clause: str) -> bool:
    """Does the clause speak about the form of the text?"""
    return bool(re.search(_lists()["form"]["style"], clause)) or bool(runs(clause))


def read_form(text: str) -> Form:
    """All that the brief says about form."""
    lists = _lists()["form"]
    heading, items = _numbered(text)
    opener, unit = _opener(text)
    points = _points(text)
    issuer, date = re.search(lists["issuer"], text), re.search(lists["date"], text)
    return Form(
        heading=heading,
        items=items,
        opener=opener,
        opens="sentence" if unit in ("句", "sentence", "") else "item",
        characters=_characters(re.sub(lists["each"], "", text)),
        each=_number(re.search(lists["each"], text)),
        paragraphs=_paragraphs(text, parted=items is not None or points is not None),
        points=points,
        concise=bool(re.search(lists["brief"], text)),
        issuer=issuer["words"] if issuer else None,
        date=date["words"] if date else None,
    )


# --- numbering and heading ------------------------------------------------------------------------------------------------------


def _numbered(text: str) -> tuple[Heading, Numbering | None]:
    """(the heading's form, the items' numbering): a row of numbers is the items', a single one the heading's unless its clause says else."""
    heading, items = Heading(), None
    for clause in clauses(text):
        for start, _, example in runs(clause):
            level = _named(clause, start)
            numbering = read_numbering(example)
            if level == "heading" and heading.numbering is None and numbering and not numbering.spoken:
                heading = heading.model_copy(update={"numbering": numbering})
            else:
                items = items or numbering
        rest = clause
        for start, end, _ in reversed(runs(clause)):
            rest = rest[:start] + "　" * (end - start) + rest[end:]
        for match in _QUOTED.finditer(rest):
            numbering, named = read_numbering(match["words"]), _named(rest, match.start())
            if numbering is None and named != "heading":
                continue
            if named == "items" or (numbering and numbering.spoken):
                items = items or numbering
            elif heading.words is None and heading.pattern is None:
                heading = _heading(match["words"], numbering or heading.numbering)
    return heading, items


def _named(clause: str, position: int) -> Literal["heading", "items", ""]:
    """Which of the two the words before ``position`` speak of; the nearest decides."""
    lists = _lists()["form"]
    before = clause[:position]
    at = {
        "heading": max((m.end() for m in re.finditer(lists["heading_words"], before)), default=-1),
        "items": max((m.end() for m in re.finditer(lists["item_words"], before)), default=-1),
    }
    best = max(at, key=lambda key: at[key])
    return cast(Literal["heading", "items"], best) if at[best] >= 0 else ""


def _heading(example: str, numbering: Numbering | None) -> Heading:
    words = stripped(example.strip())
    run_in = words.endswith("。")
    words = words.rstrip("。")
    if _LEFT_OUT.search(words):
        parts = [re.escape(part) for part in _LEFT_OUT.split(words)]
        pattern = None if not any(parts) else ".+?".join(parts)
        return Heading(numbering=numbering, pattern=pattern, run_in=run_in)
    return Heading(numbering=numbering, words=words or None, run_in=run_in)


def _opener(text: str) -> tuple[str | None, str]:
    lists = _lists()["form"]
    match = re.search(lists["opener"], text) or re.search(lists["english_opener"], text)
    if match is None or read_numbering(match["words"]):
        return None, ""
    return match["words"].strip(), match["unit"]


# --- length and parts -------------------------------------------------------------------------------------------------------------


def _characters(text: str) -> tuple[int, int] | None:
    lists = _lists()["length"]
    if between := re.search(lists["between"], text):
        low, high = between["low"] or between["low2"], between["high"] or between["high2"]
        return int(low), int(high)
    low, high = 0, MOST
    if most := _number(re.search(lists["at_most"], text)):
        high = most
    if least := _number(re.search(lists["at_least"], text)):
        low = least
    if (low, high) == (0, MOST) and (about := _number(re.search(lists["about"], text))):
        low, high = round(about * (1 - ABOUT)), round(about * (1 + ABOUT))
    return None if (low, high) == (0, MOST) else (low, high)


def _number(match: re.Match[str] | None) -> int | None:
    printed = (
        next((value for key, value in match.groupdict().items() if value and key.startswith("n")), None)
        if match
        else None
    )
    if printed is None:
        return None
    value = float(printed) if printed.isdigit() else chinese_number(printed)
    return int(value) if value else None


def _paragraphs(text: str, *, parted: bool) -> int | None:
    """So many paragraphs; one where a paragraph is asked for, unless it is to be in items."""
    several = _small(re.search(_lists()["form"]["paragraphs"], text))
    if several or parted:
        return several
    return 1 if re.search(_lists()["form"]["one_paragraph"], text) else None


def _points(text: str) -> tuple[int, int] | None:
    match = re.search(_lists()["form"]["points"], text)
    count = _small(match)
    if match is None or count is None:
        return None
    open_ended = match["more"] or match["more_before"] or re.search(_lists()["form"]["at_least"], match.group())
    return (count, MOST_POINTS if open_ended else count)


def _small(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    if match["en"]:
        return int(match["en"]) if match["en"].isdigit() else _ENGLISH_NUMBERS.index(match["en"].lower()) + 2
    return int(match["n"]) if match["n"].isdigit() else int(chinese_number(match["n"]) or 0) or None


# --- placeholders -----------------------------------------------------------------------------------------------------------------


def read_gaps(text: str) -> Gaps:
    """The form of placeholders that the brief sets, else 【待填：…】."""
    lists = _lists()["placeholder"]
    match = re.search(lists["asked"], text) or re.search(lists["english_asked"], text)
    if match is None:
        return Gaps()
    form = match["form"]
    if form[0] not in "【[〔（(":
        return Gaps(token=form, asked=True)
    inside = re.sub(r"[：:…].*$", "", form[1:-1])
    if (inside and not re.search(lists["describable"], inside)) or not inside:
        return Gaps(token=form, asked=True)
    return Gaps(open=form[0], word=inside, close=form[-1], asked=True)

"""English sentences for what Chinese plans print: figures with unit and bound, dates, bodies, names of indicators (pure)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from planbot.answer.fitting import figures
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request, reading
from planbot.ledger.departments import find
from planbot.ledger.numbers import Quantity, quantities
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.retrieve.rank import held
from planbot.sentences import clauses
from planbot.store.tokens import folded
from planbot.types import Target

TOLD = 3
"""Rows of the ledger told for one stretch of text."""
FRACTION = "比例"
"""The unit of fractions (三分之一), whose value is in per cent."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LARGE = ((Decimal(10**12), " trillion"), (Decimal(10**9), " billion"), (Decimal(10**6), " million"))


def in_english(
    reply: Reply,
    rows: Callable[[Evidence], Sequence[Target]],
    text: Callable[[str], str],
    query: Query,
    request: Request,
) -> Reply:
    """The reply with each point told in English, where there is a way to. ``rows``: of the ledger, within a span."""

    def told(point: Point) -> Point:
        evidence = point.evidence
        quote = text(evidence.document)[evidence.start : evidence.end]
        told_rows = _about(rows(evidence), query, request)
        cell = _cell(point.told) if point.told else None
        said = cell or sentence(quote, told_rows, query, request)
        return point.model_copy(update={"told": said})

    return reply.model_copy(update={"points": tuple(told(point) for point in reply.points)})


def sentence(words: str, rows: Sequence[Target], query: Query, request: Request) -> str | None:
    """What ``words`` answer, in English: their rows of the ledger, else the figures, bodies or dates asked for; None when none is told."""
    if "who" in request.wants and (bodies := _bodies(words)):
        return bodies
    if rows and (request.units is not None or "date" not in request.wants):
        asked = query if request.units is not None else None
        return "; ".join(dict.fromkeys(_row(row, asked) for row in rows))
    if request.units is not None and (clause := _clause(words, query, request)):
        stated = ", ".join(dict.fromkeys(_as_stated(clause, figure) for figure in figures(clause, request)[:TOLD]))
        about = _terms_held(clause, query)
        return f"{about[0].upper()}{about[1:]}: {stated}" if about else stated[0].upper() + stated[1:]
    if "date" in request.wants and (due := date(words)):
        return due[0].upper() + due[1:]
    name = gloss(words)
    return name[0].upper() + name[1:] if name else None


def _cell(told: str) -> str | None:
    """A cell as ``tabular`` tells it, in English: "设备购置，上级资金：180（单位：万元）"."""
    match = reading("told_cell").fullmatch(told)
    if match is None:
        return None
    name = gloss(match["label"] or match["head"]) or f"“{match['label'] or match['head']}”"
    found = quantities(match["value"] + (match["unit"] or "").removeprefix("1"))
    bodies = _bodies(match["value"])
    stated = value(found[0], found[0].bound) if found and not found[0].damaged else bodies or date(match["value"])
    return f"{name[0].upper()}{name[1:]}: {stated}" if stated else None


def _clause(words: str, query: Query, request: Request) -> str | None:
    """The clause with a figure that could be asked for and most of what the question names; all of it for several things at once."""
    pieces = [words[a:b] for a, b in clauses(words) if figures(words[a:b], request)]
    if not pieces or "compare" in request.wants or reading("respectively").search(words):
        return words if pieces else None
    return max(pieces, key=lambda piece: sum(held(concept, folded(piece)) for concept in query.concepts))


def _about(rows: Sequence[Target], query: Query, request: Request) -> list[Target]:
    """The rows whose indicator holds most of what the question names; all of them for a list."""
    stated = [row for row in rows if _stated(row, request)]
    if not stated or "list" in request.wants:
        return stated[:TOLD]
    scores = [sum(held(c, folded(f"{row.indicator} {row.quote}")) for c in query.concepts) for row in stated]
    best = max(scores)
    return [row for row, score in zip(stated, scores, strict=True) if score == best][:TOLD]


def _stated(row: Target, request: Request) -> bool:
    """Does the row state a figure, of a unit that could be asked for, or one that is damaged?"""
    damaged = any(figure.damaged for figure in quantities(row.value_text))
    return damaged or (row.value is not None and bool(figures(row.value_text, request) or request.units is None))


def _row(row: Target, query: Query | None) -> str:
    """``query``: its English terms may name what no list names."""
    counted = reading("counted_number").sub("", row.indicator)
    name = (
        (row.indicator not in row.context_quote and gloss(counted))
        or gloss(row.indicator)
        or (_terms_held(f"{row.indicator} {row.quote}", query) if query else "")
    )
    printed = row.indicator if row.indicator in row.context_quote or not name else ""
    label = (
        f"{name[0].upper()}{name[1:]} ({printed})"
        if name and printed
        else f"{name[0].upper()}{name[1:]}"
        if name
        else f"“{printed}”"
    )
    stated = (figure for figure in quantities(row.value_text) if not figure.damaged)
    found = [
        figure if figure.unit else replace(figure, unit=row.unit) for figure in stated
    ]  # a table may keep it in a column
    said = value(found[0], row.comparator or found[0].bound) if found else f"printed as “{row.value_text}”"
    per = next((said for start, said in load("english")["populations"].items() if row.indicator.startswith(start)), "")
    due = date(row.deadline or "")
    return f"{label}: {said}{per}{f', {due}' if due else ''}"


def _as_stated(clause: str, figure: Quantity) -> str:
    """A damaged figure as it is printed."""
    if figure.damaged:
        return f"printed as “{clause[figure.number_start : figure.end]}”"
    return value(figure, figure.bound)


def value(figure: Quantity, bound: str) -> str:
    """A figure that is not damaged with its bound and unit: 12/10万以内 is "at most 12 per 100,000"."""
    words: dict[str, str] = load("english")["bounds"]
    numbers, unit = figure.normal
    fraction = load("english")["fractions"].get(f"{numbers[0]:g}") if figure.unit == FRACTION else None
    if fraction:
        return f"{words.get(bound, '')}{fraction}"
    said = " to ".join(_number(number) for number in numbers)
    about = words["about"] if figure.approximate else ""
    return f"{words.get(bound, '')}{about}{said}{unit_in_english(unit)}"


def _number(number: float) -> str:
    exact = Decimal(repr(number))
    for size, name in _LARGE:
        if exact >= size and (exact / size * 1000) % 1 == 0:
            return f"{(exact / size).normalize():f}{name}"
    return f"{int(exact):,}" if exact == int(exact) else f"{exact.normalize():f}"


def unit_in_english(unit: str) -> str:
    """With the space before it; a unit that no list has is quoted as printed."""
    units: dict[str, str] = load("english")["units"]
    rates: dict[str, str] = load("english")["per"]
    if unit in units:
        return units[unit]
    for end in sorted(rates, key=len, reverse=True):
        if unit.endswith(end):
            counted = unit[: -len(end)]
            return ("" if counted in load("english")["plain_units"] else unit_in_english(counted)) + rates[end]
    return f" “{unit}”" if unit else ""


def date(words: str) -> str:
    """The first date or deadline in ``words``; empty when there is none."""
    months: list[str] = load("english")["months"]["names"]
    for pattern, to in _dates():
        if match := pattern.search(words):
            said = re.sub(r"M(\d)", lambda m, match=match: months[(int(match[int(m[1])]) - 1) % 12], to)
            return re.sub(r"\$(\d)", lambda m, match=match: match[int(m[1])], said)
    return ""


@cache
def _dates() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rule["from"]), rule["to"]) for rule in load("english")["dates"])


def _bodies(words: str) -> str | None:
    """Who leads and who supports, each with its Chinese name; None when no body is named."""
    found = [(mention.name, bool(re.match(_supports(), words[mention.end :]))) for mention in find(words)]
    lead = [body(name) for name, supports in found if not supports]
    support = [body(name) for name, supports in found if supports]
    parts = ["; ".join(lead)] if lead else []
    parts += [f"supported by {'; '.join(support)}"] if support else []
    said = ", ".join(parts)
    return said[0].upper() + said[1:] if said else None


@cache
def _supports() -> str:
    words: list[str] = load("verify")["roles"]["support"]
    return rf"(?:[、和与及][^，。；、]{{2,20}})*(?:{'|'.join(words)})"


def body(name: str) -> str:
    """A body in English with its Chinese name: county people's hospital (“县人民医院”)."""
    english = gloss(name)
    return f"{english} (“{name}”)" if english else f"“{name}”"


def _terms_held(words: str, query: Query) -> str:
    """The question's own English terms that the Chinese words stand for."""
    low = folded(words)
    heads = [
        c.head for c in query.concepts if c.head.isascii() and any(w in low for w, _ in c.wordings if not w.isascii())
    ]
    return ", ".join(dict.fromkeys(heads[:TOLD]))


def gloss(chinese: str) -> str | None:
    """A short Chinese name in English, put together from the terms the lists have; None when part of it is in none."""
    rest, said = chinese.strip("，。；：、（）() "), list[str]()
    rest = next((rest[len(start) :] for start in load("english")["populations"] if rest.startswith(start)), rest)
    if not rest or len(rest) > LONGEST_NAME:
        return None
    while rest:
        size = next((n for n in range(min(len(rest), LONGEST_TERM), 0, -1) if rest[:n] in _english()), 0)
        plain = re.match(r"[\x20-\x7e]+", rest)
        if not size and not plain:
            return None
        said.append(_english()[rest[:size]] if size else plain[0])  # type: ignore[index] - one of both matched
        rest = rest[size or plain.end() :]  # type: ignore[union-attr]
    return re.sub(r"\s+(?=,)|\s{2,}", " ", " ".join(word for word in said if word)).replace(" ,", ",").strip() or None


LONGEST_NAME, LONGEST_TERM = 24, 14
"""Characters of a name that is put into English, and of one term in the lists."""


@cache
def _english() -> Mapping[str, str]:
    """Chinese terms -> English: of several English terms the one that is written first for it."""
    terms: dict[str, list[str]] = load("bilingual")["terms"]
    pairs: Iterable[tuple[str, str]] = ((words[0], term) for term, words in terms.items() if _HAN.search(words[0]))
    table: dict[str, str] = {}
    for chinese, term in pairs:
        known = table.get(chinese)
        table[chinese] = (
            term if known is None or (chinese.endswith("率") and "rate" in term and "rate" not in known) else known
        )
    for entry in [*load("organisations")["department"], *load("organisations")["kind"]]:
        for form in entry["forms"]:
            if entry.get("english"):
                table.setdefault(form, entry["english"][0])
    return {**load("english")["words"], **table, **load("english")["names"]}

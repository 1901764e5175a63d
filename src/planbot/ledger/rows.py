"""Rows of the ledger from what a sentence states (pure)."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from planbot.ledger.deadlines import dates, is_exact
from planbot.ledger.departments import Mention
from planbot.ledger.outline import Place
from planbot.ledger.statement import Statement
from planbot.ledger.view import View
from planbot.ledger.whom import applies_to, listed
from planbot.ledger.wording import PUNCTUATION, wording
from planbot.types import Actor, Target, WarningCode


@dataclass(frozen=True, slots=True)
class Origin:
    """What all rows of a document share."""

    document: str
    file: str
    source: str
    damaged: Sequence[tuple[int, int]]
    """Spans of damaged numbers."""
    self_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a row comes from: its document, its place in it, its sentence."""

    origin: Origin
    place: Place
    view: View


def stated_row(
    setting: Setting,
    statement: Statement,
    kind: Literal["target", "reported"],
    actors: Sequence[Actor],
    named: Sequence[Mention],
) -> Target:
    """A target or a reported figure."""
    origin, view = setting.origin, setting.view
    start, end = view.source(statement.start, statement.end)
    inside = [mention for mention in named if statement.start <= mention.start < statement.end]
    earlier = [mention for mention in named if mention.end <= statement.start]
    damaged = statement.damaged or _touches(origin.damaged, view, statement)
    words = view.text[statement.clause[0] : statement.end]
    deadline = _deadline(view.text, statement)
    return _row(
        setting,
        kind=kind,
        span=(start, end),
        indicator=statement.indicator,
        comparator=statement.comparator,
        value=None if damaged else statement.value,
        unit=statement.unit,
        value_text=statement.value_text,
        deadline=deadline,
        responsible=_responsible(setting, statement, actors),
        actors=tuple(actors),
        applies_to=applies_to(
            view.text[: statement.start],
            view.text[statement.start : statement.end],
            statement.indicator,
            inside or earlier[-2:],
        ),
        baseline=statement.baseline,
        warnings=tuple(_warnings(statement, damaged, deadline)),
        approximate=statement.approximate,
        per=statement.per,
        commitment="strive" if wording().strive.search(words) else "must",
    )


def task_row(setting: Setting, actors: Sequence[Actor], objects: Iterable[Mention]) -> Target:
    """A sentence that asks for something without saying how much."""
    view = setting.view
    indicator = _task_name(view.text)
    return _row(
        setting,
        kind="task",
        span=view.source(0, len(view.text)),
        indicator=indicator,
        comparator=None,
        value=None,
        unit="",
        value_text="",
        deadline=next((view.text[s:e] for s, e in dates(view.text) if is_exact(view.text[s:e])), None),
        responsible=_named_responsible(setting, actors),
        actors=tuple(actors),
        applies_to=tuple(dict.fromkeys(mention.name for mention in objects)),
        baseline=None,
        warnings=(),
        commitment="strive" if wording().strive.search(view.text) else "must",
    )


def _row(setting: Setting, *, span: tuple[int, int], indicator: str, **fields: object) -> Target:
    origin, place, view = setting.origin, setting.place, setting.view
    part = place.part
    quote = origin.source[span[0] : span[1]]
    return Target.model_validate(
        {
            "id": row_id(origin.document, part.part if part else None, place.section, quote, indicator),
            "document": origin.document,
            "file": origin.file,
            "part": part.part if part else None,
            "section": place.section,
            "quote": quote,
            "context_quote": origin.source[view.start : view.end],
            "indicator": indicator,
            "issuer": part.issuer if part else None,
            "region": part.region if part else None,
            "year": part.year if part else None,
            "start": span[0],
            "end": span[1],
            **fields,
        }
    )


def row_id(document: str, part: str | None, section: tuple[str, ...], quote: str, indicator: str) -> str:
    """Follows from the row's words and place: the same after a new ingest of unchanged text."""
    identity = f"{document}\n{part}\n{section[-1:]}\n{quote}\n{indicator}"
    return f"{document}:{hashlib.sha256(identity.encode()).hexdigest()[:12]}"


def _touches(damaged: Sequence[tuple[int, int]], view: View, statement: Statement) -> bool:
    if not damaged or statement.figure is None:
        return False
    start, end = view.source(*statement.figure)
    return any(s < end and start < e for s, e in damaged)


def _deadline(text: str, statement: Statement) -> str | None:
    """The date in the statement's clause nearest to its figure, else one that opens an earlier clause of the sentence."""
    found = dates(text)
    here = [
        span for span in found if statement.clause[0] <= span[0] and span[1] <= max(statement.clause[1], statement.end)
    ]
    before = [span for span in found if span[1] <= statement.clause[0] and is_exact(text[span[0] : span[1]])]
    opening = [span for span in before if text[span[1] : span[1] + 1] in (",", "") or span[0] <= 2]
    chosen = here[:1] if statement.nature != "dated" else here[-1:] or found[-1:]
    chosen = chosen or opening[-1:]
    return text[chosen[0][0] : chosen[0][1]] if chosen else None


def _warnings(statement: Statement, damaged: bool, deadline: str | None) -> Iterable[WarningCode]:
    if damaged:
        yield "damaged_number"
    if statement.mismatched:
        yield "count_mismatch"
    if deadline and re.search(r"[*×xX_]{1,4}年", deadline):
        yield "masked_year"


_PLACES = re.compile(
    r"^(?:\d+|[一二三四五六七八九十两]+)?(?:个)?(?:各|全部)?[\u4e00-\u9fff]{1,8}(?:县|市|区|乡|镇|州|省|街道|村)?(?:\([^()]*\))?$"
)


def _responsible(setting: Setting, statement: Statement, actors: Sequence[Actor]) -> tuple[str, ...]:
    """Named bodies; else the places that open a dated or counted statement (甲县、乙县力争7月1日前启动)."""
    view = setting.view
    named = _named_responsible(setting, actors)
    if named:
        return named
    if statement.nature == "dated":
        at = next((s for s, _ in dates(view.text) if s >= statement.start), statement.end)
        opening = re.sub("(?:力争|争取|确保|要|将|务求|在|到|于)+$", "", view.text[statement.start : at]).strip(
            PUNCTUATION
        )
        pieces = listed(opening)
        if len(pieces) > 1 and all(2 <= len(piece) <= 8 and _PLACES.match(piece) for piece in pieces):
            return pieces
    counted = re.match(
        r"\d+(?:个)?(?:县|市|区|乡镇|镇|街道|村)(?:\([^()]*\))?(?=要|全面|均|都|全部|完成|建立|开展|实现)",
        view.text[statement.start : statement.end],
    )
    return (counted.group(),) if counted else ()


def _named_responsible(setting: Setting, actors: Sequence[Actor]) -> tuple[str, ...]:
    issuer = setting.place.part.issuer if setting.place.part else None
    return tuple(
        dict.fromkeys(
            issuer if issuer and actor.name in setting.origin.self_names else actor.name
            for actor in actors
            if actor.role != "support"
        )
    )


_MARK = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,3}[)、.]|[一二三四五六七八九十]是|[①-⑳])\s*")


def _task_name(text: str) -> str:
    """The first clause that says what to do, numbering left out."""
    plain = _MARK.sub("", text)
    named = (clause for clause in re.split("[,;。:]", plain) if len(clause) >= 4 and not _only_a_date(clause))
    return next(named, plain.rstrip("。;"))[:60]


def _only_a_date(clause: str) -> bool:
    found = dates(clause)
    return bool(found) and len(clause) - (found[0][1] - found[0][0]) <= 1

"""Every wrong answer of a report with all that is needed to see why: expected, said, cited, read, judged (pure)."""

from collections.abc import Iterable, Sequence
from html import escape

from planbot.evals.cases import Case
from planbot.evals.grade import Grade
from planbot.evals.labels import both, named, reason
from planbot.evals.metrics.matching import squashed
from planbot.evals.record import Record
from planbot.evals.score import Scored
from planbot.types import Passage

PASSAGES = 8
"""Passages shown with a failure."""


def failure(scored: Scored, case: Case, record: Record, grade: Grade | None, anchor: str) -> str:
    """One wrong answer, folded."""
    question = " → ".join(case.turns) or "…"
    parts = [
        _part(both("Question"), _question(case)),
        _part(both("standalone"), _standalone(case, record)),
        _part(both("Expected"), _expected(case)),
        _part(both("Wrong"), _list(map(reason, scored.reasons))),
        _part(both("Answer"), escape(record.answer.answer) if record.answer else ""),
        _part(both("rows"), _list(escape(row.quote) for row in record.rows)),
        _part(both("Cited"), _cited(record)),
        _part(both("judged"), _judged(grade)),
        _part(both("Timing"), _timing(scored)),
    ]
    return (
        f'<details id="{anchor}"><summary><code>{escape(scored.case)}</code> <span class="tag">{named(scored.category)}</span> '
        f"{escape(question)}</summary><dl>{''.join(parts)}</dl>{_passages(case, record)}</details>"
    )


def _part(title: str, content: str) -> str:
    return f"<dt>{title}</dt><dd>{content}</dd>" if content else ""


def _list(items: Iterable[str]) -> str:
    shown = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{shown}</ul>" if shown else ""


def _question(case: Case) -> str:
    if case.ledger is not None:
        return f"<code>{escape(case.ledger.model_dump_json(exclude_defaults=True))}</code>"
    return "<br>".join(map(escape, case.turns))


def _standalone(case: Case, record: Record) -> str:
    understood = record.answer.standalone_question if record.answer else ""
    return escape(understood) if understood and understood != case.turns[-1] else ""


def _expected(case: Case) -> str:
    if not case.answerable:
        return both("refusal")
    facts = [" / ".join(fact) for fact in case.facts] + list(case.numbers)
    facts += [f"{row.indicator} {row.quantity or ''}" for row in case.targets]
    facts += [item.file for item in case.relevant]
    return _list(map(escape, facts))


def _cited(record: Record) -> str:
    citations = record.answer.citations if record.answer else ()
    return _list(
        f'[{c.marker}] <span class="place">{escape(" › ".join((c.file, *c.section)))}</span> {escape(c.quote)}'
        for c in citations
    )


def _judged(grade: Grade | None) -> str:
    if grade is None:
        return ""
    words = {True: both("supported"), False: both("not_supported"), None: both("unread")}
    return _list(
        [f"{escape(claim.text)} — {words[claim.supported]}" for claim in grade.claims] or [escape(grade.error or "")]
    )


def _timing(scored: Scored) -> str:
    times = [("answer", scored.total_ms), ("first_token", scored.first_token_ms), ("search", scored.retrieve_ms)]
    return "; ".join(f"{both(name)} {value:.0f} ms" for name, value in times if value is not None)


def _passages(case: Case, record: Record) -> str:
    if not record.passages:
        return ""
    shown = record.passages[:PASSAGES]
    rows = "".join(f"<li>{_passage(passage, case)}</li>" for passage in shown)
    title = both("passages", count=len(record.passages), shown=len(shown))
    return f'<h3>{title}</h3><p class="note">{_where(case, record.passages)}</p><ol class="passages">{rows}</ol>'


def _where(case: Case, passages: Sequence[Passage]) -> str:
    """At which place the expected evidence was read."""
    wanted = [(item.file, squashed(item.quote)) for item in case.support]
    if not wanted:
        return ""
    ranks = [
        passage.rank
        for passage in passages
        if any(file == passage.file and quote in squashed(passage.text) for file, quote in wanted)
    ]
    return both("found_at", rank="、".join(map(str, ranks))) if ranks else both("not_found")


def _passage(passage: Passage, case: Case) -> str:
    quotes = [item.quote for item in case.evidence if item.file == passage.file]
    place = " › ".join(filter(None, (passage.file, passage.part, *passage.section)))
    return f'<div class="place">{escape(place)}</div><div class="text">{marked(passage.text, quotes)}</div>'


def marked(text: str, quotes: Iterable[str]) -> str:
    """``text`` as HTML with the first place of every quote marked, white space aside."""
    spans = sorted(span for quote in quotes if (span := _place(text, quote)))
    shown, position = "", 0
    for start, end in spans:
        if start >= position:
            shown += f"{escape(text[position:start])}<mark>{escape(text[start:end])}</mark>"
            position = end
    return shown + escape(text[position:])


def _place(text: str, quote: str) -> tuple[int, int] | None:
    offsets = [offset for offset, character in enumerate(text) if not character.isspace()]
    wanted = squashed(quote)
    at = squashed(text).find(wanted)
    return (offsets[at], offsets[at + len(wanted) - 1] + 1) if at >= 0 and wanted else None

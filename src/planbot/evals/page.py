"""The report as one self-contained HTML page: no script, nothing loaded from elsewhere, document text always escaped (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files

from planbot.evals.cases import Case
from planbot.evals.metrics.matching import squashed
from planbot.evals.metrics.names import BY_NAME
from planbot.evals.record import Record
from planbot.evals.render import applying, number, span, stamp_lines, timing_line
from planbot.evals.report import Figure, Group, Report
from planbot.evals.score import Scored
from planbot.types import Passage

PASSAGES = 5
"""Passages shown with a failure."""
_WIDTH = 220
"""Of a bar, in pixels."""


def html(report: Report, cases: Sequence[Case], records: Sequence[Record]) -> str:
    """The whole page."""
    by_case = {case.id: case for case in cases}
    kept = {record.case: record for record in records}
    whole = report.groups[0]
    title = f"{escape(report.stamp.suite)}: {whole.passed} of {whole.cases} right"
    failures = [case for case in report.cases if not case.passed]
    body = [
        f"<h1>{title}</h1>",
        _stamp(report),
        "<h2>Metrics</h2>",
        _metrics(report),
        "<h2>Categories and tags</h2>",
        _groups(report.groups[1:]),
        f"<h2>Failures ({len(failures)})</h2>",
        *(_failure(scored, by_case[scored.case], kept[scored.case]) for scored in failures),
    ]
    style = files("planbot.evals").joinpath("assets/report.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>\n"
    )


def _stamp(report: Report) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in stamp_lines(report))
    return f"<dl>{rows}<dt>Time</dt><dd>{escape(timing_line(report))}</dd></dl>"


def _metrics(report: Report) -> str:
    fakes = [{figure.name: figure.value for figure in sentinel.figures} for sentinel in report.sentinels]
    head = ["metric", "", "value", "95 % interval", "cases", *(sentinel.name for sentinel in report.sentinels)]
    rows = [
        [escape(BY_NAME[f.name].title), _bar(f), number(f.value), span(f.interval), str(f.cases)]
        + [number(fake[f.name]) for fake in fakes]
        for f in applying(report.groups[0].figures)
    ]
    return _table(head, rows)


def _bar(figure: Figure) -> str:
    """A bar as long as the value, with a line over its interval."""
    value = min(1.0, figure.value or 0.0)
    color = "bar" if BY_NAME[figure.name].better == "higher" else "bar low"
    line = ""
    if figure.interval:
        ends = f'x1="{figure.interval.low * _WIDTH:.1f}" x2="{figure.interval.high * _WIDTH:.1f}"'
        line = f'<line class="interval" {ends} y1="7" y2="7"/>'
    return (
        f'<svg width="{_WIDTH}" height="14" role="img"><rect class="track" width="{_WIDTH}" height="14"/>'
        f'<rect class="{color}" width="{value * _WIDTH:.1f}" height="14"/>{line}</svg>'
    )


def _groups(groups: Sequence[Group]) -> str:
    names = [figure.name for figure in groups[0].figures] if groups else []
    used = [n for n in names if any(f.value is not None for g in groups for f in g.figures if f.name == n)]
    head = ["group", "cases", "right", *(BY_NAME[name].title for name in used)]
    rows = [
        [escape(group.name), str(group.cases), str(group.passed)]
        + [number(figure.value) for figure in group.figures if figure.name in used]
        for group in groups
    ]
    return f'<div class="wide">{_table(head, rows)}</div>'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """``rows`` hold markup already."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _failure(scored: Scored, case: Case, record: Record) -> str:
    answer = record.answer
    facts = ["/".join(fact) for fact in case.facts] + list(case.numbers)
    expected = "refusal" if not case.answerable else "; ".join(facts or [row.indicator for row in case.targets])
    parts = {
        "Question": " → ".join(case.turns)
        or "ledger: " + (case.ledger.model_dump_json(exclude_defaults=True) if case.ledger else ""),
        "Expected": expected,
        "Wrong": "; ".join(scored.reasons),
        "Answer": answer.answer if answer else "\n".join(row.quote for row in record.rows),
        "Cited": "\n".join(f"[{c.marker}] {c.file}: {c.quote}" for c in answer.citations) if answer else "",
        "Time": f"{scored.total_ms:.0f} ms" if scored.total_ms is not None else "",
    }
    return (
        f"<details><summary><code>{escape(scored.case)}</code> {escape(parts['Question'])}</summary>"
        f"{_parts(parts)}{_passages(case, record)}</details>"
    )


def _parts(parts: Mapping[str, str]) -> str:
    shown = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in parts.items() if text)
    return f"<dl>{shown}</dl>"


def _passages(case: Case, record: Record) -> str:
    if not record.passages:
        return ""
    rows = "".join(f"<li>{_passage(passage, case)}</li>" for passage in record.passages[:PASSAGES])
    return f"<h3>Passages read</h3><ol>{rows}</ol>"


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

"""The report as one self-contained HTML page: no script, nothing loaded from elsewhere, document text always escaped (pure)."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from planbot.evals.failures import failure
from planbot.evals.folder import Stored
from planbot.evals.labels import agreed, both, metric, named
from planbot.evals.metrics.names import BY_NAME, JUDGED
from planbot.evals.plots import bar, histogram, squares
from planbot.evals.render import applying, number, span, stamp_lines
from planbot.evals.report import Figure, Group, Report
from planbot.evals.score import Scored

TILES = (
    "overall",
    "fact_recall",
    "number_accuracy",
    "refusal_recall",
    "false_refusal",
    "quote_validity",
    "evidence@1000",
)
"""Metrics shown large at the top, where they apply."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SWITCH = '<span lang="zh">中文</span>', '<span lang="en">English</span>'


def html(report: Report, stored: Stored) -> str:
    """The whole page, Chinese first and English at a click."""
    whole = report.groups[0]
    words = {"name": report.stamp.suite, "passed": whole.passed, "cases": whole.cases}
    body = [
        _switch(),
        f"<header><h1>{both('right', **words)}</h1>{_tiles(report)}</header>",
        *_remarks(report),
        _stamp(report),
        _section("every", _squares(report), note="every_note"),
        _section("metrics", _metrics(report), note="metrics_note"),
        _judge(report),
        _section("groups", _groups(report.groups[1:]), note="groups_note") if len(report.groups) > 1 else "",
        _speed(report),
        _failures(report, stored),
    ]
    style = files("planbot.evals").joinpath("assets/report.css").read_text(encoding="utf-8")
    title = f"{escape(report.stamp.suite)}: {whole.passed}/{whole.cases}"
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _switch() -> str:
    chosen = ("zh", "en")
    inputs = "".join(
        f'<label><input type="radio" name="language" id="see-{language}"{" checked" if language == "zh" else ""}>{words}</label>'
        for language, words in zip(chosen, _SWITCH, strict=True)
    )
    return f'<div class="switch">{inputs}</div>'


def _section(key: str, content: str, note: str = "", **values: object) -> str:
    remark = f'<p class="note">{both(note)}</p>' if note else ""
    return f'<section id="{key}"><h2>{both(key, **values)}</h2>{remark}{content}</section>'


def _tiles(report: Report) -> str:
    figures = {figure.name: figure for figure in report.groups[0].figures if figure.value is not None}
    tiles = [
        (metric(name), number(figures[name].value), span(figures[name].interval)) for name in TILES if name in figures
    ]
    if report.timing.total_p50 is not None and report.timing.total_p95 is not None:
        tiles.append((both("speed"), f"{report.timing.total_p50:.0f} ms", f"p95 {report.timing.total_p95:.0f} ms"))
    shown = "".join(
        f"<div><strong>{value}</strong><small>{more}</small><span>{title}</span></div>" for title, value, more in tiles
    )
    return f'<div class="tiles">{shown}</div>'


def _remarks(report: Report) -> list[str]:
    told = [(name, count) for name, count in (("unasked", report.unasked), ("errors", report.errors)) if count]
    return [f'<p class="remark">{both(name, count=count)}</p>' for name, count in told]


def _stamp(report: Report) -> str:
    rows = "".join(f"<dt>{both(name)}</dt><dd>{escape(value)}</dd>" for name, value in stamp_lines(report))
    cost = both("cost", tokens=report.tokens, cost=f"{report.cost_usd:.2f}")
    return f'<section id="what"><h2>{both("what")}</h2><dl class="stamp">{rows}<dt>{both("Spent")}</dt><dd>{cost}</dd></dl></section>'


def _squares(report: Report) -> str:
    by_category = sorted(report.cases, key=lambda case: (case.category, case.case))
    anchors = {wrong.case: anchor for wrong, anchor in _anchors(report)}
    rows = [
        (named(name), squares([(case.case, case.passed) for case in by_category if case.category == name], anchors))
        for name in dict.fromkeys(case.category for case in by_category)
    ]
    return f'<div class="squares">{"".join(f"<span>{name}</span>{drawn}" for name, drawn in rows)}</div>'


def _metrics(report: Report) -> str:
    fakes = [{figure.name: figure.value for figure in sentinel.figures} for sentinel in report.sentinels]
    judged = report.judge.agreements if report.judge else {}
    head = [both("metric"), "", both("value"), both("interval"), both("cases")]
    head += [f"{mark} {both(sentinel.name)}" for mark, sentinel in zip("△◇", report.sentinels, strict=False)]
    head += [both("agreement")] if judged else []
    rows = [
        [metric(f.name), _bar(f, [fake[f.name] for fake in fakes]), number(f.value), span(f.interval), str(f.cases)]
        + [number(fake[f.name]) for fake in fakes]
        + ([agreed(judged[f.name]) if f.name in judged else ""] if judged else [])
        for f in applying(report.groups[0].figures)
    ]
    return _table(head, rows)


def _bar(figure: Figure, fakes: Sequence[float | None]) -> str:
    lower = BY_NAME[figure.name].better == "lower"
    return bar(figure.value or 0.0, figure.interval, lower_is_better=lower, others=fakes)


def _judge(report: Report) -> str:
    judge = report.judge
    if judge is None:
        return ""
    counts = judge.model_dump(include={"model", "graded", "unread", "failed", "tokens"})
    text = f"<p>{both('judge_note', **counts, cost=f'{judge.cost_usd:.2f}')}</p>"
    text += f'<p class="remark">{both("judges_itself")}</p>' if judge.judges_itself else ""
    return _section("judge", text)


def _groups(groups: Sequence[Group]) -> str:
    names = [figure.name for figure in groups[0].figures if figure.name not in JUDGED]
    used = [n for n in names if any(f.value is not None for g in groups for f in g.figures if f.name == n)]
    head = [both("group"), both("cases"), both("passed"), *map(metric, used)]
    rows = [
        [named(group.name), str(group.cases), str(group.passed)]
        + [_cell(figure) for figure in group.figures if figure.name in used]
        for group in groups
    ]
    return _table(head, rows)


def _cell(figure: Figure) -> str:
    shown = number(figure.value)
    if figure.name == "overall" and figure.value is not None:
        return f"{bar(figure.value, figure.interval, lower_is_better=False, others=())}<br>{shown} <small>{span(figure.interval)}</small>"
    return f"{shown}<br><small>{span(figure.interval)}</small>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """All cells hold markup already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _speed(report: Report) -> str:
    times = [case.total_ms for case in report.cases if case.total_ms is not None]
    timing = report.timing
    if len(times) < 2 or timing.total_p50 is None or timing.total_p95 is None:
        return ""
    stages = (("answer", "total"), ("first_token", "first_token"), ("search", "retrieve"))
    rows = [
        [both(name), *(_ms(getattr(timing, f"{stage}_{part}")) for part in ("p50", "p95"))] for name, stage in stages
    ]
    drawn = histogram(times, (timing.total_p50, timing.total_p95))
    return _section("speed", drawn + _table(["", both("half"), both("most")], rows), note="speed_note")


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} ms"


def _failures(report: Report, stored: Stored) -> str:
    cases = {case.id: case for case in stored.cases}
    records = {record.case: record for record in stored.records}
    grades = {grade.case: grade for grade in stored.grades}
    shown = [
        failure(wrong, cases[wrong.case], records[wrong.case], grades.get(wrong.case), anchor)
        for wrong, anchor in _anchors(report)
    ]
    return _section("failures", "".join(shown) or f"<p>{both('none')}</p>", count=len(shown))


def _anchors(report: Report) -> list[tuple[Scored, str]]:
    """Every wrong answer, and the name of its place in the page."""
    wrong = [case for case in report.cases if not case.passed]
    return [(case, f"case-{number}") for number, case in enumerate(wrong, 1)]

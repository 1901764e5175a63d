"""A report in the forms people and machines read: Markdown, JUnit XML; the HTML page is in page.py (pure)."""

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from planbot.evals.metrics.names import BY_NAME, METRICS
from planbot.evals.metrics.statistics import Agreement, Interval
from planbot.evals.report import Figure, Report


def number(value: float | None) -> str:
    """Three digits; a dash where a metric does not apply."""
    return "–" if value is None else f"{value:.3f}"


def span(interval: Interval | None) -> str:
    """The interval in brackets, or nothing."""
    return f"[{interval.low:.3f}, {interval.high:.3f}]" if interval else ""


def applying(figures: Sequence[Figure]) -> list[Figure]:
    """Those that apply to any case."""
    return [figure for figure in figures if figure.value is not None]


def stamp_lines(report: Report) -> list[tuple[str, str]]:
    """What was measured, as names and values."""
    stamp = report.stamp
    return [
        ("Suite", f"{stamp.suite} ({stamp.suite_hash[:12]})"),
        ("Documents", f"{stamp.documents} ({stamp.corpus_hash[:12]})"),
        ("Settings", stamp.settings_hash[:12]),
        ("Model", stamp.model),
        ("Embedding model", stamp.embed_model),
        ("planbot", f"{stamp.planbot}, Python {stamp.python}"),
        ("Started", stamp.started_at),
    ]


def timing_line(report: Report) -> str:
    """Percentiles in milliseconds, tokens and cost, in one line."""
    timing = report.timing
    pairs = [("answer", timing.total_p50, timing.total_p95), ("search", timing.retrieve_p50, timing.retrieve_p95)]
    times = [
        f"{name} p50 {low:.0f} ms, p95 {high:.0f} ms"
        for name, low, high in pairs
        if low is not None and high is not None
    ]
    return "; ".join([*times, f"{report.tokens} tokens, {report.cost_usd:.2f} USD", f"{report.errors} errors"])


def judge_lines(report: Report) -> list[str]:
    """Who judged, and what could not be scored."""
    judge = report.judge
    if judge is None:
        return []
    own = ", the model it judges: it may favour itself" if judge.judges_itself else ""
    left = f"{judge.unread} verdicts not readable and not scored, {judge.failed} answers without a grade"
    return [
        f"judge: {judge.model}{own}; {judge.graded} answers graded, {left}; {judge.tokens} tokens, {judge.cost_usd:.2f} USD"
    ]


def beside(name: str, report: Report) -> str:
    """What stands beside a judged number: how far the judge agrees with the rules. Nothing beside the others."""
    found = report.judge.agreements.get(name) if report.judge else None
    return agreed(found) if found else ""


def agreed(found: Agreement) -> str:
    """How far judge and rules agree, in words."""
    if found.agreed is None:
        return "nothing that both judged"
    kappa = "not defined, one of them always says the same" if found.kappa is None else f"{found.kappa:.2f}"
    return f"agrees with the rules on {found.agreed:.3f} of n={found.n}, kappa {kappa}"


def markdown(report: Report) -> str:
    """The report as a page of Markdown: figures, sentinels, categories, failures."""
    whole = report.groups[0]
    lines = [f"# {report.stamp.suite}: {whole.passed} of {whole.cases} right", ""]
    lines += [f"- {name}: {value}" for name, value in stamp_lines(report)]
    lines += [f"- {timing_line(report)}", *(f"- {line}" for line in judge_lines(report))]
    lines += ["", *_metrics(report), "", *_groups(report), "", "## Failures", ""]
    lines += [f"- `{case.case}` {'; '.join(case.reasons)}" for case in report.cases if not case.passed]
    return "\n".join(lines) + "\n"


def _metrics(report: Report) -> list[str]:
    names = [sentinel.name for sentinel in report.sentinels]
    head = ["metric", "value", "95 % interval", "cases", *names, *(["agreement"] if report.judge else [])]
    fakes = [{figure.name: figure.value for figure in sentinel.figures} for sentinel in report.sentinels]
    rows = [
        [BY_NAME[f.name].title, number(f.value), span(f.interval), str(f.cases)]
        + [number(fake[f.name]) for fake in fakes]
        + ([beside(f.name, report)] if report.judge else [])
        for f in applying(report.groups[0].figures)
    ]
    return table(head, rows)


def _groups(report: Report) -> list[str]:
    rows = [[g.name, str(g.cases), str(g.passed), number(g.passed / g.cases)] for g in report.groups[1:]]
    return table(["category or tag", "cases", "right", "share"], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def junit(report: Report) -> str:
    """JUnit XML: a test case for each case, its reasons as the failure."""
    failed = [case for case in report.cases if not case.passed]
    suite = Xml.Element(
        "testsuite", name=report.stamp.suite, tests=str(len(report.cases)), failures=str(len(failed)),
        timestamp=report.stamp.started_at,
    )  # fmt: skip
    for case in report.cases:
        seconds = f"{(case.total_ms or 0) / 1000:.3f}"
        element = Xml.SubElement(suite, "testcase", name=case.case, classname=case.category, time=seconds)
        if not case.passed:
            failure = Xml.SubElement(element, "failure", message=_printable(case.reasons[0] if case.reasons else ""))
            failure.text = _printable("\n".join(case.reasons))
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Without characters that XML does not allow."""
    return "".join(
        c if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) < 0xFFFE) else "\ufffd"
        for c in text
    )


def summary(report: Report) -> str:
    """A few lines for a terminal."""
    whole = report.groups[0]
    shown = {figure.name: figure for figure in applying(whole.figures)}
    lines = [f"{report.stamp.suite}: {whole.passed} of {whole.cases} right"]
    lines += [_line(shown[metric.name], report) for metric in METRICS if metric.name in shown]
    lines += [f"  {line}" for line in judge_lines(report)]
    groups = ", ".join(f"{group.name} {group.passed}/{group.cases}" for group in report.groups[1:])
    return "\n".join([*lines, f"  {groups}", f"  {timing_line(report)}"])


def _line(figure: Figure, report: Report) -> str:
    cells = f"  {BY_NAME[figure.name].title:44}{number(figure.value):>7}  {span(figure.interval):16}  n={figure.cases}"
    more = beside(figure.name, report)
    return f"{cells}  {more}" if more else cells

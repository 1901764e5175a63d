"""Printing what evaluations found, and writing the cases they made."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planbot.cli.output import note, print_json, say, shortened, table
from planbot.errors import InputError, UsageError

if TYPE_CHECKING:
    from planbot.evals.cases import Case
    from planbot.evals.compare import Change, Comparison
    from planbot.evals.report import Report
    from planbot.evals.runs import RunLine, SuiteLine


def print_report(report: "Report", *, json: bool) -> None:
    from planbot.evals.render import summary

    if json:
        print_json(report)
    else:
        say(summary(report))


def print_comparison(found: "Comparison") -> None:
    say(f"{found.before}  ->  {found.after}")
    say(f"fixed {len(found.fixed)}, broken {len(found.broken)}, same {found.same}")
    for title, cases in (("fixed", found.fixed), ("broken", found.broken)):
        if cases:
            say(f"{title}: {', '.join(cases)}")
    rows = [_change_row(change) for change in found.changes]
    say(table(("metric", "before", "after", "difference", "95 % interval", "p", "cases"), rows))


def _change_row(change: "Change") -> tuple[str, ...]:
    gap = change.difference
    figures = (f"{change.before:.3f}", f"{change.after:.3f}", f"{gap.mean:+.3f}")
    return (change.name, *figures, f"[{gap.low:+.3f}, {gap.high:+.3f}]", f"{gap.p:.3f}", str(change.cases))


def print_suites(suites: "Sequence[SuiteLine]", runs: "Sequence[RunLine]", folder: Path) -> None:
    """Two tables."""
    rows = [(suite.name, str(suite.cases), ", ".join(suite.categories)) for suite in suites]
    say(table(("suite", "cases", "categories"), rows))
    if runs:
        shown = [(str(folder / run.id), run.state, f"{run.done}/{run.total}", run.model) for run in runs]
        say("\n" + table(("run", "state", "cases", "model"), shown))


def write_cases(made: Sequence["Case"], name: str, out: Path | None) -> None:
    from planbot.evals.cases import Suite
    from planbot.evals.write import as_yaml

    if not made:
        raise InputError("there is nothing to make cases from: ingest documents, or collect feedback in the chat")
    text = as_yaml(Suite(name=name, cases=tuple(made)))
    if out is None:
        say(text, end="")
    else:
        write_text(out, text)
        say(table(("case", "question", "expected"), [_case_row(case) for case in made]))
    note(f"{len(made)} cases")


def _case_row(case: "Case") -> tuple[str, str, str]:
    expected = "; ".join([*case.numbers, *("/".join(fact) for fact in case.facts)])
    return case.id, shortened(case.turns[-1], 72), shortened(expected if case.answerable else "refusal", 60)


def write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error

"""eval: run suites, compare runs, make cases."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.evaluated import print_comparison, print_report, print_suites, write_cases, write_text
from planbot.cli.output import leave, note, print_json, progress_bar
from planbot.cli.session import session
from planbot.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.evals.compare import Baseline, Floor
    from planbot.evals.report import Report
    from planbot.evals.runner import RunOptions

commands = typer.Typer(help="Measure whether the answers are good.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Suites = Annotated[
    list[str], typer.Argument(help="Names of built-in suites (samples, samples/lookup), files or BEIR folders.")
]
Run = Annotated[Path, typer.Argument(help="Folder of a run.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder of the run; one that was cut short is resumed.", show_default="in the home")
]
Baselines = Annotated[
    Path | None, typer.Option(help="Fail when a case or a figure is worse than here.", show_default=False)
]
Floors = Annotated[
    list[str] | None,
    typer.Option(help="metric=value: fail below it (above, where lower is better).", show_default=False),
]
Cost = Annotated[
    float | None, typer.Option(min=0, help="Ask no more once answers have cost so many USD.", show_default=False)
]
Judges = Annotated[
    bool, typer.Option("--judge", help="Have the answers judged by the model PLANBOT_JUDGE_MODEL as well.")
]
Target = Annotated[
    Path | None, typer.Option(help="YAML file to write; look through it before use.", show_default="stdout")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(commands, name="eval")


@commands.command("run")
def run_suites(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    suites: Suites,
    *,
    json: Json = False,
    out: Out = None,
    baseline: Baselines = None,
    write_baseline: Annotated[
        Path | None, typer.Option(help="Write what a later run is held to.", show_default=False)
    ] = None,
    fail_under: Floors = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=64, help="Cases asked at the same time; helps where a model server answers.")
    ] = 1,
    max_cost: Cost = None,
    judge: Judges = False,
) -> None:
    """Ask every case of the suites and report. Exit status 1 when a bound or the baseline is missed, 3 when not all was asked."""
    from planbot.evals.compare import baseline as held
    from planbot.evals.runner import RunOptions

    floors, held_to = _floors(fail_under), _baseline(baseline)
    if len(suites) > 1 and (json or out or baseline or write_baseline):
        raise UsageError("--json, --out and the baselines are for one suite at a time")
    missed: list[str] = []
    unasked = 0
    options = RunOptions(parallel=parallel, max_cost_usd=max_cost, judge=judge)
    for name in suites:
        report = _run(context, name, out, options)
        unasked += report.unasked
        print_report(report, json=json)
        missed += _missed(report, floors, held_to)
        if write_baseline:
            write_text(write_baseline, held(report).model_dump_json(indent=1) + "\n")
    _gate(missed)
    if unasked:
        leave(3)


@commands.command("score")
def score_again(
    context: typer.Context,
    folder: Run,
    *,
    json: Json = False,
    baseline: Baselines = None,
    fail_under: Floors = None,
    judge: Judges = False,
) -> None:
    """Score a stored run again, by the metrics of now, without asking anything; --judge has its answers judged first."""
    from planbot.evals.output import write_report
    from planbot.evals.runner import RunOptions, rescored

    floors, held_to = _floors(fail_under), _baseline(baseline)
    if judge:
        with session(context).assistant() as assistant:
            _judge(assistant, folder, RunOptions(judge=True))
    report = rescored(folder)
    write_report(report, folder)
    print_report(report, json=json)
    _gate(_missed(report, floors, held_to))


@commands.command("compare")
def compare_runs(before: Run, after: Run, *, json: Json = False) -> None:
    """Compare two runs case by case: fixed, broken, and each metric's difference with its interval."""
    from planbot.evals.compare import compare
    from planbot.evals.runner import rescored

    found = compare(rescored(before), rescored(after))
    if json:
        print_json(found)
        return
    print_comparison(found)


@commands.command("list")
def list_suites(context: typer.Context) -> None:
    """List the suites, built-in and kept in the home, and the runs of the home."""
    from planbot.evals.runs import Runs

    with session(context).assistant() as assistant:
        runs = Runs(assistant)
        print_suites(runs.suites(), runs.list(), assistant.settings.home / "evals")


@commands.command("generate")
def generate_cases(
    context: typer.Context,
    *,
    document: Annotated[list[str] | None, typer.Option(help="Only from this document.", show_default=False)] = None,
    out: Target = None,
) -> None:
    """Make cases from the ledger and the outline of the documents: no labels, no model."""
    from planbot.evals.generate import generate

    with session(context).assistant() as assistant:
        wanted = [assistant.outline(name) for name in document or [item.id for item in assistant.documents()]]
    made = generate(wanted, other=len(wanted) > 1)
    write_cases(made, "generated", out)


@commands.command("from-feedback")
def from_feedback(context: typer.Context, *, out: Target = None) -> None:
    """Make cases from the answers that people found wrong in the chat."""
    from planbot.evals.feedback import cases, kept

    write_cases(cases(kept(session(context).settings.home)), "feedback", out)


# --- running ----------------------------------------------------------------------------------------------------------


def _run(context: typer.Context, name: str, out: Path | None, options: "RunOptions") -> "Report":
    from planbot.evals.load import load_suite
    from planbot.evals.output import write_report
    from planbot.evals.runner import rescored, run

    suite = load_suite(name)
    home = session(context).settings.home
    folder = out or home / "evals" / f"{suite.name.replace('/', '-')}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with _assistant(context, name) as assistant:
        _check_judge(assistant, options)
        with progress_bar() as progress:
            run(assistant, suite, folder, options, progress)
        if options.judge:
            _judge(assistant, folder, options)
    report = rescored(folder)
    note(f"report: {write_report(report, folder)}")
    if report.unasked:
        note(
            f"{report.unasked} of {len(suite.cases)} cases were not asked; the same command with --out {folder} goes on"
        )
    return report


def _check_judge(assistant: "Assistant", options: "RunOptions") -> None:
    if options.judge and assistant.settings.judge_model is None:
        raise ConfigurationError("--judge needs a model: set PLANBOT_JUDGE_MODEL (and PLANBOT_JUDGE_BASE_URL)")


def _judge(assistant: "Assistant", folder: Path, options: "RunOptions") -> None:
    from planbot.evals.judge import judge_of
    from planbot.evals.judging import have_judged

    _check_judge(assistant, options)
    judge = judge_of(assistant.settings, assistant.likeness)
    if judge:
        with progress_bar() as progress:
            have_judged(folder, judge, options, progress)


@contextmanager
def _assistant(context: typer.Context, name: str) -> "Generator[Assistant]":
    """The home's; for a BEIR folder, one over a home of its own that holds the folder's corpus."""
    from planbot.assistant import Assistant
    from planbot.evals.load import corpus_of, write_corpus

    folder = corpus_of(name)
    if folder is None:
        with session(context).assistant() as assistant:
            yield assistant
        return
    settings = session(context).settings
    home = settings.home / "evals" / f"corpus-{folder.resolve().name}"
    write_corpus(folder, home / "files")
    with Assistant.open(settings.model_copy(update={"home": home})) as assistant, progress_bar() as progress:
        assistant.ingest([home / "files"], progress=progress)
        yield assistant


def _floors(given: Sequence[str] | None) -> tuple["Floor", ...]:
    return tuple(_floor(text) for text in given or ())


def _floor(text: str) -> "Floor":
    from planbot.evals.compare import Floor
    from planbot.evals.metrics.names import BY_NAME

    metric, _, bound = text.partition("=")
    if metric not in BY_NAME:
        raise UsageError(f"--fail-under {text}: no metric is called {metric!r}; there are {', '.join(BY_NAME)}")
    try:
        return Floor(metric=metric, bound=float(bound))
    except ValueError:
        raise UsageError(f"--fail-under {text}: expected metric=number") from None


def _baseline(path: Path | None) -> "Baseline | None":
    from pydantic import ValidationError

    from planbot.evals.compare import Baseline

    if path is None:
        return None
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError:
        raise UsageError(f"{path}: is no baseline; --write-baseline makes one") from None


def _missed(report: "Report", floors: Sequence["Floor"], held_to: "Baseline | None") -> list[str]:
    from planbot.evals.compare import below, regressions

    return [*below(report, floors), *(regressions(report, held_to) if held_to else ())]


def _gate(missed: Sequence[str]) -> None:
    for line in missed:
        note(f"failed: {line}")
    if missed:
        leave(1)

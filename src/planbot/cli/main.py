"""The program ``planbot``: its commands, the options before them, and what happens to errors."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from planbot.cli import asking, conformity, documents, drafting, evals, keeping, people, serving, targets
from planbot.cli.output import leave, note, say
from planbot.cli.session import Session, session
from planbot.errors import PlanbotError

app = typer.Typer(
    name="planbot",
    help="Ask questions over plan documents; every answer cites the exact words.",
    epilog="Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done in part.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
documents.register(app)
asking.register(app)
targets.register(app)
drafting.register(app)
evals.register(app)
conformity.register(app)
serving.register(app)
people.register(app)
keeping.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        say(serving.version_line())
        leave(0)


@app.callback()
def _options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="The folder that holds all state.", show_default=False)
    ] = None,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    session(context).home = home


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. Every error is one line on stderr."""
    current = Session()
    _use_utf8()
    try:
        app(args=home_first(arguments), prog_name="planbot", obj=current)
    except SystemExit as finished:
        return finished.code if isinstance(finished.code, int) else 0
    except PlanbotError as error:
        return _failed(error, str(error), error.exit_code, current)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _failed(error, f"unexpected {type(error).__name__}: {error} (PLANBOT_DEBUG=1 shows where)", 1, current)
    return 0


def home_first(arguments: Sequence[str]) -> list[str]:
    """The same arguments with ``--home DIR`` moved to the front, so that it may stand after the command as well."""
    moved: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue and queue[0] != "--":
        argument = queue.pop(0)
        if argument == "--home" and queue:
            moved += [argument, queue.pop(0)]
        elif argument.startswith("--home="):
            moved.append(argument)
        else:
            rest.append(argument)
    return [*moved, *rest, *queue]


def _failed(error: Exception, message: str, code: int, current: Session) -> int:
    if current.debug:
        traceback.print_exception(error)
    note(f"planbot: {message}")
    return code


def _use_utf8() -> None:
    """Documents are Unicode whatever the locale says; what cannot be encoded is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]

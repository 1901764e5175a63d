"""targets: the rows of the ledger, filtered, side by side or corrected, as a table, JSON, CSV or a spreadsheet."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import note, say
from planbot.cli.session import session
from planbot.errors import UsageError

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.ledger.query import Selection, Wanted


class Kind(StrEnum):
    """Which rows."""

    target = "target"
    task = "task"
    reported = "reported"
    all = "all"


class Duty(StrEnum):
    """How a body stands to a row."""

    lead = "lead"
    support = "support"
    bound = "bound"
    issuer = "issuer"


class Format(StrEnum):
    """How they are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


Names = list[str] | None


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(
        epilog="ROW is an id that the table shows. FIELD is value, unit, comparator, indicator, department, deadline, kind."
    )(targets)


def targets(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    changes: Annotated[
        Names, typer.Argument(metavar="[FIELD=VALUE]...", help="With --correct.", show_default=False)
    ] = None,
    *,
    kind: Annotated[Kind | None, typer.Option(help="Planned, to do, or reached.", show_default="target")] = None,
    department: Annotated[Names, typer.Option(help="Only what binds this body.", show_default=False)] = None,
    role: Annotated[Duty | None, typer.Option(help="Only where the body has this role.", show_default=False)] = None,
    indicator: Annotated[Names, typer.Option(help="Only this indicator.", show_default=False)] = None,
    document: Annotated[Names, typer.Option(help="Only this document (id or file name).", show_default=False)] = None,
    part: Annotated[Names, typer.Option(help="Only this part of a compilation (第3篇).", show_default=False)] = None,
    region: Annotated[Names, typer.Option(help="Only plans of this place.", show_default=False)] = None,
    year: Annotated[list[int] | None, typer.Option(help="Only plans for this year.", show_default=False)] = None,
    deadline: Annotated[Names, typer.Option(help="Only what is due then (年底前, 2026).", show_default=False)] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Each indicator across documents and years.")] = False,
    contradictions: Annotated[
        bool, typer.Option("--contradictions", help="One indicator, place and year, several values.")
    ] = False,
    departments: Annotated[bool, typer.Option("--departments", help="The bodies that rows name.")] = False,
    corrections: Annotated[bool, typer.Option("--corrections", help="What people have corrected.")] = False,
    correct: Annotated[str | None, typer.Option(metavar="ROW", help="Correct a row.", show_default=False)] = None,
    drop: Annotated[str | None, typer.Option(metavar="ROW", help="Take a row out.", show_default=False)] = None,
    undo: Annotated[str | None, typer.Option(metavar="ROW", help="Take a correction back.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    style: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
    out: Annotated[Path | None, typer.Option(help="Write to this file.", show_default="stdout")] = None,
) -> None:
    """List the targets in the documents: complete, from the ledger, not from a search."""
    from planbot.cli import corrected
    from planbot.cli.asking import identified
    from planbot.ledger.query import Wanted

    flags = {"compare": compare, "contradictions": contradictions, "departments": departments}
    names = {"corrections": corrections, "correct": correct, "drop": drop, "undo": undo}
    action, chosen = _only({**flags, **names}), Format.json if json else style
    _check(action, chosen, changes, out)
    with session(context).assistant() as assistant:
        if action in names:
            _write(corrected.done(assistant, action, correct or drop or undo or "", changes or (), json), out)
            return
        wanted = Wanted(
            kind=kind.value if kind else "all" if departments else "target",
            departments=tuple(department or ()),
            role=role.value if role else None,
            indicators=tuple(indicator or ()),
            documents=tuple(identified(assistant, document)),
            parts=tuple(part or ()),
            regions=tuple(region or ()),
            years=tuple(year or ()),
            deadlines=tuple(deadline or ()),
        )
        selection, content = _listed(assistant, wanted, action, chosen)
    _write(content, out)
    note(
        f"{len(selection.rows)} rows in {selection.documents_found} documents, "
        f"of {selection.rows_searched} rows in {selection.documents_searched} documents"
    )


def _only(given: dict[str, object]) -> str:
    """The one that is given; empty when none is."""
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise UsageError(f"--{names[0]} and --{names[1]} exclude each other")
    return names[0] if names else ""


def _check(action: str, chosen: Format, changes: Names, out: Path | None) -> None:
    if changes and action != "correct":
        raise UsageError(f"{changes[0]}: field=value goes with --correct ROW")
    if chosen in (Format.csv, Format.xlsx) and action not in ("", "compare", "contradictions"):
        raise UsageError(f"--{action} prints a table or --json")
    if chosen is Format.xlsx and out is None:
        raise UsageError("a spreadsheet needs a file: --format xlsx --out FILE.xlsx")


def _listed(assistant: "Assistant", wanted: "Wanted", action: str, style: Format) -> "tuple[Selection, bytes]":
    """What was found, and how it is printed."""
    from planbot.cli import listings
    from planbot.ledger.query import contradictions, side_by_side
    from planbot.ledger.register import bodies_found
    from planbot.ui import sheets

    selection = assistant.targets(wanted)
    if action == "departments":
        return selection, listings.bodies(bodies_found(selection.rows, assistant.aliases), selection, style == "json")
    if action:
        series = side_by_side(selection.rows) if action == "compare" else contradictions(selection.rows)
        rows = tuple(row for group in series for row in group.rows)
        listed = selection.model_copy(update={"rows": rows, "documents_found": len({row.document for row in rows})})
    else:
        series, listed = None, selection
    if style is Format.csv:
        return listed, sheets.as_csv(listed.rows)
    if style is Format.xlsx:
        return listed, sheets.as_xlsx(listed.rows)
    if series is not None:
        return listed, listings.series(series, listed, style == "json")
    return listed, listings.rows(listed, style == "json")


def _write(content: bytes, out: Path | None) -> None:
    if out is None and sys.stdout.isatty():
        say(content.decode(), end="")
    elif out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        try:
            out.write_bytes(content)
        except OSError as error:
            raise UsageError(f"{out}: cannot be written: {error.strerror}") from error

"""targets: the rows of the ledger, filtered, as a table, JSON, CSV or a spreadsheet."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import dumped, note, say, shortened, table, to_json
from planbot.cli.session import session
from planbot.errors import UsageError

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.ledger.query import Selection
    from planbot.types import Target


class Kind(StrEnum):
    """Which rows."""

    target = "target"
    task = "task"
    reported = "reported"
    all = "all"


class Format(StrEnum):
    """How they are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


Names = list[str] | None


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(targets)


def targets(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    *,
    kind: Annotated[Kind, typer.Option(help="Planned, to be done, or already reached.")] = Kind.target,
    department: Annotated[Names, typer.Option(help="Only what binds this body.", show_default=False)] = None,
    indicator: Annotated[Names, typer.Option(help="Only this indicator.", show_default=False)] = None,
    document: Annotated[Names, typer.Option(help="Only this document (id or file name).", show_default=False)] = None,
    part: Annotated[Names, typer.Option(help="Only this part of a compilation (第3篇).", show_default=False)] = None,
    year: Annotated[list[int] | None, typer.Option(help="Only plans for this year.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    style: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
    out: Annotated[Path | None, typer.Option(help="Write to this file.", show_default="stdout")] = None,
) -> None:
    """List the targets in the documents: complete, from the ledger, not from a search."""
    from planbot.cli.asking import identified
    from planbot.ledger.query import Wanted, select

    chosen = Format.json if json else style
    if chosen is Format.xlsx and out is None:
        raise UsageError("a spreadsheet needs a file: --format xlsx --out FILE.xlsx")
    with session(context).assistant() as assistant:
        wanted = Wanted(
            kind=kind.value,
            departments=tuple(department or ()),
            indicators=tuple(indicator or ()),
            documents=tuple(identified(assistant, document)),
            parts=tuple(part or ()),
            years=tuple(year or ()),
        )
        selection = select(_ledger(assistant), wanted)
    _write(_rendered(selection, chosen), out)
    note(
        f"{len(selection.rows)} rows in {selection.documents_found} documents, "
        f"of {selection.rows_searched} rows in {selection.documents_searched} documents"
    )


def _ledger(assistant: "Assistant") -> "Iterator[Target]":
    return (row for document in assistant.documents() for row in assistant.outline(document.id).targets)


def _rendered(selection: "Selection", style: Format) -> bytes:
    from planbot.cli import sheets
    from planbot.cli.shapes import TargetList

    if style is Format.json:
        return (to_json(dumped(TargetList(targets=selection.rows))) + "\n").encode()
    if style is Format.csv:
        return sheets.as_csv(selection.rows)
    if style is Format.xlsx:
        return sheets.as_xlsx(selection.rows)
    headers = ("indicator", "value", "deadline", "responsible", "year", "source")
    return (table(headers, map(_row, selection.rows)) + "\n").encode()


def _row(target: "Target") -> tuple[str, ...]:
    source = " > ".join(filter(None, (target.file, target.part)))
    value = target.value_text or shortened(target.quote, 24)
    facts = (
        shortened(target.indicator, 40),
        shortened(value, 24),
        target.deadline or "",
        shortened("、".join(target.responsible), 32),
    )
    return (*facts, str(target.year or ""), shortened(source, 48))


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

"""draft: a new section from prior text, as Markdown, as a Word file, or as JSON."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.asking import source_line
from planbot.cli.output import note, print_json, raw, say
from planbot.cli.session import session
from planbot.errors import InputError, UsageError

if TYPE_CHECKING:
    from planbot.types import Draft, Precedent


class Format(StrEnum):
    """Of the file."""

    md = "md"
    docx = "docx"


class Sources(StrEnum):
    """How a Word file names where its sentences come from."""

    endnotes = "endnotes"
    comments = "comments"
    none = "none"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(draft)


def draft(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    brief: Annotated[
        str, typer.Argument(help="What to write: 起草2025年妇幼健康工作一节，300字左右.", show_default=False)
    ],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    sources_from: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="DOCUMENT[:SECTION]", help="Make it from this text alone.", show_default=False),
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=1949, max=2100, help="The year it is written for.", show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option(help="Of --out.")] = Format.md,
    out: Annotated[Path | None, typer.Option(help="Where it goes.", show_default="stdout")] = None,
    sources: Annotated[Sources, typer.Option(help="Of a Word file.")] = Sources.endnotes,
) -> None:
    """Draft a section from prior text; every sentence names its source, what is unknown is left to fill in."""
    if format is Format.docx and out is None:
        raise UsageError("a Word file needs a place to go: add --out FILE.docx")
    with session(context).assistant() as assistant:
        made = assistant.draft(brief, sources_from or (), year)
    if out is not None:
        _save(out, _file(made, format, sources))
    if json:
        print_json(made)
    elif out is None:
        _print(made)
    else:
        say(f"{out}: {len(made.placeholders)} places to fill in, {len(made.citations)} sources")


def _file(made: "Draft", form: Format, sources: Sources) -> bytes:
    if form is Format.md:
        return f"{made.draft}\n".encode()
    from planbot.draft.official.docx import DocxOptions, to_docx

    return to_docx(made, DocxOptions(sources=sources.value))


def _save(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}; give another --out") from error


def _print(made: "Draft") -> None:
    """The draft to stdout; all that is not the draft to stderr, so that it can be piped."""
    raw(f"{made.draft}\n")
    if not made.blocks:
        return
    for citation in made.citations:
        say(source_line(citation))
    for precedent in made.precedents:
        note(f"{precedent.role}: {_place(precedent)} ({'; '.join(precedent.reasons)})")
    if made.placeholders:
        note(f"{len(made.placeholders)} places to fill in: {' '.join(made.placeholders)}")


def _place(precedent: "Precedent") -> str:
    return " > ".join(filter(None, (precedent.file, precedent.part, *precedent.section)))

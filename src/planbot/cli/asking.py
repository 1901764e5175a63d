"""ask and search, one question or a batch of conversations."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import leave, note, print_json, say, shortened
from planbot.cli.session import session
from planbot.errors import UsageError

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.types import Answer, Citation, Filters, Passage

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help="Only this document (id or file name).", show_default=False)
]
Parts = Annotated[
    list[str] | None, typer.Option("--part", help="Only this part of a compilation (第3篇).", show_default=False)
]
Years = Annotated[list[int] | None, typer.Option("--year", help="Only plans for this year.", show_default=False)]
Regions = Annotated[list[str] | None, typer.Option("--region", help="Only this place.", show_default=False)]
Departments = Annotated[
    list[str] | None, typer.Option("--department", help="Only what concerns this body.", show_default=False)
]
Batch = Annotated[
    Path | None, typer.Option("--batch", help='JSON Lines: {"id", "turns": [...], "filters"?}.', show_default=False)
]
Out = Annotated[Path | None, typer.Option("--out", help="Where the lines of a batch go.", show_default="stdout")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(ask)
    app.command()(search)


def ask(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(show_default=False)] = None,
    *,
    json: Json = False,
    document: Documents = None,
    part: Parts = None,
    year: Years = None,
    region: Regions = None,
    department: Departments = None,
    history: Annotated[Path | None, typer.Option(help="JSON list of earlier turns.", show_default=False)] = None,
    batch: Batch = None,
    out: Out = None,
) -> None:
    """Answer a question from the documents, with citations."""
    from planbot.cli import batches

    conversations = batches.read_conversations(batch) if batch else ()
    turns = batches.read_history(history) if history else ()
    asked = "" if batch else _given(question, "ask")
    with session(context).assistant() as assistant:
        filters = _held(assistant, _filters(identified(assistant, document), part, year, region, department))
        if batch:
            leave(batches.answer_all(assistant, conversations, out, filters))
        _print(assistant.ask(asked, history=turns, filters=filters), json=json)


def search(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(show_default=False)] = None,
    *,
    json: Json = False,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1000, help="At most so many passages.", show_default=False)
    ] = None,
    document: Documents = None,
    part: Parts = None,
    year: Years = None,
    region: Regions = None,
    department: Departments = None,
    batch: Batch = None,
    out: Out = None,
) -> None:
    """Show the passages that an answer would be made from, best first."""
    from planbot.cli import batches
    from planbot.cli.shapes import PassageList

    conversations = batches.read_conversations(batch) if batch else ()
    text = "" if batch else _given(query, "search")
    with session(context).assistant() as assistant:
        filters = _held(assistant, _filters(identified(assistant, document), part, year, region, department))
        if batch:
            leave(batches.search_all(assistant, conversations, out, filters))
        passages = assistant.search(text, filters=filters, limit=limit)
    if json:
        print_json(PassageList(query=text, passages=passages))
    else:
        _print_passages(passages)


def _given(text: str | None, command: str) -> str:
    if text is None or not text.strip():
        raise UsageError(f'give a question: planbot {command} "…", or a file of them: --batch IN.jsonl --out OUT.jsonl')
    return text


def identified(assistant: "Assistant", documents: list[str] | None) -> list[str]:
    """The ids of documents named by id or file name. Raises NotFound."""
    return [assistant.outline(document).document.id for document in documents or ()]


def _filters(
    documents: list[str] | None,
    parts: list[str] | None,
    years: list[int] | None,
    regions: list[str] | None,
    departments: list[str] | None,
) -> "Filters":
    from planbot.types import Filters

    return Filters(
        documents=tuple(documents or ()),
        parts=tuple(parts or ()),
        years=tuple(years or ()),
        regions=tuple(regions or ()),
        departments=tuple(departments or ()),
    )


def _held(assistant: "Assistant", filters: "Filters") -> "Filters":
    """The filters; what none of them finds is said, with what there is instead."""
    for line in assistant.unmet(filters) if filters.model_dump(exclude_defaults=True) else ():
        note(f"planbot: {line}")
    return filters


def _print(snapshots: "Iterator[Answer]", *, json: bool) -> None:
    from planbot.cli.shapes import answer_shape

    final = None
    shown = ""
    for final in snapshots:
        if not json and sys.stdout.isatty():
            say(final.answer[len(shown) :], end="")
            shown = final.answer
    if final is None:
        return
    if json:
        print_json(answer_shape(final))
        return
    say(final.answer[len(shown) :])
    for citation in final.citations:
        say(source_line(citation))
    if final.unsupported:
        note(f"{len(final.unsupported)} sentences were left out because no document supports them")


def source_line(citation: "Citation") -> str:
    """A citation for a person: where it stands, then the exact words."""
    page = f"p. {citation.page}" if citation.page else None
    place = " > ".join(filter(None, (citation.file, citation.part, *citation.section, page)))
    doubtful = f" ({', '.join(citation.warnings)})" if citation.warnings else ""
    return f"\n[{citation.marker}] {place}{doubtful}\n    {' '.join(citation.quote.split())}"


def _print_passages(passages: "tuple[Passage, ...]") -> None:
    if not passages:
        note("nothing found")
    for passage in passages:
        place = " > ".join(filter(None, (passage.file, passage.part, *passage.section)))
        say(f"{passage.rank}. {place}\n   {shortened(passage.text, 300)}")

"""ingest, docs, remove, reindex, doctor: what is in the home."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import leave, note, print_json, progress_bar, raw, say, shortened, table
from planbot.cli.session import session
from planbot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

    from planbot.assistant import Assistant
    from planbot.types import Document, Health, IngestReport, StoredDocument

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (ingest, docs, remove, reindex, doctor):
        app.command()(command)


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders (read recursively).", show_default=False)],
    json: Json = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="Files read at the same time.", show_default="cores")
    ] = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read scanned pages (needs planbot[ocr]).")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="Let the language model propose rows for the ledger.")] = False,
) -> None:
    """Take documents in: txt, md, html, docx, pdf, xlsx; .doc and .wps where LibreOffice is installed."""
    if llm and session(context).settings.chat_model is None:
        raise UsageError("--llm needs a language model: set PLANBOT_CHAT_MODEL (and PLANBOT_OPENAI_BASE_URL)")
    with session(context).assistant() as assistant, _keeping(assistant), progress_bar() as progress:
        report = assistant.ingest(paths, jobs=jobs, ocr=ocr, progress=progress)
        added = assistant.propose(_taken_in(report), progress) if llm else None
    if added and added.message:
        note(f"planbot: the model's pass ended early: {added.message}")
    if added:
        note(f"the model read {added.documents} documents and added {added.rows} rows to the ledger")
    if json:
        print_json(report)
    _tell(report, quiet=json)
    leave(exit_code(report))


@contextmanager
def _keeping(assistant: "Assistant") -> "Generator[None]":
    """Ctrl-C ends an ingest with exit code 130 and a line that says what stays."""
    before = set(map(_stamp, assistant.documents()))
    try:
        yield
    except KeyboardInterrupt:
        finished = sum(_stamp(document) not in before for document in assistant.documents())
        note(f"planbot: interrupted; {finished} documents are in and stay: the same command goes on from there")
        leave(INTERRUPTED)


def _stamp(document: "Document") -> tuple[str, str, str]:
    """Differs when a document was taken in anew."""
    return document.id, document.version, document.ingested_at


def _taken_in(report: "IngestReport") -> list[str]:
    """Ids of the documents that are in, new or not."""
    return [o.document for o in report.outcomes if o.document and o.status != "refused"]


def exit_code(report: "IngestReport") -> int:
    """0 all taken in; 3 some refused; 1 all refused, or nothing found to take in."""
    refused = sum(outcome.status == "refused" for outcome in report.outcomes)
    if refused == len(report.outcomes):
        return 1
    return 3 if refused else 0


def _tell(report: "IngestReport", *, quiet: bool) -> None:
    """Problems go to stderr; the list of documents to stdout unless JSON stands there."""
    if not report.outcomes:
        note("planbot: no documents found; give files or folders with txt, md, html, docx, pdf or xlsx files")
    for outcome in report.outcomes:
        if outcome.message:
            note(f"{outcome.status}: {outcome.message}")
        if not quiet and outcome.status != "refused":
            warned = f", {outcome.warnings} warnings" if outcome.warnings else ""
            say(f"{outcome.status:9} {outcome.file} ({outcome.chars:,} characters, {outcome.chunks} passages{warned})")


def docs(
    context: typer.Context,
    document: Annotated[str | None, typer.Argument(help="Id or file name of one document.", show_default=False)] = None,
    json: Json = False,
    text: Annotated[bool, typer.Option("--text", help="Print the stored text.")] = False,
    outline: Annotated[bool, typer.Option("--outline", help="Print the headings.")] = False,
) -> None:
    """List the documents, or show one."""
    if document is None and (text or outline):
        raise UsageError("--text and --outline need a document: planbot docs ID --text")
    with session(context).assistant() as assistant:
        if document is None:
            _list(assistant.documents(), json=json)
        elif text:
            raw(assistant.text(document))
        else:
            _show(assistant.outline(document), json=json, outline=outline)


def _list(documents: "tuple[Document, ...]", *, json: bool) -> None:
    from planbot.cli.shapes import DocumentList

    if json:
        print_json(DocumentList(documents=documents))
    elif not documents:
        note("no documents yet; take some in with: planbot ingest PATH...")
    else:
        headers = ("id", "file", "title", "year", "kind", "characters", "targets", "warnings")
        say(table(headers, (_row(document) for document in documents)))


def _row(item: "Document") -> tuple[str, ...]:
    counts = (f"{item.chars:,}", str(item.targets), str(len(item.warnings)))
    return (item.id, shortened(item.file, 36), shortened(item.title, 44), str(item.year or ""), item.kind, *counts)


def _show(stored: "StoredDocument", *, json: bool, outline: bool) -> None:
    from planbot.cli.shapes import OutlineShape

    if json and outline:
        item = stored.document
        print_json(OutlineShape(document=item.id, file=item.file, sections=stored.sections, furniture=stored.furniture))
    elif json:
        print_json(stored.document)
    elif outline:
        for section in stored.sections:
            say("  " * section.level + shortened(section.title, 100))
    else:
        _describe(stored.document)


def _describe(document: "Document") -> None:
    say(f"{document.title}\n{document.path}")
    facts = (document.issuer, document.region, document.year, document.kind)
    say(" · ".join(str(fact) for fact in facts if fact))
    for part in document.parts:
        if part.part:
            say(f"  {part.part}  {part.title or ''}  [{part.start}:{part.end}]")
    for warning in document.warnings:
        place = "" if warning.start is None else f" [{warning.start}:{warning.end}]"
        say(f"  {warning.code}{place}: {warning.message}")


def remove(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(help="Ids or file names.", show_default=False)],
    json: Json = False,
) -> None:
    """Delete documents from the home (the files themselves stay)."""
    from planbot.cli.shapes import RemovalReport

    with session(context).assistant() as assistant:
        removed = assistant.remove(documents)
    if json:
        print_json(RemovalReport(removed=removed))
    else:
        say(f"removed {len(removed)} of {len(documents)}: {', '.join(removed)}")


def reindex(context: typer.Context, json: Json = False) -> None:
    """Rebuild every derived index from the stored text."""
    with session(context).assistant() as assistant:
        with progress_bar() as progress:
            assistant.reindex(progress)
        _report(assistant.doctor(), json=json)


def doctor(context: typer.Context, json: Json = False) -> None:
    """Check that stored text, vectors and lexical index agree; exit 1 where they do not."""
    with session(context).assistant() as assistant:
        _report(assistant.doctor(), json=json)


def _report(health: "Health", *, json: bool) -> None:
    from planbot.cli.shapes import health_shape

    if json:
        print_json(health_shape(health))
    else:
        counts = (health.documents, health.chunks, health.vectors, health.lexical)
        say("documents {}, passages {}, vectors {}, lexical {}".format(*counts))
        for finding in health.findings:
            say(f"{finding.check}: {finding.document or 'home'}: {finding.message}")
        say("not healthy; planbot reindex rebuilds the indexes" if health.findings else "healthy")
    leave(1 if health.findings else 0)

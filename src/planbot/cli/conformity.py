"""check: does a Word file keep to the official format GB/T 9704-2012?"""

from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import leave, print_json, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planbot.draft.conformity.report import ConformityFinding, ConformityReport

_SHOWN = 3
"""Places that are printed of each kind of finding."""


class Language(StrEnum):
    """Of the findings."""

    en = "en"
    zh = "zh"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(check)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="The Word file.", show_default=False)],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    language: Annotated[Language, typer.Option(help="Of the findings.")] = Language.en,
) -> None:
    """List what in a Word file departs from the official format GB/T 9704-2012; exit 1 where something does."""
    from planbot.draft.conformity.check import check as examined
    from planbot.ingest.read import ReadOptions, load
    from planbot.ingest.readers.options import shown

    report = examined(load(file, ReadOptions()), shown(file), language.value)
    if json:
        print_json(report)
    else:
        say("\n".join(_lines(report)))
    leave(1 if any(found.severity == "departure" for found in report.findings) else 0)


def _lines(report: "ConformityReport") -> "Iterator[str]":
    """Findings by kind, in the order in which the kinds first occur, with the first places of each."""
    order = {found.code: place for place, found in reversed(list(enumerate(report.findings)))}
    ordered = sorted(report.findings, key=lambda found: order[found.code])
    for _, group in groupby(ordered, key=lambda found: found.code):
        places = list(group)
        yield f"{places[0].severity} {places[0].clause or '-'} {places[0].code}: {places[0].message}"
        yield from (f"    {_place(found)}" for found in places[:_SHOWN])
        if len(places) > _SHOWN:
            yield f"    and {len(places) - _SHOWN} more (--json lists all)"
    count = len(report.findings)
    verdict = f"{count} findings" if count else f"nothing departs from {report.standard}"
    yield f"{report.file}: {verdict} in {report.paragraphs} paragraphs"


def _place(found: "ConformityFinding") -> str:
    where = "" if found.paragraph is None else f"paragraph {found.paragraph} “{found.excerpt}”: "
    wanted = f" (expected {found.expected})" if found.expected else ""
    return where + (found.found or "none") + wanted

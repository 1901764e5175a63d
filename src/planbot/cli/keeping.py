"""backup, restore: a home as one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import leave, note, print_json, say
from planbot.cli.session import session

if TYPE_CHECKING:
    from planbot.store.backup import Manifest

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (backup, restore):
        app.command()(command)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The zip file to write; it must not exist.", show_default=False)],
    json: Json = False,
) -> None:
    """Write the home to one file, while it is in use or not. Secrets of planbot.toml are left out."""
    from planbot.store.backup import back_up

    manifest = back_up(session(context).settings.home, file)
    _tell(manifest, json)
    if manifest.left_out:
        note(f"left out, to be set again after restoring: {', '.join(manifest.left_out)}")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that planbot backup wrote.", show_default=False)],
    json: Json = False,
) -> None:
    """Make the home, which must be missing or empty, of a backup; its indexes are made anew and checked."""
    from planbot.store.restore import restore as make_home

    manifest = make_home(file, session(context).settings.home)
    with session(context).renewed().assistant() as assistant:
        health = assistant.doctor()
    _tell(manifest, json)
    for finding in health.findings:
        note(f"{finding.check}: {finding.message}")
    leave(1 if health.findings else 0)


def _tell(manifest: "Manifest", json: bool) -> None:
    if json:
        print_json(manifest)
        return
    size = sum(entry.size for entry in manifest.files)
    say(
        f"{len(manifest.files)} files, {size / 1_000_000:.1f} MB, made {manifest.made_at} by planbot {manifest.planbot}"
    )

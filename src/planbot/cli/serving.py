"""serve, mcp, config, version: running the program."""

import os
import threading
from typing import Annotated

import typer

from planbot.cli.output import print_json, say, table
from planbot.cli.session import session

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (serve, mcp, config, version):
        app.command()(command)


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="7860")] = None,
) -> None:
    """Serve the web chat and the HTTP API."""
    from planbot.ui.server import serve as run_server

    settings = session(context).settings
    with session(context).assistant() as assistant:
        threading.Thread(target=assistant.warm, daemon=True, name="warm-up").start()
        run_server(assistant, host=host or settings.host, port=port or settings.port)


def mcp(context: typer.Context) -> None:
    """Serve the tools ask, search and targets over stdin and stdout, for programs that speak the Model Context Protocol."""
    from planbot.ui.mcp_server import mcp_server

    with session(context).assistant() as assistant:
        mcp_server(assistant).run("stdio")


def config(context: typer.Context, json: Json = False) -> None:
    """Print every setting, its value and where it came from (secrets masked)."""
    from planbot.cli.shapes import SettingList
    from planbot.settings import explain

    lines = explain(session(context).home, os.environ)
    if json:
        print_json(SettingList(settings=lines))
    else:
        rows = (
            (line.name, "-" if line.value is None else str(line.value), line.source, line.variable) for line in lines
        )
        say(table(("setting", "value", "from", "variable"), rows))


def version() -> None:
    """Print the version."""
    say(version_line())


def version_line() -> str:
    """Name and version, as installed."""
    from importlib.metadata import version as installed

    return f"planbot {installed('planbot')}"

"""One process: the HTTP API and the chat page."""

import os
import socket
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from planbot.errors import ConfigurationError
from planbot.ui import api, ledger, problems
from planbot.ui.desk import Desk
from planbot.ui.guard import LOOPBACK, Guard, Limits
from planbot.ui.shell import dress
from planbot.ui.uploads import Uploads
from planbot.ui.words import load_words

_MB = 1_000_000
_GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "100",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Read while Gradio is imported: nothing is reported to anyone, and no statistics of every event are kept and recomputed."""


def create_app(assistant: Desk) -> FastAPI:
    """The whole application over an open home. The page is at ``/`` in Chinese and at ``/en/`` in English."""
    app = FastAPI(
        title="planbot", version=version("planbot"), docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    problems.install(app)
    app.include_router(api.probes(assistant))
    app.include_router(api.asking(assistant))
    app.include_router(ledger.ledger(assistant))
    app.include_router(api.documents(assistant, Uploads(assistant)))
    app.mount("/ui", StaticFiles(directory=_assets()))
    _mount_pages(app, assistant)
    limit = assistant.settings.max_file_mb * _MB
    app.add_middleware(Guard, limits=Limits(upload=limit + _MB), dress=_dress)
    return app


def serve(assistant: Desk, host: str, port: int) -> None:
    """Answer on ``host:port`` until interrupted. Raises ConfigurationError when it may not or cannot listen there."""
    import uvicorn

    listener = _listen(host, port)
    config = uvicorn.Config(
        create_app(assistant), log_level="warning", server_header=False, timeout_graceful_shutdown=3
    )
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"planbot: http://{shown}:{listener.getsockname()[1]} (Ctrl+C stops)\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    if host not in LOOPBACK:
        raise ConfigurationError(
            f"{host}: refused, because this version has no accounts and anyone on the network could read and delete; "
            "use --host 127.0.0.1 and reach it from elsewhere through an SSH tunnel"
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"port {port} on {host}: {error.strerror}; choose another with --port") from error
    return listener


def _mount_pages(app: FastAPI, assistant: Desk) -> None:
    os.environ.update(_GRADIO)
    from planbot.ui.page import build_page, mount

    mount(app, build_page(assistant, load_words("en")), "/en")
    mount(app, build_page(assistant, load_words("zh")), "/")


def _assets() -> Path:
    return Path(str(files("planbot.ui").joinpath("assets")))


def _dress(path: str, html: str, nonce: str) -> str:
    template = (_assets() / "shell.html").read_text(encoding="utf-8")
    return dress(html, template, load_words("en" if path.startswith("/en") else "zh"), nonce)

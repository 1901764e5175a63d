"""One process: the HTTP API and the chat page."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from planbot.assistant import Assistant
from planbot.errors import ConfigurationError, PlanbotError
from planbot.evals.runs import Runs
from planbot.logs import start_logs
from planbot.settings import Settings, listed
from planbot.store.accounts import Accounts
from planbot.store.conversations import Conversations
from planbot.ui import api, problems
from planbot.ui.callers import Door
from planbot.ui.conversations_api import conversations
from planbot.ui.desk import Desk
from planbot.ui.drafting import drafting
from planbot.ui.evaluations import evaluations
from planbot.ui.facets import facets
from planbot.ui.figures import Figures, watched
from planbot.ui.guard import Guard, Limits
from planbot.ui.ledger import ledger
from planbot.ui.ledger_views import ledger_views
from planbot.ui.openai_api import as_model
from planbot.ui.originals import originals
from planbot.ui.pages import dress, pages
from planbot.ui.sign_in import sign_in
from planbot.ui.turns import in_turns
from planbot.ui.uploads import Uploads
from planbot.ui.watch import Watch
from planbot.ui.words import load_words

_log = logging.getLogger("planbot.ui")
_MB = 1_000_000
_FORGETTING_S = 6 * 3600
_GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "100",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Read while Gradio is imported: nothing is reported to anyone, and no statistics of every event are kept and recomputed."""


def create_app(assistant: Assistant, *, wide: bool = False) -> FastAPI:
    """The whole application over an open home. The page is at ``/`` in Chinese and at ``/en/`` in English.

    ``wide``: other machines can reach it, so that everyone must sign in.
    """
    settings, figures = assistant.settings, Figures()
    accounts, kept = Accounts(settings.home), Conversations(settings.home)
    door = Door(settings, accounts, wide=wide)
    desk = watched(in_turns(assistant), figures)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        forgetting = asyncio.create_task(_forget(kept, settings.keep_conversations_days))
        yield
        forgetting.cancel()
        accounts.close()
        kept.close()

    app = FastAPI(
        title="planbot", version=version("planbot"), docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        description=api.ABOUT, lifespan=lifespan,
    )  # fmt: skip
    problems.install(app)
    for router in (*_routers(desk, figures), conversations(desk, kept), evaluations(desk, Runs(assistant))):
        app.include_router(router, responses=problems.problems(*api.ANYWHERE))
    app.include_router(sign_in(accounts, settings, door), responses=problems.problems(*api.ANYWHERE))
    app.include_router(pages())
    app.mount("/ui", StaticFiles(directory=_assets()))
    _mount_pages(app, desk, kept)
    limits = Limits(upload=(settings.max_file_mb + 1) * _MB, asks_per_minute=settings.asks_per_minute)
    app.add_middleware(Guard, door=door, limits=limits, dress=dress)
    app.add_middleware(Watch, figures=figures)
    return app


async def _forget(kept: Conversations, days: int) -> None:
    """Delete conversations that nobody continued for ``days``, now and then as long as planbot serves; 0: never."""
    while days:
        try:
            gone = await asyncio.to_thread(kept.forget, days)
            _log.info("%d conversations forgotten after %d days", gone, days)
        except PlanbotError:
            _log.exception("conversations could not be forgotten; it is tried again")
        await asyncio.sleep(_FORGETTING_S)


def _routers(desk: Desk, figures: Figures) -> list[APIRouter]:
    """Every part of the API."""
    return [
        api.probes(desk, figures),
        api.asking(desk),
        as_model(desk),
        ledger(desk),
        ledger_views(desk),
        drafting(desk),
        api.documents(desk, Uploads(desk)),
        originals(desk),
        facets(desk),
    ]


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Answer on ``host:port`` until interrupted. Raises ConfigurationError when it may not or cannot listen there."""
    import uvicorn

    settings = assistant.settings
    wide = reaches_others(settings, host)
    _check_access(settings, host, wide)
    listener = _listen(host, port)
    start_logs(settings)
    config = uvicorn.Config(
        create_app(assistant, wide=wide), log_config=None, server_header=False, timeout_graceful_shutdown=3,
        proxy_headers=False, access_log=False, ssl_certfile=settings.tls_certificate, ssl_keyfile=settings.tls_key,
    )  # fmt: skip
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.tls_certificate else "http"
    sys.stderr.write(f"planbot: {scheme}://{shown}:{listener.getsockname()[1]} (Ctrl+C stops)\n")
    if not (_is_loopback(host) or settings.tls_certificate or settings.proxy_addresses):
        sys.stderr.write("planbot: passwords cross the network unencrypted; see docs/deploy.md on https\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listener])


def _check_access(settings: Settings, host: str, wide: bool) -> None:
    if settings.proxy_user_header and not settings.proxy_addresses:
        raise ConfigurationError(
            "PLANBOT_PROXY_USER_HEADER is set, but not from whom it is believed: set PLANBOT_PROXY_ADDRESSES to the proxy's address"
        )
    for name in ("tls_certificate", "tls_key"):
        file: Path | None = getattr(settings, name)
        if file is not None and not file.is_file():
            raise ConfigurationError(f"{file}: no such file; set PLANBOT_{name.upper()} to a PEM file")
    if not wide or settings.proxy_user_header:
        return
    accounts = Accounts(settings.home)
    try:
        if not accounts.any() and not accounts.tokens():
            how = "PLANBOT_HOSTS or PLANBOT_PROXY_ADDRESSES is set" if _is_loopback(host) else host
            raise ConfigurationError(
                f"{how}: refused, because anyone on the network could read and delete; add an account first (planbot users add NAME "
                "--role admin), or let a reverse proxy sign people in (PLANBOT_PROXY_USER_HEADER), or keep to --host 127.0.0.1 alone"
            )
    finally:
        accounts.close()


def reaches_others(settings: Settings, host: str) -> bool:
    """Can other machines reach planbot: does it listen for them, or stand behind a proxy or under names for them?"""
    return not _is_loopback(host) or bool(listed(settings.hosts) or listed(settings.proxy_addresses))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"port {port} on {host}: {error.strerror}; choose another with --port") from error
    return listener


def _mount_pages(app: FastAPI, desk: Desk, kept: Conversations) -> None:
    os.environ.update(_GRADIO)
    from planbot.ui.page import build_page, mount

    mount(app, build_page(desk, kept, load_words("en")), "/en")
    mount(app, build_page(desk, kept, load_words("zh")), "/")


def _assets() -> Path:
    return Path(str(files("planbot.ui").joinpath("assets")))

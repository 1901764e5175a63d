"""Around every request: an id for the logs, a line in them, and the figures. Nothing of what was asked is written down."""

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders

from planbot.logs import REQUEST
from planbot.ui.access import way
from planbot.ui.figures import Figures
from planbot.ui.guard import App, Message, Receive, Scope, Send

_log = logging.getLogger("planbot.requests")


class Watch:
    """ASGI middleware, outside of all others."""

    def __init__(self, app: App, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name, begun, status = secrets.token_hex(8), time.monotonic(), 499  # when nothing is sent, the client had gone
        held = REQUEST.set(name)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, time.monotonic() - begun)
            REQUEST.reset(held)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        route = way(method, scope["path"]).route
        self._figures.request(method, route, status, seconds)
        _log.info(
            "%s %s %d", method, route, status,
            extra={"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)},
        )  # fmt: skip

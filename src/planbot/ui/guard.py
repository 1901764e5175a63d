"""What stands between the network and the app: who may call, what passes, and the headers every response carries."""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from planbot.ui.people import LOCAL
from planbot.ui.problems import problem, problem_response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_OURS = ("/healthz", "/readyz", "/api/", "/ui/")
_GRADIO_FILES = frozenset({"", "config", "theme.css", "gradio_api/theme.css", "manifest.json"})
_GRADIO_FOLDERS = (
    "assets/",
    "static/",
    "gradio_api/info",
    "gradio_api/queue/",
    "gradio_api/call/",
    "gradio_api/heartbeat/",
    "gradio_api/startup-events",
    "gradio_api/cancel",
    "gradio_api/reset",
    "gradio_api/app_id",
)
"""What the chat needs of Gradio. Its uploads, file server, proxy and developer routes are not reachable."""
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
"""Gradio sets style attributes from its scripts, hence 'unsafe-inline' for styles alone."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Limits(NamedTuple):
    """Bytes of a request body."""

    upload: int
    other: int = 1_000_000


class Refusal(NamedTuple):
    """Why a request does not pass."""

    status: HTTPStatus
    detail: str


class Guard:
    """ASGI middleware. ``dress`` turns (path, html, nonce) into the page that is sent."""

    def __init__(self, app: App, limits: Limits, dress: Callable[[str, str, str], str]) -> None:
        self._app = app
        self._limits = limits
        self._dress = dress

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        reply = _Reply(send, nonce, lambda html: self._dress(scope["path"], html, nonce), caching(scope["path"]))
        headers = Headers(scope=scope)
        limit = self._limits.upload if scope["path"] == "/api/documents" else self._limits.other
        refusal = (
            caller(scope["method"], headers) or reachable(scope["path"]) or size(headers.get("content-length"), limit)
        )
        if refusal:
            await problem_response(problem(*refusal))(scope, receive, reply)
            return
        known = {**scope.get("state", {}), "person": LOCAL}
        await self._app({**_uncompressed(scope), "state": known}, _bounded(receive, limit), reply)


def caller(method: str, headers: Headers) -> Refusal | None:
    """Only this machine under its own name (a foreign name is DNS rebinding), and no other site's page may change anything."""
    host = headers.get("host", "")
    if _hostname(f"//{host}") not in LOOPBACK:
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST, "Host: not a name of this computer; open http://127.0.0.1 instead"
        )
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != host
    if method not in _SAFE_METHODS and (
        foreign or headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
    ):
        return Refusal(HTTPStatus.FORBIDDEN, "Origin: requests that change something must come from planbot's own page")
    return None


def reachable(path: str) -> Refusal | None:
    """Is this a route of planbot, or of what its page needs of Gradio?"""
    if path.startswith(_OURS):
        return None
    inner = path.removeprefix("/en").removeprefix("/") if path == "/en" or path.startswith("/en/") else path[1:]
    if inner in _GRADIO_FILES or inner.startswith(_GRADIO_FOLDERS):
        return None
    return Refusal(HTTPStatus.NOT_FOUND, f"{path[:200]}: no such page")


def caching(path: str) -> str:
    """Gradio names its files by their content; ours keep their names; answers and documents stay out of caches."""
    if path.startswith(("/assets/", "/en/assets/")):
        return "public, max-age=31536000, immutable"
    return "no-cache" if path.startswith("/ui/") else "no-store"


def size(declared: str | None, limit: int) -> Refusal | None:
    if declared is None or (declared.isdecimal() and int(declared) <= limit):
        return None
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the request is larger than {limit // 1_000_000} MB")


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _uncompressed(scope: Scope) -> Scope:
    """The same request without Accept-Encoding: a page must be readable to be dressed."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}


def _bounded(receive: Receive, limit: int) -> Receive:
    """Ends a body of undeclared length at ``limit`` bytes as if the client had gone away."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > limit else message

    return bounded


class _Reply:
    """Adds the headers to a response, and dresses it when it is a page."""

    def __init__(self, send: Send, nonce: str, dress: Callable[[str], str], caching: str) -> None:
        self._caching = caching
        self._send = send
        self._nonce = nonce
        self._dress = dress
        self._start: Message | None = None
        self._page: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = self._secured(message)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None:
            await self._collect(self._start, message)
            return
        await self._send(message)

    def _secured(self, message: Message) -> MutableHeaders:
        headers = MutableHeaders(scope=message)
        for name in [name for name in headers if name.lower().startswith("access-control-")]:
            del headers[name]
        headers.update({**_HEADERS, "Content-Security-Policy": _POLICY.format(nonce=self._nonce)})
        headers.setdefault("Cache-Control", self._caching if message["status"] == HTTPStatus.OK else "no-store")
        return headers

    async def _collect(self, start: Message, message: Message) -> None:
        self._page.append(message.get("body", b""))
        if message.get("more_body"):
            return
        page = self._dress(b"".join(self._page).decode()).encode()
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})

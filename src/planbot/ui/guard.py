"""What stands between the network and the app: who may call, what passes, and the headers every response carries."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response

from planbot.ui.access import Way, way
from planbot.ui.callers import Caller, Door, Refusal
from planbot.ui.problems import problem, problem_response
from planbot.ui.rate import Allowance

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Gradio sets style attributes from its scripts, hence 'unsafe-inline' for styles alone."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""A form sent under "no-referrer" has the origin null, which cannot be told from a foreign one; "same-origin" tells other sites as little."""
_EVENTS_PER_QUESTION = 5
"""What the page sends besides questions: opening, restoring, choosing."""
_PEOPLE_PER_ADDRESS = 20
_MOST_CLAIMS = 10_000


class Limits(NamedTuple):
    """What one request and one person may."""

    upload: int
    """Bytes of a request that uploads."""
    other: int = 1_000_000
    """Bytes of any other request."""
    asks_per_minute: int = 0
    """0: no limit."""


class Guard:
    """ASGI middleware. ``dress`` turns (path, html, nonce) into the page that is sent."""

    def __init__(self, app: App, door: Door, limits: Limits, dress: Callable[[str, str, str], str]) -> None:
        self._app = app
        self._door = door
        self._limits = limits
        self._dress = dress
        self._claims = _Claims()
        most = limits.asks_per_minute
        self._allowances = {"ask": Allowance(most), "event": Allowance(most * _EVENTS_PER_QUESTION)}
        self._by_address = Allowance(most * _PEOPLE_PER_ADDRESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        method, path, headers = scope["method"], scope["path"], Headers(scope=scope)
        caller = self._door.caller(headers, (scope.get("client") or ("",))[0], scope["scheme"])
        found = way(method, path)
        nonce = secrets.token_urlsafe(16)
        reply = _Reply(send, nonce, lambda html: self._dress(path, html, nonce), _lasting(path, caller))
        limit = self._limits.upload if (method, path) == ("POST", "/api/documents") else self._limits.other
        refusal = (
            self._door.foreign(method, headers, caller)
            or admitted(found, caller, path)
            or self._claims.refused(found, caller, scope)
            or size(headers.get("content-length"), limit)
            or self._too_often(found, caller)
        )
        if refusal:
            await _refused(refusal, found, scope, headers)(scope, receive, reply)
            return
        known = {**scope.get("state", {}), "caller": caller, "person": caller.person}
        await self._app({**_plain(scope, caller), "state": known}, _bounded(receive, limit), reply)

    def _too_often(self, found: Way, caller: Caller) -> Refusal | None:
        if found.cost not in self._allowances or caller.person is None or caller.proof == "here":
            return None
        wait = self._allowances[found.cost].take(caller.person.name) or self._by_address.take(caller.address)
        if not wait:
            return None
        return Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many questions in a minute; wait a little", int(wait) + 1)


def admitted(found: Way, caller: Caller, path: str) -> Refusal | None:
    """Does the rule let this caller pass?"""
    if found.allow:
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, f"only {', '.join(found.allow)} here")
    if found.needs == "nobody":
        return Refusal(HTTPStatus.NOT_FOUND, f"{path[:200]}: no such page")
    if found.needs == "anyone":
        return None
    if caller.person is None:
        return Refusal(
            HTTPStatus.UNAUTHORIZED, "nobody is signed in: sign in at /login, or send a token of planbot tokens add"
        )
    if not caller.person.may(found.needs):
        who = f"{caller.person.name} is {caller.person.role}"
        return Refusal(HTTPStatus.FORBIDDEN, f"{who}; this needs the role {found.needs}: ask an admin of this planbot")
    return None


class _Claims:
    """Gradio's sessions belong to whoever used them first: nobody else gets what happens in them."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def refused(self, found: Way, caller: Caller, scope: Scope) -> Refusal | None:
        session = _session(found.route, scope)
        if session is None or caller.person is None:
            return None
        with self._lock:
            owner = self._owners.setdefault(session, caller.person.name)
            if len(self._owners) > _MOST_CLAIMS:
                self._owners.popitem(last=False)
        return None if owner == caller.person.name else Refusal(HTTPStatus.NOT_FOUND, "no such session")


def _session(route: str, scope: Scope) -> str | None:
    """The Gradio session that a request names in its address; of several the last, as Gradio reads it."""
    if route.endswith("/queue/data"):
        return parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_hash", [None])[-1]
    return scope["path"].rsplit("/", 1)[-1] if "/heartbeat/" in route else None


def _refused(refusal: Refusal, found: Way, scope: Scope, headers: Headers) -> Response:
    """A problem, or the way to the page where one signs in."""
    is_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if refusal.status == HTTPStatus.UNAUTHORIZED and is_page:
        return RedirectResponse(f"/login?{urlencode({'next': scope['path']})}", HTTPStatus.SEE_OTHER)
    response = problem_response(problem(refusal.status, refusal.detail))
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if refusal.wait is not None:
        response.headers["Retry-After"] = str(refusal.wait)
    if found.allow:
        response.headers["Allow"] = ", ".join(found.allow)
    return response


class _Lasting(NamedTuple):
    """Headers that depend on the request."""

    caching: str
    transport: str | None


def _lasting(path: str, caller: Caller) -> _Lasting:
    return _Lasting(caching(path), "max-age=31536000" if caller.secure else None)


def caching(path: str) -> str:
    """Gradio names its files by their content; ours keep their names; answers and documents stay out of caches."""
    if path.startswith(("/assets/", "/en/assets/")):
        return "public, max-age=31536000, immutable"
    return "no-cache" if path.startswith("/ui/") else "no-store"


def size(declared: str | None, limit: int) -> Refusal | None:
    if declared is None or (declared.isdecimal() and int(declared) <= limit):
        return None
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the request is larger than {limit // 1_000_000} MB")


def _plain(scope: Scope, caller: Caller) -> Scope:
    """The same request without Accept-Encoding (a page must be readable to be dressed) and without what proxies add: callers may lie."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name != b"accept-encoding" and not name.startswith(b"x-forwarded-")
    ]
    if caller.secure and scope["scheme"] == "http":
        headers.append((b"x-forwarded-proto", b"https"))
    return {**scope, "headers": headers, "scheme": "https" if caller.secure else scope["scheme"]}


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

    def __init__(self, send: Send, nonce: str, dress: Callable[[str], str], lasting: _Lasting) -> None:
        self._lasting = lasting
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
        if self._lasting.transport:
            headers["Strict-Transport-Security"] = self._lasting.transport
        headers.setdefault("Cache-Control", self._lasting.caching if message["status"] == HTTPStatus.OK else "no-store")
        return headers

    async def _collect(self, start: Message, message: Message) -> None:
        self._page.append(message.get("body", b""))
        if message.get("more_body"):
            return
        page = self._dress(b"".join(self._page).decode()).encode()
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})

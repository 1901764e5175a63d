"""Signing in and out, and who one is."""

import re
from http import HTTPStatus
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from planbot.settings import Settings
from planbot.store.accounts import LONGEST_PASSWORD, Accounts
from planbot.types import AccountRole, Noun
from planbot.ui.callers import COOKIE, SECURE_COOKIE, Caller, Door
from planbot.ui.markdown import escaped
from planbot.ui.people import person
from planbot.ui.rate import BackOff
from planbot.ui.words import Words, load_words

_FIELD = re.compile(r"\{\{(\w+)\}\}")


class Me(Noun):
    """``GET /api/me``: who the page is for."""

    name: str
    role: AccountRole
    signed_in: bool
    """By a cookie of this planbot, so that signing out makes sense."""


class _Attempts:
    """Wrong passwords, by address, by name, and by both: each waits on its own."""

    def __init__(self) -> None:
        self._counters = (BackOff(20), BackOff(30), BackOff(4))

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next attempt."""
        return max(counter.wait(key) for counter, key in self._keyed(name, address))

    def failed(self, name: str, address: str) -> None:
        for counter, key in self._keyed(name, address):
            counter.failed(key)

    def succeeded(self, name: str, address: str) -> None:
        for counter, key in self._keyed(name, address):
            counter.succeeded(key)

    def _keyed(self, name: str, address: str):
        return zip(self._counters, (address, name, f"{name} {address}"), strict=True)


def sign_in(accounts: Accounts, settings: Settings, door: Door) -> APIRouter:
    """`/login`, `/logout` and `/api/me`."""
    router = APIRouter()
    attempts = _Attempts()

    @router.get("/login", include_in_schema=False)
    def page(after: Annotated[str, Query(alias="next")] = "/") -> Response:
        return RedirectResponse(_local(after), HTTPStatus.SEE_OTHER) if door.open() else _page(_local(after))

    @router.post("/login", include_in_schema=False)
    def enter(
        request: Request,
        name: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
        after: Annotated[str, Form(alias="next", max_length=500)] = "/",
    ) -> Response:
        caller: Caller = request.state.caller
        if wait := attempts.wait(name, caller.address):
            return _page(_local(after), "wait", int(wait) + 1)
        if not accounts.verify(name, password):
            attempts.failed(name, caller.address)
            return _page(_local(after), "wrong")
        attempts.succeeded(name, caller.address)
        return _with_session(
            RedirectResponse(_local(after), HTTPStatus.SEE_OTHER), accounts.begin(name, settings.session_hours), caller
        )

    @router.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        caller: Caller = request.state.caller
        name = SECURE_COOKIE if caller.secure else COOKIE
        if secret := request.cookies.get(name):
            accounts.end(secret)
        response = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        response.delete_cookie(name, secure=caller.secure, httponly=True, samesite="lax")
        return response

    @router.get("/api/me", tags=["people"])
    def me(request: Request) -> Me:
        known = person(request)
        return Me(name=known.name, role=known.role, signed_in=request.state.caller.proof == "cookie")

    return router


def _with_session(response: Response, secret: str, caller: Caller) -> Response:
    """The cookie ends with the browser; the session itself may end earlier."""
    response.set_cookie(
        SECURE_COOKIE if caller.secure else COOKIE, secret, secure=caller.secure, httponly=True, samesite="lax"
    )
    return response


def _local(after: str) -> str:
    """A path of this planbot, whatever the request says."""
    return after if re.fullmatch(r"/(?![/\\])[\w/.-]*", after) else "/"


def _page(after: str, fault: str = "", seconds: int = 0) -> HTMLResponse:
    words = load_words("en" if after.startswith("/en") else "zh")
    template = files("planbot.ui").joinpath("assets", "sign_in.html").read_text(encoding="utf-8")
    html = _FIELD.sub(lambda match: escaped(words(f"sign_in.{match[1]}")), template)
    html = html.replace("[[next]]", escaped(after)).replace("[[fault]]", escaped(_said(fault, seconds, words)))
    status = {"": HTTPStatus.OK, "wrong": HTTPStatus.UNAUTHORIZED, "wait": HTTPStatus.TOO_MANY_REQUESTS}[fault]
    headers = {"Retry-After": str(seconds)} if fault == "wait" else {}
    return HTMLResponse(html, status, headers)


def _said(fault: str, seconds: int, words: Words) -> str:
    if fault == "wait":
        return words("sign_in.wait", seconds=seconds)
    return words("sign_in.wrong") if fault else ""

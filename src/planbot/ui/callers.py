"""Who sent a request: the name it was sent to, the page it comes from, and the person behind it."""

import socket
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from planbot.settings import Settings, listed
from planbot.store.accounts import Accounts
from planbot.ui.people import LOCAL, Person

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
COOKIE, SECURE_COOKIE = "planbot", "__Host-planbot"
"""The session, over http and over https."""
SAFE_METHODS = frozenset({"GET", "HEAD"})
Proof = Literal["none", "here", "cookie", "token", "proxy"]


class Refusal(NamedTuple):
    """Why a request does not pass."""

    status: HTTPStatus
    detail: str
    wait: int | None = None
    """Seconds after which the same request may pass."""


class Caller(NamedTuple):
    """Who sends a request, as far as it shows."""

    person: Person | None
    proof: Proof
    address: str
    """Of the browser or program; behind a proxy the one that the proxy names."""
    secure: bool
    """Did it come over https?"""


class Door:
    """Recognises callers. ``wide``: planbot listens where other machines reach it, so nobody is let in for being here."""

    def __init__(self, settings: Settings, accounts: Accounts, *, wide: bool) -> None:
        self._settings = settings
        self._accounts = accounts
        self._wide = wide
        self._proxies = tuple(ip_network(item, strict=False) for item in listed(settings.proxy_addresses))
        self._hosts = frozenset(name.lower() for name in listed(settings.hosts)) | LOOPBACK

    def caller(self, headers: Headers, peer: str, scheme: str) -> Caller:
        """``peer``: the address at the other end of the connection."""
        proxied = self._is_proxy(peer)
        address = _forwarded(headers, peer) if proxied else peer
        secure = (headers.get("x-forwarded-proto", scheme) if proxied else scheme) == "https"
        person, proof = self._recognised(headers, proxied, secure)
        return Caller(person, proof, address, secure)

    def _recognised(self, headers: Headers, proxied: bool, secure: bool) -> tuple[Person | None, Proof]:
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and (known := self._accounts.token(token.strip())):
            return Person(name=f"token:{known.name}", role=known.role), "token"
        name = headers.get(self._settings.proxy_user_header or "", "") if proxied else ""
        if name:
            return Person(name=name[:200], role=self._accounts.role(name) or self._settings.proxy_role), "proxy"
        cookie = cookie_parser(headers.get("cookie", "")).get(SECURE_COOKIE if secure else COOKIE)
        if cookie and (account := self._accounts.session(cookie, self._settings.session_hours)):
            return Person(name=account.name, role=account.role), "cookie"
        if self.open():
            return LOCAL, "here"
        return None, "none"

    def open(self) -> bool:
        """Is whoever sits at this computer let in without signing in?"""
        return not self._wide and self._settings.proxy_user_header is None and not self._accounts.any()

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)

    def foreign(self, method: str, headers: Headers, caller: Caller) -> Refusal | None:
        """Only under a name of this planbot (another is DNS rebinding), and no other site's page may change anything."""
        host = headers.get("host", "")
        if not self._is_here(_hostname(f"//{host}")):
            return Refusal(
                HTTPStatus.MISDIRECTED_REQUEST,
                "Host: not a name of this planbot; open it by its address, or add the name to PLANBOT_HOSTS",
            )
        if method in SAFE_METHODS:
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        elsewhere = (origin is not None and urlsplit(origin).netloc != host) or site not in (
            None,
            "same-origin",
            "none",
        )
        unsaid = caller.proof == "cookie" and origin is None and site is None
        if elsewhere or unsaid:
            return Refusal(
                HTTPStatus.FORBIDDEN, "Origin: requests that change something must come from planbot's own page"
            )
        return None

    def _is_here(self, name: str | None) -> bool:
        if name is None:
            return False
        return name in self._hosts or (self._wide and (_is_address(name) or name in _own_names()))


def _forwarded(headers: Headers, peer: str) -> str:
    """The last address of X-Forwarded-For: the one that the proxy itself saw."""
    last = headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    return last if _is_address(last) else peer


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local"})


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None

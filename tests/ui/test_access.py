"""Every route of the application as every role: a route that no rule names fails, and so does one that lets the wrong role pass."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount
from tests.ui.conftest import PLAN, MemoryDesk, served

from planbot.store.accounts import Accounts
from planbot.ui.access import CLOSED, GRADIO, RULES, Needs, named, way

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")
ROLES = ("anonymous", "reader", "editor", "admin")
OPEN_TO: dict[Needs, set[str]] = {
    "anyone": set(ROLES),
    "reader": {"reader", "editor", "admin"},
    "editor": {"editor", "admin"},
    "admin": {"admin"},
    "nobody": set(),
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of all there is, what is mounted included."""
    for route in list(app.routes):
        yield from _of(route, prefix)


def _of(route: BaseRoute | Any, prefix: str) -> Iterator[tuple[str, str]]:
    path = prefix + str(getattr(route, "path", ""))
    if isinstance(route, Mount) and route.routes:
        yield from routes(route, path)
    elif isinstance(route, Mount):
        yield "GET", f"{path}/{{rest}}"
    elif hasattr(route, "original_router"):  # how FastAPI keeps an included router
        yield from routes(route.original_router, path)
    else:
        for method in sorted(getattr(route, "methods", None) or ()):
            yield method, path


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    from planbot.ui.server import create_app

    async def build() -> FastAPI:
        return create_app(MemoryDesk(tmp_path_factory.mktemp("home")))

    return asyncio.run(build())


def concrete(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", path)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> MemoryDesk:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    desk.add("要点.txt", PLAN)
    return desk


@pytest.fixture(scope="module")
def clients(desk: MemoryDesk) -> Iterator[dict[str, httpx.Client]]:
    """A client for each role, of a planbot that has accounts."""
    with closing(Accounts(desk.settings.home)) as accounts, served(desk, wide=True) as address:
        tokens = {role: accounts.add_token(role, role, None) for role in ("reader", "editor", "admin")}
        headers = {role: {"Authorization": f"Bearer {tokens[role]}"} if role in tokens else {} for role in ROLES}
        found = {role: httpx.Client(base_url=address, headers=headers[role], timeout=20) for role in ROLES}
        yield found
        for client in found.values():
            client.close()


def status(client: httpx.Client, method: str, path: str) -> int:
    with client.stream(method, path, **({} if method == "GET" else {"json": {}})) as response:
        return response.status_code


def test_every_route_is_named_by_a_rule(app: FastAPI) -> None:
    found = {(method, path) for method, path in routes(app) if method in METHODS}
    assert {("GET", "/healthz"), ("POST", "/gradio_api/upload"), ("POST", "/en/gradio_api/queue/join")} <= found
    assert [route for route in sorted(found) if not named(route[0], concrete(route[1]))] == []


def test_every_rule_names_a_route_of_planbot(app: FastAPI) -> None:
    found = {(method, concrete(path)) for method, path in routes(app)}
    unused = [
        (rule.path, rule.methods)
        for rule in RULES
        if not any(way(method, path).route == rule.path for method, path in found if method in rule.methods)
    ]
    assert unused == []


def test_every_route_answers_the_roles_that_may_and_no_others(app: FastAPI, clients: dict[str, httpx.Client]) -> None:
    wrong: list[str] = []
    for method, path in sorted({(method, concrete(path)) for method, path in routes(app) if method in METHODS}):
        rule = way(method, path)
        for role, client in clients.items():
            got = status(client, method, path)
            passed = got not in (401, 403) and (rule.needs != "nobody" or got not in (404, 405))
            if passed != (role in OPEN_TO[rule.needs]):
                wrong.append(f"{role} {method} {path}: {got}")
    assert wrong == []


CHANGING = ("POST", "PUT", "PATCH", "DELETE")
A_READER_MAY = re.compile(
    r"/login|/logout|/api/(ask|draft|feedback)|/api/(conversations|drafts)(/.*)?|/v1/chat/completions|(/en)?/gradio_api/(queue/join|call/.*|cancel|reset/?)"
)


def test_a_reader_changes_nothing_but_their_own_conversations(app: FastAPI) -> None:
    """Said once more without the rules: a rule that is too wide must not pass by agreeing with itself."""
    for method, path in routes(app):
        if method in CHANGING and not A_READER_MAY.fullmatch(path):
            assert way(method, concrete(path)).needs in ("editor", "admin", "nobody"), (method, path)


def test_without_signing_in_nothing_is_read(app: FastAPI) -> None:
    public = re.compile(r"/healthz|/readyz|/login|/logout|/ui/.*|(/en)?/(assets/.*|static/.*|manifest\.json)")
    for method, path in routes(app):
        if method in METHODS and not public.fullmatch(concrete(path)):
            assert way(method, concrete(path)).needs != "anyone", (method, path)


def test_no_event_of_the_page_lets_a_reader_change_documents_or_ledger(
    clients: dict[str, httpx.Client], desk: MemoryDesk
) -> None:
    changes: list[str] = []
    for name in ("ingest", "remove", "correct", "undo"):
        setattr(desk, name, lambda *_, name=name, **__: changes.append(name))
    client, count = clients["reader"], 0
    for page in ("", "/en"):
        for event in client.get(f"{page}/config").json()["dependencies"]:
            data: list[None] = [None] * len(event["inputs"])
            body = {"fn_index": event["id"], "data": data, "session_hash": f"s{page[1:]}{event['id']}"}
            assert client.post(f"{page}/gradio_api/queue/join", json=body).status_code < 500
            with client.stream("GET", f"{page}/gradio_api/queue/data", params=body | {"data": ""}) as stream:
                assert any("close_stream" in line or "process_completed" in line for line in stream.iter_lines())
            count += 1
    assert count > 4
    assert changes == []


def test_who_is_asked_for_when_a_role_does_not_suffice(clients: dict[str, httpx.Client], desk: MemoryDesk) -> None:
    (document,) = desk.documents()
    refused = clients["reader"].delete(f"/api/documents/{document.id}")
    assert refused.status_code == 403
    assert "editor" in refused.json()["detail"]
    anonymous = clients["anonymous"].get("/api/documents")
    assert anonymous.status_code == 401
    assert anonymous.headers["www-authenticate"] == "Bearer"
    page = clients["anonymous"].get("/en/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fen%2F")
    assert desk.documents() == (document,)


def test_a_method_that_is_not_for_a_route_says_which_are(clients: dict[str, httpx.Client]) -> None:
    refused = clients["admin"].put("/api/ask")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_no_rule_stands_twice() -> None:
    paths = [(rule.path, method) for rule in RULES for method in rule.methods]
    assert len(paths) == len(set(paths))
    inner = [(rule.path, method) for rule in GRADIO for method in rule.methods]
    assert len(inner) == len(set(inner))
    assert len(CLOSED) == len(set(CLOSED))

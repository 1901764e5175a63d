"""Only this computer, under its own name, from planbot's own page, and only to what the page needs."""

from contextlib import closing
from http import HTTPStatus

import pytest
from starlette.datastructures import Headers
from tests.ui.conftest import MemoryDesk

from planbot.errors import ConfigurationError
from planbot.store.accounts import Accounts
from planbot.ui.access import way
from planbot.ui.callers import Door
from planbot.ui.guard import size
from planbot.ui.server import serve

HERE = "127.0.0.1:7860"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"host": HERE}, None),
        ("GET", {"host": "localhost:7860"}, None),
        ("GET", {"host": "[::1]:7860"}, None),
        ("GET", {"host": "evil.example"}, HTTPStatus.MISDIRECTED_REQUEST),
        ("GET", {"host": "127.0.0.1.evil.example"}, HTTPStatus.MISDIRECTED_REQUEST),
        ("GET", {"host": "[::1"}, HTTPStatus.MISDIRECTED_REQUEST),
        ("GET", {}, HTTPStatus.MISDIRECTED_REQUEST),
        ("POST", {"host": HERE}, None),
        ("POST", {"host": HERE, "origin": f"http://{HERE}", "sec-fetch-site": "same-origin"}, None),
        ("POST", {"host": HERE, "origin": "http://evil.example"}, HTTPStatus.FORBIDDEN),
        ("POST", {"host": HERE, "origin": "http://127.0.0.1:8000"}, HTTPStatus.FORBIDDEN),
        ("POST", {"host": HERE, "origin": "null"}, HTTPStatus.FORBIDDEN),
        ("POST", {"host": HERE, "sec-fetch-site": "cross-site"}, HTTPStatus.FORBIDDEN),
        ("POST", {"host": HERE, "sec-fetch-site": "same-site"}, HTTPStatus.FORBIDDEN),
        ("DELETE", {"host": HERE, "origin": "https://evil.example"}, HTTPStatus.FORBIDDEN),
        ("OPTIONS", {"host": HERE, "origin": "https://evil.example"}, HTTPStatus.FORBIDDEN),
    ],
)
def test_who_may_call(desk: MemoryDesk, method: str, headers: dict[str, str], status: HTTPStatus | None) -> None:
    with closing(Accounts(desk.settings.home)) as accounts:
        door, sent = Door(desk.settings, accounts, wide=False), Headers(headers)
        refusal = door.foreign(method, sent, door.caller(sent, "127.0.0.1", "http"))
    assert (refusal and refusal.status) == status


@pytest.mark.parametrize("path", ["/", "/en", "/en/", "/api/ask", "/healthz", "/ui/app.js", "/assets/x.js", "/en/theme.css",
                                  "/gradio_api/queue/join", "/en/gradio_api/queue/data", "/gradio_api/info"])  # fmt: skip
def test_what_the_page_needs_is_reachable(path: str) -> None:
    assert any(way(method, path).needs != "nobody" for method in ("GET", "POST"))


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://evil.example", "/monitoring", "/login/",
     "/gradio_api/run-history/records", "/gradio_api/dev/reload", "/gradio_api/vibe-edit", "/docs", "/english", "/en/api/ask",
     "/gradio_api/run/ask", "/gradio_api/component_server", "//etc/passwd"],
)  # fmt: skip
def test_the_rest_of_gradio_is_not(path: str) -> None:
    assert all(way(method, path).needs == "nobody" for method in ("GET", "HEAD", "POST", "DELETE"))


@pytest.mark.parametrize(
    ("declared", "passes"), [(None, True), ("10", True), ("11", False), ("-1", False), ("x", False)]
)
def test_a_request_says_no_more_than_the_limit(declared: str | None, passes: bool) -> None:
    assert (size(declared, 10) is None) == passes


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "planbot.example"])
def test_other_machines_are_kept_out_while_there_are_no_accounts(desk: MemoryDesk, host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"--host 127\.0\.0\.1"):
        serve(desk, host, 7860)


def test_a_port_in_use_is_one_line(desk: MemoryDesk) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"port {port} .*--port"):
            serve(desk, "127.0.0.1", port)

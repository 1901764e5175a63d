"""Which routes there are, and who may use them. A route that stands here under no rule answers nobody (pure).

``tests/ui/test_access.py`` walks through every route of the application and fails on one that no rule names.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from starlette.routing import compile_path

Needs = Literal["anyone", "reader", "editor", "admin", "nobody"]
Cost = Literal["none", "ask", "event"]
"""What a request counts against: questions, events of the page. Attempts to sign in are counted where the password is checked."""
READ, WRITE = ("GET",), ("POST", "PUT", "PATCH", "DELETE")
PAGES = ("/en", "")
"""Where Gradio's pages are mounted."""


class Rule(NamedTuple):
    """Who may send ``methods`` to a path; HEAD goes with GET."""

    needs: Needs
    methods: tuple[str, ...]
    path: str
    """In Starlette's notation; a last ``{rest:path}`` takes everything below."""
    cost: Cost = "none"


# The first rule that fits holds. What is proposed as a case shows the questions of others.
RULES: tuple[Rule, ...] = (
    Rule("anyone", READ, "/healthz"),
    Rule("anyone", READ, "/readyz"),
    Rule("reader", READ, "/metrics"),
    Rule("anyone", READ, "/ui/{rest:path}"),
    Rule("anyone", READ, "/login"),
    Rule("anyone", ("POST",), "/login"),
    Rule("anyone", ("POST",), "/logout"),
    Rule("reader", READ, "/api/openapi.json"),
    Rule("reader", READ, "/api/me"),
    Rule("reader", ("POST",), "/api/ask", "ask"),
    Rule("reader", ("POST",), "/api/draft", "ask"),
    Rule("reader", ("POST",), "/v1/chat/completions", "ask"),
    Rule("reader", READ, "/v1/models"),
    Rule("reader", READ, "/v1/models/{model:path}"),
    Rule("reader", READ, "/api/documents"),
    Rule("editor", ("POST",), "/api/documents"),
    Rule("reader", READ, "/api/documents/{document}/{rest:path}"),
    Rule("editor", WRITE, "/api/documents/{document}"),
    Rule("editor", WRITE, "/api/documents/{document}/{rest:path}"),
    Rule("reader", READ, "/api/scope"),
    Rule("reader", READ, "/api/targets"),
    Rule("reader", READ, "/api/corrections"),
    Rule("editor", WRITE, "/api/targets/{target}/correction"),
    Rule("reader", READ, "/api/ledger/{rest:path}"),
    Rule("editor", READ, "/api/evals/proposed/{source}"),
    Rule("reader", READ, "/api/evals/{rest:path}"),
    Rule("editor", WRITE, "/api/evals/{rest:path}"),
    Rule("reader", READ, "/api/conversations"),
    Rule("reader", READ, "/api/conversations/{rest:path}"),
    Rule("reader", WRITE, "/api/conversations/{rest:path}"),
    Rule("reader", ("POST",), "/api/drafts/{rest:path}"),
    *(
        Rule("reader", READ, page)
        for name in ("documents", "ledger", "draft", "evals")
        for page in (f"/{name}", f"/en/{name}")
    ),
)
GRADIO: tuple[Rule, ...] = (
    Rule("reader", READ, ""),
    Rule("reader", READ, "/"),
    Rule("reader", READ, "/config"),
    Rule("reader", READ, "/theme.css"),
    Rule("reader", READ, "/gradio_api/theme.css"),
    Rule("anyone", READ, "/manifest.json"),
    Rule("anyone", READ, "/assets/{path:path}"),
    Rule("anyone", READ, "/static/{path:path}"),
    Rule("reader", READ, "/gradio_api/info"),
    Rule("reader", READ, "/gradio_api/info/"),
    Rule("reader", ("POST",), "/gradio_api/queue/join", "event"),
    Rule("reader", READ, "/gradio_api/queue/data"),
    Rule("reader", READ, "/gradio_api/queue/status"),
    Rule("reader", ("POST",), "/gradio_api/call/{api_name}", "event"),
    Rule("reader", ("POST",), "/gradio_api/call/{api_name}/", "event"),
    Rule("reader", READ, "/gradio_api/call/{api_name}/{event_id}"),
    Rule("reader", READ, "/gradio_api/heartbeat/{session_hash}"),
    Rule("reader", READ, "/gradio_api/startup-events"),
    Rule("reader", ("POST",), "/gradio_api/cancel"),
    Rule("reader", ("POST",), "/gradio_api/reset"),
    Rule("reader", ("POST",), "/gradio_api/reset/"),
    Rule("reader", READ, "/gradio_api/app_id"),
    Rule("reader", READ, "/gradio_api/app_id/"),
)
"""What the chat needs of Gradio, below each of ``PAGES``."""
CLOSED: tuple[str, ...] = (
    "/openapi.json",
    "/svelte/{path:path}",
    "/login",
    "/login/",
    "/logout",
    "/config/",
    "/favicon.ico",
    "/robots.txt",
    "/pwa_icon",
    "/pwa_icon/{size}",
    "/monitoring",
    "/monitoring/summary",
    "/monitoring/{key}",
    "/gradio_api/{rest:path}",
)
"""What Gradio offers besides: file server, uploads, proxy, monitoring, developer and account routes. Nobody reaches these."""


class Way(NamedTuple):
    """What the rules say of one request."""

    needs: Needs
    cost: Cost = "none"
    route: str = "(none)"
    """The rule's path, for figures and logs: few and free of what people typed."""
    allow: tuple[str, ...] = ()
    """Methods that are known here, when this one is not."""


@lru_cache(maxsize=1)
def _compiled():
    closed = [Rule("nobody", (*READ, *WRITE), path) for path in CLOSED]
    inner = [rule._replace(path=f"{page}{rule.path}") for page in PAGES for rule in (*GRADIO, *closed)]
    rules = [*RULES, *(rule for rule in inner if rule.path)]
    return [(compile_path(rule.path)[0], rule) for rule in rules]


def way(method: str, path: str) -> Way:
    """The rule for a request; ``needs`` is "nobody" where there is none, or none for this method."""
    here = [rule for pattern, rule in _compiled() if pattern.match(path)]
    wanted = "GET" if method == "HEAD" else method
    found = next((rule for rule in here if wanted in rule.methods), None)
    if found is not None:
        return Way(found.needs, found.cost, found.path)
    known = {name for rule in here if rule.needs != "nobody" for name in rule.methods}
    return Way("nobody", allow=tuple(sorted(known)))


def named(method: str, path: str) -> bool:
    """Does a rule name this request, if only to close it?"""
    return any(pattern.match(path) and method in rule.methods for pattern, rule in _compiled())

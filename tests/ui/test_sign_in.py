"""Signing in by password, token or proxy; cookies; forged requests; what the network is kept from."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers
from tests.ui.conftest import PLAN, MemoryDesk, served

from planbot.errors import ConfigurationError
from planbot.settings import Settings
from planbot.store.accounts import Accounts
from planbot.store.conversations import Conversations, Turn
from planbot.types import Answer
from planbot.ui.callers import Door
from planbot.ui.people import Person
from planbot.ui.server import serve

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")
PASSWORD = "丹桂飘香满园-2031"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of ``site``."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[tuple[str, Accounts]]:
    """A planbot of two people on the network."""
    desk = MemoryDesk(folder)
    desk.settings = desk.settings.model_copy(update={"asks_per_minute": 4})
    desk.add("要点.txt", PLAN)
    with closing(Accounts(desk.settings.home)) as accounts, served(desk, wide=True) as address:
        accounts.add("wang", PASSWORD, "editor")
        accounts.add("li", PASSWORD, "reader")
        yield address, accounts


@pytest.fixture
def client(site: tuple[str, Accounts]) -> Iterator[httpx.Client]:
    """A browser: it says where its requests come from."""
    with httpx.Client(base_url=site[0], headers={"Origin": site[0]}) as client:
        yield client


@pytest.fixture
def both(site: tuple[str, Accounts]) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two people who are signed in."""
    address, accounts = site
    cookies = [f"planbot={accounts.begin(name, 1)}" for name in ("wang", "li")]
    one, other = (httpx.Client(base_url=address, headers={"Cookie": cookie, "Origin": address}) for cookie in cookies)
    with one, other:
        yield one, other


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password, **more})


def test_a_person_signs_in_reads_and_signs_out(client: httpx.Client) -> None:
    assert client.get("/api/documents").status_code == 401
    entered = sign_in(client, "wang", next="/en/")
    assert (entered.status_code, entered.headers["location"]) == (303, "/en/")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/api/me").json() == {"name": "wang", "role": "editor", "signed_in": True}
    assert client.get("/api/documents").status_code == 200
    secret = client.cookies["planbot"]
    assert client.post("/logout").headers["location"] == "/login"
    client.cookies.set("planbot", secret)
    assert client.get("/api/documents").status_code == 401


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: httpx.Client) -> None:
    wrong, unknown = sign_in(client, "wang", "xxxxxxxxxxxx"), sign_in(client, "zhang", "xxxxxxxxxxxx")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert "不正确" in wrong.text
    assert sign_in(client, "wang").status_code == 303


def test_guessing_is_slowed_down(client: httpx.Client) -> None:
    codes = [sign_in(client, "chen", f"guess-number-{number}").status_code for number in range(7)]
    assert codes[0] == 401
    assert codes[-1] == 429
    refused = sign_in(client, "chen", "guess-number-8", next="/en/")
    assert int(refused.headers["retry-after"]) >= 1
    assert "Try again" in refused.text


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x?y=//z"]
)
def test_signing_in_leads_to_a_page_of_planbot_only(client: httpx.Client, after: str) -> None:
    assert sign_in(client, "li", next=after).headers["location"] == "/"
    client.cookies.clear()
    assert "evil" not in client.get("/login", params={"next": after}).text


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_foreign_page_cannot_use_the_cookie(site: tuple[str, Accounts], origin: str | None) -> None:
    secret = site[1].begin("wang", 1)
    headers = {"Cookie": f"planbot={secret}"} | ({"Origin": origin} if origin else {})
    with httpx.Client(base_url=site[0], headers=headers) as client:
        for path in ("/api/ask", "/gradio_api/queue/join", "/logout"):
            assert client.post(path, json={}).status_code == 403, path
        assert client.get("/api/me").status_code == 200


def test_a_foreign_page_cannot_sign_one_in(site: tuple[str, Accounts]) -> None:
    refused = httpx.post(
        f"{site[0]}/login", data={"name": "li", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert refused.status_code == 403


def test_a_token_needs_no_cookie_and_an_old_one_lets_nobody_in(site: tuple[str, Accounts]) -> None:
    token = site[1].add_token("export", "reader", None)
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{site[0]}/api/me", headers=headers).json()["name"] == "token:export"
    assert httpx.post(f"{site[0]}/api/ask", headers=headers, json={"question": "粮食"}).status_code == 200
    site[1].remove_token("export")
    assert httpx.get(f"{site[0]}/api/me", headers=headers).status_code == 401


def test_a_program_that_speaks_gradio_sends_a_token(site: tuple[str, Accounts]) -> None:
    from gradio_client import Client
    from httpx import HTTPError

    token = site[1].add_token("notebook", "reader", None)
    client = Client(site[0], headers={"Authorization": f"Bearer {token}"}, verbose=False)
    assert "18.3万吨以上。[" in client.predict("粮食总产量是多少", api_name="/ask")
    client.close()
    with pytest.raises((ValueError, HTTPError)):
        Client(site[0], verbose=False)


def test_one_person_asks_so_often_and_another_is_not_held_up(both: tuple[httpx.Client, httpx.Client]) -> None:
    one, other = both
    codes = [one.post("/api/ask", json={"question": "粮食"}).status_code for _ in range(6)]
    assert codes[0] == 200
    assert codes[-1] == 429
    refused = one.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "粮食"}]})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert other.post("/api/ask", json={"question": "粮食"}).status_code == 200


def test_what_happens_in_one_persons_page_is_not_told_to_another(both: tuple[httpx.Client, httpx.Client]) -> None:
    one, other = both
    with one.stream("GET", "/gradio_api/queue/data", params={"session_hash": "abc"}) as mine:
        assert mine.status_code == 200
    for asked in (["abc"], ["xyz", "abc"]):  # Gradio reads the last
        assert other.get("/gradio_api/queue/data", params={"session_hash": asked}).status_code == 404


def test_one_persons_conversations_are_invisible_to_another(
    both: tuple[httpx.Client, httpx.Client], folder: Path
) -> None:
    one, other = both
    answer = Answer(question="问", standalone_question="问", answer="机密的答复", answered=True, done=True)
    with closing(Conversations(folder)) as kept:
        kept.keep("wang", "c1", [Turn(question="机密的问题", answer=answer)])
    assert "机密的答复" in one.get("/api/conversations/c1").text
    assert other.get("/api/conversations", params={"search": "机密"}).json() == {"conversations": []}
    found = [other.get(f"/api/conversations/c1{rest}") for rest in ("", "/turns/0/answer.md", "/turns/0/answer.docx")]
    found += [
        other.patch("/api/conversations/c1", json={"name": "x"}),
        other.delete("/api/conversations/c1"),
        other.post("/api/conversations/c1/restore"),
        other.post("/api/conversations/c1/turns/0/verdict", json={"verdict": "down"}),
    ]
    assert {response.status_code for response in found} == {404}
    assert not [response for response in found if "机密" in response.text]
    assert other.get("/api/evals/proposed/feedback").status_code == 403
    assert "机密的答复" in one.get("/api/conversations/c1").text


def test_without_accounts_whoever_is_at_the_computer_is_let_in_until_there_is_one(tmp_path: Path) -> None:
    with closing(Accounts(tmp_path)) as accounts:
        here, network = (Door(Settings(home=tmp_path), accounts, wide=wide) for wide in (False, True))
        anything = Headers({"authorization": "Bearer anything", "host": "127.0.0.1"})
        assert here.caller(anything, "127.0.0.1", "http").person == Person(name="local", role="admin")
        assert network.caller(anything, "127.0.0.1", "http").person is None
        accounts.add("wang", PASSWORD, "reader")
        assert here.caller(anything, "127.0.0.1", "http").person is None


PROXY = {"proxy_user_header": "X-Remote-User", "proxy_addresses": "10.1.0.0/16", "proxy_role": "editor"}


@pytest.mark.parametrize(
    ("peer", "headers", "found"),
    [
        ("10.1.2.3", {"x-remote-user": "zhao"}, ("zhao", "editor", "10.1.2.3")),
        ("10.1.2.3", {"x-remote-user": "li"}, ("li", "reader", "10.1.2.3")),
        (
            "10.1.2.3",
            {"x-remote-user": "li", "x-forwarded-for": "1.2.3.4, 192.168.7.7"},
            ("li", "reader", "192.168.7.7"),
        ),
        ("10.1.2.3", {}, (None, None, "10.1.2.3")),
        ("10.2.2.3", {"x-remote-user": "zhao", "x-forwarded-for": "1.2.3.4"}, (None, None, "10.2.2.3")),
        ("127.0.0.1", {"x-remote-user": "zhao"}, (None, None, "127.0.0.1")),
        ("", {"x-remote-user": "zhao"}, (None, None, "")),
    ],
)
def test_a_proxy_is_believed_by_its_address(
    tmp_path: Path, peer: str, headers: dict[str, str], found: tuple[str | None, str | None, str]
) -> None:
    with closing(Accounts(tmp_path)) as accounts:
        accounts.add("li", PASSWORD, "reader")
        caller = Door(Settings.model_validate({"home": tmp_path, **PROXY}), accounts, wide=False).caller(
            Headers(headers), peer, "http"
        )
    assert (caller.person and caller.person.name, caller.person and caller.person.role, caller.address) == found


def test_over_https_the_cookie_is_bound_to_it(tmp_path: Path) -> None:
    with closing(Accounts(tmp_path)) as accounts:
        accounts.add("li", PASSWORD, "reader")
        door, secret = Door(Settings(home=tmp_path), accounts, wide=True), accounts.begin("li", 1)
        plain, bound = Headers({"cookie": f"planbot={secret}"}), Headers({"cookie": f"__Host-planbot={secret}"})
        assert door.caller(bound, "10.0.0.1", "https").person
        assert door.caller(plain, "10.0.0.1", "https").person is None
        assert door.caller(plain, "10.0.0.1", "http").person


@pytest.mark.parametrize(
    ("host", "passes"), [("10.0.0.5:7860", True), ("plan.example", True), ("evil.example", False), ("", False)]
)
def test_a_name_that_is_not_planbots_is_refused(tmp_path: Path, host: str, passes: bool) -> None:
    with closing(Accounts(tmp_path)) as accounts:
        door = Door(Settings(home=tmp_path, hosts="plan.example, other.example"), accounts, wide=True)
        headers = Headers({"host": host})
        assert (door.foreign("GET", headers, door.caller(headers, "10.0.0.9", "http")) is None) == passes


@pytest.mark.parametrize("settings", [{"hosts": "plan.example"}, {"proxy_addresses": "127.0.0.1"}])
def test_behind_a_proxy_or_another_name_everyone_must_sign_in(tmp_path: Path, settings: dict[str, str]) -> None:
    desk = MemoryDesk(tmp_path)
    desk.settings = Settings.model_validate({"home": tmp_path, **settings})
    with pytest.raises(ConfigurationError, match="users add"):
        serve(desk, "127.0.0.1", 7860)


def test_a_proxy_header_needs_the_proxys_address(tmp_path: Path) -> None:
    desk = MemoryDesk(tmp_path)
    desk.settings = Settings(home=tmp_path, proxy_user_header="X-Remote-User")
    with pytest.raises(ConfigurationError, match="PLANBOT_PROXY_ADDRESSES"):
        serve(desk, "127.0.0.1", 7860)


def test_a_certificate_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    desk = MemoryDesk(tmp_path)
    desk.settings = Settings(home=tmp_path, tls_certificate=tmp_path / "cert.pem")
    with pytest.raises(ConfigurationError, match="PLANBOT_TLS_CERTIFICATE"):
        serve(desk, "127.0.0.1", 7860)


def test_the_sign_in_page_runs_nothing_inline_and_speaks_both_languages(client: httpx.Client) -> None:
    for after, language in (("/", "zh-CN"), ("/en/", "en")):
        page = client.get("/login", params={"next": after})
        assert f'<html lang="{language}">' in page.text
        assert "<script>" not in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]

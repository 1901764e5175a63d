"""Accounts, sessions and tokens: who has one, how long it lasts, and that no secret is stored."""

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planbot.errors import Conflict, NotFound, UsageError
from planbot.store.accounts import FILE, TOKEN_PREFIX, Accounts

PASSWORD = "丹桂飘香满园-2031"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    opened = Accounts(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def known(accounts: Accounts) -> Accounts:
    accounts.add("wang", PASSWORD, "editor")
    return accounts


def test_a_password_opens_its_own_account_only(known: Accounts) -> None:
    assert known.verify("wang", PASSWORD)
    assert not known.verify("wang", PASSWORD + " ")
    assert not known.verify("li", PASSWORD)
    assert [(account.name, account.role) for account in known.all()] == [("wang", "editor")]


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("wang li", PASSWORD, "no name"), ("", PASSWORD, "no name"), ("../x", PASSWORD, "no name"), ("x" * 65, PASSWORD, "no name"),
     ("li", "short", "10 to"), ("li", "x" * 257, "10 to")],
)  # fmt: skip
def test_what_is_unfit_is_refused(accounts: Accounts, name: str, password: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        accounts.add(name, password, "reader")
    assert not accounts.any()


def test_a_name_is_given_once(known: Accounts) -> None:
    with pytest.raises(Conflict, match="passwd"):
        known.add("wang", PASSWORD, "admin")
    known.add_token("export", "reader", None)
    with pytest.raises(Conflict, match="remove"):
        known.add_token("export", "admin", None)


def test_who_is_not_there_cannot_be_changed(accounts: Accounts) -> None:
    for change in (
        lambda: accounts.change_role("li", "admin"),
        lambda: accounts.change_password("li", PASSWORD),
        lambda: accounts.remove("li"),
        lambda: accounts.remove_token("li"),
    ):
        with pytest.raises(NotFound, match="li"):
            change()


def test_a_session_lasts_while_it_is_used(known: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    secret = known.begin("wang", hours=1)
    for minutes in (30, 80, 130):
        monkeypatch.setattr(time, "time", lambda minutes=minutes: now + minutes * 60)
        found = known.session(secret, hours=1)
        assert found
        assert found.role == "editor"
    monkeypatch.setattr(time, "time", lambda: now + 200 * 60)
    assert known.session(secret, hours=1) is None
    assert known.session("guess", hours=1) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(known: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    secret = known.begin("wang", hours=100)
    monkeypatch.setattr(time, "time", lambda: now + 90 * 3600)
    assert known.session(secret, hours=100)
    monkeypatch.setattr(time, "time", lambda: now + 167 * 3600)
    assert known.session(secret, hours=100)
    monkeypatch.setattr(time, "time", lambda: now + 169 * 3600)
    assert known.session(secret, hours=100) is None


@pytest.mark.parametrize("end", ["sign out", "password", "remove"])
def test_what_ends_a_session(known: Accounts, end: str) -> None:
    secret = known.begin("wang", hours=1)
    match end:
        case "sign out":
            known.end(secret)
        case "password":
            known.change_password("wang", PASSWORD * 2)
        case _:
            known.remove("wang")
    assert known.session(secret, hours=1) is None


def test_another_role_holds_from_the_next_request(known: Accounts) -> None:
    secret = known.begin("wang", hours=1)
    known.change_role("wang", "reader")
    found = known.session(secret, hours=1)
    assert found
    assert found.role == "reader"


def test_a_token_works_until_it_ends_or_is_removed(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting, short = accounts.add_token("export", "reader", None), accounts.add_token("trial", "editor", 1)
    assert lasting.startswith(TOKEN_PREFIX)
    assert [accounts.token(secret) is not None for secret in (lasting, short, "pb_guess", "")] == [
        True,
        True,
        False,
        False,
    ]
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert [accounts.token(secret) is not None for secret in (lasting, short)] == [True, False]
    accounts.remove_token("export")
    assert accounts.token(lasting) is None


def test_no_secret_is_stored_and_nobody_else_may_read_the_file(known: Accounts, tmp_path: Path) -> None:
    secrets = [PASSWORD, known.begin("wang", hours=1), known.add_token("export", "reader", None)]
    known.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [secret for secret in secrets if secret.encode() in stored]
    assert b"$argon2id$" in stored
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600

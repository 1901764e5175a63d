"""Who may use this planbot: accounts with passwords, what signed-in browsers hold, tokens for programs.

Kept in ``accounts.db`` of the home. No secret is stored: passwords as argon2id, sessions and tokens as SHA-256 of random text.
"""

import hashlib
import re
import secrets
import sqlite3
import threading
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from planbot.errors import Conflict, NotFound, UsageError
from planbot.store.database import Database
from planbot.types import AccountRole, Noun

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE = "accounts.db"
TOKEN_PREFIX = "pb_"  # noqa: S105 - begins every token, so that one that leaked is recognised
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")
_LONGEST_SESSION_S = 7 * 86_400
_AT_ONCE = threading.BoundedSemaphore(2)
"""Passwords are hashed two at a time: each takes 64 MiB on purpose."""


class Account(Noun):
    """Someone who may sign in, or a program with a token."""

    name: str
    role: AccountRole
    added_at: str
    """UTC, ISO 8601."""
    expires_at: str | None = None
    """UTC, ISO 8601; of tokens only, None: never."""


class Accounts:
    """The accounts of one home; safe from any thread and from several processes."""

    def __init__(self, home: Path) -> None:
        path = home / FILE
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._database = Database(path, schema="accounts")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # --- people ---------------------------------------------------------------------------------------------------------

    def any(self) -> bool:
        """Has anyone an account?"""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM accounts LIMIT 1").fetchone() is not None

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, role, added_at FROM accounts ORDER BY name")
            return tuple(Account(name=name, role=role, added_at=added) for name, role, added in rows)

    def role(self, name: str) -> AccountRole | None:
        """The role of the account of that name, if there is one."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT role FROM accounts WHERE name = ?", (name,)).fetchone()
            return row and row[0]

    def add(self, name: str, password: str, role: AccountRole) -> None:
        """Raises UsageError (name or password unfit) and Conflict (the name is taken)."""
        _check_name(name)
        hashed = _hashed(password)
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone():
                raise Conflict(f"{name}: has an account already; planbot users passwd sets a new password")
            connection.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (name, role, hashed, _now()))

    def change_password(self, name: str, password: str) -> None:
        """Set another password and sign ``name`` out everywhere. Raises UsageError, NotFound."""
        hashed = _hashed(password)
        with self._database.writing() as connection:
            _one(connection.execute("UPDATE accounts SET password = ? WHERE name = ?", (hashed, name)), name, "users")
            connection.execute("DELETE FROM sessions WHERE account = ?", (name,))

    def change_role(self, name: str, role: AccountRole) -> None:
        """Takes effect with the next request. Raises NotFound."""
        with self._database.writing() as connection:
            _one(connection.execute("UPDATE accounts SET role = ? WHERE name = ?", (role, name)), name, "users")

    def remove(self, name: str) -> None:
        """Remove the account and sign it out everywhere. Raises NotFound."""
        with self._database.writing() as connection:
            _one(connection.execute("DELETE FROM accounts WHERE name = ?", (name,)), name, "users")

    def verify(self, name: str, password: str) -> bool:
        """Is this the password? Takes as long for a name that nobody has."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        return _matches(row[0] if row else _decoy(), password) and row is not None

    # --- browsers -------------------------------------------------------------------------------------------------------

    def begin(self, name: str, hours: float) -> str:
        """What the cookie of a new session holds. It ends ``hours`` after its last use, and after a week in any case."""
        secret, now = secrets.token_urlsafe(32), time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires < ?", (now,))
            row = (_digest(secret), name, now, now + hours * 3600)
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return secret

    def session(self, secret: str, hours: float) -> Account | None:
        """Whose session this is, while it lasts; its end is moved on."""
        digest, now = _digest(secret), time.time()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT name, role, added_at, begun, expires FROM sessions JOIN accounts ON account = name WHERE digest = ?",
                (digest,),
            ).fetchone()
        if row is None or row[4] < now:
            return None
        end = min(now + hours * 3600, row[3] + _LONGEST_SESSION_S)
        if end - row[4] > hours * 360:  # a tenth of its life, so that most requests write nothing
            with self._database.writing() as connection:
                connection.execute("UPDATE sessions SET expires = ? WHERE digest = ?", (end, digest))
        return Account(name=row[0], role=row[1], added_at=row[2])

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(secret),))

    # --- programs -------------------------------------------------------------------------------------------------------

    def add_token(self, name: str, role: AccountRole, days: float | None) -> str:
        """A new token, which is shown this once. Raises UsageError, Conflict (the name is taken)."""
        _check_name(name)
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        expires = None if days is None else time.time() + days * 86_400
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM tokens WHERE name = ?", (name,)).fetchone():
                raise Conflict(f"{name}: there is such a token already; planbot tokens remove {name} takes it away")
            connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)", (name, _digest(secret), role, _now(), expires)
            )
        return secret

    def tokens(self) -> tuple[Account, ...]:
        """Every token, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, role, added_at, expires FROM tokens ORDER BY name")
            return tuple(_token(*row) for row in rows)

    def token(self, secret: str) -> Account | None:
        """The token with this text, while it lasts."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT name, role, added_at, expires FROM tokens WHERE digest = ?", (_digest(secret),)
            ).fetchone()
        if row is None or (row[3] is not None and row[3] < time.time()):
            return None
        return _token(*row)

    def remove_token(self, name: str) -> None:
        """Raises NotFound."""
        with self._database.writing() as connection:
            _one(connection.execute("DELETE FROM tokens WHERE name = ?", (name,)), name, "tokens")


def _token(name: str, role: AccountRole, added_at: str, expires: float | None) -> Account:
    end = None if expires is None else datetime.fromtimestamp(expires, UTC).isoformat(timespec="seconds")
    return Account(name=name, role=role, added_at=added_at, expires_at=end)


def _one(changed: sqlite3.Cursor, name: str, command: str) -> None:
    if changed.rowcount < 1:
        raise NotFound(f"{name}: not among them; planbot {command} list shows who is")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name[:80]!r} is no name: use up to 64 letters, digits, and . @ _ - after the first")


def _digest(secret: str) -> str:
    """Random text needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _decoy() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(f"the password: use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    with _AT_ONCE:
        return _hasher().hash(password)


def _matches(hashed: str, password: str) -> bool:
    from argon2.exceptions import VerifyMismatchError

    try:
        with _AT_ONCE:
            return _hasher().verify(hashed, password[: LONGEST_PASSWORD + 1])
    except VerifyMismatchError:
        return False

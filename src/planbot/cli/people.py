"""users, tokens: who may use this planbot over the network."""

import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from planbot.cli.output import note, print_json, say, table
from planbot.cli.session import session
from planbot.errors import UsageError

if TYPE_CHECKING:
    from planbot.store.accounts import Account, Accounts

users = typer.Typer(help="People who may sign in.", no_args_is_help=True, rich_markup_mode=None)
tokens = typer.Typer(
    help="Tokens with which programs may use the HTTP API.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Name = Annotated[str, typer.Argument(help="Who.", show_default=False)]
TokenName = Annotated[str, typer.Argument(help="What the token is for.", show_default=False)]


class Role(StrEnum):
    """Each may do what the one before may, and more."""

    reader = "reader"
    editor = "editor"
    admin = "admin"


Given = Annotated[Role, typer.Option(help="reader asks and reads; editor also changes documents, ledger and evals.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(users, name="users")
    app.add_typer(tokens, name="tokens")


@users.command("add")
def add_user(context: typer.Context, name: Name, role: Given = Role.reader) -> None:
    """Add an account; the password is asked for, or read from the first line of stdin."""
    with _accounts(context) as accounts:
        accounts.add(name, _password(), role.value)
    note(f"{name}: may sign in as {role.value}")


@users.command("list")
def list_users(context: typer.Context, json: Json = False) -> None:
    """List the accounts."""
    with _accounts(context) as accounts:
        _print(accounts.all(), json)


@users.command("role")
def change_role(context: typer.Context, name: Name, role: Given) -> None:
    """Give an account another role, from its next request on."""
    with _accounts(context) as accounts:
        accounts.change_role(name, role.value)
    note(f"{name}: is {role.value} now")


@users.command("passwd")
def change_password(context: typer.Context, name: Name) -> None:
    """Set another password and sign the account out everywhere."""
    with _accounts(context) as accounts:
        accounts.change_password(name, _password())
    note(f"{name}: has a new password")


@users.command("remove")
def remove_user(context: typer.Context, name: Name) -> None:
    """Remove an account and sign it out everywhere; its conversations stay under the name."""
    from planbot.store.conversations import Conversations

    with _accounts(context) as accounts:
        accounts.remove(name)
    with closing(Conversations(session(context).settings.home)) as kept:
        left = len(kept.all(name))
    note(f"{name}: removed" + (f"; {left} conversations stay for whoever gets this name again" if left else ""))


@tokens.command("add")
def add_token(
    context: typer.Context,
    name: TokenName,
    role: Given = Role.reader,
    days: Annotated[float | None, typer.Option(min=0, help="Valid for so many days.", show_default="for good")] = None,
) -> None:
    """Make a token and print it, this once: it is sent as `Authorization: Bearer TOKEN`."""
    with _accounts(context) as accounts:
        say(accounts.add_token(name, role.value, days))


@tokens.command("list")
def list_tokens(context: typer.Context, json: Json = False) -> None:
    """List the tokens by name."""
    with _accounts(context) as accounts:
        _print(accounts.tokens(), json)


@tokens.command("remove")
def remove_token(context: typer.Context, name: TokenName) -> None:
    """Remove a token; it stops working at once."""
    with _accounts(context) as accounts:
        accounts.remove_token(name)
    note(f"{name}: removed")


@contextmanager
def _accounts(context: typer.Context) -> "Generator[Accounts]":
    from planbot.store.accounts import Accounts

    accounts = Accounts(session(context).settings.home)
    try:
        yield accounts
    finally:
        accounts.close()


def _password() -> str:
    """Typed twice and never shown; without a terminal the first line of stdin. Never an argument: other users see those."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise UsageError("the two passwords differ: nothing was changed")
    return password


def _print(accounts: "tuple[Account, ...]", json: bool) -> None:
    from planbot.cli.shapes import AccountList

    if json:
        print_json(AccountList(accounts=accounts))
        return
    rows = ((account.name, account.role, account.added_at, account.expires_at or "-") for account in accounts)
    say(table(("name", "role", "added", "expires"), rows))

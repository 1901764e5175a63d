"""users, tokens, backup and restore, as someone who runs planbot would type them."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest
from pydantic.json_schema import models_json_schema

from planbot.cli.main import run
from planbot.cli.shapes import SHAPES
from planbot.store.accounts import Accounts
from planbot.store.conversations import Conversations, Turn

if TYPE_CHECKING:
    from planbot.assistant import Assistant

PASSWORD = "丹桂飘香满园-2031"


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Bot = Callable[..., Said]


@pytest.fixture
def bot(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bot:
    """Run planbot; ``typed`` is what comes in on stdin."""

    def say(*arguments: str | Path, typed: str = "", at: Path = home) -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        return Said(run(["--home", str(at), *map(str, arguments)]), *capsys.readouterr())

    return say


def checked(command: str, text: str) -> Any:
    _, schema = models_json_schema([(shape, "serialization") for shape in SHAPES.values()])
    document = json.loads(text)
    jsonschema.validate(document, {**schema, "$ref": f"#/$defs/{SHAPES[command].__name__}"})
    return document


def test_people_are_added_changed_and_removed(bot: Bot, home: Path) -> None:
    assert bot("users", "add", "wang", "--role", "admin", typed=f"{PASSWORD}\n").code == 0
    assert bot("users", "add", "li", typed=PASSWORD).code == 0
    assert bot("users", "role", "li", "--role", "editor").code == 0
    assert bot("users", "passwd", "li", typed=f"{PASSWORD}!\n").code == 0
    listed = checked("planbot users list, planbot tokens list", bot("users", "list", "--json").out)["accounts"]
    assert [(account["name"], account["role"]) for account in listed] == [("li", "editor"), ("wang", "admin")]
    accounts = Accounts(home)
    assert accounts.verify("li", f"{PASSWORD}!")
    accounts.close()
    with closing(Conversations(home)) as kept:
        kept.keep("li", "c1", (Turn(question="普及率？"),))
    removed = bot("users", "remove", "li")
    assert (removed.code, "1 conversations stay" in removed.err) == (0, True)
    shown = bot("users", "list").out
    assert "wang" in shown
    assert "li " not in shown


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "said"),
    [
        (("users", "add", "wang"), "short\n", 2, "10 to 256"),
        (("users", "add", "wang"), "", 2, "10 to 256"),
        (("users", "add", "王 敏"), PASSWORD, 2, "no name"),
        (("users", "remove", "nobody"), "", 1, "planbot users list"),
        (("users", "add", "wang", "--role", "owner"), PASSWORD, 2, "owner"),
        (("users", "add", "wang", "--password", PASSWORD), "", 2, "--password"),
        (("tokens", "remove", "nothing"), "", 1, "planbot tokens list"),
    ],
)
def test_what_is_wrong_is_one_line(bot: Bot, arguments: tuple[str, ...], typed: str, code: int, said: str) -> None:
    found = bot(*arguments, typed=typed)
    assert found.code == code
    assert said in found.err
    assert PASSWORD not in found.err


def test_a_token_is_printed_once(bot: Bot) -> None:
    made = bot("tokens", "add", "export", "--days", "30")
    token = made.out.strip()
    assert (made.code, token[:3]) == (0, "pb_")
    (listed,) = checked("planbot users list, planbot tokens list", bot("tokens", "list", "--json").out)["accounts"]
    assert (listed["name"], listed["role"]) == ("export", "reader")
    assert listed["expires_at"]
    assert token not in bot("tokens", "list").out
    assert bot("tokens", "remove", "export").code == 0


def test_a_home_is_backed_up_and_restored(bot: Bot, assistant: "Assistant", tmp_path: Path, home: Path) -> None:
    file, used = tmp_path / "b.zip", assistant.settings.home
    made = checked("planbot backup, planbot restore", bot("backup", file, "--json", at=used).out)
    assert "planbot.sqlite3" in {entry["path"] for entry in made["files"]}
    assert bot("backup", file, at=used).code == 2
    restored = bot("restore", file)
    assert (restored.code, restored.err) == (0, "")
    assert bot("doctor").code == 0
    again = bot("restore", file)
    assert again.code == 2
    assert "not empty" in again.err
    shutil.rmtree(home)
    file.write_bytes(file.read_bytes()[:100])
    damaged = bot("restore", file)
    assert damaged.code == 1
    assert "another backup" in damaged.err
    assert not home.exists()

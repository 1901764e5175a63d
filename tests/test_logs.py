"""Log lines: text or JSON, with request ids, begun anew when a file is full, without secrets."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from planbot.errors import ConfigurationError
from planbot.logs import REQUEST, Redacted, start_logs
from planbot.settings import Settings

LOGGER = logging.getLogger("planbot.test")
SECRET = "grape-harvest-77"


@pytest.fixture(autouse=True)
def _handlers_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("planbot")
    before, levels = list(root.handlers), (root.level, ours.level)
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def logged(home: Path, **more: object) -> Path:
    file = home / "logs" / "planbot.log"
    start_logs(Settings.model_validate({"home": home, "log_file": file, "openai_api_key": SECRET, **more}))
    return file


def test_a_line_of_json_names_the_request(home: Path) -> None:
    file = logged(home, log_format="json")
    held = REQUEST.set("4f2a")
    LOGGER.info("GET %s %d", "/api/ask", 200, extra={"route": "/api/ask", "ms": 12.5})
    REQUEST.reset(held)
    line = json.loads(file.read_text(encoding="utf-8"))
    assert (
        line.items()
        >= {"request": "4f2a", "level": "info", "message": "GET /api/ask 200", "route": "/api/ask", "ms": 12.5}.items()
    )
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_secret_is_written(home: Path, style: str) -> None:
    file = logged(home, log_format=style)
    try:
        raise ValueError(f"{SECRET} was refused")
    except ValueError:
        LOGGER.exception("Authorization: Bearer pb_abcdefghijkl, key %s, http://me:pw@host/v1", SECRET)
    written = file.read_text(encoding="utf-8")
    assert "was refused" in written
    for secret in (SECRET, "pb_abcdefghijkl", "me:pw"):
        assert secret not in written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bearer abc.def", "Bearer ********"),
        ("sent pb_0123456789 to", "sent pb_******** to"),
        ("sk-proj-0123456789", "sk-********"),
        ("https://user:word@host/path", "https://********@host/path"),
        ("Cookie: planbot=abc; theme=dark", "Cookie: planbot=********; theme=dark"),
        ("Cookie: __Host-planbot=abc", "Cookie: __Host-planbot=********"),
        ("a bearer of news", "a bearer ******** news"),
        ("plans for 2031", "plans for 2031"),
    ],
)
def test_what_looks_like_a_secret_is_masked(home: Path, text: str, shown: str) -> None:
    assert Redacted(Settings(home=home))(text) == shown


def test_a_full_file_is_begun_anew_and_four_old_ones_are_kept(home: Path) -> None:
    file = logged(home, log_mb=1)
    for _ in range(70):
        LOGGER.warning("x" * 100_000)
    names = sorted(path.name for path in file.parent.iterdir())
    assert names == ["planbot.log", *(f"planbot.log.{number}" for number in range(1, 5))]
    assert all(path.stat().st_size <= 1_000_000 for path in file.parent.iterdir())


def test_on_a_terminal_only_what_went_wrong_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start_logs(Settings(home=home))
    LOGGER.info("fine")
    LOGGER.warning("not fine")
    shown = capsys.readouterr().err
    assert "not fine" in shown
    assert " fine\n" not in shown.replace("not fine", "")


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="PLANBOT_LOG_FILE"):
        logged(tmp_path)

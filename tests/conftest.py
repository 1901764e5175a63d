"""What every test gets: no network but loopback, no settings from outside, material only where it exists."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from planbot.assistant import Assistant

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")  # a busy machine is not a fault of the code
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("no reference material beside the checkout")
    if item.get_closest_marker("browser") and not any(map(shutil.which, _CHROMIUM)):
        pytest.skip("no Chromium: apt-get install chromium fonts-noto-cjk")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """A connection to anywhere else fails at once, instead of working on one machine and not on another."""
    original = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise AssertionError(f"a test tried to reach {address}")
        original(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No PLANBOT_* of whoever runs the tests; a home that is used by mistake is a scratch one."""
    for name in [name for name in os.environ if name.startswith("PLANBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home of this test."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material; use with ``@pytest.mark.shared``."""
    return SHARED


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of bundled sample documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator["Assistant"]:
    """An open home with the samples in it, without a language model; made once for all tests, which must not change it."""
    from planbot.assistant import Assistant
    from planbot.settings import Settings

    with Assistant.open(Settings(home=tmp_path_factory.mktemp("home"))) as opened:
        report = opened.ingest([samples], jobs=1)
        assert all(outcome.status == "added" for outcome in report.outcomes)
        yield opened

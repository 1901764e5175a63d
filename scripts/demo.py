"""The demonstration: take the samples into a scratch home and serve the chat; ``--check`` asks one question over HTTP and stops."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent
PLANBOT = Path(sys.executable).with_name("planbot")
SAMPLES = ROOT / "samples"
PORT = 7860
QUESTION = "青棠县2024年孕产妇死亡率要控制在多少？"
STARTUP_S = 180


def main(arguments: list[str]) -> int:
    """Exit code of the demonstration."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: make demo [ARGS=--check]\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="planbot-demo-") as home:
        command = [str(PLANBOT), "--home", home]
        subprocess.run([*command, "ingest", str(SAMPLES)], check=True)
        port = _free_port() if arguments else PORT
        with _served([*command, "serve", "--port", str(port)]) as server:
            return _check(port, server) if arguments else server.wait()


def _check(port: int, server: subprocess.Popen[bytes]) -> int:
    """Ask, print the answer and its first citation. Fails when the answer has none."""
    _wait(port, server)
    answer = _post(f"http://127.0.0.1:{port}/api/ask", {"question": QUESTION})
    print(f"\n{QUESTION}\n{answer['answer']}")
    for citation in answer["citations"]:
        print(f"[{citation['marker']}] {citation['file']}: {citation['quote']}")
    return 0 if answer["answered"] and answer["citations"] else 1


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server says that it is ready. Raises RuntimeError when it stops or takes too long."""
    deadline = time.monotonic() + STARTUP_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise RuntimeError("the server did not become ready")


def _post(address: str, body: dict[str, str]) -> dict[str, object]:
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as response:
        return json.load(response)


@contextmanager
def _served(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(command)
    try:
        yield server
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
    except (subprocess.CalledProcessError, RuntimeError) as error:
        sys.exit(f"demo: {error}")

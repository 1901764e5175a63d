"""How planbot serves many people at once, without a language model: times, errors, memory.

    python -m benchmarks.load [--people 20] [--rounds 5] [--questions 2000]

Serves the samples (and ../shared/corpus where it lies beside the checkout) in a process of its own. First ``--people`` ask at the same
moment, ``--rounds`` times, over HTTP and as a stream; then one after the other until ``--questions`` are answered, while the memory of the
server is read. Errors are anything but a whole answer. The clients run on the same processors as the server.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil

from benchmarks.evidence import questions
from planbot.assistant import Assistant
from planbot.settings import Settings

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
_MB = 1 << 20


class Asked(NamedTuple):
    """One question over HTTP, in seconds; ``fault`` is empty when a whole answer came."""

    passages: float
    first: float
    whole: float
    fault: str = ""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=2000)
    options = parser.parse_args()
    asked = [question.question for question in questions()]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill(home)
        with server(home) as (address, process):
            asyncio.run(together(address, asked, options.people, options.rounds))
            began = sum(process.cpu_times()[:2])
            asyncio.run(on_and_on(address, asked, options.questions, process))
            spent = (sum(process.cpu_times()[:2]) - began) / max(1, options.questions)
            print(f"processor time of the server: {spent * 1000:.0f} ms a question")


def fill(home: Path) -> None:
    """Take in what there is."""
    with Assistant.open(Settings(home=home)) as assistant:
        report = assistant.ingest([ROOT / "samples", *([CORPUS] if CORPUS.is_dir() else [])])
        print(f"{len(report.outcomes)} files, {sum(document.chunks for document in assistant.documents())} passages")


@contextmanager
def server(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """`planbot serve` over ``home``; its address and process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = "from planbot.cli.main import main; main()"
    command = [sys.executable, "-c", program, "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        address = f"http://127.0.0.1:{port}"
        try:
            while not _ready(address):
                time.sleep(0.2)
            yield address, psutil.Process(running.pid)
        finally:
            running.terminate()


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


async def together(address: str, asked: Sequence[str], people: int, rounds: int) -> None:
    """Everyone asks at the same moment."""
    found: list[Asked] = []
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        await ask(client, asked[0])
        for number in range(rounds):
            turn = [asked[(number * people + person) % len(asked)] for person in range(people)]
            found += await asyncio.gather(*(ask(client, question) for question in turn))
    faults = [answer.fault for answer in found if answer.fault]
    print(f"{people} people at once, {rounds} times: {len(faults)} errors {faults[:3] or ''}")
    for name in ("passages", "first", "whole"):
        print(f"  {name:9} p50 {_part(found, name, 0.5):.2f} s  p95 {_part(found, name, 0.95):.2f} s")


async def on_and_on(address: str, asked: Sequence[str], count: int, process: psutil.Process) -> None:
    """One question after the other; the memory of the server ten times on the way."""
    faults, began = 0, time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for number in range(count):
            faults += bool((await ask(client, asked[number % len(asked)])).fault)
            if (number + 1) % max(1, count // 10) == 0:
                print(f"  {number + 1:5} questions  {process.memory_info().rss / _MB:.0f} MiB")
    print(f"{count} questions: {faults} errors, {count / (time.monotonic() - began):.1f} a second")


async def ask(client: httpx.AsyncClient, question: str) -> Asked:
    """One streamed answer."""
    began = time.monotonic()
    times: dict[str, float] = {}
    try:
        headers = {"Accept": "text/event-stream"}
        async with client.stream("POST", "/api/ask", json={"question": question}, headers=headers) as response:
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    times.setdefault(line.removeprefix("event: "), time.monotonic() - began)
                if line.startswith("data: ") and "done" in times:
                    json.loads(line.removeprefix("data: "))["answer"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        return Asked(0, 0, time.monotonic() - began, repr(error))
    whole = time.monotonic() - began
    fault = "" if response.is_success and "done" in times else f"{response.status_code} {sorted(times)}"
    return Asked(times.get("passages", whole), times.get("token", whole), whole, fault)


def _part(found: Sequence[Asked], name: str, share: float) -> float:
    values = sorted(getattr(answer, name) for answer in found)
    return values[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    main()

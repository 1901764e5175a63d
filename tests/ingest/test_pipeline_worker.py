"""A reader that crashes or hangs costs one file and nothing else."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from planbot.ingest.read import ReadOptions
from planbot.ingest.worker import Reply, Task, Worker, Workers, attempt, serve

OPTIONS = ReadOptions()


def task(path: Path, seconds: float = 60) -> Task:
    return Task(path=str(path), options=OPTIONS, seconds=seconds)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(5)]
    for number, path in enumerate(made):
        path.write_text(
            f"南浦县{2020 + number}年工作要点\n\n一、目标\n合格率达到{90 + number}%以上。\n", encoding="utf-8"
        )
    return made


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that is never read to its end: the worker stops itself as a crashed or hanging reader would."""
    path = tmp_path / "endless.txt"
    path.write_text("南浦县计划\n" * 200_000, encoding="utf-8")
    return path


def text_of(reply: Reply) -> str:
    assert reply.stored is not None, reply.message
    return reply.stored.read.text


def test_replies_come_in_the_order_of_the_files(files: list[Path]) -> None:
    with Workers(2) as workers:
        replies = list(workers.attempt_all(map(task, files), ahead=3))
    assert [text_of(reply) for reply in replies] == [path.read_text(encoding="utf-8") for path in files]


def test_a_process_gives_what_this_process_gives(files: list[Path]) -> None:
    worker = Worker()
    theirs, ours = worker.attempt(task(files[0])), attempt(task(files[0]))
    worker.close()
    assert theirs.stored is not None
    assert ours.stored is not None
    assert theirs.stored.chunks == ours.stored.chunks
    assert theirs.stored.sections == ours.stored.sections


def test_a_refusal_comes_through(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    worker = Worker()
    reply = worker.attempt(task(tmp_path / "空.txt"))
    worker.close()
    assert (reply.stored, reply.code) == (None, "empty")
    assert "空.txt" in reply.message


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(files: list[Path], endless: Path) -> None:
    worker = Worker()
    reply = worker.attempt(task(endless, seconds=0.05))
    assert reply.code == "broken"
    assert "not read after" in reply.message
    assert text_of(worker.attempt(task(files[0])))
    worker.close()


def test_a_process_that_dies_refuses_its_file_and_the_next_one_is_read(files: list[Path], endless: Path) -> None:
    worker = Worker()
    text_of(worker.attempt(task(files[0])))
    running = worker._process  # pyright: ignore[reportPrivateUsage]
    assert running is not None
    threading.Timer(0.05, running.kill).start()
    reply = worker.attempt(task(endless))
    assert reply.code == "broken"
    assert "broke the reader" in reply.message
    assert text_of(worker.attempt(task(files[1])))
    worker.close()


def test_leaving_early_ends_the_processes_at_once(files: list[Path], endless: Path) -> None:
    started = time.monotonic()
    with Workers(2) as workers:
        replies = workers.attempt_all(map(task, [files[0], *[endless] * 6]), ahead=4)
        text_of(next(replies))
        processes = [worker._process for worker in workers._all]  # pyright: ignore[reportPrivateUsage]
    assert time.monotonic() - started < 30
    assert all(process is None or process.poll() is not None for process in processes)


def test_an_error_nobody_foresaw_is_a_refusal_with_a_trace_for_the_log() -> None:
    reply = attempt(Task(path="\0.txt", options=OPTIONS, seconds=1))
    assert reply.stored is None
    assert reply.message
    assert "\n" not in reply.message


def test_serving_ends_with_its_input() -> None:
    replies = io.BytesIO()
    serve(io.BytesIO(), replies)
    assert replies.getvalue() == b""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_worker_leaves_ctrl_c_to_its_caller_and_ends_with_it() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "planbot.ingest.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()

"""A reader that crashes or hangs costs one file and nothing else."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planbot.errors import ConfigurationError
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


FRAGILE = """
import os, sys, time
from pathlib import Path
from planbot.ingest.worker import attempt, serve

def answer(task):
    name = Path(task.path).name
    if name == "crash.txt":
        os._exit(3)
    if name == "crash once.txt" and Path(task.path).exists():
        Path(task.path).rename(Path(task.path).with_name("crashed.txt"))
        os._exit(3)
    if name == "hang.txt":
        time.sleep(600)
    return attempt(task)

serve(sys.stdin.buffer, sys.stdout.buffer, answer)
"""


@pytest.fixture
def fragile() -> Iterator[Worker]:
    """A worker whose reader crashes on some files and hangs on another."""
    worker = Worker((sys.executable, "-c", FRAGILE))
    yield worker
    worker.close()


def text_of(reply: Reply) -> str:
    assert reply.stored is not None, reply.message
    return reply.stored.read.text


def test_replies_come_in_the_order_of_the_files(files: list[Path]) -> None:
    with Workers([Worker(), Worker()]) as pool:
        replies = list(pool.attempt_all(map(task, files), ahead=3))
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


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(files: list[Path], fragile: Worker) -> None:
    assert text_of(fragile.attempt(task(files[0])))
    reply = fragile.attempt(task(Path("hang.txt"), seconds=0.2))
    assert reply.code == "broken"
    assert reply.message.startswith("hang.txt: not read after 0 seconds")
    assert text_of(fragile.attempt(task(files[1])))


def test_a_file_that_the_reader_dies_of_is_refused_and_the_next_one_is_read(files: list[Path], fragile: Worker) -> None:
    reply = fragile.attempt(task(Path("crash.txt")))
    assert reply.code == "broken"
    assert reply.message.startswith("crash.txt: reading it broke the reader twice")
    assert text_of(fragile.attempt(task(files[0])))


def test_a_reader_that_dies_once_gets_another_try(tmp_path: Path, fragile: Worker) -> None:
    (tmp_path / "crash once.txt").write_text("计划", encoding="utf-8")
    reply = fragile.attempt(task(tmp_path / "crash once.txt"))
    assert reply.code == "unreadable"  # the second process found it gone


def test_a_process_that_cannot_start_is_an_error_and_no_refusal(files: list[Path]) -> None:
    with pytest.raises(ConfigurationError, match="does not start"):
        Worker((sys.executable, "-c", "raise SystemExit(4)")).attempt(task(files[0]))


def test_leaving_early_ends_the_processes_at_once(files: list[Path]) -> None:
    workers = [Worker((sys.executable, "-c", FRAGILE)) for _ in range(2)]
    tasks = [task(path) for path in (files[0], *[Path("hang.txt")] * 6)]
    with Workers(workers) as pool:
        assert text_of(next(pool.attempt_all(tasks, ahead=4)))
        started = time.monotonic()
    assert time.monotonic() - started < 10


def test_an_error_nobody_foresaw_is_a_refusal_with_a_trace_for_the_log() -> None:
    reply = attempt(Task(path="\0.txt", options=OPTIONS, seconds=1))
    assert reply.stored is None
    assert reply.message
    assert "\n" not in reply.message


def test_serving_ends_with_its_input() -> None:
    replies = io.BytesIO()
    serve(io.BytesIO(), replies)
    assert replies.getvalue() == bytes(8)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_worker_leaves_ctrl_c_to_its_caller_and_ends_with_it() -> None:
    pipe, command = subprocess.PIPE, [sys.executable, "-m", "planbot.ingest.worker"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.read(8) == bytes(8)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(10) == 0


def test_one_process_starts_and_another_helps_when_files_are_waited_for(files: list[Path]) -> None:
    """A reader that starts costs a second of work: small folders, and readers that keep up, have one."""
    quick = [Worker() for _ in range(2)]
    with Workers(quick, patience=60) as pool:
        assert all(text_of(reply) for reply in pool.attempt_all([task(path) for path in files], ahead=4))
        assert [worker.started for worker in quick] == [True, False]
    slow = [Worker((sys.executable, "-c", FRAGILE)) for _ in range(2)]
    with Workers(slow, patience=0.5) as pool:
        tasks = [task(Path("hang.txt"), seconds=4), *(task(path) for path in files)]
        hung, *read = pool.attempt_all(tasks, ahead=8)
        assert "not read after 4 seconds" in hung.message
        assert all(text_of(reply) for reply in read)
        assert slow[1].started

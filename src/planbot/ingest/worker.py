"""Understanding files in processes of their own, so that a reader that crashes or hangs costs one file and nothing else.

The processes are started with ``python -m planbot.ingest.worker`` and spoken to in length-prefixed JSON over their standard input and
output: they share no memory and no open file with the caller, do not import its main module, and end when it ends.
"""

import os
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Self

from planbot.errors import ConfigurationError, RefusedDocument
from planbot.ingest.read import ReadOptions
from planbot.ingest.understand import understand_file
from planbot.types import Noun, StoredDocument

COMMAND = (sys.executable, "-m", "planbot.ingest.worker")

PATIENCE = 3.0
"""Seconds that an ingest waits for files to be understood before another process helps: starting the first takes one or two."""

_LENGTH = struct.Struct(">Q")


class Task(Noun):
    """A file to understand."""

    path: str
    options: ReadOptions
    seconds: float
    """How long it may take in a process of its own."""


class Reply(Noun):
    """What became of a task: the document, or the refusal."""

    stored: StoredDocument | None = None
    message: str = ""
    code: str = ""
    trace: str = ""
    """The traceback of an error that nobody foresaw; for the log."""
    seconds: float = 0.0
    """How long it took."""


def attempt(task: Task) -> Reply:
    """Understands the file in this process. Whatever goes wrong with it is a value: it must not stop the other files."""
    name, started = Path(task.path).name, time.monotonic()
    try:
        return Reply(stored=understand_file(Path(task.path), task.options), seconds=time.monotonic() - started)
    except RefusedDocument as refusal:
        return Reply(message=str(refusal), code=refusal.code)
    except Exception as error:  # noqa: BLE001 - an unforeseen kind of broken file; logged by the caller
        message = f"{name}: could not be understood ({type(error).__name__}); save it again or in another format"
        return Reply(message=message, code="broken", trace=traceback.format_exc())


class Worker:
    """One process that understands one file after the other; started when first needed and again after it died."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        """``command`` starts a process that runs ``serve`` on its standard input and output."""
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False
        self._starting = threading.Lock()

    def attempt(self, task: Task) -> Reply:
        """As the function of that name, with one more try when the process dies. A file that it dies of twice, or that takes longer than
        ``task.seconds``, is refused. ConfigurationError when no process can be started.
        """
        reply = self._try(task)
        return reply if reply is not None else self._try(task) or _refused(task, "reading it broke the reader twice")

    def _try(self, task: Task) -> Reply | None:
        """The reply, or None when the process died."""
        process = self._running()
        late = threading.Event()
        timer = threading.Timer(task.seconds, lambda: (late.set(), process.kill()))
        timer.start()
        try:
            return Reply.model_validate_json(_exchanged(process, task))
        except (EOFError, OSError):
            self.close()
            return _refused(task, f"not read after {task.seconds:.0f} seconds") if late.is_set() else None
        finally:
            timer.cancel()

    @property
    def started(self) -> bool:
        """Is there a process now?"""
        return self._process is not None

    def kill(self) -> None:
        """Stops the process for good, whatever it is doing; callable from any thread."""
        with self._starting:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> int:
        """Ends the process and its pipes and gives its exit status; the next attempt starts another."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._killed:
                raise CancelledError
            if self._process is not None:
                return self._process
            pipe = subprocess.PIPE
            process = self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
            )
        try:
            _receive(process.stdout)
        except EOFError:
            status = self.close()
            message = (
                f"the process that reads files does not start (status {status}); try --jobs 1, or install planbot again"
            )
            raise ConfigurationError(message) from None
        return process


def _exchanged(process: subprocess.Popen[bytes], task: Task) -> bytes:
    """The reply in JSON. Raises EOFError or OSError when the process is gone."""
    _send(process.stdin, task.model_dump_json().encode())
    return _receive(process.stdout)


def _refused(task: Task, what: str) -> Reply:
    return Reply(message=f"{Path(task.path).name}: {what}; split the file or save it in another format", code="broken")


class Workers:
    """Understands files side by side, one worker a file, and gives the replies in the order of the tasks; ends with the block.

    The first worker begins alone, because each costs a second of work to start; another joins whenever its caller has waited for long.
    """

    def __init__(self, workers: Sequence[Worker], patience: float = PATIENCE) -> None:
        """``patience``: seconds that the caller waits before another worker joins."""
        self._all = workers
        self._patience = patience
        self._waited = 0.0
        self._later = deque(workers[1:])
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._idle.put(workers[0])
        self._pool = ThreadPoolExecutor(len(workers), thread_name_prefix="understand")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._pool.shutdown(wait=True)
        for worker in self._all:
            worker.close()

    def attempt_all(self, tasks: Iterable[Task], ahead: int) -> Iterator[Reply]:
        """Replies in order; at most ``ahead`` files are understood before the first of them is taken."""
        waiting: deque[Future[Reply]] = deque()
        for task in tasks:
            waiting.append(self._pool.submit(self._attempt, task))
            if len(waiting) >= ahead:
                yield self._awaited(waiting.popleft())
        while waiting:
            yield self._awaited(waiting.popleft())

    def _awaited(self, reply: Future[Reply]) -> Reply:
        """The reply; the longer it is waited for, in all, the more workers there are."""
        while self._later:
            began = time.monotonic()
            wait([reply], timeout=self._patience - self._waited)
            self._waited += time.monotonic() - began
            if reply.done():
                break
            self._waited = 0.0
            self._idle.put(self._later.popleft())
        return reply.result()

    def _attempt(self, task: Task) -> Reply:
        worker = self._idle.get()
        try:
            return worker.attempt(task)
        finally:
            self._idle.put(worker)


def _send(stream: IO[bytes] | None, message: bytes) -> None:
    if stream is None:
        raise EOFError
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> bytes:
    """Raises EOFError when the other side is gone."""
    if stream is None:
        raise EOFError
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message


def serve(requests: IO[bytes], replies: IO[bytes], answer: Callable[[Task], Reply] = attempt) -> None:
    """Says that it is ready with an empty message, then answers tasks until the other side closes the stream."""
    _send(replies, b"")
    while True:
        try:
            task = Task.model_validate_json(_receive(requests))
        except EOFError:
            return
        _send(replies, answer(task).model_dump_json().encode())


def main() -> None:
    """Serves on the standard streams. What a reader prints must not mix with the replies, and Ctrl-C is the caller's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()

"""A real HTTP server on loopback that speaks OpenAI's chat protocol, streaming included, and misbehaves as it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """How one request is answered."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    lines: Sequence[str] = ()
    """Data lines of the event stream, as they are."""
    pause: float = 0.0
    """Seconds before each line."""
    hang: float = 0.0
    """Seconds of silence after the last line, with the connection open."""
    end: bool = True
    """Finish with [DONE]."""


@dataclass
class ChatServer:
    """Answers by its scripts in turn, the last one for ever; keeps what it was asked."""

    scripts: list[Script | Callable[[dict[str, Any]], Script]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def script(self, body: dict[str, Any]) -> Script:
        """The script for the next request."""
        self.asked.append(body)
        script = self.scripts[min(len(self.asked), len(self.scripts)) - 1]
        return script if isinstance(script, Script) else script(body)

    @property
    def prompts(self) -> list[str]:
        """The last user message of each request."""
        return [request["messages"][-1]["content"] for request in self.asked]


def says(*pieces: str, finish: str = "stop", usage: bool = True, reasoning: str = "", **how: Any) -> Script:
    """A well-formed stream of these pieces."""
    lines = [_chunk({"role": "assistant", "content": ""})]
    if reasoning:
        lines.append(_chunk({"reasoning_content": reasoning, "content": None}))
    lines += [_chunk({"content": piece}) for piece in pieces]
    lines.append(_chunk({}, finish=finish))
    if usage:
        lines.append(_chunk(None, usage={"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}))
    return Script(lines=lines, **how)


def fails(status: int, **headers: str) -> Script:
    """An error reply."""
    return Script(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def _chunk(delta: dict[str, Any] | None, finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body: dict[str, Any] = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": choices,
    }
    if usage:
        body["usage"] = usage
    return json.dumps(body, ensure_ascii=False)


@contextmanager
def serving(*scripts: Script | Callable[[dict[str, Any]], Script]) -> Iterator[ChatServer]:
    """The server while it runs."""
    server = ChatServer(list(scripts))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.paths.append(self.path)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            with suppress(BrokenPipeError, ConnectionResetError):  # the client may have had enough
                self._play(server.script(body))

        def _play(self, script: Script) -> None:
            self.send_response(script.status)
            for name, value in script.headers.items():
                self.send_header(name, value)
            if script.status != 200:
                content = b'{"error": {"message": "no", "type": "x", "code": null}}'
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for line in script.lines:
                time.sleep(script.pause)
                self._send(f"data: {line}\n\n")
            time.sleep(script.hang)
            if script.end:
                self._send("data: [DONE]\n\n")

        def _send(self, text: str) -> None:
            self.wfile.write(text.encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()

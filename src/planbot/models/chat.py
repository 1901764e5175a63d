"""Answers by a language model: any OpenAI-compatible server, OpenAI itself or Azure, through langchain, streamed as plain text.

What a reasoning model thinks before it answers is never passed on. Nothing is sent anywhere but to the server of the settings.
"""

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr

from planbot.errors import ConfigurationError, ModelUnavailable
from planbot.models.endpoint import ModelEndpoint, loaded_once, refusal
from planbot.models.reasoning import WithoutReasoning, begins_by_reasoning
from planbot.models.tokens import estimate_tokens
from planbot.types import Noun, Usage

LONGEST_WAIT = 20.0
"""Seconds: a server that asks for more patience than this is given up at once, because somebody waits for the answer."""
WHOLE_ANSWER = 10
"""An answer may take so many times as long as the server may take to begin it, however steadily it drips."""
_AZURE_HOST = re.compile(r"\.(?:openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$")
_DEPLOYMENT = re.compile(r"/openai/deployments/(?P<name>[^/?]+)")
_AZURE_VERSION = "2024-10-21"
_OFFICIAL = "https://api.openai.com/v1"
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
_PASSING = frozenset({408, 409, 429, 500, 502, 503, 504})


class Turn(Noun):
    """One message to the model."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatOptions(Noun):
    """How a model is asked, and what it costs."""

    answer_tokens: int = 700
    """Longest answer."""
    input_price: float = 0.0
    """US dollars for a million tokens of prompt."""
    output_price: float = 0.0
    """US dollars for a million tokens of answer."""


Stopped = Literal["stop", "length", "filtered"]


class Written(Noun):
    """What is known when an answer is over."""

    usage: Usage = Usage()
    stopped: Stopped = "stop"
    """"filtered": the server's content filter cut the answer short."""


class ChatModel:
    """One model on one server. Cheap to make: nothing is imported or asked before the first message."""

    def __init__(self, name: str, endpoint: ModelEndpoint, options: ChatOptions | None = None) -> None:
        self.name = name
        self._endpoint = endpoint
        self._options = options or ChatOptions()
        self._client = loaded_once(lambda: _client(name, endpoint, self._options))

    def stream(self, turns: Sequence[Turn]) -> Generator[str, None, Written]:
        """Pieces of the answer as they come; the generator returns what the answer took.

        Raises ModelUnavailable when the server fails, stalls or talks nonsense, ConfigurationError when it refuses key or model.
        """
        thinking = WithoutReasoning(inside=begins_by_reasoning(self.name))
        taken = _Taken()
        with _failures(self._endpoint.base_url, self.name):
            client = self._client()  # its import takes seconds, which are not the server's
            for piece in _in_time(self._chunks(client, turns), taken, self._endpoint.timeout * WHOLE_ANSWER):
                if shown := thinking.feed(piece):
                    yield shown
        if rest := thinking.rest():
            yield rest
        return Written(usage=self._usage(turns, taken), stopped=taken.stopped)

    def _chunks(self, client: Any, turns: Sequence[Turn]) -> Iterator[Any]:
        """The chunks of the first try that begins; what comes before the first chunk is tried again after a passing failure."""
        messages = [(turn.role, turn.content) for turn in turns]
        for attempt in range(self._endpoint.retries + 1):
            chunks = client.stream(messages)
            try:
                first = next(chunks, None)
            except Exception as exc:
                if (wait := _wait(exc, attempt)) is None or attempt == self._endpoint.retries:
                    raise
                time.sleep(wait)
                continue
            if first is None:
                raise ValueError("an empty stream")
            yield first
            yield from chunks
            return

    def _usage(self, turns: Sequence[Turn], taken: "_Taken") -> Usage:
        """As the server counts; estimated where it does not say."""
        prompt = taken.prompt or sum(estimate_tokens(turn.content, self.name) for turn in turns)
        completion = taken.completion or estimate_tokens("".join(taken.text), self.name)
        cost = (prompt * self._options.input_price + completion * self._options.output_price) / 1_000_000
        return Usage(prompt_tokens=prompt, completion_tokens=completion, cost_usd=round(cost, 6))


class _Taken:
    """What was received so far."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.prompt: int = 0
        self.completion: int = 0
        self.stopped: Stopped = "stop"

    def read(self, chunk: Any) -> str:
        usage: dict[str, int] = chunk.usage_metadata or {}
        self.prompt = usage.get("input_tokens", 0) or self.prompt
        self.completion = usage.get("output_tokens", 0) or self.completion
        reason = chunk.response_metadata.get("finish_reason")
        self.stopped = {"length": "length", "content_filter": "filtered"}.get(reason, self.stopped)  # type: ignore[assignment]
        self.text.append(chunk.text)
        return chunk.text


def _in_time(chunks: Iterator[Any], taken: _Taken, longest: float) -> Iterator[str]:
    began = time.monotonic()
    for chunk in chunks:
        if time.monotonic() - began > longest:
            raise TimeoutError
        yield taken.read(chunk)


def _wait(exc: Exception, attempt: int) -> float | None:
    """Seconds before the next try, as the server says or twice as long each time; None when trying again is no use."""
    import openai

    if isinstance(exc, openai.APITimeoutError):
        return None
    if isinstance(exc, openai.APIStatusError):
        if exc.status_code not in _PASSING:
            return None
        asked = _seconds(exc.response.headers.get("retry-after", ""))
        wait = asked if asked is not None else 0.5 * 2**attempt
        return wait if wait <= LONGEST_WAIT else None
    return 0.5 * 2**attempt if isinstance(exc, openai.APIConnectionError) else None


def _seconds(header: str) -> float | None:
    try:
        return max(0.0, float(header))
    except ValueError:
        return None


@contextmanager
def _failures(url: str, model: str) -> Generator[None, None, None]:
    """Errors of langchain, openai and httpx as what the caller does next."""
    import httpx
    import openai

    try:
        yield
    except (openai.APITimeoutError, httpx.TimeoutException, TimeoutError) as exc:
        raise ModelUnavailable(f"{url} did not answer in time: try again, or raise PLANBOT_REQUEST_TIMEOUT_S") from exc
    except (openai.APIConnectionError, httpx.TransportError) as exc:
        raise ModelUnavailable(f"{url} cannot be reached: start the server, or check PLANBOT_OPENAI_BASE_URL") from exc
    except openai.APIStatusError as exc:
        if exc.status_code == 404:
            raise ConfigurationError(
                f"{url} does not know the model {model!r} (HTTP 404): check PLANBOT_CHAT_MODEL and PLANBOT_OPENAI_BASE_URL"
            ) from exc
        raise refusal(exc.status_code, url, "PLANBOT_OPENAI_BASE_URL") from exc
    except openai.APIError as exc:
        raise ModelUnavailable(f"{url} failed while it was answering: try again later") from exc
    except (openai.OpenAIError, AttributeError, KeyError, IndexError, TypeError, ValueError) as exc:
        raise ModelUnavailable(
            f"{url} gives an answer that makes no sense: check that PLANBOT_OPENAI_BASE_URL is the right address"
        ) from exc


def official(key: SecretStr | None, timeout: float) -> ModelEndpoint:
    """OpenAI's own server, for settings that name a model and a key but no address. Raises ConfigurationError without a key."""
    if key is None:
        raise ConfigurationError(
            "PLANBOT_CHAT_MODEL needs PLANBOT_OPENAI_BASE_URL, the address of the server, or PLANBOT_OPENAI_API_KEY for OpenAI's own"
        )
    return ModelEndpoint(base_url=_OFFICIAL, api_key=key, timeout=timeout)


class _Azure(Noun):
    """An Azure address taken apart."""

    endpoint: str
    deployment: str
    version: str = Field(default=_AZURE_VERSION)


def azure(url: str, model: str) -> _Azure | None:
    """The resource and deployment of an Azure address; None for any other, also for Azure's own OpenAI-compatible /openai/v1."""
    parts = urlsplit(url)
    named = _DEPLOYMENT.search(parts.path)
    if named is None and (not _AZURE_HOST.search(parts.hostname or "") or parts.path.rstrip("/").endswith("/v1")):
        return None
    version = parse_qs(parts.query).get("api-version", [_AZURE_VERSION])[0]
    return _Azure(
        endpoint=f"{parts.scheme}://{parts.netloc}", deployment=named["name"] if named else model, version=version
    )


def _client(model: str, endpoint: ModelEndpoint, options: ChatOptions) -> Any:
    for name in _TRACING:  # langchain would send the documents to its maker's service where one of these is set
        os.environ[name] = "false"
    from langchain.chat_models import init_chat_model

    make: Callable[..., Any] = init_chat_model
    return make(
        model,
        **_served(model, endpoint.base_url, options.answer_tokens),
        api_key=endpoint.api_key or "none",
        timeout=endpoint.timeout,
        max_retries=0,
        temperature=None if _fixed_temperature(model) else 0,
        stream_usage=True,
    )


def _served(model: str, url: str, tokens: int) -> dict[str, Any]:
    """What tells langchain where the server is and whose ways it has."""
    if found := azure(url, model):
        return {
            "model_provider": "azure_openai",
            "azure_endpoint": found.endpoint,
            "azure_deployment": found.deployment,
            "api_version": found.version,
            "max_completion_tokens": tokens,
        }
    return {"model_provider": "openai", "base_url": url, "use_responses_api": False, **_limit(url, tokens)}


def _limit(url: str, tokens: int) -> dict[str, Any]:
    """OpenAI's newer models refuse the old name of the limit, other servers know no other."""
    official = (urlsplit(url).hostname or "").endswith(("openai.com", "azure.com"))
    return {"max_tokens": tokens} if official else {"extra_body": {"max_tokens": tokens}}


def _fixed_temperature(model: str) -> bool:
    """OpenAI's reasoning models refuse any temperature."""
    return bool(re.match(r"(?:o\d|gpt-5)", model.rsplit("/", 1)[-1]))


Ask = Callable[[Sequence[Turn]], Generator[str, None, Written]]
"""A model as the rest of planbot sees it: turns to pieces of text."""

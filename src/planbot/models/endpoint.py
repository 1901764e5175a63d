"""A model server: where it is, the client for it, and its failures as what the caller does next."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import Field, SecretStr

from planbot.errors import ConfigurationError, ModelUnavailable
from planbot.types import Noun

_RETRIES = 3

T = TypeVar("T")


class ModelEndpoint(Noun):
    """A server: ``base_url`` up to and without the method's own path (".../v1")."""

    base_url: str
    api_key: SecretStr | None = None
    timeout: float = 30.0
    """Seconds for one request."""
    retries: int = Field(default=_RETRIES, ge=0)
    """How often a request that failed for a passing reason is sent again, waiting longer each time."""


def loaded_once(load: Callable[[], T]) -> Callable[[], T]:
    """``load`` is called once; other threads wait for it."""
    lock = threading.Lock()
    found: list[T] = []

    def get() -> T:
        with lock:
            if not found:
                found.append(load())
            return found[0]

    return get


def openai_client(endpoint: ModelEndpoint) -> Any:
    from openai import OpenAI

    key = endpoint.api_key.get_secret_value() if endpoint.api_key else "none"
    return OpenAI(base_url=endpoint.base_url, api_key=key, timeout=endpoint.timeout, max_retries=endpoint.retries)


@contextmanager
def server_errors(url: str, setting: str) -> Generator[None, None, None]:
    """Errors of the client as what the caller does next; the key never reaches a message. ``setting`` holds ``url``."""
    import openai

    try:
        yield
    except openai.APITimeoutError as exc:
        raise ModelUnavailable(f"{url} did not answer in time: try again, or raise PLANBOT_REQUEST_TIMEOUT_S") from exc
    except openai.APIConnectionError as exc:
        raise ModelUnavailable(f"{url} cannot be reached: start the server, or check {setting}") from exc
    except openai.APIStatusError as exc:
        raise refusal(exc.status_code, url, setting) from exc
    except (openai.OpenAIError, AttributeError, TypeError, ValueError) as exc:
        raise ModelUnavailable(
            f"{url} gives an answer that makes no sense: check that {setting} is the right address"
        ) from exc


def refusal(status: int, url: str, setting: str) -> ConfigurationError | ModelUnavailable:
    if status in {401, 403}:
        return ConfigurationError(f"{url} refuses the key (HTTP {status}): check the API key that goes with {setting}")
    if status in {408, 409, 429} or status >= 500:
        return ModelUnavailable(f"{url} is overloaded or failing (HTTP {status}): try again later")
    return ConfigurationError(f"{url} refuses the request (HTTP {status}): check {setting} and the model's name")

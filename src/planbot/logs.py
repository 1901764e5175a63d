"""Where log lines go and what they look like: text or JSON, on stderr or in files that are begun anew; with request ids, without secrets."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TextIO

from pydantic import SecretStr

from planbot.errors import ConfigurationError
from planbot.settings import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="-")
"""Id of the HTTP request that is being answered."""
_KEPT_FILES = 4
_MASK = "********"
_LOOKS_SECRET = re.compile(
    r"(?i)(\bbearer\s+)\S+|\b(pb_|sk-)[\w-]{8,}|(//)[^/@\s]+(?=@)|(\b(?:__Host-)?planbot=)[^;\s]+"
)
_PLAIN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}


class Redacted:
    """Replaces the secrets of the settings, and what looks like one, in whatever is written."""

    def __init__(self, settings: Settings) -> None:
        values = (getattr(settings, name) for name in Settings.model_fields)
        known = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        self._known = re.compile("|".join(re.escape(secret) for secret in known if secret) or r"(?!)")

    def __call__(self, text: str) -> str:
        shown = self._known.sub(_MASK, text)
        return _LOOKS_SECRET.sub(lambda match: "".join(group or "" for group in match.groups()) + _MASK, shown)


class _Text(logging.Formatter):
    def __init__(self, redacted: Redacted) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._redacted = redacted

    def format(self, record: logging.LogRecord) -> str:
        return self._redacted(f"{super().format(record)} [{REQUEST.get()}]")


class _Json(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, redacted: Redacted) -> None:
        super().__init__()
        self._redacted = redacted

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": REQUEST.get(),
            "message": self._redacted(record.getMessage()),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            line["error"] = self._redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logs(settings: Settings) -> None:
    """Send log lines where ``settings`` say. On stderr as text only what went wrong is written: a person is reading there.

    Raises ConfigurationError when the file cannot be written.
    """
    redacted = Redacted(settings)
    handler = _handler(settings)
    handler.setFormatter(_Json(redacted) if settings.log_format == "json" else _Text(redacted))
    root = logging.getLogger()
    _replace(root.handlers, root, handler)
    root.setLevel(logging.WARNING)
    quiet = settings.log_file is None and settings.log_format == "text"
    logging.getLogger("planbot").setLevel(logging.WARNING if quiet else logging.INFO)


def _handler(settings: Settings) -> logging.Handler:
    if settings.log_file is None:
        stream: TextIO = sys.stderr
        return logging.StreamHandler(stream)
    try:
        settings.log_file.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(
            settings.log_file, maxBytes=settings.log_mb * 1_000_000, backupCount=_KEPT_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise ConfigurationError(
            f"log_file {settings.log_file}: cannot be written ({error.strerror}); set PLANBOT_LOG_FILE to another"
        ) from error


def _replace(handlers: Iterable[logging.Handler], logger: logging.Logger, handler: logging.Handler) -> None:
    for old in list(handlers):
        if getattr(old, "of_planbot", False):
            logger.removeHandler(old)
            old.close()
    handler.of_planbot = True  # pyright: ignore[reportAttributeAccessIssue]
    logger.addHandler(handler)

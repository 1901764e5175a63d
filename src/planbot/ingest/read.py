"""A file as text: loads it within limits, recognises what it is and hands it to the reader of that format."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from planbot.errors import PlanbotError, RefusedDocument
from planbot.ingest.readers.content import SUFFIXES, Content, recognise
from planbot.ingest.readers.delimited import read_delimited
from planbot.ingest.readers.docx import read_docx
from planbot.ingest.readers.html import read_html, read_mhtml
from planbot.ingest.readers.legacy import read_legacy
from planbot.ingest.readers.markdown import read_markdown
from planbot.ingest.readers.options import ReadOptions, broken, shown
from planbot.ingest.readers.pdf import read_pdf
from planbot.ingest.readers.plain import invisible, read_plain
from planbot.ingest.readers.xlsx import read_xlsx
from planbot.types import ReadText

__all__ = ["SUFFIXES", "ReadOptions", "load", "read"]


def load(path: Path, options: ReadOptions) -> bytes:
    """The bytes of a regular file. Raises RefusedDocument: unreadable, too_large or empty."""
    file = shown(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _not_regular(file, status.st_mode)
            if status.st_size > options.max_bytes:
                raise _too_large(file, options)
            data = stream.read(options.max_bytes + 1)
    except (OSError, ValueError) as exc:
        raise _unreadable(file, exc) from exc
    if len(data) > options.max_bytes:
        raise _too_large(file, options)
    if not data:
        raise RefusedDocument(f"{file}: is empty (0 bytes); save it again with its text", code="empty")
    return data


def _not_regular(file: str, mode: int) -> RefusedDocument:
    if stat.S_ISDIR(mode):
        return RefusedDocument(f"{file}: is a folder, not a file; give the files inside it", code="unreadable")
    return RefusedDocument(f"{file}: is a device or pipe, not a file; copy its content into a file", code="unreadable")


def _too_large(file: str, options: ReadOptions) -> RefusedDocument:
    limit = options.max_bytes
    size = f"{limit // 1048576:,} MB" if limit >= 1048576 else f"{limit:,} bytes"
    return RefusedDocument(f"{file}: is larger than {size}; split it into smaller files", code="too_large")


def _unreadable(file: str, error: Exception) -> RefusedDocument:
    reasons = {
        FileNotFoundError: "no longer exists; check the name",
        PermissionError: "may not be read by this user; change its permissions",
        IsADirectoryError: "is a folder, not a file; give the files inside it",
    }
    what = next((text for kind, text in reasons.items() if isinstance(error, kind)), None)
    if what is None:
        reason = (error.strerror if isinstance(error, OSError) else None) or "invalid name"
        what = f"cannot be opened ({reason}); copy it elsewhere and try that copy"
    return RefusedDocument(f"{file}: {what}", code="unreadable")


def read(path: Path, data: bytes, options: ReadOptions) -> ReadText:
    """The text of ``data``; ``path`` names the file in messages and tells text formats apart. Raises only RefusedDocument."""
    file = shown(path)
    if not data:
        raise RefusedDocument(f"{file}: is empty (0 bytes); save it again with its text", code="empty")
    if len(data) > options.max_bytes:
        raise _too_large(file, options)
    try:
        found = _READERS[recognise(path.name, data, file)](data, file, options)
    except PlanbotError:
        raise
    except RecursionError as exc:
        raise broken(file, "its parts are nested too deeply", "copy its text into a new file and save that") from exc
    except Exception as exc:  # a parser fed damaged bytes may raise anything; one bad file must not stop the others
        raise broken(
            file, "the file is damaged and cannot be read", "open it in the program that made it and save it again"
        ) from exc
    return _checked(found, file, options)


def _checked(found: ReadText, file: str, options: ReadOptions) -> ReadText:
    if not found.text.strip():
        fix = (
            "save it again with its text"
            if found.format in _TEXTUAL
            else "if it holds pictures of text, save it as pdf and use --ocr"
        )
        raise RefusedDocument(f"{file}: holds no text; {fix}", code="empty")
    if len(found.text) > options.max_chars:
        raise RefusedDocument(
            f"{file}: holds more than {options.max_chars:,} characters; split it into smaller files", code="too_large"
        )
    unseen = invisible(found.text)
    return found.model_copy(update={"warnings": (*found.warnings, *unseen)}) if unseen else found


_TEXTUAL = ("txt", "md", "csv")
_READERS: dict[Content, Callable[[bytes, str, ReadOptions], ReadText]] = {
    "txt": lambda data, file, _: read_plain(data, file),
    "md": lambda data, file, _: read_markdown(data, file),
    "csv": read_delimited,
    "html": read_html,
    "mhtml": read_mhtml,
    "docx": read_docx,
    "xlsx": read_xlsx,
    "pdf": read_pdf,
    "legacy": lambda data, file, options: read_legacy(data, file, options, read_docx, read_xlsx),
}

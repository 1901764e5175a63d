"""Which files a list of paths stands for, in an order a person expects, and what is wrong with the others."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planbot.errors import RefusedDocument

_DIGITS = re.compile(r"(\d+)")
_LOCK_FILES = ("~$", ".~", "~wrl")
"""How office programs begin the names of lock and recovery files."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, under its absolute path, or the reason why there is none to read."""

    path: Path
    problem: RefusedDocument | None = None


def discover(paths: Sequence[Path], suffixes: frozenset[str]) -> list[Found]:
    """Files in the order given, folders recursively with their own files in natural order, each file once.

    Inside a folder only names that end in one of ``suffixes`` count, and hidden and lock files are passed over. A file named outright
    is taken whatever its name is. A folder reached a second time, by a link for example, is not entered again.
    """
    found: dict[Path, Found] = {}
    visited: set[tuple[int, int]] = set()
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would give a linked file another name
        for item in _at(absolute, suffixes, visited):
            found.setdefault(item.path, item)
    return list(found.values())


def _at(path: Path, suffixes: frozenset[str], visited: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        yield Found(path, RefusedDocument(f"{shown(path)}: no such file or folder; check the path", code="missing"))
        return
    if stat.S_ISDIR(mode):
        yield from _inside(path, suffixes, visited)
    elif stat.S_ISREG(mode):
        yield _nameable(path)
    else:
        yield Found(
            path, RefusedDocument(f"{shown(path)}: not a regular file; give a document or a folder", code="unsupported")
        )


def _inside(folder: Path, suffixes: frozenset[str], visited: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = folder.stat()
        names = sorted(os.listdir(folder), key=natural)  # noqa: PTH208 - names, not paths, are sorted
    except OSError as error:
        message = f"{shown(folder)}: cannot open the folder ({error.strerror}); check its permissions"
        yield Found(folder, RefusedDocument(message, code="broken"))
        return
    if (status.st_dev, status.st_ino) in visited:
        return
    visited.add((status.st_dev, status.st_ino))
    folders: list[Path] = []
    for name in names:
        path = folder / name
        if name.startswith(".") or name.casefold().startswith(_LOCK_FILES):
            continue
        if path.is_dir():
            folders.append(path)
        elif path.suffix.casefold() in suffixes and path.is_file():
            yield _nameable(path)
    for path in folders:
        yield from _inside(path, suffixes, visited)


def _nameable(path: Path) -> Found:
    """A name that is not text (bytes of another encoding) can neither be stored nor printed."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return Found(
            path, RefusedDocument(f"{shown(path)}: the name is not valid UTF-8; rename the file", code="encoding")
        )
    return Found(path)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sort key under which "计划2" comes before "计划10"."""
    pieces = _DIGITS.split(name.casefold())
    return tuple((int(piece), "") if index % 2 else (0, piece) for index, piece in enumerate(pieces))


def shown(path: Path) -> str:
    """The path as printable text on one line."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", "\\n")

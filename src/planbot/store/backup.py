"""A home as one zip file, written while the home is in use, with a manifest of every file's size and hash.

In it: the truth, conversations, accounts without their sessions, uploads, evals, wordings and settings; not in it: the derived indexes,
which are made anew from the truth, and the secrets of ``planbot.toml``.
"""

import hashlib
import re
import shutil
import sqlite3
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import SecretStr

from planbot.errors import ConfigurationError, UsageError
from planbot.settings import FILE as SETTINGS_FILE
from planbot.settings import Settings
from planbot.store.accounts import FILE as ACCOUNTS_FILE
from planbot.store.database import copy_database, translated
from planbot.types import Noun

MANIFEST = "manifest.json"
TRUTH = "planbot.sqlite3"
_DATABASES = (".sqlite3", ".db")
_LEFT_OUT = re.compile(
    r"(lexical|vectors)-[^/]*|lock\..*|.*\.(bak|pid|log|part)|.*\.log\.\d+|.*-(wal|shm|journal)|\..*"
)
"""At the top of the home: derived, of the running process, or a copy of something else."""
_LINE = r"(?m)^[ \t]*[\"']?(?:%s)[\"']?[ \t]*=.*\n?"
"""A setting in planbot.toml, by its name."""
_CREDENTIALS = re.compile(r"//[^/@]*@")
"""User and password in an address."""


class Entry(Noun):
    """One file of a backup."""

    path: str
    """Relative to the home, with forward slashes."""
    size: int
    sha256: str


class Manifest(Noun):
    """What a backup says of itself."""

    format: Literal[1] = 1
    planbot: str
    """Version that wrote it."""
    made_at: str
    """UTC, ISO 8601."""
    files: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    """Settings whose values are secrets: to be set again after restoring."""


def back_up(home: Path, file: Path) -> Manifest:
    """Write the backup ``file``, which must not exist. Raises UsageError, ConfigurationError, StoreDamaged.

    Needs as much free space beside ``file`` as the databases take.
    """
    if not (home / TRUTH).is_file():
        raise UsageError(f"{home}: no planbot home; give the right one with --home")
    if file.exists():
        raise UsageError(f"{file}: exists already; choose another name, nothing is overwritten")
    part = file.with_name(file.name + ".part")
    try:
        with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            manifest = _write(home, part, Path(folder), {file, part})
        part.replace(file)
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be written ({error.strerror}); choose another place") from error
    except sqlite3.Error as error:
        raise translated(error, home / TRUTH) from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(home: Path, part: Path, scratch: Path, own: set[Path]) -> Manifest:
    secrets: list[str] = []
    entries: list[Entry] = []
    with zipfile.ZipFile(_private(part), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _kept(home, own):
            ready = _ready(path, scratch / "copy", secrets)
            if ready is not None:
                entries.append(_add(archive, ready, path.relative_to(home).as_posix()))
        manifest = Manifest(
            planbot=version("planbot"),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=tuple(entries),
            left_out=tuple(secrets),
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _private(path: Path) -> Path:
    """An empty file that only its owner can read: it will hold password hashes and every document."""
    path.touch(mode=0o600)
    return path


def _kept(home: Path, own: Iterable[Path]) -> Iterator[Path]:
    """The files of a backup, the truth first: what is added later is at worst more than it names. Links are not followed."""
    own = {path.absolute() for path in own}
    yield home / TRUTH
    for top in sorted(home.iterdir()):
        if top.name == TRUTH or _LEFT_OUT.fullmatch(top.name) or top.is_symlink():
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            hidden = any(name.startswith(".") for name in path.relative_to(home).parts)
            if path.is_file() and not path.is_symlink() and not hidden and path.absolute() not in own:
                yield path


def _ready(path: Path, copy: Path, secrets: list[str]) -> Path | None:
    """The file to put in for ``path``: itself, or a copy that is whole and without secrets; None when it is gone by now."""
    copy.unlink(missing_ok=True)
    if path.suffix in _DATABASES:
        copy_database(path, copy)
        _strip(copy, path.name)
        return copy
    if path.name == SETTINGS_FILE:
        text, names = without_secrets(path.read_text(encoding="utf-8-sig"))
        secrets += names
        copy.write_text(text, encoding="utf-8")
        return copy
    try:
        shutil.copyfile(path, copy)  # a file that is written meanwhile must not change between hash and archive
    except FileNotFoundError:
        return None
    return copy


def _strip(copy: Path, name: str) -> None:
    """Take out what must not live on in a copy: who is signed in, and the names of indexes that are this home's alone."""
    statements = {
        ACCOUNTS_FILE: "DELETE FROM sessions",
        TRUTH: "DELETE FROM meta WHERE key IN ('lexical', 'vectors')",
    }
    if name in statements:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute(statements[name])
            connection.commit()


def without_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """A ``planbot.toml`` without the settings that are secrets, and their names (pure); empty when they cannot be told apart."""
    names = [name for name, field in Settings.model_fields.items() if SecretStr in _parts(field.annotation)]
    try:
        held = [name for name, value in tomllib.loads(text).items() if name in names or _CREDENTIALS.search(str(value))]
        left = re.sub(_LINE % "|".join(held or ["(?!)"]), "", text)
        if set(tomllib.loads(left)) == set(tomllib.loads(text)) - set(held):
            return left, tuple(held)
    except tomllib.TOMLDecodeError:
        pass
    return "", tuple(name for name in names if name in text)


def _parts(annotation: object) -> tuple[object, ...]:
    return getattr(annotation, "__args__", (annotation,))


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> Entry:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while block := source.read(1 << 20):
            digest.update(block)
            size += len(block)
            target.write(block)
    return Entry(path=name, size=size, sha256=digest.hexdigest())

"""A backup as a new home. Nothing in the archive is believed: names, sizes and hashes are held to its manifest, and that to limits."""

import hashlib
import re
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from pydantic import ValidationError

from planbot.errors import ConfigurationError, InputError, UsageError
from planbot.store.backup import MANIFEST, TRUTH, Entry, Manifest

_MOST_FILES = 200_000
_MOST_MANIFEST_BYTES = 64_000_000
_FREELY_BYTES = 50_000_000
_MOST_TIMES = 200
"""Beyond ``_FREELY_BYTES`` a file may unpack to so many times its packed size; texts and databases stay far below."""
_SAFE = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\/]+")
_DATABASES = (".sqlite3", ".db")


def restore(file: Path, home: Path) -> Manifest:
    """Make ``home`` (missing or empty) of a backup: whole, or not at all. Its indexes are made when it is opened.

    Raises UsageError, InputError (no sound backup), ConfigurationError (no space, no permission).
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"{home}: is not empty; restore into a new folder with --home")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(prefix=f".{home.name}-", dir=home.parent))
        try:
            manifest = _unpacked(file, scratch)
            if home.exists():
                home.rmdir()
            scratch.rename(home)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(f"{file}: is no sound zip file ({error}); use another backup") from error
    except OSError as error:
        raise ConfigurationError(f"{error.filename or home}: {error.strerror}; nothing was restored") from error
    return manifest


def _unpacked(file: Path, folder: Path) -> Manifest:
    with zipfile.ZipFile(file) as archive:
        manifest = _manifest(archive, file)
        _check(archive, manifest, file, shutil.disk_usage(folder).free)
        for entry in manifest.files:
            target = folder.joinpath(*entry.path.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry.path) as source, target.open("xb") as sink:
                _copy(source, sink, entry)  # pyright: ignore[reportArgumentType] - a ZipExtFile reads like a BinaryIO
            _protect(target)
    for path in folder.rglob("*"):
        if path.suffix in _DATABASES:
            _check_database(path)
    return manifest


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST_BYTES or len(names) > _MOST_FILES:
        raise InputError(f"{file}: is no backup of planbot; planbot backup FILE writes one")
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError as error:
        raise InputError(
            f"{file}: its manifest is not one that this planbot reads; use the version that wrote it"
        ) from error
    if sorted(names) != sorted([MANIFEST, *(entry.path for entry in manifest.files)]):
        raise InputError(f"{file}: holds other files than its manifest names; use another backup")
    return manifest


def _check(archive: zipfile.ZipFile, manifest: Manifest, file: Path, free: int) -> None:
    seen: set[str] = set()
    for entry in manifest.files:
        info = archive.getinfo(entry.path)
        folded = entry.path.casefold()
        if not safe(entry.path) or folded in seen or info.is_dir() or (info.external_attr >> 28) == 0xA:
            raise InputError(f"{file}: {entry.path[:100]!r} is no name for a file of a home; nothing was restored")
        if info.file_size != entry.size or entry.size > max(_FREELY_BYTES, _MOST_TIMES * info.compress_size):
            raise InputError(
                f"{file}: {entry.path[:100]} unpacks to more than a backup's file does; nothing was restored"
            )
        seen.add(folded)
    if TRUTH not in seen:
        raise InputError(f"{file}: the documents are missing in it ({TRUTH}); use another backup")
    if sum(entry.size for entry in manifest.files) > free:
        raise ConfigurationError(f"{file}: unpacks to more than the disk has free; choose another place with --home")


def safe(path: str) -> bool:
    """Is this a relative path below the home, on any system, and not a hidden one?"""
    parts = path.split("/")
    return bool(path) and all(
        _SAFE.fullmatch(part) and not part.startswith(".") and part == part.strip(" .") and len(part) < 256
        for part in parts
    )


def _copy(source: BinaryIO, sink: BinaryIO, entry: Entry) -> None:
    digest, size = hashlib.sha256(), 0
    while block := source.read(1 << 20):
        size += len(block)
        if size > entry.size:
            break
        digest.update(block)
        sink.write(block)
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise InputError(f"{entry.path}: is not what the manifest says; the backup is damaged, nothing was restored")


def _protect(path: Path) -> None:
    if path.suffix in _DATABASES:
        path.chmod(0o600)


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise InputError(f"{path.name}: is damaged in the backup ({found}); nothing was restored")

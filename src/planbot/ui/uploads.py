"""Files that arrive over HTTP: named safely, put under the home, ingested, and taken away again when they are refused."""

import re
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, NamedTuple

from planbot.errors import Conflict, UsageError
from planbot.types import Document, IngestOutcome, IngestReport, Progress
from planbot.ui.desk import Desk

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_MAX_NAME_BYTES = 180
_KEPT: tuple[str, ...] = ("added", "replaced", "unchanged")


class Incoming(NamedTuple):
    """One file of a request; ``name`` is whatever the client claims."""

    name: str
    content: BinaryIO


class _Placed(NamedTuple):
    path: Path
    old: Path | None
    """Where the file that stood at ``path`` waits until the new one is taken in."""


def safe_name(claimed: str) -> str:
    """A base name that is safe on any file system and keeps its suffix; never a path. "upload" when nothing is left."""
    base = unicodedata.normalize("NFC", claimed).replace("\\", "/").rsplit("/", 1)[-1]
    name = _UNSAFE.sub("_", base).strip(" .") or "upload"
    if _DEVICE.match(name):
        name = f"_{name}"
    stem, suffix = Path(name).stem, Path(name).suffix[:12]
    room = _MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix


class Uploads:
    """The folder of uploaded files in a home. One upload or removal at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.settings.home / "uploads"
        self._lock = threading.Lock()

    def take(
        self, files: Iterable[Incoming], replace: bool | None, progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        """Ingest the files. A file of the same name in the home: True replaces it, False keeps both.

        Raises Conflict when ``replace`` is None and a name is taken: then no file is taken in.
        """
        incoming = [Incoming(safe_name(file.name), file.content) for file in files]
        _reject_twins(incoming)
        with self._lock:
            known = _by_name(self._desk.documents())
            taken = [file.name for file in incoming if file.name in known or (self._folder / file.name).exists()]
            if taken and replace is None:
                raise Conflict(
                    f"{', '.join(taken)}: already in the home; send replace=true to replace, false to keep both"
                )
            return self._ingest(incoming, known, bool(replace), progress)

    def remove(self, document: str) -> None:
        """Remove a document, and its file when it was uploaded here. Raises NotFound."""
        with self._lock:
            paths = [Path(known.path) for known in self._desk.documents() if known.id == document]
            self._desk.remove([document])
            for path in paths:
                self._forget(path)

    def _ingest(
        self,
        incoming: list[Incoming],
        known: dict[str, list[Document]],
        replace: bool,
        progress: Callable[[Progress], None] | None,
    ) -> IngestReport:
        self._folder.mkdir(parents=True, exist_ok=True)
        waiting = Path(mkdtemp(prefix=".incoming-", dir=self._folder))
        placed: list[_Placed] = []
        try:
            placed += [self._place(file, waiting, replace) for file in incoming]
            report = self._desk.ingest([file.path for file in placed], progress=progress)
        except BaseException:
            _undo(placed)
            raise
        else:
            self._settle(placed, report.outcomes, known if replace else {})
            return report
        finally:
            shutil.rmtree(waiting, ignore_errors=True)

    def _place(self, file: Incoming, waiting: Path, replace: bool) -> _Placed:
        fresh = waiting / f"new-{file.name}"
        with fresh.open("wb") as target:
            shutil.copyfileobj(file.content, target)
        path = self._folder / file.name if replace else _free(self._folder / file.name)
        old = path.replace(waiting / f"old-{file.name}") if path.exists() else None
        return _Placed(fresh.replace(path), old)

    def _settle(
        self, placed: list[_Placed], outcomes: Iterable[IngestOutcome], superseded: dict[str, list[Document]]
    ) -> None:
        """Keep the files that are in, take back the others, and drop what a kept one replaces."""
        kept = {Path(outcome.path) for outcome in outcomes if outcome.status in _KEPT}
        _undo([file for file in placed if file.path not in kept])
        for file in placed:
            old = [d for d in superseded.get(file.path.name, []) if file.path in kept and Path(d.path) != file.path]
            if old:
                self._desk.remove([document.id for document in old])

    def _forget(self, path: Path) -> None:
        if path.parent == self._folder:
            path.unlink(missing_ok=True)


def _reject_twins(incoming: list[Incoming]) -> None:
    names = [file.name for file in incoming]
    if not names:
        raise UsageError("no file was sent: send one or more in the multipart field `files`")
    if twins := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{', '.join(twins)}: sent twice in one request; send each file once")


def _by_name(documents: Iterable[Document]) -> dict[str, list[Document]]:
    names: dict[str, list[Document]] = {}
    for document in documents:
        names.setdefault(document.file, []).append(document)
    return names


def _free(path: Path) -> Path:
    """``path``, or its first numbered sister that does not exist: "要点 (2).docx"."""
    number, candidate = 2, path
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return candidate


def _undo(placed: Iterable[_Placed]) -> None:
    for file in placed:
        file.path.unlink(missing_ok=True)
        if file.old:
            file.old.replace(file.path)

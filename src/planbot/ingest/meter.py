"""How far an ingest is, in passages, while the number of passages to come can only be estimated."""

from collections.abc import Callable
from pathlib import PurePath

from planbot.types import Progress


class Meter:
    """Counts passages embedded against passages known and, for files not yet understood, expected from their size."""

    def __init__(self, sizes: dict[str, int], report: Callable[[Progress], None] | None) -> None:
        """``sizes``: bytes of each file to take in, by path."""
        self._unread = dict(sizes)
        self._read_bytes = 0
        self._known = 0
        self._done = 0
        self._report = report

    def understood(self, path: str, passages: int) -> None:
        """A file turned out to hold so many passages; 0 for one that was refused."""
        self._read_bytes += self._unread.pop(path, 0)
        self._known += passages
        self.show(PurePath(path).name)

    def embedded(self, passages: int, file: str) -> None:
        """So many more passages are embedded, the last of them of ``file``."""
        self._done += passages
        self.show(file)

    def show(self, label: str) -> None:
        """Reports where things stand. ``total`` is 0 as long as nothing is known."""
        rate = self._known / self._read_bytes if self._read_bytes else 0.0
        total = self._known + round(rate * sum(self._unread.values()))
        if self._report is not None:
            self._report(Progress(done=self._done, total=total, unit="passages", label=label))

"""What the page and the HTTP API need of the rest of planbot: satisfied by ``planbot.assistant.Assistant``."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from planbot.settings import Settings
from planbot.types import Answer, Document, Filters, IngestReport, Message, Progress, StoredDocument


class Desk(Protocol):
    """An open home. Every method may be called from several threads at once; errors are ``PlanbotError``."""

    @property
    def settings(self) -> Settings: ...

    def documents(self) -> tuple[Document, ...]: ...

    def text(self, document: str, /) -> str:
        """The stored text. Raises NotFound."""
        ...

    def outline(self, document: str, /) -> StoredDocument:
        """All that is kept of one document. Raises NotFound."""
        ...

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        jobs: int | None = None,
        ocr: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport: ...

    def remove(self, documents: Iterable[str], /) -> object:
        """Raises NotFound."""
        ...

    def ask(self, question: str, history: tuple[Message, ...], filters: Filters, /) -> Iterator[Answer]:
        """Snapshots; each one's answer extends the one before, the last has ``done``."""
        ...

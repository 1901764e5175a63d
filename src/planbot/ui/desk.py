"""What the page and the HTTP API need of the rest of planbot: satisfied by ``planbot.assistant.Assistant``."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from planbot.ledger.query import Selection, Wanted
from planbot.settings import Settings
from planbot.types import (
    Answer,
    Correction,
    Description,
    Document,
    Draft,
    Filters,
    IngestReport,
    Message,
    Progress,
    StoredDocument,
)


class Desk(Protocol):
    """An open home. Every method may be called from several threads at once; errors are ``PlanbotError``."""

    @property
    def settings(self) -> Settings: ...

    @property
    def aliases(self) -> Mapping[str, str]:
        """Names that staff use for bodies."""
        ...

    def documents(self) -> tuple[Document, ...]: ...

    def text(self, document: str, /) -> str:
        """The stored text. Raises NotFound."""
        ...

    def outline(self, document: str, /) -> StoredDocument:
        """All that is kept of one document. Raises NotFound."""
        ...

    def describe(self, description: Description, /) -> Document:
        """Say what a document is, in place of what was read from it; an empty description takes that back. Raises NotFound."""
        ...

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        jobs: int | None = None,
        ocr: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport: ...

    def targets(self, wanted: Wanted, /) -> Selection:
        """Every row of the ledger that holds what is wanted, as people corrected it."""
        ...

    def corrections(self) -> tuple[Correction, ...]:
        """What people changed in the ledger, the latest first."""
        ...

    def correct(self, correction: Correction, /) -> Correction:
        """Change a row; what then holds of it. Raises NotFound."""
        ...

    def undo(self, target: str, /) -> str:
        """Take back what was changed in a row; its id. Raises NotFound."""
        ...

    def remove(self, documents: Iterable[str], /) -> object:
        """Raises NotFound."""
        ...

    def draft(self, brief: str, sources: Iterable[str] = (), year: int | None = None, /) -> Draft:
        """A new section from prior text; ``sources``: DOCUMENT or DOCUMENT:SECTION. Raises NotFound."""
        ...

    def ask(self, question: str, history: tuple[Message, ...], filters: Filters, /) -> Iterator[Answer]:
        """Snapshots; each one's answer extends the one before, the last has ``done``."""
        ...

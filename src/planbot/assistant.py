"""The facade: everything planbot does, over one home. The one place where parts are put together."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from planbot.errors import ConfigurationError, InputError, NotFound
from planbot.settings import Settings
from planbot.types import (
    Answer,
    Correction,
    Description,
    Document,
    Draft,
    Filters,
    Health,
    IngestReport,
    Message,
    Passage,
    Progress,
    ProposalReport,
    StoredDocument,
)
from planbot.wiring import Wiring

if TYPE_CHECKING:
    from planbot.ledger.query import Selection, Wanted

PROPOSAL_TOKENS = 4000
"""Longest list of proposed rows, for some 1,500 characters of text."""
SHORTEST_ID = 4
"""Characters of a row's id that may stand for the whole."""
LONGEST_QUESTION = 4000
"""Characters; longer ones are refused rather than cut in silence."""
REMEMBERED = 40
"""Turns of a conversation, questions and answers, that a follow-up may lean on."""


class Assistant:
    """An open home. Safe from any thread; errors are ``PlanbotError``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._parts = Wiring(settings)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the home of ``settings``; a crash is repaired first. Raises ConfigurationError, StoreDamaged, StoreBusy."""
        assistant = cls(settings)
        _ = assistant._parts.library
        return assistant

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file of the home."""
        self._parts.library.close()

    def warm(self) -> None:
        """Load what the first question would have to wait for: the embedder, the catalogue, the vectors."""
        if self._parts.library.documents():
            self._parts.searcher.find("warm", Filters())

    # --- documents ----------------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        jobs: int | None = None,
        ocr: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Take in files and folders; one outcome per file. ``jobs`` None: the setting, else one per core."""
        from planbot.ingest.pipeline import IngestOptions, ingest
        from planbot.ingest.read import ReadOptions

        read = ReadOptions(ocr=ocr, max_bytes=self.settings.max_file_mb << 20, max_chars=self.settings.max_chars)
        workers = jobs or self.settings.jobs or os.cpu_count() or 1
        return ingest(
            list(paths), self._parts.library, self._parts.embedder, IngestOptions(read=read, jobs=workers), progress
        )

    def propose(self, documents: Iterable[str], progress: Callable[[Progress], None] | None = None) -> ProposalReport:
        """Let the language model add to the ledger of these documents (ids) what only it finds; see ``ledger.proposals``.

        A server that fails ends the pass, not more. Raises ConfigurationError when no model is set.
        """
        from planbot.ingest.propose import propose_rows

        chat = self._parts.model(PROPOSAL_TOKENS)
        if chat is None:
            raise ConfigurationError("no language model is set: set PLANBOT_CHAT_MODEL (and PLANBOT_OPENAI_BASE_URL)")
        return propose_rows(documents, self._parts.library, chat, progress)

    def documents(self) -> tuple[Document, ...]:
        """Every document, by path."""
        return self._parts.library.documents()

    def outline(self, document: str) -> StoredDocument:
        """All that is kept of one document, by id or unique file name. Raises NotFound."""
        return self._parts.library.stored(self._identify(document))

    def text(self, document: str) -> str:
        """The stored text. Raises NotFound."""
        return self._parts.library.text(self._identify(document))

    def remove(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Delete documents by id or unique file name; nothing is deleted when one of them is unknown. Returns the ids."""
        ids = self._identified(documents)
        for identity in ids:
            self._parts.library.remove(identity)
        return ids

    def describe(self, description: Description) -> Document:
        """Say what a document is, in place of what was read from it; an empty description takes that back. Raises NotFound."""
        self._parts.library.descriptions.put(description)
        return self._parts.library.document(description.document)

    def reindex(self, progress: Callable[[Progress], None] | None = None) -> None:
        """Rebuild every derived index from the stored text, for the embedding model of the settings."""
        self._parts.library.rebuild(self._parts.embedder.embed, progress or (lambda _: None))

    def doctor(self) -> Health:
        """Do the truth, the vectors and the lexical index agree?"""
        return self._parts.library.check()

    def _identified(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Ids, each once. Raises NotFound that names all that are unknown."""
        ids: dict[str, None] = {}
        unknown: list[str] = []
        for document in documents:
            try:
                ids[self._identify(document)] = None
            except NotFound:
                unknown.append(repr(document))
        if unknown:
            raise NotFound(f"no document {', '.join(unknown)} in this home: planbot docs lists them")
        return tuple(ids)

    def _identify(self, document: str) -> str:
        listed = self._parts.library.documents()
        matches = {d.id for d in listed if d.id == document} or {d.id for d in listed if document in (d.file, d.path)}
        if not matches:
            raise NotFound(f"no document {document!r} in this home: planbot docs lists them")
        if len(matches) > 1:
            raise InputError(f"several documents are called {document!r}: give the id that planbot docs shows")
        return matches.pop()

    # --- the ledger ---------------------------------------------------------------------------------------------------

    @property
    def aliases(self) -> Mapping[str, str]:
        """Names that staff use for bodies, from ``aliases.toml`` in the home; read once. Raises ConfigurationError."""
        return self._parts.aliases

    def targets(self, wanted: "Wanted") -> "Selection":
        """Every row that holds what is wanted, as people corrected it; and how much was looked through."""
        found = self._parts.ledger.select(wanted)
        return found.model_copy(update={"documents_searched": len(self.documents())})

    def corrections(self) -> tuple[Correction, ...]:
        """What people changed in the ledger, the latest first."""
        return self._parts.library.corrections.all()

    def correct(self, correction: Correction) -> Correction:
        """Change a row, named by its id or the unique end of it; what an earlier correction set stays. Raises NotFound."""
        rows = self._parts.library.rows_ending(correction.target)
        row = _row(correction.target, {*rows, *(known.target for known in self.corrections())})
        return self._parts.library.corrections.put(correction.model_copy(update={"target": row}))

    def undo(self, target: str) -> str:
        """Take back what was changed in a row; its id. Raises NotFound."""
        row = _row(target, {correction.target for correction in self.corrections()})
        self._parts.library.corrections.forget(row)
        return row

    # --- questions ----------------------------------------------------------------------------------------------------

    def search(
        self, query: str, filters: Filters | None = None, limit: int | None = None, history: Sequence[Message] = ()
    ) -> tuple[Passage, ...]:
        """The passages that would be handed to the answerer, best first."""
        found = self._parts.searcher.find(self._standalone(_asked(query), _bearing(history)), filters or Filters())
        return found.passages[:limit]

    def ask(self, question: str, history: Sequence[Message] = (), filters: Filters | None = None) -> Iterator[Answer]:
        """Snapshots of one grounded answer, or of the draft asked for; each extends the one before, the last has ``done``."""
        from planbot.answer.steady import steadily
        from planbot.draft.answering import answered, brief_in

        asked, history = _asked(question), _bearing(history)
        if brief := brief_in(asked, history):
            return answered(self._parts.drafter.draft(brief, filters=filters), question)
        standalone = self._standalone(asked, history)
        return steadily(lambda: self._parts.responder.respond(asked, standalone, filters or Filters()))

    def draft(self, brief: str, sources: Iterable[str] = (), year: int | None = None) -> Draft:
        """A new section from prior text. ``sources``: DOCUMENT or DOCUMENT:SECTION (a heading, its number, or a part's label), the only
        texts it is made from; ``year`` goes before the one that the brief names. Raises NotFound."""
        from planbot.draft.drafter import Chosen

        chosen = [Chosen(document=d, section=section) for d, section in map(self._section, sources)]
        return self._parts.drafter.draft(_asked(brief), chosen, year)

    def _section(self, source: str) -> tuple[str, str | None]:
        """The id of the document, and the section named behind a colon."""
        try:
            return self._identify(source), None
        except NotFound:
            document, colon, section = source.partition(":")
            if not colon or not section:
                raise
            return self._identify(document), section

    def unmet(self, filters: Filters) -> tuple[str, ...]:
        """Which of ``filters`` nothing in the home meets: one line each, with what there is instead."""
        return self._parts.searcher.unmet(filters)

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """Cosines of ``text`` with each of the others, by the embedding model."""
        model = self._parts.embedder
        return tuple(map(float, model.embed(others) @ model.embed_query(text)))

    def _standalone(self, question: str, history: Sequence[Message]) -> str:
        from planbot.answer.followup import standalone
        from planbot.ledger.aliases import spelled_out

        asked = spelled_out(question, self.aliases)
        earlier = [turn.model_copy(update={"content": spelled_out(turn.content, self.aliases)}) for turn in history]
        if not earlier:
            return asked
        by_rules = standalone(asked, earlier, self._parts.searcher.scope_words)
        if self._parts.chat is None:
            return by_rules
        from planbot.answer.rewrite import rewritten

        return rewritten(asked, earlier, by_rules, self._parts.chat)


def _row(target: str, known: Collection[str]) -> str:
    matches = [row for row in known if row == target] or [row for row in known if row.endswith(target)]
    if not matches or len(target) < SHORTEST_ID:
        raise NotFound(
            f"no row {target!r}: planbot targets shows the ids, planbot targets --corrections those corrected"
        )
    if len(matches) > 1:
        raise InputError(f"several rows have an id that ends in {target!r}: give the whole id (--json shows it)")
    return matches[0]


def _bearing(history: Sequence[Message]) -> tuple[Message, ...]:
    """The turns that a follow-up may lean on: the latest, without questions too long to have been answered."""
    kept = (turn for turn in history if turn.role == "assistant" or len(turn.content) <= LONGEST_QUESTION)
    return tuple(kept)[-REMEMBERED:]


def _asked(question: str) -> str:
    text = question.strip()
    if not text:
        raise InputError("the question is empty: type what you want to know")
    if len(text) > LONGEST_QUESTION:
        raise InputError(f"the question has {len(text)} characters; the limit is {LONGEST_QUESTION}: shorten it")
    return text

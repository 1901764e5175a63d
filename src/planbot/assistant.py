"""The facade: everything planbot does, over one home. The one place where parts are put together."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from planbot.errors import ConfigurationError, InputError, NotFound
from planbot.settings import Settings
from planbot.types import (
    Answer,
    Correction,
    Document,
    Filters,
    Health,
    IngestReport,
    Message,
    Passage,
    Progress,
    ProposalReport,
    StoredDocument,
)

if TYPE_CHECKING:
    from planbot.ledger.query import Selection, Wanted
    from planbot.models.chat import ChatModel

PROPOSAL_TOKENS = 4000
"""Longest list of proposed rows, for some 1,500 characters of text."""
SHORTEST_ID = 4
"""Characters of a row's id that may stand for the whole."""
LONGEST_QUESTION = 4000
"""Characters; longer ones are refused rather than cut in silence."""


class Assistant:
    """An open home. Safe from any thread; errors are ``PlanbotError``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the home of ``settings``; a crash is repaired first. Raises ConfigurationError, StoreDamaged, StoreBusy."""
        assistant = cls(settings)
        _ = assistant._library
        return assistant

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file of the home."""
        self._library.close()

    # --- parts, made when first needed --------------------------------------------------------------------------------

    @cached_property
    def _library(self):
        from planbot.store.library import Library

        return Library.open(self.settings.home, self.settings.embed_model, chroma_url=self.settings.chroma_url)

    @cached_property
    def _embedder(self):
        from planbot.models.embedding import embedder

        return embedder(self.settings.embed_model, self._endpoint)

    @cached_property
    def _endpoint(self):
        from planbot.models.endpoint import ModelEndpoint

        if self.settings.openai_base_url is None:
            return None
        return ModelEndpoint(
            base_url=self.settings.openai_base_url,
            api_key=self.settings.openai_api_key,
            timeout=self.settings.request_timeout_s,
        )

    @cached_property
    def _searcher(self):
        from planbot.ledger.departments import expansions
        from planbot.retrieve.search import Searcher

        return Searcher(self._library, self._embedder, lambda name: expansions(name, self.aliases), self._reranker)

    @cached_property
    def _reranker(self):
        if self.settings.rerank_url is None:
            return None
        from planbot.models.endpoint import ModelEndpoint
        from planbot.models.reranking import Reranker

        endpoint = ModelEndpoint(
            base_url=self.settings.rerank_url,
            api_key=self.settings.rerank_api_key,
            timeout=self.settings.request_timeout_s,
        )
        return Reranker(endpoint, self.settings.rerank_model).rank

    @cached_property
    def _responder(self):
        from planbot.answer.respond import Responder

        return Responder(self._searcher, self._library.documents, self._library.targets, self._writer)

    @cached_property
    def _writer(self):
        from planbot.answer.generate import Writer

        return Writer(self._chat, self.settings.chat_prompt_tokens) if self._chat else None

    @cached_property
    def _chat(self):
        return self._model(self.settings.chat_answer_tokens)

    def _model(self, answer_tokens: int) -> "ChatModel | None":
        if self.settings.chat_model is None:
            return None
        from planbot.models.chat import ChatModel, ChatOptions, official

        endpoint = self._endpoint or official(self.settings.openai_api_key, self.settings.request_timeout_s)
        options = ChatOptions(
            answer_tokens=answer_tokens,
            input_price=self.settings.chat_input_price,
            output_price=self.settings.chat_output_price,
        )
        return ChatModel(self.settings.chat_model, endpoint, options)

    def warm(self) -> None:
        """Load what the first question would have to wait for: the embedder, the catalogue, the vectors."""
        if self._library.documents():
            self._searcher.find("warm", Filters())

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
        return ingest(list(paths), self._library, self._embedder, IngestOptions(read=read, jobs=workers), progress)

    def propose(self, documents: Iterable[str], progress: Callable[[Progress], None] | None = None) -> ProposalReport:
        """Let the language model add to the ledger of these documents (ids) what only it finds; see ``ledger.proposals``.

        A server that fails ends the pass, not more. Raises ConfigurationError when no model is set.
        """
        from planbot.ingest.propose import propose_rows

        chat = self._model(PROPOSAL_TOKENS)
        if chat is None:
            raise ConfigurationError("no language model is set: set PLANBOT_CHAT_MODEL (and PLANBOT_OPENAI_BASE_URL)")
        return propose_rows(documents, self._library, chat, progress)

    def documents(self) -> tuple[Document, ...]:
        """Every document, by path."""
        return self._library.documents()

    def outline(self, document: str) -> StoredDocument:
        """All that is kept of one document, by id or unique file name. Raises NotFound."""
        return self._library.stored(self._identify(document))

    def text(self, document: str) -> str:
        """The stored text. Raises NotFound."""
        return self._library.text(self._identify(document))

    def remove(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Delete documents by id or unique file name; nothing is deleted when one of them is unknown. Returns the ids."""
        ids = tuple(dict.fromkeys(self._identify(document) for document in documents))
        for identity in ids:
            self._library.remove(identity)
        return ids

    def reindex(self, progress: Callable[[Progress], None] | None = None) -> None:
        """Rebuild every derived index from the stored text, for the embedding model of the settings."""
        self._library.rebuild(self._embedder.embed, progress or (lambda _: None))

    def doctor(self) -> Health:
        """Do the truth, the vectors and the lexical index agree?"""
        return self._library.check()

    def _identify(self, document: str) -> str:
        listed = self._library.documents()
        matches = {d.id for d in listed if d.id == document} or {d.id for d in listed if document in (d.file, d.path)}
        if not matches:
            raise NotFound(f"no document {document!r} in this home: planbot docs lists them")
        if len(matches) > 1:
            raise InputError(f"several documents are called {document!r}: give the id that planbot docs shows")
        return matches.pop()

    # --- the ledger ---------------------------------------------------------------------------------------------------

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Names that staff use for bodies, from ``aliases.toml`` in the home; read once. Raises ConfigurationError."""
        from planbot.ledger.aliases import FILE, parse_aliases

        path = self.settings.home / FILE
        try:
            return parse_aliases(path.read_text(encoding="utf-8-sig"), str(path)) if path.is_file() else {}
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}: cannot be read ({error}): save it as UTF-8 text") from error

    def targets(self, wanted: "Wanted") -> "Selection":
        """Every row that holds what is wanted, as people corrected it; and how much was looked through."""
        from planbot.ledger.query import select

        found = select(self._library.targets(), wanted, self.aliases)
        return found.model_copy(update={"documents_searched": len(self.documents())})

    def corrections(self) -> tuple[Correction, ...]:
        """What people changed in the ledger, the latest first."""
        return self._library.corrections.all()

    def correct(self, correction: Correction) -> Correction:
        """Change a row, named by its id or the unique end of it; what an earlier correction set stays. Raises NotFound."""
        known = {target.id for target in self._library.targets()} | {known.target for known in self.corrections()}
        row = _row(correction.target, known)
        return self._library.corrections.put(correction.model_copy(update={"target": row}))

    def undo(self, target: str) -> str:
        """Take back what was changed in a row; its id. Raises NotFound."""
        row = _row(target, {correction.target for correction in self.corrections()})
        self._library.corrections.forget(row)
        return row

    # --- questions ----------------------------------------------------------------------------------------------------

    def search(
        self, query: str, filters: Filters | None = None, limit: int | None = None, history: Sequence[Message] = ()
    ) -> tuple[Passage, ...]:
        """The passages that would be handed to the answerer, best first."""
        found = self._searcher.find(self._standalone(_asked(query), history), filters or Filters())
        return found.passages[:limit]

    def ask(self, question: str, history: Sequence[Message] = (), filters: Filters | None = None) -> Iterator[Answer]:
        """Snapshots of one grounded answer; each extends the one before, the last has ``done``."""
        asked = _asked(question)
        return self._responder.respond(asked, self._standalone(asked, history), filters or Filters())

    def _standalone(self, question: str, history: Sequence[Message]) -> str:
        from planbot.answer.followup import standalone
        from planbot.ledger.aliases import spelled_out

        asked = spelled_out(question, self.aliases)
        earlier = [turn.model_copy(update={"content": spelled_out(turn.content, self.aliases)}) for turn in history]
        if not earlier:
            return asked
        by_rules = standalone(asked, earlier, self._searcher.scope_words)
        if self._chat is None:
            return by_rules
        from planbot.answer.rewrite import rewritten

        return rewritten(asked, earlier, by_rules, self._chat)


def _row(target: str, known: Collection[str]) -> str:
    matches = [row for row in known if row == target] or [row for row in known if row.endswith(target)]
    if not matches or len(target) < SHORTEST_ID:
        raise NotFound(
            f"no row {target!r}: planbot targets shows the ids, planbot targets --corrections those corrected"
        )
    if len(matches) > 1:
        raise InputError(f"several rows have an id that ends in {target!r}: give the whole id (--json shows it)")
    return matches[0]


def _asked(question: str) -> str:
    text = question.strip()
    if not text:
        raise InputError("the question is empty: type what you want to know")
    if len(text) > LONGEST_QUESTION:
        raise InputError(f"the question has {len(text)} characters; the limit is {LONGEST_QUESTION}: shorten it")
    return text

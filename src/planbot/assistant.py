"""The facade: everything planbot does, over one home. The one place where parts are put together."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from planbot.errors import InputError, NotFound
from planbot.settings import Settings
from planbot.types import (
    Answer,
    Document,
    Filters,
    Health,
    IngestReport,
    Message,
    Passage,
    Progress,
    StoredDocument,
)

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

        return Searcher(self._library, self._embedder, expansions)

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
        if self.settings.chat_model is None:
            return None
        from planbot.models.chat import ChatModel, ChatOptions, official

        endpoint = self._endpoint or official(self.settings.openai_api_key, self.settings.request_timeout_s)
        options = ChatOptions(
            answer_tokens=self.settings.chat_answer_tokens,
            input_price=self.settings.chat_input_price,
            output_price=self.settings.chat_output_price,
        )
        return ChatModel(self.settings.chat_model, endpoint, options)

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

        return standalone(question, history, self._searcher.scope_words) if history else question


def _asked(question: str) -> str:
    text = question.strip()
    if not text:
        raise InputError("the question is empty: type what you want to know")
    if len(text) > LONGEST_QUESTION:
        raise InputError(f"the question has {len(text)} characters; the limit is {LONGEST_QUESTION}: shorten it")
    return text

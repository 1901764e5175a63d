"""How the parts of planbot are put together for one home: each made when first needed, then kept."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from planbot.errors import ConfigurationError
from planbot.settings import Settings

if TYPE_CHECKING:
    from planbot.models.chat import ChatModel


DRAFT_TOKENS = 4000
"""Longest wording of the sentences of a draft in one go."""


class Wiring:
    """The parts over the home of ``settings``. Making one may raise ConfigurationError, StoreDamaged or StoreBusy."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def library(self):
        from planbot.store.library import Library

        return Library.open(self.settings.home, self.settings.embed_model, chroma_url=self.settings.chroma_url)

    @cached_property
    def embedder(self):
        from planbot.models.embedding import embedder

        return embedder(self.settings.embed_model, self.endpoint)

    @cached_property
    def endpoint(self):
        from planbot.models.endpoint import ModelEndpoint

        if self.settings.openai_base_url is None:
            return None
        return ModelEndpoint(
            base_url=self.settings.openai_base_url,
            api_key=self.settings.openai_api_key,
            timeout=self.settings.request_timeout_s,
        )

    @cached_property
    def searcher(self):
        from planbot.ledger.departments import expansions
        from planbot.retrieve.search import Searcher

        return Searcher(self.library, self.embedder, lambda name: expansions(name, self.aliases), self.reranker)

    @cached_property
    def reranker(self):
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

    @property
    def responder(self):
        """For one question: what it quotes is of the state of the home that it searched."""
        from planbot.answer.respond import Responder

        searcher = self.searcher.for_one_question()
        return Responder(searcher, lambda: searcher.shelf.documents, self.writer)

    @cached_property
    def drafter(self):
        from planbot.draft.drafter import Drafter
        from planbot.draft.wording import Wording

        chat = self.model(DRAFT_TOKENS)
        return Drafter(self.searcher, Wording(chat, self.settings.chat_prompt_tokens) if chat else None)

    @cached_property
    def ledger(self):
        from planbot.retrieve.ledger import Ledger

        return Ledger(self.library, self.aliases)

    @cached_property
    def writer(self):
        from planbot.answer.generate import Writer

        return Writer(self.chat, self.settings.chat_prompt_tokens) if self.chat else None

    @cached_property
    def chat(self):
        return self.model(self.settings.chat_answer_tokens)

    def model(self, answer_tokens: int) -> "ChatModel | None":
        if self.settings.chat_model is None:
            return None
        from planbot.models.chat import ChatModel, ChatOptions, official

        endpoint = self.endpoint or official(self.settings.openai_api_key, self.settings.request_timeout_s)
        options = ChatOptions(
            answer_tokens=answer_tokens,
            input_price=self.settings.chat_input_price,
            output_price=self.settings.chat_output_price,
        )
        return ChatModel(self.settings.chat_model, endpoint, options)

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Names that staff use for bodies, from ``aliases.toml`` in the home; read once. Raises ConfigurationError."""
        from planbot.ledger.aliases import FILE, parse_aliases

        path = self.settings.home / FILE
        try:
            return parse_aliases(path.read_text(encoding="utf-8-sig"), str(path)) if path.is_file() else {}
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}: cannot be read ({error}): save it as UTF-8 text") from error

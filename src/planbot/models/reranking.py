"""Reranking by a server that speaks the Jina/Cohere protocol."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from planbot.models.endpoint import ModelEndpoint, loaded_once, openai_client, server_errors


class _Ranked(BaseModel):
    index: int = Field(ge=0)
    relevance_score: float | None = None
    score: float | None = None

    @property
    def value(self) -> float:
        return self.relevance_score if self.relevance_score is not None else self.score or 0.0


class _Ranking(BaseModel):
    results: list[_Ranked]


class Reranker:
    """A server that reads question and passage together: the Jina/Cohere ``/rerank`` shape."""

    def __init__(self, endpoint: ModelEndpoint, model: str | None = None) -> None:
        """``endpoint.base_url`` is the full address of the method, usually ending in /rerank."""
        self._url = endpoint.base_url
        self._model = model
        self._client = loaded_once(lambda: openai_client(endpoint))

    def rank(self, query: str, passages: Sequence[str], limit: int | None = None) -> list[tuple[int, float]]:
        """(index into ``passages``, relevance), best first. Raises ModelUnavailable or ConfigurationError."""
        if not passages:
            return []
        body: dict[str, Any] = {"query": query, "documents": list(passages), "top_n": limit or len(passages)}
        if self._model:
            body["model"] = self._model
        with server_errors(self._url, "PLANBOT_RERANK_URL"):
            results = _Ranking.model_validate_json(self._client().post(self._url, cast_to=str, body=body)).results
        ranked = [(item.index, item.value) for item in results if item.index < len(passages)]
        return sorted(ranked, key=lambda pair: -pair[1])[:limit]

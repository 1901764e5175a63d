"""One home holds the vectors of one embedding model."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from planbot.errors import ConfigurationError
from planbot.store.documents import Documents
from planbot.store.passages import Passages


class VectorSpace:
    """The model that a home was indexed with, against the model that is set now."""

    def __init__(self, home: Path, truth: Documents, passages: Passages, model: str) -> None:
        self.model = model
        self._home = home
        self._truth = truth
        self._passages = passages

    def home_model(self) -> str:
        """The model that the home was indexed with; the one that is set when it is empty."""
        return (self._truth.fact("model") if self._passages.any() else None) or self.model

    def require(self) -> None:
        """Raise ConfigurationError when the home holds passages of another model."""
        if (home_model := self.home_model()) != self.model:
            raise ConfigurationError(
                f"{self._home} was indexed with the embedding model {home_model}, not {self.model}:"
                f" run `planbot reindex`, or set PLANBOT_EMBED_MODEL={home_model}"
            )

    def admit(self, vectors: Iterable[np.ndarray]) -> None:
        """The first passages of a home settle its model and dimensions; ConfigurationError when later ones differ."""
        self.require()
        given = {found.shape[1] for found in vectors if len(found)}
        if not given:
            return
        dimensions = " and ".join(map(str, sorted(given)))
        if dimensions == self._truth.fact("dimensions") and self.model == self._truth.fact("model"):
            return
        if self._passages.any() or len(given) > 1:
            raise ConfigurationError(
                f"the embedding model {self.model} now gives {dimensions} numbers a passage, and {self._home} holds"
                f" {self._truth.fact('dimensions')}: run `planbot reindex`"
            )
        self._truth.remember(model=self.model, dimensions=dimensions, vectors="")  # a collection keeps its dimensions

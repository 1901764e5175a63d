"""``planbot reindex``: build new derived indexes from the truth, switch to them, delete the old."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from planbot.store.documents import Documents, indexed_text, text_hash
from planbot.store.indexes import Indexes, new_name
from planbot.store.lexical import LexicalIndex
from planbot.types import Progress

_BATCH = 128

Embed = Callable[[Sequence[str]], np.ndarray]
Report = Callable[[Progress], None]


def rebuild(truth: Documents, indexes: Indexes, model: str, embed: Embed, progress: Report) -> None:
    """See Library.rebuild; the caller holds the home's lock."""
    dimensions = _embed_missing(truth, model, embed, progress)
    words_name, vectors_name = new_name(), new_name()
    words, vectors = LexicalIndex(indexes.words_folder(words_name)), indexes.new_vectors(vectors_name)
    generations = sorted(truth.generations().values())
    for done, generation in enumerate(generations, 1):
        if version := truth.version(generation, model):
            words.add(version)
            vectors.add(version)
        progress(Progress(done=done, total=len(generations), unit="documents", label="index"))
    words.close()
    indexes.switch(vectors, {"lexical": words_name, "vectors": vectors_name, "model": model, **dimensions})
    truth.drop_other_models(model)
    truth.settle(truth.pending())


def _embed_missing(truth: Documents, model: str, embed: Embed, progress: Report) -> dict[str, str]:
    """Embed the texts that ``model`` has not seen; the dimensions it gives, if any text was embedded."""
    missing = {text_hash(text): text for text in _texts(truth, model)}
    hashes, facts = list(missing), dict[str, str]()
    for start in range(0, len(hashes), _BATCH):
        batch = hashes[start : start + _BATCH]
        vectors = embed([missing[key] for key in batch])
        truth.keep_vectors(model, zip(batch, vectors, strict=True))
        facts["dimensions"] = str(vectors.shape[1])
        progress(Progress(done=min(start + _BATCH, len(hashes)), total=len(hashes), unit="passages", label="embed"))
    return facts


def _texts(truth: Documents, model: str) -> Iterator[str]:
    for text, chunk in truth.without_vector(model):
        yield indexed_text(chunk, text)

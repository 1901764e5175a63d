"""What a person writes into the open places of a draft (pure)."""

from collections.abc import Iterator, Sequence

from planbot.errors import UsageError
from planbot.types import Change, Draft, DraftBlock, DraftSentence


def filled(draft: Draft, values: Sequence[str]) -> Draft:
    """The draft with the n-th placeholder replaced by the n-th value; an empty value leaves it open.

    ``blocks`` and ``placeholders`` are new, ``draft`` is to be made from the blocks again. What a person writes is theirs to answer for:
    it is not held against the sources. Raises UsageError when there are not as many values as placeholders.
    """
    if len(values) != len(draft.placeholders):
        raise UsageError(
            f"values: {len(values)} for {len(draft.placeholders)} placeholders; send one for each, empty ones too"
        )
    given = iter([*zip(draft.placeholders, (" ".join(value.split()) for value in values), strict=True), ("", "")])
    pending = _Pending(given)
    blocks = tuple(_block(block, pending) for block in draft.blocks)
    return draft.model_copy(update={"blocks": blocks, "placeholders": tuple(pending.left)})


class _Pending:
    """The placeholders in the order in which they stand in the text."""

    def __init__(self, given: Iterator[tuple[str, str]]) -> None:
        self._given = given
        self._placeholder, self._value = next(given)
        self.left: list[str] = []

    def fill(self, text: str) -> str:
        """``text`` with the next placeholders replaced, as many as stand in it."""
        done: list[str] = []
        while self._placeholder and (at := text.find(self._placeholder)) >= 0:
            done += [text[:at], self._value or self._placeholder]
            text = text[at + len(self._placeholder) :]
            if not self._value:
                self.left.append(self._placeholder)
            self._placeholder, self._value = next(self._given)
        return "".join([*done, text])


def _block(block: DraftBlock, pending: _Pending) -> DraftBlock:
    sentences = tuple(_sentence(sentence, pending) for sentence in block.sentences)
    rows = tuple(tuple(pending.fill(cell) for cell in row) for row in block.rows)
    return block.model_copy(update={"sentences": sentences, "rows": rows})


def _sentence(sentence: DraftSentence, pending: _Pending) -> DraftSentence:
    text = pending.fill(sentence.text)
    if text == sentence.text:
        return sentence
    before = "".join(change.old for change in sentence.changes) or sentence.text
    changes = (Change(op="replace", old=before, new=text),) if sentence.origin != "new" else ()
    origin = "updated" if sentence.origin == "carried" else sentence.origin
    return sentence.model_copy(update={"text": text, "origin": origin, "changes": changes})

"""The sentences of a draft put in a language model's words; one whose facts are not in its source stays as it was composed."""

import re
from collections.abc import Generator, Sequence
from difflib import SequenceMatcher
from functools import partial

from planbot.answer.packing import fence
from planbot.draft.brief import Brief
from planbot.draft.checking import around, is_supported
from planbot.draft.edits import punctuated
from planbot.draft.gaps import find_gaps
from planbot.errors import PlanbotError
from planbot.ledger.numbers import quantities
from planbot.models.chat import ChatModel, Turn, Written
from planbot.models.tokens import estimate_tokens
from planbot.prompts.render import render
from planbot.store.tokens import tokens
from planbot.types import Change, Citation, DraftBlock, DraftSentence, Noun, Usage

LONGER = 1.5
"""How much longer than the composed sentence its wording may be."""
_LINE = re.compile(r"^\s*\[?(\d{1,3})[\].、:：]?\s+(?P<text>\S.*?)\s*$")
_SPOKEN = re.compile(r"^[一二三四五六七八九十]{1,3}是")
_HEADINGS = ("title", "heading", "table", "issuer", "date")


class Worded(Noun):
    """A draft's blocks in other words."""

    blocks: tuple[DraftBlock, ...]
    unsupported: tuple[str, ...] = ()
    """Sentences that the model wrote and the sources do not support; the composed ones stand in their place."""
    model: str = "extractive"
    usage: Usage = Usage()


class Wording:
    """Words drafts by a language model. Never an error: where the server fails, the draft stays as it is."""

    def __init__(self, model: ChatModel, prompt_tokens: int) -> None:
        """``prompt_tokens``: the room for sentences in one prompt; longer drafts take several."""
        self._model = model
        self._room = prompt_tokens
        self._count = partial(estimate_tokens, model=model.name)

    def worded(self, blocks: Sequence[DraftBlock], citations: Sequence[Citation], brief: Brief, title: str, year: int | None) -> Worded:  # fmt: skip
        """The blocks with every sentence worded that can be; headings, tables and the brief's own sentences are left alone."""
        check = _Check(citations, brief, year)
        said: dict[int, str] = {}
        spent: list[Usage] = []
        numbered = list(enumerate(_sentences(blocks), 1))
        for batch in self._batches(numbered):
            said |= self._asked(batch, brief, title, spent)
        kept = {n: check.taken(sentence, said[n]) for n, sentence in numbered if n in said and said[n] != sentence.text}
        wrong = tuple(said[n] for n, sentence in kept.items() if sentence is None)
        better = {n: sentence for n, sentence in kept.items() if sentence is not None}
        model = self._model.name if better else "extractive"
        return Worded(blocks=_replaced(blocks, better), unsupported=wrong, model=model, usage=_sum(spent))

    def _batches(self, numbered: Sequence[tuple[int, DraftSentence]]) -> list[list[tuple[int, DraftSentence]]]:
        batches: list[list[tuple[int, DraftSentence]]] = [[]]
        left = self._room
        for number, sentence in numbered:
            size = self._count(sentence.text) + 4
            if batches[-1] and size > left:
                batches.append([])
                left = self._room
            batches[-1].append((number, sentence))
            left -= size
        return [batch for batch in batches if batch]

    def _asked(
        self, batch: Sequence[tuple[int, DraftSentence]], brief: Brief, title: str, spent: list[Usage]
    ) -> dict[int, str]:
        """What the model makes of each sentence, by number; nothing when the server fails."""
        lines = "\n".join(f"{number} {_SPOKEN.sub('', sentence.text)}" for number, sentence in batch)
        wishes = " ".join(brief.text.split())
        prompt = render("draft.zh", fence=fence(lines + wishes), sentences=lines, title=title, brief=wishes)
        turns = (Turn(role="system", content=prompt.system), Turn(role="user", content=prompt.user))
        pieces: list[str] = []
        try:
            spent.append((yield_all(self._model.stream(turns), pieces)).usage)
        except PlanbotError:
            return {}
        wanted = dict(batch)
        found = (_LINE.match(line) for line in "".join(pieces).splitlines())
        return {
            number: _spoken(wanted[number]) + match["text"]
            for match in found
            if match and (number := int(match[1])) in wanted
        }


def yield_all(stream: Generator[str, None, Written], pieces: list[str]) -> Written:
    """Everything of a stream into ``pieces``; what is known when it is over."""
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as ended:
            return ended.value


def _sentences(blocks: Sequence[DraftBlock]) -> list[DraftSentence]:
    """The sentences that may be worded, in order."""
    return [s for block in blocks if block.kind not in _HEADINGS for s in block.sentences if s.origin != "new"]


def _spoken(sentence: DraftSentence) -> str:
    """一是, where the sentence begins with it."""
    match = _SPOKEN.match(sentence.text)
    return match.group() if match else ""


def _replaced(blocks: Sequence[DraftBlock], better: dict[int, DraftSentence]) -> tuple[DraftBlock, ...]:
    number = 0
    found: list[DraftBlock] = []
    for block in blocks:
        sentences: list[DraftSentence] = []
        for sentence in block.sentences:
            if block.kind not in _HEADINGS and sentence.origin != "new":
                number += 1
                sentence = better.get(number, sentence)  # noqa: PLW2901 - the same sentence in other words
            sentences.append(sentence)
        found.append(block.model_copy(update={"sentences": tuple(sentences)}))
    return tuple(found)


def _sum(spent: Sequence[Usage]) -> Usage:
    return Usage(
        prompt_tokens=sum(usage.prompt_tokens for usage in spent),
        completion_tokens=sum(usage.completion_tokens for usage in spent),
        cost_usd=round(sum(usage.cost_usd for usage in spent), 6),
    )


class _Check:
    """Is a wording true to the composed sentence and its source?"""

    def __init__(self, citations: Sequence[Citation], brief: Brief, year: int | None) -> None:
        self._citations = {citation.marker: citation for citation in citations}
        self._brief, self._year = brief, year

    def taken(self, composed: DraftSentence, text: str) -> DraftSentence | None:
        """The sentence in these words; None when they say more, less or other than the composed ones."""
        if not self._same_form(composed.text, text) or not self._same_facts(composed.text, text):
            return None
        cited = [self._citations[marker] for marker in composed.markers]
        quotes = [*(citation.quote for citation in cited), composed.text]
        if not is_supported(text, quotes, around(cited, self._year), self._brief):
            return None
        changes = diff(punctuated(cited[0].quote), text) if cited else ()
        return composed.model_copy(update={"text": text, "origin": "updated", "changes": changes})

    def _same_form(self, composed: str, text: str) -> bool:
        opener = self._brief.form.opener
        return (
            text[-1:] == composed[-1:]
            and len(text) <= LONGER * len(composed)
            and not (opener and composed.startswith(opener) and not text.startswith(opener))
            and not any(word in composed and word not in text for word in self._brief.must)
            and not any(word in text for word in self._brief.avoid)
        )

    def _same_facts(self, composed: str, text: str) -> bool:
        """The same placeholders in the same order, and every figure."""
        gaps = self._brief.gaps
        return find_gaps(composed, gaps) == find_gaps(text, gaps) and _figures(composed) == _figures(text)


def _figures(text: str) -> list[tuple[tuple[float, ...], str, str]]:
    return sorted((*figure.normal, figure.bound) for figure in quantities(text))


def diff(old: str, new: str) -> tuple[Change, ...]:
    """Word by word, the steps from one text to the other."""
    ops = {"equal": "keep", "replace": "replace", "delete": "delete", "insert": "insert"}
    first, second = _words(old), _words(new)
    return tuple(
        Change(op=ops[op], old="".join(first[a:b]), new="".join(second[c:d]))  # type: ignore[arg-type] - checked by pydantic
        for op, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    )


def _words(text: str) -> list[str]:
    """The text cut between its words; joined again it is the text."""
    found: list[str] = []
    at = 0
    for word in dict.fromkeys(tokens(text)):
        if len(word) < 2:
            continue
        found.append(word)
    known = sorted(found, key=len, reverse=True)
    cut: list[str] = []
    while at < len(text):
        word = next((word for word in known if text.startswith(word, at)), text[at])
        cut.append(word)
        at += len(word)
    return cut

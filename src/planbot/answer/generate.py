"""Answers in a language model's words: each sentence is shown only when the documents support it; else the composer answers.

The composer's answer is there first, so the model can only word it better or find more: what it leaves out of a complete answer is added
from the composer, and where nothing of its own stands, the composer's answer is the answer.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial

from planbot.answer.compose import escaped, place, written
from planbot.answer.content import retells
from planbot.answer.judging import Judge
from planbot.answer.packing import Extract, extracts, fence, laid_out
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.answer.streaming import Sentence, whole_sentences
from planbot.answer.support import Support, support
from planbot.cite import cut, heading_path, markers, part_at
from planbot.errors import PlanbotError
from planbot.models.chat import ChatModel, Turn, Written
from planbot.models.tokens import estimate_tokens
from planbot.prompts.render import render
from planbot.retrieve.query import language_of
from planbot.retrieve.search import Found
from planbot.types import Answer, Citation, Noun, StoredDocument, WarningCode
from planbot.verify.check import refuses

_DOUBTFUL: frozenset[WarningCode] = frozenset({"damaged_number", "masked_year", "masked_name"})
"""Words with these warnings are quoted as printed and flagged by the composer, never put in a model's words."""
LONGEST_HEADING = 30
"""Characters of a title or heading in the prompt."""

MOST_POINTS = 12
"""A longer list stays the composer's table: a model adds nothing to its rows but time and slips."""
MOSTLY = 0.8
"""Share of a point's characters that shown sentences must rest on for the point to be told."""

Stored = Callable[[str], StoredDocument]


class Composed(Noun):
    """What the embedded path made of a question."""

    answer: Answer
    """Complete, with citations; ``answered`` False for a refusal."""
    reply: Reply | None
    """The points of the answer; None for a refusal."""
    found: Found
    request: Request


class Writer:
    """Words answers by a language model."""

    def __init__(self, model: ChatModel, prompt_tokens: int) -> None:
        """``prompt_tokens``: the room for extracts in the prompt."""
        self._model = model
        self._room = (prompt_tokens, partial(estimate_tokens, model=model.name))

    def told(self, composed: Composed, stored: Stored) -> Iterator[Answer]:
        """Snapshots, each extending the one before; the last is the whole answer."""
        given = self._extracts(composed, stored)
        if not given:
            yield from grown(composed.answer)
            return
        writing = _Writing(composed, given, stored)
        ended: list[Written] = []
        trouble: str | None = None
        try:
            for sentence in whole_sentences(self._pieces(_turns(composed, given), ended)):
                if snapshot := writing.take(sentence):
                    yield snapshot.model_copy(update={"model": self._model.name})
        except PlanbotError as error:
            trouble = str(error)
        if ended and ended[0].stopped == "filtered":
            trouble = phrase("model_filtered", writing.language)
        spent = {"usage": ended[0].usage} if ended else {}
        for snapshot in writing.finished(trouble):
            model = self._model.name if writing.kept else "extractive"
            yield snapshot.model_copy(update={"model": model, **spent})

    def _pieces(self, turns: Sequence[Turn], ended: list[Written]) -> Generator[str, None, None]:
        ended.append((yield from self._model.stream(turns)))

    def _extracts(self, composed: Composed, stored: Stored) -> tuple[Extract, ...]:
        """Nothing when there is nothing for a model to say: a scope that does not exist, damaged text, small talk."""
        answer, found = composed.answer, composed.found
        if found.scope.missing or answer.route in ("chitchat", "draft"):
            return ()
        if composed.reply and any(_DOUBTFUL & set(citation.warnings) for citation in answer.citations):
            return ()
        if composed.reply and (not composed.reply.answered or len(composed.reply.points) > MOST_POINTS):
            return ()
        return extracts(composed.reply, found, stored, _located, self._room)


def grown(whole: Answer) -> Iterator[Answer]:
    """A finished answer growing by whole lines; citations come with the line that uses them."""
    lines = whole.answer.split("\n")
    used: set[int] = set()
    for count, line in enumerate(lines[:-1], 1):
        used.update(markers(line))
        shown = tuple(citation for citation in whole.citations if citation.marker in used)
        yield whole.model_copy(update={"answer": "\n".join(lines[:count]), "citations": shown})
    yield whole


def _turns(composed: Composed, given: Sequence[Extract]) -> tuple[Turn, ...]:
    language, reply = language_of(composed.answer.question), composed.reply
    several = reply is not None and len(reply.points) > 1
    passages = laid_out(given, language, table=several)
    question = " ".join(composed.answer.standalone_question.split())
    named = {"fence": fence(passages + question), "passages": passages, "question": question}
    if reply is None:
        prompt = render(f"look.{language}", **named)
    else:
        likely = "".join(f"[{extract.number}]" for extract in given if extract.likely)
        prompt = render(f"{'rows' if several else 'answer'}.{language}", likely=likely, **named)
    return Turn(role="system", content=prompt.system), Turn(role="user", content=prompt.user)


def _located(stored: StoredDocument, position: int) -> tuple[str, str]:
    """(where it stands in few words, all the names of that place)."""
    document = stored.document
    label = part_at(document, position)
    part = next((part for part in document.parts if part.part == label), None)
    headings = heading_path(stored.sections, position)
    title = f"《{document.title[:LONGEST_HEADING]}》" + (label or "")
    last = [headings[-1][:LONGEST_HEADING]] if headings else []
    own = part if part and (part.issuer or part.title) else document  # a part of a compilation is not its neighbours'
    year = f"{part.year}年" if part and part.year else None
    context = [document.title, document.file, label, own.title, own.issuer, own.region, year, *headings]
    return " › ".join([title, *last]), "\n".join(filter(None, context))


class _Writing:
    """One answer while it grows. Sentences that are true but do not answer wait for one that does."""

    def __init__(self, composed: Composed, given: Sequence[Extract], stored: Stored) -> None:
        self.language: Language = language_of(composed.answer.question)
        self.kept = False
        self._composed = composed
        self._given = given
        self._stored = stored
        self._judge = Judge(composed.reply, composed.found, composed.request, self._text)
        self._waiting: list[Support] = []
        self._said: set[str] = set()
        self._spans: list[Evidence] = []
        self._citations: list[Citation] = []
        self._unsupported: list[str] = []
        self._shown = ""

    def take(self, sentence: Sentence) -> Answer | None:
        """A snapshot when the sentence, or those that waited for it, can be shown."""
        if refuses(sentence.text) or sentence.text in self._said:
            return None
        found = self._supported(sentence)
        if found is None:
            self._unsupported.append(sentence.text)
            return None
        if not self._judge.relevant(found):
            return None
        self._waiting.append(found)
        if not self.kept and not self._judge.answers(found):
            return None
        self._open()
        for waiting in self._waiting:
            self._write(waiting)
            self._said.add(waiting.sentence)
            self.kept = True
        self._waiting = []
        return self._snapshot(answered=True)

    def finished(self, trouble: str | None) -> Iterator[Answer]:
        """The rest: sources, what the model left out, a note when it failed; all of the composer's answer when nothing was shown."""
        note = phrase("model_trouble", self.language, reason=trouble) if trouble else None
        if not self.kept:
            whole = self._composed.answer.model_copy(update={"unsupported": tuple(self._unsupported)})
            yield from grown(whole)
            if note:
                yield whole.model_copy(update={"answer": f"{whole.answer}\n{escaped(note)}"})
            return
        for line in [*self._sources(), *self._left_out(), *([escaped(note)] if note else [])]:
            self._shown += f"\n{line}"
            yield self._snapshot(answered=True)
        yield self._snapshot(answered=True)

    def _supported(self, sentence: Sentence) -> Support | None:
        cited = [extract for extract in self._given if extract.number in sentence.cited]
        others = [extract for extract in self._given if extract.number not in sentence.cited]
        found = support(sentence.text, cited, others, self._text, self._composed.answer.standalone_question)
        if found and any(_DOUBTFUL & set(self._cut(span, 1).warnings) for span in found.spans):
            return None
        return found

    def _open(self) -> None:
        """The composer's first line, which counts what follows."""
        intro = self._composed.reply.intro if self._composed.reply else None
        if intro and not self.kept:
            self._shown = f"{escaped(intro)}\n"

    def _write(self, found: Support) -> None:
        marks = "".join(f"[{self._marker(span)}]" for span in found.spans)
        body = escaped(found.sentence.rstrip("。.；; "))
        end, gap = ("。", "") if self.language == "zh" else (".", " " if self.kept else "")
        note = phrase("substituted", self.language) if self._substituted(found) else ""
        self._shown = f"{self._shown}{gap}{body} {marks}{end}{f'（{note}）' if note else ''}"

    def _substituted(self, found: Support) -> bool:
        return any("word_substitution" in self._cut(span, 1).warnings for span in found.spans)

    def _marker(self, span: Evidence) -> int:
        if span not in self._spans:
            self._spans.append(span)
            self._citations.append(self._cut(span, len(self._spans)))
        return self._spans.index(span) + 1

    def _cut(self, span: Evidence, marker: int) -> Citation:
        return cut(self._stored(span.document), span.start, span.end, marker)

    def _sources(self) -> list[str]:
        """For readers of English the words of the document; each place that was cited, once."""
        quotes = [" ".join(citation.quote.split()) for citation in self._citations] if self.language == "en" else []
        originals = [phrase("original", self.language, text=escaped(quote)) for quote in dict.fromkeys(quotes)]
        places = dict.fromkeys(escaped(place(citation)) for citation in self._citations)
        return originals + [phrase("source", self.language, source=source) for source in places]

    def _left_out(self) -> list[str]:
        """The composer's lines for the points that no shown sentence rests on, and its closing line."""
        reply = self._composed.reply
        if reply is None:
            return []
        alone = len(reply.points) == 1 and self._judge.asks_one_thing
        missing = tuple(point for point in reply.points if not alone and not self._told(point))
        rest = reply.model_copy(update={"points": missing, "intro": None})
        groups = [[self._cut(span, self._marker(span)) for span in (point.evidence, *point.also)] for point in missing]
        return written(rest, groups, self.language)

    def _told(self, point: Point) -> bool:
        """Does what was shown rest on most of the point, here or in another place that says the same, and give its figures and items?"""
        spans = (point.evidence, *point.also)
        least = (
            MOSTLY if point.told is None else 0.01
        )  # what is told of a row or in another language is little of the quote
        rested = any(sum(shared(span, own) for own in self._spans) >= least * (span.end - span.start) for span in spans)
        quote = self._text(point.evidence.document)[point.evidence.start : point.evidence.end]
        return rested and retells(self._shown, point.told or quote)

    def _snapshot(self, *, answered: bool) -> Answer:
        return self._composed.answer.model_copy(
            update={
                "answer": self._shown,
                "answered": answered,
                "citations": tuple(self._citations),
                "unsupported": tuple(self._unsupported),
            }
        )

    def _text(self, document: str) -> str:
        return self._stored(document).read.text


def shared(one: Evidence, other: Evidence) -> int:
    """Characters that two spans have in common."""
    same = one.document == other.document
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if same else 0

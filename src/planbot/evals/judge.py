"""A language model as a second opinion on answers: asked in small steps, so that each verdict can be checked by a person.

Source: faithfulness and answer relevance of RAGAS (arXiv 2309.15217), citation recall and precision of ALCE (arXiv 2305.14627) with the
judge in place of the entailment model. The judge is pinned by settings of its own, apart from the model that answers.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from planbot.answer.packing import fence
from planbot.errors import ModelUnavailable
from planbot.evals.cases import Case
from planbot.evals.grade import Claim, Entailment, Grade
from planbot.evals.metrics.statements import Statement, statements
from planbot.evals.record import Record
from planbot.evals.replies import evasive, listed, questions, verdicts
from planbot.evals.score import premises, texts_read
from planbot.models.chat import Ask, ChatModel, ChatOptions, Turn, official
from planbot.models.endpoint import ModelEndpoint
from planbot.prompts.render import Prompt, render
from planbot.retrieve.query import language_of
from planbot.settings import Settings
from planbot.types import Answer, Usage

SHOWN = 4000
"""Characters of what was read that the judge is shown: what is cited first."""
SENTENCES = 12
"""Sentences of an answer whose citations are judged: the first ones."""
REPLY_TOKENS = 800
"""Longest reply."""

Likeness = Callable[[str, Sequence[str]], tuple[float, ...]]
"""Cosines of a text with others, by the embedding model of the home."""


class Judge(Protocol):
    """Grades answers. Safe from any thread."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    def grade(self, case: Case, record: Record) -> Grade | None:
        """What it says of the last answer; None where there is nothing to judge. Raises ConfigurationError."""
        ...


class ModelJudge:
    """``ask`` is the model called ``model``."""

    def __init__(self, model: str, ask: Ask, likeness: Likeness) -> None:
        self.model = model
        self._ask = ask
        self._likeness = likeness

    def grade(self, case: Case, record: Record) -> Grade | None:
        """See Judge. A server that fails leaves a grade that says so."""
        answer = record.answer
        if answer is None or case.draft is not None or not answer.answer.strip():
            return None
        sitting = _Sitting(self._ask, language_of(answer.question))
        try:
            return self._graded(case, record, answer, sitting)
        except ModelUnavailable as error:
            return Grade(case=case.id, model=self.model, usage=sitting.usage, error=str(error))

    def _graded(self, case: Case, record: Record, answer: Answer, sitting: "_Sitting") -> Grade:
        claims = sitting.claims(answer, record) if answer.answered else ()
        entailments = sitting.entailments(answer, record) if answer.answered else ()
        made, gives_nothing = sitting.questions(answer)
        return Grade(
            case=case.id,
            model=self.model,
            claims=claims,
            entailments=entailments,
            questions=made,
            likeness=self._likeness(answer.standalone_question, made) if made else (),
            evasive=gives_nothing,
            unread=sitting.unread,
            usage=sitting.usage,
        )


class _Sitting:
    """One answer before the judge: what was asked of it, what it cost, what could not be read."""

    def __init__(self, ask: Ask, language: str) -> None:
        self._ask = ask
        self._language = language
        self.usage = Usage()
        self.unread = 0

    def claims(self, answer: Answer, record: Record) -> tuple[Claim, ...]:
        """The statements of the answer, each held against all that was read."""
        said = plain(answer)
        reply = self._reply("statements", fence=fence(said), question=answer.standalone_question, answer=said)
        found = listed(reply)
        if not found:
            self.unread += 1
            return ()
        verdicts_of = self._verdicts("\n\n".join(texts_read(answer, record))[:SHOWN], found)
        return tuple(Claim(text=text, supported=verdict) for text, verdict in zip(found, verdicts_of, strict=True))

    def entailments(self, answer: Answer, record: Record) -> tuple[Entailment, ...]:
        """The sentences before their citations: all of them together, and where there are several, each and the others."""
        cited = premises(answer, record)
        return tuple(
            self._entailed(statement, markers, cited)
            for statement in statements(answer.answer)[:SENTENCES]
            for markers in combinations(statement, cited)
        )

    def _entailed(self, statement: Statement, markers: tuple[int, ...], cited: dict[int, str]) -> Entailment:
        (verdict,) = self._verdicts("\n\n".join(cited[marker] for marker in markers)[:SHOWN], (statement.text,))
        return Entailment(statement=statement.text, markers=markers, supported=verdict)

    def questions(self, answer: Answer) -> tuple[tuple[str, ...], bool | None]:
        """Questions that the answer would answer, and whether it gives nothing."""
        said = plain(answer)
        reply = self._reply("questions", fence=fence(said), answer=said)
        made, gives_nothing = questions(reply), evasive(reply)
        self.unread += (not made) + (gives_nothing is None)
        return made, gives_nothing

    def _verdicts(self, material: str, stated: Sequence[str]) -> tuple[bool | None, ...]:
        numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(stated, 1))
        mark = fence(material + numbered)
        said = verdicts(self._reply("verdicts", fence=mark, material=material, statements=numbered), len(stated))
        self.unread += said.count(None)
        return said

    def _reply(self, name: str, **variables: str) -> str:
        prompt = render(f"judge.{name}.{self._language}", **variables)
        pieces: list[str] = []
        stream = self._ask(_turns(prompt))
        while True:
            try:
                pieces.append(next(stream))
            except StopIteration as end:
                self.usage = _sum(self.usage, end.value.usage)
                return "".join(pieces)


def plain(answer: Answer) -> str:
    """What the answer says, without markers and the lines that name sources; a refusal as it stands."""
    return "\n".join(statement.text for statement in statements(answer.answer)) or answer.answer


def combinations(statement: Statement, cited: dict[int, str]) -> tuple[tuple[int, ...], ...]:
    """The sets of citations that ALCE asks about: all; and of several, each alone and all but each."""
    markers = tuple(dict.fromkeys(marker for marker in statement.markers if marker in cited))
    if len(markers) < 2:
        return (markers,) if markers else ()
    others = [tuple(other for other in markers if other != marker) for marker in markers]
    return tuple(dict.fromkeys([markers, *((marker,) for marker in markers), *others]))


def _turns(prompt: Prompt) -> tuple[Turn, ...]:
    return Turn(role="system", content=prompt.system), Turn(role="user", content=prompt.user)


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        cost_usd=round(one.cost_usd + other.cost_usd, 6),
    )


def judge_of(settings: Settings, likeness: Likeness) -> Judge | None:
    """The judge that ``settings`` pin; None where they name none. Raises ConfigurationError for one without a server."""
    if settings.judge_model is None:
        return None
    key = settings.judge_api_key or settings.openai_api_key
    url, timeout = settings.judge_base_url or settings.openai_base_url, settings.request_timeout_s
    endpoint = ModelEndpoint(base_url=url, api_key=key, timeout=timeout) if url else official(key, timeout)
    options = ChatOptions(
        answer_tokens=REPLY_TOKENS, input_price=settings.judge_input_price, output_price=settings.judge_output_price
    )
    return ModelJudge(settings.judge_model, ChatModel(settings.judge_model, endpoint, options).stream, likeness)

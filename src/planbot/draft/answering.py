"""A draft as an answer: what a request for a draft gets in a conversation."""

from collections.abc import Iterator, Sequence

from planbot.draft.read_brief import amends, is_request
from planbot.types import Answer, Draft, Message


def brief_in(question: str, history: Sequence[Message]) -> str | None:
    """The brief that a question is, or amends; None for a question that asks for something else.

    再短一些 after a draft asks for the same draft again, with that added.
    """
    if is_request(question):
        return question
    asked: list[str] = []
    for turn in (turn for turn in history if turn.role == "user"):
        if is_request(turn.content):
            asked = [turn.content]
        elif asked and amends(turn.content):
            asked.append(turn.content)
        else:
            asked = []
    return "\n".join([*asked, question]) if asked and amends(question) else None


def answered(draft: Draft, question: str) -> Iterator[Answer]:
    """Snapshots that grow by paragraphs; ``answered`` is False where nothing was found to draft from."""
    answer = Answer(
        question=question,
        standalone_question=draft.brief,
        answer="",
        answered=bool(draft.blocks),
        targets=draft.targets,
        unsupported=draft.unsupported,
        route="draft",
        model=draft.model,
        usage=draft.usage,
        timings_ms=draft.timings_ms.model_copy(update={"first_token": draft.timings_ms.total}),
    )
    parts = draft.draft.split("\n\n")
    for count in range(1, len(parts)):
        text = "\n\n".join(parts[:count])
        shown = tuple(citation for citation in draft.citations if f"[{citation.marker}]" in text)
        yield answer.model_copy(update={"answer": text, "citations": shown})
    yield answer.model_copy(update={"answer": draft.draft, "citations": draft.citations, "done": True})

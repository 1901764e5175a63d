"""A follow-up made into a question that stands alone by a language model, held to the words of the conversation."""

import re
from collections.abc import Sequence
from functools import partial

from planbot.answer.followup import new_part
from planbot.answer.packing import compacted, fence
from planbot.errors import PlanbotError
from planbot.models.chat import ChatModel, Turn
from planbot.models.tokens import estimate_tokens
from planbot.prompts.render import render
from planbot.retrieve.query import content_words, language_of
from planbot.store.tokens import folded, pairs
from planbot.types import Message

LONGEST = 200
"""Characters of a question that a rewriting may have."""
ROOM = 600
"""Tokens of the conversation shown."""
_QUOTES = "“”\"'「」 "
_LEAD = re.compile(r"^(?:改写后的问题|改写|问题|rewritten question|question)\s*[:：]\s*", re.IGNORECASE)


def rewritten(question: str, history: Sequence[Message], by_rules: str, model: ChatModel) -> str:
    """The model's wording when it keeps to the conversation, else ``by_rules``; never an error."""
    language = language_of(question)
    shown = compacted(history, (ROOM, partial(estimate_tokens, model=model.name)))
    prompt = render(f"followup.{language}", fence=fence(shown + question), history=shown, question=question)
    turns = (Turn(role="system", content=prompt.system), Turn(role="user", content=prompt.user))
    try:
        text = "".join(model.stream(turns))
    except PlanbotError:
        return by_rules
    lines = [line for line in text.strip().splitlines() if line.strip()]
    wording = _LEAD.sub("", lines[0]).strip(_QUOTES) if len(lines) == 1 else ""
    return wording if faithful(wording, question, history) else by_rules


def faithful(wording: str, question: str, history: Sequence[Message]) -> bool:
    """Does the wording keep what the question adds, and hold nothing that nobody said?"""
    said = folded("\n".join([question, *(turn.content for turn in history)]))
    low = folded(wording)
    if not 2 <= len(wording) <= LONGEST or any(figure not in said for figure in re.findall(r"\d+", low)):
        return False
    if any(word not in low for word in content_words(folded(new_part(question)))):
        return False
    known, own = set(pairs(said)), pairs(low)
    latin = [word for word in re.findall(r"[a-z]{4,}", low) if word not in said]
    return sum(pair in known for pair in own) >= 0.7 * len(own) and len(latin) <= 0.4 * len(low.split())

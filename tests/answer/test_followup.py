"""A follow-up as a question that stands alone, by rules."""

import pytest

from planbot.answer.followup import standalone, without
from planbot.assistant import Assistant
from planbot.types import Message

SCOPES = ("石桥县2031年计划", "2032年要点", "白塔市")


def scope(question: str) -> str:
    """The names of this test that the question holds."""
    return "、".join(name for name in SCOPES if name in question)


CASES = [
    ("石桥县2031年计划里河道保洁率要达到多少？", "那渠道呢？", ["石桥县2031年计划", "渠道", "多少"]),
    ("石桥县2031年计划里河道保洁率要达到多少？", "2032年要点呢？", ["2032年要点", "河道保洁率", "多少"]),
    ("县水利局要清淤多少公里？", "要新修几座水闸？", ["县水利局", "水闸"]),
    ("石桥县2031年计划里河道保洁率要达到多少？", "白塔市的供水普及率目标是多少？", ["白塔市", "供水普及率"]),
]


@pytest.mark.parametrize(("before", "question", "words"), CASES)
def test_what_a_follow_up_leaves_out_comes_from_the_question_before(
    before: str, question: str, words: list[str]
) -> None:
    alone = standalone(question, [Message(role="user", content=before)], scope)
    assert all(word in alone for word in words)


def test_a_new_scope_replaces_the_old_one() -> None:
    history = [Message(role="user", content="石桥县2031年计划里河道保洁率要达到多少？")]
    assert "2031年" not in standalone("2032年要点呢？", history, scope)


def test_a_first_question_is_left_as_it_is() -> None:
    assert standalone("那渠道呢？", (), scope) == "那渠道呢？"


def test_scope_words_are_taken_out_where_they_stand() -> None:
    assert "".join(without("白塔市和石桥县的目标", "石桥县、白塔市").split()) == "和的目标"


def test_a_message_too_long_to_have_been_asked_is_no_part_of_the_conversation(assistant: Assistant) -> None:
    earlier = [Message(role="user", content="青棠县孕产妇死亡率" * 20_000), Message(role="assistant", content="好的")]
    *_, answer = assistant.ask("那婴儿呢？", history=earlier)
    assert answer.standalone_question == "那婴儿呢？"

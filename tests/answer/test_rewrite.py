"""Follow-ups reworded by a model, as far as it keeps to the conversation."""

import pytest
from tests.chat_server import Script, fails, says, serving

from planbot.answer.rewrite import faithful, rewritten
from planbot.models.chat import ChatModel
from planbot.models.endpoint import ModelEndpoint
from planbot.types import Message

HISTORY = (
    Message(role="user", content="石桥县2031年河道保洁率要达到多少？"),
    Message(role="assistant", content="河道保洁率达到95%以上 [1]"),
)
RULES = "渠道 石桥县2031年河道保洁率要达到多少？"


def reworded(script: Script) -> str:
    """What becomes of 那渠道呢？ when the model answers so."""
    with serving(script) as server:
        model = ChatModel("m", ModelEndpoint(base_url=server.url, timeout=1.0, retries=0))
        return rewritten("那渠道呢？", HISTORY, RULES, model)


def test_a_faithful_wording_is_taken() -> None:
    assert reworded(says("石桥县2031年渠道保洁率要达到多少？")) == "石桥县2031年渠道保洁率要达到多少？"


def test_a_label_and_quotes_around_it_are_taken_off() -> None:
    assert reworded(says("改写后的问题：“石桥县2031年渠道保洁率要达到多少？”")) == "石桥县2031年渠道保洁率要达到多少？"


REJECTED = [
    says("石桥县2032年渠道保洁率要达到多少？"),
    says("石桥县2031年河道保洁率要达到多少？"),
    says("渠道保洁率要达到98%。"),
    says("渠道的清理由白塔市环卫集团公司统一承包实施并负责监督。"),
    says("第一行\n第二行渠道"),
    says("<think>渠道</think>"),
    says(""),
    fails(500),
    fails(401),
]


@pytest.mark.parametrize("script", REJECTED)
def test_anything_else_leaves_it_to_the_rules(script: Script) -> None:
    assert reworded(script) == RULES


def test_english_wordings_keep_to_the_conversation_too() -> None:
    history = (Message(role="user", content="What cleaning rate is planned for rivers in 2031?"),)
    assert faithful("What cleaning rate is planned for canals in 2031?", "And for canals?", history)
    assert not faithful("Which contractor maintains municipal canals nowadays?", "And for canals?", history)

"""The chat seam against a real server on loopback: streams, stalls, nonsense, refusals."""

import json
import os
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from tests.chat_server import ChatServer, Script, fails, says, serving

from planbot.errors import ConfigurationError, ModelUnavailable, PlanbotError
from planbot.models.chat import ChatModel, ChatOptions, Turn, Written, azure, official
from planbot.models.endpoint import ModelEndpoint
from planbot.models.reasoning import WithoutReasoning, begins_by_reasoning
from planbot.models.tokens import count_tokens, estimate_tokens

ASK = (Turn(role="system", content="答"), Turn(role="user", content="问"))


def model(
    server: ChatServer, name: str = "qwen", *, timeout: float = 5.0, retries: int = 0, url: str = ""
) -> ChatModel:
    """A model on ``server``."""
    where = ModelEndpoint(base_url=url or server.url, api_key=SecretStr("sk-secret"), timeout=timeout, retries=retries)
    return ChatModel(name, where, ChatOptions(answer_tokens=64, input_price=2.0, output_price=10.0))


def heard(chat: ChatModel) -> tuple[str, Written]:
    """All that the model says, and what it took."""
    pieces: list[str] = []
    stream = chat.stream(ASK)
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return "".join(pieces), end.value


def test_pieces_come_one_by_one_with_usage_and_cost() -> None:
    with serving(says("共有", "三", "项。")) as server:
        text, written = heard(model(server))
    assert text == "共有三项。"
    assert (written.usage.prompt_tokens, written.usage.completion_tokens, written.stopped) == (120, 30, "stop")
    assert written.usage.cost_usd == pytest.approx(120 * 2e-6 + 30 * 10e-6)
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == "Bearer sk-secret"
    assert server.asked[0]["messages"] == [{"role": "system", "content": "答"}, {"role": "user", "content": "问"}]
    assert server.asked[0]["max_tokens"] == 64
    assert server.asked[0]["stream_options"] == {"include_usage": True}


def test_a_name_with_a_tag_or_a_path_reaches_the_server_as_it_is() -> None:
    for name in ("qwen2.5:7b", "openai/gpt-oss-20b", "anthropic:claude"):
        with serving(says("好。")) as server:
            assert heard(model(server, name))[0] == "好。"
        assert server.asked[0]["model"] == name


def test_the_first_piece_is_there_before_the_last_is_sent() -> None:
    with serving(says("一", "二", "三", pause=0.2)) as server:
        began = time.monotonic()
        stream = model(server).stream(ASK)
        next(stream)
        first = time.monotonic() - began
        list(stream)
        assert first < (time.monotonic() - began) - 0.3


def test_usage_is_estimated_where_the_server_is_silent() -> None:
    with serving(says("很好。", usage=False)) as server:
        _, written = heard(model(server))
    assert written.usage.prompt_tokens > 0
    assert written.usage.completion_tokens > 0


@pytest.mark.parametrize(
    ("finish", "stopped"), [("stop", "stop"), ("length", "length"), ("content_filter", "filtered")]
)
def test_why_an_answer_ended_is_told(finish: str, stopped: str) -> None:
    with serving(says("半句", finish=finish)) as server:
        assert heard(model(server))[1].stopped == stopped


FAILURES = [
    (fails(401), ConfigurationError, "API key"),
    (fails(403), ConfigurationError, "API key"),
    (fails(404), ConfigurationError, "does not know the model 'qwen'"),
    (fails(400), ConfigurationError, "refuses the request"),
    (fails(429), ModelUnavailable, "overloaded"),
    (fails(500), ModelUnavailable, "overloaded or failing"),
    (fails(503), ModelUnavailable, "try again later"),
    (Script(lines=["{not json"]), ModelUnavailable, "makes no sense"),
    (Script(lines=['{"choices": [{"index": 0}]}']), ModelUnavailable, "makes no sense"),
    (Script(lines=["[1, 2]"]), ModelUnavailable, "makes no sense"),
    (
        Script(lines=[json.dumps({"error": {"message": "out of memory"}})]),
        ModelUnavailable,
        "failed while it was answering",
    ),
    (Script(lines=[], end=True), ModelUnavailable, "makes no sense"),
]


@pytest.mark.parametrize(("script", "kind", "message"), FAILURES)
def test_a_failing_server_is_one_line_with_the_fix(script: Script, kind: type[PlanbotError], message: str) -> None:
    with serving(script) as server, pytest.raises(kind, match=message) as caught:
        heard(model(server))
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize("pieces", [(), ("开头",)])
def test_a_server_that_falls_silent_is_given_up(pieces: tuple[str, ...]) -> None:
    lines = list(says(*pieces).lines[: len(pieces) + 1]) if pieces else []
    with serving(Script(lines=lines, hang=3.0)) as server, pytest.raises(ModelUnavailable, match="in time"):
        heard(model(server, timeout=0.3))


def test_a_server_that_drips_for_ever_is_given_up() -> None:
    with serving(says(*"字" * 100, pause=0.05)) as server, pytest.raises(ModelUnavailable, match="in time"):
        heard(model(server, timeout=0.1))


def test_a_server_that_is_not_there_is_named() -> None:
    nobody = ModelEndpoint(base_url="http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        heard(ChatModel("m", nobody))


@pytest.mark.parametrize("passing", [fails(429, Retry_After="0.2"), fails(500), fails(503)])
def test_a_passing_failure_is_tried_again_as_the_server_asks(passing: Script) -> None:
    with serving(passing, says("好。")) as server:
        began = time.monotonic()
        assert heard(model(server, retries=1))[0] == "好。"
        assert time.monotonic() - began >= 0.2
        assert len(server.asked) == 2


@pytest.mark.parametrize("lasting", [fails(401), fails(404), fails(429, Retry_After="3600")])
def test_what_will_not_pass_is_not_tried_again(lasting: Script) -> None:
    with serving(lasting) as server:
        with pytest.raises(PlanbotError):
            heard(model(server, retries=3))
        assert len(server.asked) == 1


# --- reasoning ----------------------------------------------------------------------------------------------------------


def test_reasoning_fields_are_not_passed_on() -> None:
    with serving(says("答案。", reasoning="先想一想")) as server:
        assert heard(model(server))[0] == "答案。"


THOUGHTS = [
    ("<think>想</think>答。", "答。"),
    ("先<think>想</think>答。", "先答。"),
    ("<THINKING>a</THINKING>b", "b"),
    ("a < b", "a < b"),
    ("a<thin", "a<thin"),
    ("<think>没有想完", ""),
    ("<think>甲</think>乙<think>丙</think>丁", "乙丁"),
]


@pytest.mark.parametrize(("text", "shown"), THOUGHTS)
@given(cuts=st.lists(st.integers(0, 40), max_size=6))
def test_thinking_aloud_is_left_out_however_it_is_cut(text: str, shown: str, cuts: list[int]) -> None:
    borders = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    thinking = WithoutReasoning()
    given_back = [thinking.feed(text[a:b]) for a, b in pairwise(borders)]
    assert "".join(given_back) + thinking.rest() == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("想\n</think>\n答。", "\n答。"), ("答。", "答。"), ("<think>想</think>答", "答")]
)
def test_a_model_that_begins_inside_its_thoughts_is_held_until_they_end(text: str, shown: str) -> None:
    thinking = WithoutReasoning(inside=True)
    assert "".join(map(thinking.feed, text)) + thinking.rest() == shown


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("deepseek-r1", True),
        ("QwQ-32B", True),
        ("qwen3-30b-thinking-2507", True),
        ("gpt-4o", False),
        ("mixtral-8x7b", False),
    ],
)
def test_models_that_open_with_their_thoughts_are_known_by_name(name: str, reasons: bool) -> None:
    assert begins_by_reasoning(name) is reasons


# --- addresses, telemetry, tokens ---------------------------------------------------------------------------------------

ADDRESSES = [
    ("https://api.example.com/v1", None),
    ("https://box.openai.azure.com/openai/v1", None),
    ("https://box.openai.azure.com", ("https://box.openai.azure.com", "m", "2024-10-21")),
    ("https://box.openai.azure.com?api-version=2025-01-01", ("https://box.openai.azure.com", "m", "2025-01-01")),
    ("http://127.0.0.1:1/openai/deployments/d?api-version=x", ("http://127.0.0.1:1", "d", "x")),
]


@pytest.mark.parametrize(("url", "found"), ADDRESSES)
def test_azure_is_known_by_its_address(url: str, found: tuple[str, str, str] | None) -> None:
    parts = azure(url, "m")
    assert (parts and (parts.endpoint, parts.deployment, parts.version)) == found


def test_azure_is_spoken_to_in_its_own_way() -> None:
    with serving(says("好。")) as server:
        url = server.url.removesuffix("/v1") + "/openai/deployments/plans?api-version=2024-10-21"
        assert heard(model(server, url=url))[0] == "好。"
    assert server.paths == ["/openai/deployments/plans/chat/completions?api-version=2024-10-21"]
    assert server.headers[0]["api-key"] == "sk-secret"


def test_a_model_without_a_server_is_openais_own_and_needs_a_key() -> None:
    assert official(SecretStr("k"), 5.0).base_url.startswith("https://")
    with pytest.raises(ConfigurationError, match="PLANBOT_OPENAI_BASE_URL"):
        official(None, 5.0)


def test_tracing_to_third_parties_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "x")
    with serving(says("好。")) as server:
        heard(model(server))
    assert os.environ["LANGSMITH_TRACING"] == "false"


@pytest.mark.parametrize(
    ("name", "more"), [("gpt-4o-mini", False), ("openai/gpt-4", False), ("qwen2.5", True), ("gpt-oss-20b", True)]
)
def test_tokens_of_unknown_models_are_estimated_high(name: str, more: bool) -> None:
    text = "全县参保率稳定在95%以上。"
    assert (estimate_tokens(text, name) > count_tokens(text)) is more

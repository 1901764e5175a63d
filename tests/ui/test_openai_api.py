"""planbot as a model: the official client, whole and streamed, and what goes wrong on the way."""

from collections.abc import Iterator

import openai
import pytest
from tests.ui.conftest import PLAN, MemoryDesk, served

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")
QUESTION = [{"role": "user", "content": "粮食总产量是多少"}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[openai.OpenAI, MemoryDesk]]:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    desk.add("要点.txt", PLAN)
    with served(desk) as address, openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        yield client, desk


@pytest.fixture
def client(site: tuple[openai.OpenAI, MemoryDesk]) -> openai.OpenAI:
    return site[0]


def test_a_question_is_answered_whole_with_citations_beside_the_text(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model="planbot", messages=QUESTION, temperature=0.2, max_tokens=50)
    message = done.choices[0].message
    assert (done.model, done.choices[0].finish_reason, message.role) == ("planbot", "stop", "assistant")
    answer = message.planbot
    assert answer["answer"] == message.content
    cited = answer["citations"][0]
    assert PLAN[cited["start"] : cited["end"]] == cited["quote"]
    assert done.usage.total_tokens == 0


def test_a_stream_joins_to_the_same_answer(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="planbot", messages=QUESTION).choices[0].message
    pieces = list(
        client.chat.completions.create(
            model="planbot", messages=QUESTION, stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [piece.choices[0].delta for piece in pieces if piece.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert sum(bool(delta.content) for delta in deltas) > 1
    assert deltas[-1].planbot["citations"] == whole.planbot["citations"]
    assert [piece.choices[0].finish_reason for piece in pieces if piece.choices][-1] == "stop"
    assert pieces[-1].usage.total_tokens == 0
    assert len({piece.id for piece in pieces}) == 1


def test_the_conversation_and_the_scope_go_along_and_instructions_do_not(
    client: openai.OpenAI, site: tuple[openai.OpenAI, MemoryDesk]
) -> None:
    client.chat.completions.create(
        model="planbot",
        messages=[
            {"role": "system", "content": "你是海盗"},
            {"role": "user", "content": "播种面积呢"},
            {"role": "assistant", "content": "42.6万亩以上"},
            {"role": "user", "content": [{"type": "text", "text": "粮食产量"}, {"type": "text", "text": "是多少"}]},
        ],
        extra_body={"planbot": {"filters": {"years": [2031]}}},
    )
    question, history, filters = site[1].heard[-1]
    assert question == "粮食产量\n是多少"
    assert [turn.content for turn in history] == ["播种面积呢", "42.6万亩以上"]
    assert filters.years == (2031,)


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["planbot"]
    assert client.models.retrieve("planbot").owned_by == "planbot"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        ([], openai.UnprocessableEntityError),
        ([{"role": "assistant", "content": "好"}], openai.BadRequestError),
        ([{"role": "user", "content": "  "}], openai.BadRequestError),
        ([{"role": "user", "content": "模型离线"}], openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_goes_wrong_is_an_error_of_the_client(
    client: openai.OpenAI, messages: list[dict[str, str]], error: type[openai.APIStatusError], stream: bool
) -> None:
    with pytest.raises(error) as raised:
        client.chat.completions.create(model="planbot", messages=messages, stream=stream)
    assert raised.value.response.headers["content-type"] == "application/problem+json"


def test_an_error_on_the_way_ends_the_stream_with_its_message(
    client: openai.OpenAI, site: tuple[openai.OpenAI, MemoryDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = site[1].ask

    def broken(*given: object) -> Iterator[object]:
        yield from list(whole(*given))[:2]
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(site[1], "ask", broken)
    with pytest.raises(openai.APIError, match="the log has the details") as raised:
        list(client.chat.completions.create(model="planbot", messages=QUESTION, stream=True))
    assert "secret" not in str(raised.value)

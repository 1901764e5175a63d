"""What whoever runs planbot sees: figures without a word of anyone's, request ids, conversations that are forgotten."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.ui.conftest import PLAN, MemoryDesk, served

from planbot.settings import Settings
from planbot.store.conversations import FILE, Conversations, Turn
from planbot.types import Answer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    desk.add("要点.txt", PLAN)
    with served(desk) as address, httpx.Client(base_url=address) as client:
        yield client


def figure(client: httpx.Client, name: str) -> float:
    found = re.search(rf"(?m)^{re.escape(name)} (\S+)$", client.get("/metrics").text)
    return float(found[1]) if found else 0.0


def test_requests_and_answers_are_counted(client: httpx.Client) -> None:
    asked = 'planbot_requests_total{method="POST",route="/api/ask",status="200"}'
    answered = 'planbot_answers_total{answered="true",model="extractive",route="lookup"}'
    before = figure(client, asked), figure(client, answered)
    client.post("/api/ask", json={"question": "粮食总产量是多少"})
    assert (figure(client, asked), figure(client, answered)) == (before[0] + 1, before[1] + 1)
    assert figure(client, 'planbot_request_seconds_count{route="/api/ask"}') >= 1
    assert figure(client, 'planbot_answer_seconds_count{stage="first_sentence"}') >= 1


def test_a_failure_and_a_refusal_are_counted(client: httpx.Client) -> None:
    before = figure(client, "planbot_failed_answers_total")
    client.post("/api/ask", json={"question": "意外"})
    client.post("/api/ask", json={"question": "火星"})
    assert figure(client, "planbot_failed_answers_total") == before + 1
    assert figure(client, 'planbot_answers_total{answered="false",model="extractive",route="lookup"}') >= 1
    assert figure(client, "planbot_asking") == 0


def test_figures_hold_no_word_of_anyone_and_stay_few(client: httpx.Client) -> None:
    for path in ("/nowhere", "/api/documents/secret-name/text", "/api/documents?name=秘密", "/%E7%A7%98%E5%AF%86"):
        client.get(path)
    client.request("BREW", "/api/ask")
    text = client.get("/metrics").text
    assert "secret" not in text
    assert text.isascii()
    assert 'route="(none)"' in text
    assert "BREW" not in text


def test_every_response_names_its_request(client: httpx.Client) -> None:
    names = {client.get(path).headers["x-request-id"] for path in ("/healthz", "/nowhere", "/", "/api/documents")}
    assert len(names) == 4


def test_old_conversations_are_forgotten_while_planbot_serves(tmp_path: Path) -> None:
    desk = MemoryDesk(tmp_path)
    desk.settings = Settings(home=tmp_path, keep_conversations_days=30)
    answer = Answer(question="问", standalone_question="问", answer="答", answered=True, done=True)
    with closing(Conversations(tmp_path)) as kept:
        for name in ("old", "new"):
            kept.keep("local", name, [Turn(question="问", answer=answer)])
        with closing(sqlite3.connect(tmp_path / FILE)) as connection:
            connection.execute("UPDATE conversations SET changed_at = '2001-01-01T00:00:00+00:00' WHERE id = 'old'")
            connection.commit()
        with served(desk):
            deadline = time.monotonic() + 10
            while len(kept.all("local")) > 1 and time.monotonic() < deadline:
                time.sleep(0.05)
        assert [conversation.id for conversation in kept.all("local")] == ["new"]

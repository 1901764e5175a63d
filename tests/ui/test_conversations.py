"""Conversations over HTTP: only ever the caller's own, judged, downloaded; and what a question can be narrowed to."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.ui.conftest import PLAN, MemoryDesk, served

from planbot.evals.feedback import kept
from planbot.store.accounts import Accounts
from planbot.store.conversations import Conversations, Turn
from planbot.types import Answer, Filters
from planbot.ui.facets import choices

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")
ANSWER = Answer(question="产量？", standalone_question="产量？", answer="18.3万吨", answered=True, done=True)
OF_WANG = "/api/conversations/c1"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> MemoryDesk:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    desk.add("要点.txt", PLAN, year=2031, region="云岭县")
    return desk


@pytest.fixture(scope="module")
def clients(desk: MemoryDesk) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two readers."""
    home = desk.settings.home
    with closing(Accounts(home)) as accounts, closing(Conversations(home)) as talks, served(desk, wide=True) as address:
        for name in ("wang", "li"):
            accounts.add(name, "丹桂飘香满园-2031", "reader")
        first = Turn(question="先问的", answer=ANSWER.model_copy(update={"question": "先问的"}))
        talks.keep("wang", "c1", (first,))
        talks.keep("wang", "c1", (first, Turn(question="产量？", filters=Filters(years=(2031,)), answer=ANSWER)))
        cookies = [f"planbot={accounts.begin(name, 1)}" for name in ("wang", "li")]
        wang, li = (httpx.Client(base_url=address, headers={"Cookie": c, "Origin": address}) for c in cookies)
        with wang, li:
            yield wang, li


def test_a_conversation_is_listed_read_and_renamed(clients: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = clients
    assert wang.patch(OF_WANG, json={"name": "粮食"}).status_code == 204
    (listed,) = wang.get("/api/conversations", params={"search": "18.3"}).json()["conversations"]
    assert (listed["id"], listed["name"], listed["turns"]) == ("c1", "粮食", 2)
    assert [turn["question"] for turn in wang.get(OF_WANG).json()["turns"]] == ["先问的", "产量？"]
    assert wang.patch(OF_WANG, json={"name": ""}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", OF_WANG, None),
        ("PATCH", OF_WANG, {"name": "x"}),
        ("DELETE", OF_WANG, None),
        ("POST", f"{OF_WANG}/restore", None),
        ("POST", f"{OF_WANG}/turns/0/verdict", {"verdict": "down"}),
        ("GET", f"{OF_WANG}/turns/0/answer.md", None),
        ("GET", f"{OF_WANG}/turns/0/answer.docx", None),
    ],
)
def test_another_persons_conversation_is_not_found(
    clients: tuple[httpx.Client, httpx.Client], method: str, path: str, body: object
) -> None:
    wang, li = clients
    assert li.get("/api/conversations").json() == {"conversations": []}
    assert li.request(method, path, json=body).status_code == 404
    assert wang.get(OF_WANG).status_code == 200


def test_a_complaint_keeps_question_scope_and_what_went_before(
    clients: tuple[httpx.Client, httpx.Client], desk: MemoryDesk
) -> None:
    wang, _ = clients
    given = {"verdict": "down", "comment": "不全"}
    assert wang.post(f"{OF_WANG}/turns/1/verdict", json=given).status_code == 204
    complaint = kept(desk.settings.home)[-1]
    assert (complaint.verdict, complaint.question, complaint.comment) == ("down", "产量？", "不全")
    assert complaint.filters == Filters(years=(2031,))
    assert [message.content for message in complaint.history] == ["先问的", "18.3万吨"]
    assert wang.get(OF_WANG).json()["turns"][1]["verdict"] == "down"
    assert wang.post(f"{OF_WANG}/turns/7/verdict", json=given).status_code == 404


@pytest.mark.parametrize("form", ["md", "docx"])
def test_a_download_is_a_file_named_by_its_question(clients: tuple[httpx.Client, httpx.Client], form: str) -> None:
    wang, _ = clients
    sent = wang.get(f"{OF_WANG}/turns/1/answer.{form}")
    assert sent.status_code == 200
    assert sent.headers["content-disposition"].startswith("attachment;")
    assert f"%E4%BA%A7%E9%87%8F%EF%BC%9F.{form}" in sent.headers["content-disposition"]
    assert wang.get(f"{OF_WANG}/turns/1/answer.exe").status_code == 422


def test_a_deletion_can_be_taken_back(clients: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = clients
    assert wang.delete(OF_WANG).status_code == 204
    assert wang.get(OF_WANG).status_code == 404
    assert wang.post(f"{OF_WANG}/restore").status_code == 204
    assert wang.get(OF_WANG).status_code == 200


def test_the_scope_offers_what_the_home_has(clients: tuple[httpx.Client, httpx.Client], tmp_path: Path) -> None:
    wang, _ = clients
    offered = wang.get("/api/scope").json()
    assert [choice["file"] for choice in offered["documents"]] == ["要点.txt"]
    assert (offered["years"], offered["regions"]) == ([2031], ["云岭县"])
    nothing = choices((), ())
    assert (nothing.documents, nothing.years, nothing.regions, nothing.departments) == ((), (), (), ())

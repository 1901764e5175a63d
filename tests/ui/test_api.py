"""The HTTP routes, through the whole application."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.ui.conftest import PLAN, MemoryDesk, served

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, MemoryDesk]]:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    with served(desk) as address:
        yield address, desk


@pytest.fixture
def client(site: tuple[str, MemoryDesk]) -> Iterator[httpx.Client]:
    address, desk = site
    desk.texts.clear()
    desk.entries.clear()
    desk.heard.clear()
    for path in (desk.settings.home / "uploads").glob("*"):
        path.unlink()
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture
def held(site: tuple[str, MemoryDesk], client: httpx.Client) -> MemoryDesk:
    """The desk behind ``client``, with one plan."""
    site[1].add("要点.txt", PLAN)
    return site[1]


def upload(client: httpx.Client, *files: tuple[str, str], **options: object) -> httpx.Response:
    parts = [("files", (name, text.encode())) for name, text in files]
    return client.post("/api/documents", files=parts, **options)  # type: ignore[arg-type]


def events(response: httpx.Response) -> list[tuple[str, dict[str, object]]]:
    blocks = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def assert_problem(response: httpx.Response, status: int, said: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert said in body["detail"]
    assert {"type", "title"} <= body.keys()


def test_the_probes_answer(client: httpx.Client, held: MemoryDesk) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "documents": 1}


def test_a_question_is_answered_whole(client: httpx.Client, held: MemoryDesk) -> None:
    history = [{"role": "user", "content": "先前的问题"}]
    body = {"question": "粮食总产量是多少", "history": history, "filters": {"years": [2031]}}
    answer = client.post("/api/ask", json=body).json()
    assert answer["answered"] is True
    assert "reading" not in answer
    cited = answer["citations"][0]
    assert PLAN[cited["start"] : cited["end"]] == cited["quote"]
    question, said, filters = held.heard[-1]
    assert (question, said[0].content, filters.years) == ("粮食总产量是多少", "先前的问题", (2031,))


def test_a_question_is_answered_as_a_stream(client: httpx.Client, held: MemoryDesk) -> None:
    headers = {"Accept": "text/event-stream"}
    response = client.post("/api/ask", json={"question": "粮食总产量是多少"}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    came = events(response)
    names = [name for name, _ in came]
    assert names[0] == "passages"
    assert names[-2:] == ["citations", "done"]
    assert set(names[1:-2]) == {"token"}
    done = came[-1][1]
    assert "".join(str(data["text"]) for name, data in came if name == "token") == done["answer"]
    assert came[-2][1]["citations"] == done["citations"]


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/event-stream"}])
def test_an_error_before_the_first_passage_is_a_problem(client: httpx.Client, headers: dict[str, str]) -> None:
    response = client.post("/api/ask", json={"question": "模型离线"}, headers=headers)
    assert_problem(response, 503, "PLANBOT_OPENAI_BASE_URL")
    assert response.headers["retry-after"] == "5"


def test_an_unexpected_error_says_nothing_of_the_inside(client: httpx.Client) -> None:
    response = client.post("/api/ask", json={"question": "意外"}, headers={"Accept": "text/event-stream"})
    assert_problem(response, 500, "the log has the details")
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "问" * 5000}, "question"),
        ({"question": "问", "filters": {"year": [1]}}, "filters.year"),
        ({"question": "问", "history": [{"role": "system", "content": "x"}]}, "role"),
        ({"question": "问", "extra": 1}, "extra"),
    ],
)
def test_a_wrong_question_is_a_problem_that_names_the_field(
    client: httpx.Client, body: dict[str, object], said: str
) -> None:
    assert_problem(client.post("/api/ask", json=body), 422, said)


def test_a_blank_question_is_a_problem(client: httpx.Client) -> None:
    assert_problem(client.post("/api/ask", json={"question": "  "}), 400, "empty")


def test_documents_are_listed_read_and_removed(client: httpx.Client) -> None:
    report = upload(client, ("甲.txt", PLAN), ("乙.txt", "\ufeff另一份\r\n计划"))
    assert report.status_code == 201
    assert [outcome["status"] for outcome in report.json()["outcomes"]] == ["added", "added"]
    listed = client.get("/api/documents").json()["documents"]
    assert [entry["file"] for entry in listed] == ["甲.txt", "乙.txt"]
    text = client.get(f"/api/documents/{listed[0]['id']}/text")
    assert text.text == PLAN
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert client.delete(f"/api/documents/{listed[0]['id']}").status_code == 204
    assert_problem(client.get(f"/api/documents/{listed[0]['id']}/text"), 404, listed[0]["id"])
    assert_problem(client.delete(f"/api/documents/{listed[0]['id']}"), 404, listed[0]["id"])


def test_a_passage_comes_with_its_surroundings(client: httpx.Client, held: MemoryDesk) -> None:
    (document,) = held.documents()
    start = PLAN.index("18.3万吨")
    view = client.get(f"/api/documents/{document.id}/passage", params={"start": start, "end": start + 6}).json()
    assert [piece["text"] for piece in view["pieces"] if "quoted" in piece["looks"]] == ["18.3万吨"]


@pytest.mark.parametrize(("span", "status"), [((5, 3), 400), ((0, 10**6), 400), ((-1, 3), 422)])
def test_a_passage_outside_the_text_is_a_problem(
    client: httpx.Client, held: MemoryDesk, span: tuple[int, int], status: int
) -> None:
    (document,) = held.documents()
    response = client.get(f"/api/documents/{document.id}/passage", params={"start": span[0], "end": span[1]})
    assert_problem(response, status, "start")


def test_a_known_name_asks_whether_it_replaces(client: httpx.Client) -> None:
    upload(client, ("甲.txt", "一"))
    assert_problem(upload(client, ("甲.txt", "二")), 409, "replace=true")
    streamed = upload(client, ("甲.txt", "二"), headers={"Accept": "text/event-stream"})
    assert [(name, data["status"]) for name, data in events(streamed)] == [("error", 409)]
    assert upload(client, ("甲.txt", "二"), params={"replace": "true"}).json()["outcomes"][0]["status"] == "replaced"
    assert upload(client, ("甲.txt", "三"), params={"replace": "false"}).json()["outcomes"][0]["file"] == "甲 (2).txt"


def test_an_upload_reports_its_progress(client: httpx.Client) -> None:
    came = events(upload(client, ("甲.txt", PLAN), headers={"Accept": "text/event-stream"}))
    assert [name for name, _ in came] == ["progress", "done"]
    assert came[0][1]["label"] == "甲.txt"


def test_a_refused_file_is_a_problem_with_its_reason(client: httpx.Client) -> None:
    response = upload(client, ("空.txt", " "))
    assert_problem(response, 422, "空.txt")
    assert response.json()["code"] == "empty"
    mixed = upload(client, ("空.txt", " "), ("甲.txt", "一"))
    assert [outcome["status"] for outcome in mixed.json()["outcomes"]] == ["refused", "added"]


def test_an_upload_stays_in_its_folder(client: httpx.Client, site: tuple[str, MemoryDesk]) -> None:
    upload(client, ("../../../逃逸.txt", "一"))
    home: Path = site[1].settings.home
    assert [path.relative_to(home).as_posix() for path in home.rglob("*.txt")] == ["uploads/逃逸.txt"]


def test_an_upload_larger_than_the_limit_is_a_problem(client: httpx.Client) -> None:
    assert_problem(upload(client, ("大.txt", "x" * 2_100_000)), 413, "MB")


def test_an_upload_needs_a_file(client: httpx.Client) -> None:
    assert_problem(client.post("/api/documents"), 422, "files")


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/api/documents", "/healthz", "/nowhere", "/ui/app.js", "/gradio_api/info"]
)
def test_every_response_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path, headers={"Origin": "http://localhost:3000"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert not any(name.startswith("access-control-") for name in headers)


def test_files_are_cached_and_documents_are_not(client: httpx.Client) -> None:
    caching = {"/ui/planbot.css": "no-cache", "/api/documents": "no-store", "/assets/nothing.js": "no-store"}
    assert {path: client.get(path).headers["cache-control"] for path in caching} == caching
    script = re.findall(r'assets/index-[^"]+\.js', client.get("/").text)[0]
    assert "immutable" in client.get(f"/{script}").headers["cache-control"]


def test_the_page_is_served_in_both_languages(client: httpx.Client) -> None:
    assert 'lang="zh-CN"' in client.get("/").text
    assert 'lang="en"' in client.get("/en/").text


def test_a_page_of_another_site_can_change_nothing(client: httpx.Client, held: MemoryDesk) -> None:
    (document,) = held.documents()
    evil = {"Origin": "https://evil.example"}
    assert_problem(client.delete(f"/api/documents/{document.id}", headers=evil), 403, "Origin")
    assert_problem(client.post("/gradio_api/queue/join", json={}, headers=evil), 403, "Origin")
    assert_problem(client.get("/api/documents", headers={"Host": "evil.example"}), 421, "Host")
    assert held.documents() == (document,)


def test_what_gradio_offers_besides_the_chat_is_out_of_reach(client: httpx.Client) -> None:
    assert_problem(client.post("/gradio_api/upload", files={"files": b"x"}), 404, "/gradio_api/upload")
    assert_problem(client.get("/gradio_api/file=/etc/passwd"), 404, "no such page")


def test_a_program_can_ask_through_gradio(site: tuple[str, MemoryDesk], held: MemoryDesk) -> None:
    from gradio_client import Client

    client = Client(site[0], verbose=False)
    answer = client.predict("粮食总产量是多少", api_name="/ask")
    client.close()
    assert "18.3万吨以上。[" in answer

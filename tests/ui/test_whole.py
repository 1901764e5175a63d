"""The page's HTTP API over the real assistant: a Word file goes in, its words come back."""

from io import BytesIO
from pathlib import Path

import docx
import httpx
from tests.ui.conftest import served

from planbot.assistant import Assistant
from planbot.settings import load_settings

SENTENCE = "全县建成标准化防汛物资储备库9座，储备冲锋舟不少于35艘。"


def plan() -> bytes:
    word = docx.Document()
    word.add_heading("云岭县2031年防汛抗旱工作方案", 0)
    word.add_heading("一、物资储备", 1)
    word.add_paragraph(SENTENCE)
    word.add_heading("二、预警响应", 1)
    word.add_paragraph("县水利局牵头，汛期每日会商雨情水情，预警信息30分钟内到村到户。")
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_an_uploaded_word_file_is_answered_from_cited_and_removed(home: Path) -> None:
    with Assistant.open(load_settings(home, {})) as assistant, served(assistant) as address:
        client = httpx.Client(base_url=address, timeout=120)
        added = client.post("/api/documents", files={"files": ("防汛.docx", plan())}).json()["outcomes"][0]
        assert (added["status"], added["file"]) == ("added", "防汛.docx")
        answer = client.post("/api/ask", json={"question": "冲锋舟要储备多少艘？"}).json()
        assert answer["answered"]
        cited = answer["citations"][0]
        assert cited["quote"] in SENTENCE
        span = {"start": cited["start"], "end": cited["end"]}
        view = client.get(f"/api/documents/{cited['document']}/passage", params=span).json()
        assert "".join(p["text"] for p in view["pieces"] if "quoted" in p["looks"]) == cited["quote"]
        rows = client.get("/api/targets", params={"kind": "all", "indicator": "冲锋舟"}).json()["targets"]
        assert [row["quote"] in SENTENCE for row in rows] == [True] * len(rows) != []
        assert client.get("/api/targets", params={"kind": "all", "year": 1999}).json()["targets"] == []
        assert client.get("/api/targets", params={"unknown": 1}).status_code == 422
        assert client.delete(f"/api/documents/{cited['document']}").status_code == 204
        assert client.post("/api/ask", json={"question": "冲锋舟要储备多少艘？"}).json()["answered"] is False
        assert list((home / "uploads").iterdir()) == []
        client.close()

"""planbot ingest --llm: a model on loopback proposes rows; whatever it does, the documents are in."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.chat_server import Script, fails, says, serving

from planbot.cli.main import run

NAME = "云溪县教育局2026年工作要点.txt"
TEXT = "云溪县教育局2026年工作要点\n\n一、校舍\n大班额压到5%以内。校园围墙修缮十二处。\n学前三年毛入园率达到94%以上。\n"
ROW = {"quote": "校园围墙修缮十二处", "indicator": "校园围墙修缮处数", "figure": "十二处", "comparator": "="}
INVENTED = {"quote": "校园围墙修缮二十处", "indicator": "校园围墙修缮处数", "figure": "二十处", "comparator": "="}
KNOWN = {"quote": "学前三年毛入园率达到94%以上", "indicator": "入园率", "figure": "94%以上", "comparator": ">="}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_text(TEXT, encoding="utf-8")
    return path


def reply(*rows: dict[str, Any]) -> Script:
    return says("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))


def rows(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["--home", str(home), "targets", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["targets"]


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PLANBOT_OPENAI_BASE_URL", url)
    monkeypatch.setenv("PLANBOT_CHAT_MODEL", "qwen")


def test_the_model_adds_what_the_text_bears_out_once(
    home: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest = ["--home", str(home), "ingest", str(plan)]
    assert run(ingest) == 0
    by_rule = rows(home, capsys)
    with serving(reply(ROW, INVENTED, KNOWN)) as server:
        use(monkeypatch, server.url)
        assert run([*ingest, "--llm"]) == 0
        said = capsys.readouterr()
        asked = len(server.asked)
        assert run([*ingest, "--llm"]) == 0
        assert len(server.asked) == asked > 0
    assert "added 1 rows" in said.err
    (added,) = [row for row in rows(home, capsys) if row not in by_rule]
    assert (added["quote"], added["value"], added["unit"], added["source"]) == (ROW["quote"], 12, "处", "model")


@pytest.mark.parametrize("script", [fails(500), fails(401), Script(lines=["nonsense"])])
def test_a_server_that_fails_is_one_line_and_the_documents_are_in(
    home: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: Script
) -> None:
    with serving(script) as server:
        use(monkeypatch, server.url)
        monkeypatch.setattr("time.sleep", lambda _: None)
        assert run(["--home", str(home), "ingest", str(plan), "--llm"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert sum("pass ended early" in line for line in said) == 1
    assert {row["source"] for row in rows(home, capsys)} == {"rules"}


def test_without_a_model_nothing_is_taken_in(home: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "ingest", str(plan), "--llm"]) == 2
    assert "PLANBOT_CHAT_MODEL" in capsys.readouterr().err
    assert rows(home, capsys) == []

"""The tools of `planbot mcp`, through the official client: as a program of its own, and against a home of one plan."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from tests.ui.conftest import PLAN, MemoryDesk

from planbot.errors import StoreBusy
from planbot.types import Filters, Passage
from planbot.ui.mcp_server import mcp_server


class SearchingDesk(MemoryDesk):
    """A desk of one plan that finds it whole."""

    def search(self, query: str, filters: Filters | None = None, limit: int | None = None) -> tuple[Passage, ...]:
        if query == "忙":
            raise StoreBusy("the home is being written: try again")
        (document,) = self.documents()
        passage = Passage(
            rank=1, score=1, document=document.id, file=document.file, part=None, section=(), text=PLAN, context="", tokens=9,
            start=0, end=len(PLAN),
        )  # fmt: skip
        return (passage,)[:limit]


def called(server: Any, use: Callable[[Client], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await use(client)

    return asyncio.run(run())


@pytest.fixture
def server(tmp_path: Path) -> Any:
    desk = SearchingDesk(tmp_path)
    desk.add("要点.txt", PLAN)
    return mcp_server(desk)


def test_the_tools_say_what_they_take_and_that_they_change_nothing(server: Any) -> None:
    tools = called(server, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {"ask", "search", "targets"}
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert all(field.get("description") for field in tool.input_schema["properties"].values())


def test_a_question_is_answered_with_its_citations(server: Any) -> None:
    result = called(server, lambda client: client.call_tool("ask", {"question": "粮食总产量是多少"}))
    answer = result.structured_content
    assert answer["answered"] is True
    cited = answer["citations"][0]
    assert PLAN[cited["start"] : cited["end"]] == cited["quote"]


def test_passages_and_rows_come_as_they_are(server: Any) -> None:
    found = called(server, lambda client: client.call_tool("search", {"query": "粮食", "limit": 1}))
    assert found.structured_content["passages"][0]["text"] == PLAN
    rows = called(server, lambda client: client.call_tool("targets", {"kind": "all"}))
    assert rows.structured_content == {
        "targets": [], "rows_searched": 0, "documents_searched": 1, "documents_found": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"query": "忙"}, "try again"),
        ("search", {"query": "粮食", "limit": 0}, "limit"),
        ("targets", {"kind": "wish"}, "kind"),
        ("ask", {}, "question"),
    ],
)
def test_what_goes_wrong_is_told(server: Any, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = called(server, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert said in result.content[0].text


def test_an_unexpected_error_says_nothing_of_the_inside(server: Any) -> None:
    result = called(server, lambda client: client.call_tool("ask", {"question": "意外"}))
    assert result.is_error
    assert "secret" not in result.content[0].text


def test_the_program_speaks_over_stdin_and_stdout(home: Path) -> None:
    program = [sys.executable, "-c", "from planbot.cli.main import main; main()", "--home", str(home), "mcp"]
    command = StdioServerParameters(command=program[0], args=program[1:])
    result = called(command, lambda client: client.call_tool("ask", {"question": "What is planned?"}))
    assert result.structured_content["answered"] is False

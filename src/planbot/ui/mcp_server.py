"""planbot as a set of tools for programs that speak the Model Context Protocol: ask, search, targets. Nothing is changed through it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Protocol

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from planbot.errors import PlanbotError
from planbot.ledger.query import RowKind, Wanted
from planbot.types import Filters, Noun, Passage
from planbot.ui.desk import Desk
from planbot.ui.events import last
from planbot.ui.shapes import AnswerShape, Targets, answer_shape

_ABOUT = (
    "Plan documents (annual work plans, key points, schemes, summaries), mostly Chinese. Every statement of an answer is cited; "
    "`answered: false` means that the documents do not hold the answer. Use `targets` for anything that must be complete."
)
_HARMLESS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_MOST_PASSAGES = 50

Documents = Annotated[tuple[str, ...], Field(description="Only these documents, by id.")]
Years = Annotated[tuple[int, ...], Field(description="Only plans for these years.")]
Places = Annotated[tuple[str, ...], Field(description="Only plans of these places.")]
Bodies = Annotated[
    tuple[str, ...], Field(description="Only what concerns these bodies (departments), by any of their names.")
]


class Passages(Noun):
    """What the tool ``search`` finds, best first."""

    passages: tuple[Passage, ...]


class ReadingDesk(Desk, Protocol):
    """A desk that also finds passages."""

    def search(self, query: str, filters: Filters | None = None, limit: int | None = None) -> tuple[Passage, ...]: ...


@contextmanager
def _told() -> Generator[None]:
    """What went wrong, in words for the model that called."""
    try:
        yield
    except PlanbotError as error:
        raise ToolError(str(error)) from error


def mcp_server(desk: ReadingDesk) -> MCPServer:
    """The tools over an open home; ``run("stdio")`` serves them."""
    server = MCPServer("planbot", instructions=_ABOUT, log_level="WARNING")

    @server.tool(annotations=_HARMLESS)
    def ask(
        question: Annotated[
            str, Field(description="In Chinese or English; the answer is in the same language.", max_length=2000)
        ],
        documents: Documents = (),
        years: Years = (),
        regions: Places = (),
        departments: Bodies = (),
    ) -> AnswerShape:
        """Answer one question from the documents, with the exact words as citations."""
        filters = Filters(documents=documents, years=years, regions=regions, departments=departments)
        with _told():
            return answer_shape(last(desk.ask(question, (), filters)))

    @server.tool(annotations=_HARMLESS)
    def search(
        query: Annotated[str, Field(description="What to look for.", max_length=2000)],
        documents: Documents = (),
        years: Years = (),
        regions: Places = (),
        limit: Annotated[int, Field(ge=1, le=_MOST_PASSAGES, description="Passages at most.")] = 10,
    ) -> Passages:
        """Find the passages of the documents that bear on a query, as they stand there."""
        filters = Filters(documents=documents, years=years, regions=regions)
        with _told():
            return Passages(passages=desk.search(query, filters, limit))

    @server.tool(annotations=_HARMLESS)
    def targets(
        kind: Annotated[
            RowKind, Field(description="Planned figures, tasks without one, or figures already reached.")
        ] = "target",
        indicators: Annotated[tuple[str, ...], Field(description="Only these indicators.")] = (),
        documents: Documents = (),
        years: Years = (),
        regions: Places = (),
        departments: Bodies = (),
    ) -> Targets:
        """List every target that matches, complete: value, bound, unit, deadline, who is responsible, and the words it comes from."""
        wanted = Wanted(
            kind=kind, indicators=indicators, documents=documents, years=years, regions=regions,
            departments=departments,
        )  # fmt: skip
        with _told():
            found = desk.targets(wanted)
            return Targets(targets=found.rows, **found.model_dump(exclude={"rows"}))

    return server

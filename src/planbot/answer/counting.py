"""How many targets or tasks the ledger has, with the rows that were counted (pure)."""

from collections import Counter
from collections.abc import Callable, Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request, reading
from planbot.ledger.query import RowKind, Selection
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.types import Target

SHOWN = 10
"""Rows written out; all of them are in ``Answer.targets``."""


def kind_counted(request: Request) -> RowKind | None:
    """What rows the question counts ("一共有多少个目标"); None when it counts something else."""
    match = reading("counts_rows").search(request.question)
    if match is None:
        return None
    return "task" if reading("tasks").search(match.group()) else "target"


def names_only(query: Query, bodies: Sequence[str]) -> bool:
    """Does the question name nothing but bodies and words for rows? Else it asks for a figure that a text states."""
    words: list[str] = [
        *load("question")["generic"],
        *load("answering")["item_words"],
        *load("answering")["about_whole"],
    ]
    heads = [concept.head for concept in query.concepts]
    return all(any(head in name for name in bodies) or any(w in head or head in w for w in words) for head in heads)


def counted(found: Selection, kind: RowKind, name: Callable[[Target], str], language: Language) -> Reply | None:
    """The number of rows, by document or part when they stand in several, and the first of them; None without rows."""
    if not found.rows:
        return None
    fields = {"count": len(found.rows), "documents": found.documents_searched, "rows": found.rows_searched}
    intro = phrase("counted_tasks" if kind == "task" else "counted_targets", language, **fields)
    places = Counter(name(row) for row in found.rows)
    lines = [
        intro,
        *(phrase("counted_in", language, place=place, count=n) for place, n in places.items() if len(places) > 1),
    ]
    points = tuple(
        Point(evidence=Evidence(document=row.document, start=row.start, end=row.end)) for row in found.rows[:SHOWN]
    )
    more = (
        phrase("further", language, shown=SHOWN, further=len(found.rows) - SHOWN) if len(found.rows) > SHOWN else None
    )
    return Reply(
        route="ledger", points=points, intro="\n".join(lines), closing=more, sources="part", targets=found.rows
    )

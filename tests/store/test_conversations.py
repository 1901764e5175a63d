"""Conversations are kept with their citations, each person's apart from all others'."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planbot.errors import NotFound
from planbot.store.conversations import FILE, LONGEST_NAME, Conversations, Turn
from planbot.types import Answer, Citation, Passage

CITED = Citation(
    marker=1, document="d", file="f", title="t", part=None, section=("一、",), quote="达到90%", start=3, end=8, page=2
)
READ = Passage(
    rank=1, score=1, document="d", file="f", part=None, section=(), text="文", context="", tokens=1, start=0, end=1
)


def turn(question: str, said: str = "达到90%[1]") -> Turn:
    answer = Answer(
        question=question, standalone_question=question, answer=said, answered=True, citations=(CITED,), reading=(READ,),
        done=True,
    )  # fmt: skip
    return Turn(question=question, answer=answer)


@pytest.fixture
def kept(home: Path) -> Iterator[Conversations]:
    with closing(Conversations(home)) as kept:
        yield kept


def test_what_was_said_outlives_the_process_with_its_citations(home: Path) -> None:
    with closing(Conversations(home)) as kept:
        kept.keep("甲", "c1", (turn("覆盖率多少？"),))
    with closing(Conversations(home)) as kept:
        (found,) = kept.turns("甲", "c1")
        assert found.answer
        assert found.answer.citations == (CITED,)
        assert found.answer.reading == ()
        assert [c.name for c in kept.all("甲")] == ["覆盖率多少？"]


def test_a_turn_that_is_asked_again_takes_the_place_of_those_after_it(kept: Conversations) -> None:
    turns = tuple(turn(question) for question in ("一", "二", "三"))
    for number in range(3):
        kept.keep("甲", "c1", turns[: number + 1])
    kept.keep("甲", "c1", (turns[0], turn("二改")))
    assert [t.question for t in kept.turns("甲", "c1")] == ["一", "二改"]


def test_another_persons_conversation_does_not_exist(kept: Conversations) -> None:
    kept.keep("甲", "c1", (turn("问"),))
    assert kept.all("乙") == ()
    for attempt in (
        lambda: kept.turns("乙", "c1"),
        lambda: kept.keep("乙", "c1", (turn("问"), turn("又问"))),
        lambda: kept.rename("乙", "c1", "新名"),
        lambda: kept.judge("乙", "c1", 0, "up"),
        lambda: kept.delete("乙", "c1"),
        lambda: kept.restore("乙", "c1"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert [t.question for t in kept.turns("甲", "c1")] == ["问"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("粮食", ["c1"]),
        ("90%", ["c1", "c2"]),
        ("%", ["c1", "c2"]),
        ("_", []),
        ("没有的词", []),
        (" ", ["c1", "c2"]),
        ("水库", ["c2"]),
    ],
)
def test_conversations_are_searched_by_name_question_and_answer(
    kept: Conversations, search: str, found: list[str]
) -> None:
    kept.keep("甲", "c1", (turn("粮食产量"),))
    kept.keep("甲", "c2", (turn("问"), turn("水库除险")))
    assert sorted(c.id for c in kept.all("甲", search)) == found


def test_a_name_is_one_line_of_bounded_length(kept: Conversations) -> None:
    kept.keep("甲", "c1", (turn("第一行\n" + "长" * 300),))
    (conversation,) = kept.all("甲")
    assert conversation.name.startswith("第一行 长")
    assert len(conversation.name) == LONGEST_NAME
    kept.rename("甲", "c1", " 新\n名 ")
    assert [c.name for c in kept.all("甲")] == ["新 名"]


def test_a_deletion_can_be_taken_back(kept: Conversations) -> None:
    kept.keep("甲", "c1", (turn("问"),))
    kept.delete("甲", "c1")
    assert kept.all("甲") == ()
    with pytest.raises(NotFound):
        kept.turns("甲", "c1")
    kept.restore("甲", "c1")
    assert [c.turns for c in kept.all("甲")] == [1]
    with pytest.raises(NotFound):
        kept.restore("甲", "c1")


def test_a_verdict_stays_with_its_turn(kept: Conversations) -> None:
    kept.keep("甲", "c1", (turn("一"),))
    kept.keep("甲", "c1", (turn("一"), turn("二")))
    kept.judge("甲", "c1", 0, "down")
    assert [t.verdict for t in kept.turns("甲", "c1")] == ["down", None]
    with pytest.raises(NotFound):
        kept.judge("甲", "c1", 2, "up")


def test_what_nobody_added_to_for_long_is_forgotten(kept: Conversations, home: Path) -> None:
    import sqlite3

    kept.keep("甲", "old", (turn("旧"),))
    kept.keep("甲", "new", (turn("新"),))
    long_ago = (datetime.now(UTC) - timedelta(days=40)).isoformat()
    with closing(sqlite3.connect(home / FILE)) as connection, connection:
        connection.execute("UPDATE conversations SET changed_at = ? WHERE id = 'old'", (long_ago,))
    assert kept.forget(30) == 1
    assert [c.id for c in kept.all("甲")] == ["new"]

"""A document replaced or removed while a question is answered: every citation is cut from the version that was searched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planbot.answer.steady import TRIES, steadily
from planbot.assistant import Assistant
from planbot.errors import HomeChanged
from planbot.settings import Settings
from planbot.types import Answer

BEFORE = "沔桥县水利局2024年工作要点\n\n一、水库\n年底前完成12座水库除险加固。\n"
AFTER = "沔桥县水利局2024年工作要点（修订）\n\n新增一段说明，讲修订的缘由。\n\n一、水库\n年底前完成15座水库除险加固。\n"
DAMAGED = "沔桥县林业局2024年工作要点\n\n一、造林\n造林成活率达到920%以上，病虫害防治率达到{rate}%以上。\n"
QUESTION = "年底前完成多少座水库除险加固？"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plans"
    made.mkdir()
    (made / "水利.txt").write_text(BEFORE, encoding="utf-8")
    (made / "林业.txt").write_text(DAMAGED.format(rate="20240"), encoding="utf-8")
    return made


@pytest.fixture
def bot(tmp_path: Path, folder: Path) -> Iterator[Assistant]:
    with Assistant.open(Settings(home=tmp_path / "home")) as opened:
        opened.ingest([folder], jobs=1)
        yield opened


def last(snapshots: Iterator[Answer]) -> Answer:
    *_, answer = snapshots
    return answer


def test_an_answer_quotes_the_version_that_was_searched(bot: Assistant, folder: Path) -> None:
    snapshots = bot.ask(QUESTION)
    next(snapshots)
    (folder / "水利.txt").write_text(AFTER, encoding="utf-8")
    bot.ingest([folder], jobs=1)
    (citation, *_) = last(snapshots).citations
    assert BEFORE[citation.start : citation.end] == citation.quote
    assert "12座" in citation.quote
    (citation, *_) = last(bot.ask(QUESTION)).citations
    assert AFTER[citation.start : citation.end] == citation.quote
    assert "15座" in citation.quote


def test_an_answer_begins_again_when_a_version_it_needs_is_gone(bot: Assistant, folder: Path) -> None:
    """The damaged figures stand in a document that the search itself does not read."""
    snapshots = bot.ask("这些文件里哪些数字是损坏的？")
    next(snapshots)
    bot._parts.searcher.shelf._stored._values.clear()  # as in a home too large to be kept in memory
    new = "说明一。\n" + DAMAGED.format(rate="20230")
    (folder / "林业.txt").write_text(new, encoding="utf-8")
    bot.ingest([folder], jobs=1)
    answer = last(snapshots)
    assert answer.citations
    assert all(new[citation.start : citation.end] == citation.quote for citation in answer.citations)
    assert any("20230" in citation.quote for citation in answer.citations)


def test_rows_of_the_ledger_are_those_of_the_version_that_was_searched(bot: Assistant, folder: Path) -> None:
    snapshots = bot.ask("沔桥县水利局要完成哪些任务？")
    next(snapshots)
    bot.remove(["水利.txt"])
    for citation in last(snapshots).citations:
        assert BEFORE[citation.start : citation.end] == citation.quote


def answer(text: str) -> Answer:
    return Answer(question="q", standalone_question="q", answer=text, answered=True)


def test_nothing_that_was_shown_is_taken_back() -> None:
    def begin() -> Iterator[Answer]:
        yield answer("一句。")
        raise HomeChanged("ask again")

    snapshots = steadily(begin)
    assert next(snapshots).answer == "一句。"
    with pytest.raises(HomeChanged):
        next(snapshots)


def test_it_gives_up_when_documents_never_rest() -> None:
    begun: list[int] = []

    def begin() -> Iterator[Answer]:
        begun.append(1)
        yield answer("")
        raise HomeChanged("ask again")

    with pytest.raises(HomeChanged):
        list(steadily(begin))
    assert len(begun) == TRIES

"""What a command line asks for and the home does not have is said, with what there is instead."""

from pathlib import Path

import pytest

from planbot.assistant import Assistant
from planbot.cli.main import run
from planbot.types import Filters


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(parts=("第99篇",)), "no part '第99篇' in this home: there are 第"),
        (Filters(years=(1999,)), "no year '1999' in this home: there are 20"),
        (Filters(regions=("不存在县",)), "no place '不存在县' in this home: there are "),
        (Filters(departments=("国家航天局",)), "no department '国家航天局' in this home: there are "),
        (Filters(documents=("nothing",)), "no document 'nothing' in this home: there are "),
        (Filters(files=("nothing.txt",)), "no file 'nothing.txt' in this home: there are "),
    ],
)
def test_a_filter_that_nothing_meets_is_told_with_what_there_is(
    assistant: Assistant, filters: Filters, said: str
) -> None:
    (line,) = assistant.unmet(filters)
    assert line.startswith(said)
    assert "\n" not in line


def test_filters_that_are_met_are_not_told(assistant: Assistant) -> None:
    (part, *_) = (part for document in assistant.documents() for part in document.parts if part.region and part.year)
    assert part.region
    assert part.year
    assert assistant.unmet(Filters(years=(part.year,), regions=(part.region,))) == ()


def test_a_command_says_what_its_filters_do_not_find(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "search", "目标", "--part", "第9篇", "--year", "1999"]) == 0
    error = capsys.readouterr().err
    assert "no part '第9篇' in this home: there is none\n" in error
    assert "no year '1999' in this home: there is none\n" in error


def test_all_unknown_documents_are_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home), "remove", "甲.txt", "乙.txt"]) == 1
    assert capsys.readouterr().err == "planbot: no document '甲.txt', '乙.txt' in this home: planbot docs lists them\n"


def test_a_vector_server_that_does_not_answer_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANBOT_CHROMA_URL", "http://127.0.0.1:9")
    assert run(["--home", str(home), "docs"]) == 0
    said = capsys.readouterr().err.splitlines()[0]
    assert said.startswith("planbot: Chroma at http://127.0.0.1:9 does not answer (")
    assert said.endswith("): start it, or unset PLANBOT_CHROMA_URL")

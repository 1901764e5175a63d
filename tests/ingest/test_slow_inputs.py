"""Texts made to keep rules busy: what a rule looks for, over and over and never finished. Each is understood in about the time of a plan.

Some of them took minutes for 8,000 characters, in time that grew with the square or the cube of their length.
"""

import time
from pathlib import Path

import pytest

from planbot.ingest.read import ReadOptions
from planbot.ingest.titles import core, same_title, title_like
from planbot.ingest.understand import understand
from planbot.retrieve.query import analyse
from planbot.retrieve.sections import matching_sections
from planbot.types import Document, Part, ReadText, Section, StoredDocument

HEAD = "临渡市水利局2024年工作要点\n\n一、目标\n合格率达到95%以上。\n"
CHARACTERS = 8000
SECONDS = 20.0
"""Generous: a busy machine takes two or three, one of the old rules half a minute or more."""


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    understood("合格。")


def understood(piece: str) -> float:
    """Seconds that a text of nothing else takes."""
    text = HEAD + piece * (CHARACTERS // len(piece)) + "\n"
    started = time.perf_counter()
    stored = understand(Path("/p/要点.txt"), text.encode(), ReadOptions(), "2024-01-01T00:00:00Z")
    assert stored.read.text == text
    return time.perf_counter() - started


@pytest.mark.parametrize(
    "piece",
    [
        "《计划", "“工作", "（一", "（）", "〔2024〕", "20242024", "2024-2024", "20*年", "一二三四五六七八九十", "万", "1/10万", "一是抓好，",
        "县教育局、", "人民政府", "分别", "第一篇", "......", "\u3000", "的通知", "①\n", "1.1 \n", "| \n", "# \n", "a@\n",
    ],
)  # fmt: skip
def test_a_text_of_one_thing_repeated_is_understood_in_time(piece: str) -> None:
    assert understood(piece) < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "水利工作计划" + "2024" * 800 + "。",
        "水利工作计划" + "2024-20" * 500,
        "水利工作计划" + "（试行" * 800,
        "计划" + " " * 4000 + "。",
    ],
)
def test_a_line_of_remarks_without_end_is_no_title_and_soon_known_to_be_none(text: str) -> None:
    started = time.perf_counter()
    assert not title_like(text)
    assert core(text)
    assert not same_title(text, "水利工作要点")
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("临渡市水利局工作计划 范文（通用3篇）", "临渡市水利局工作计划"),
        ("临渡市水利局工作计划（试行）2024.doc", "临渡市水利局工作计划"),
        ("临渡市水利局工作计划", "临渡市水利局工作计划"),
    ],
)
def test_remarks_behind_a_title_come_off_one_by_one(title: str, bare: str) -> None:
    assert title_like(title)
    assert core(title) == bare


def test_an_outline_of_ten_thousand_headings_is_searched_in_time() -> None:
    sections = tuple(
        Section(
            index=n, parent=n - n % 10 if n % 10 else None, level=2, kind="heading", label="", title="水利目标", start=n, heading_end=n, end=n + 1
        )
        for n in range(10_000)
    )  # fmt: skip
    document = Document(
        id="d", file="d.txt", path="/d.txt", title="d", parts=(Part(start=0, end=10_000),), issuer=None, region=None,
        level="county", year=None, kind="plan", sha256="",
        chars=9, chunks=0, targets=0, status="ready", warnings=(), format="txt", ingested_at="",
    )  # fmt: skip
    stored = StoredDocument(
        document=document, read=ReadText(text="", format="txt"), furniture=(), sections=sections, chunks=()
    )
    query = analyse("水利目标有哪些？", lambda _: ())
    started = time.perf_counter()
    assert len(matching_sections(stored, None, query, [1.0] * len(query.concepts))) == 1000
    assert time.perf_counter() - started < SECONDS

"""The questions to begin with name titles and headings that the home really holds."""

import pytest
from tests.ui.conftest import PLAN, MemoryDesk

from planbot.types import Document, Part
from planbot.ui.examples import Subject, examples, subjects, worth_opening
from planbot.ui.words import load_words

ZH = load_words("zh")
BODY = "各乡镇和有关单位按照职责分工抓好落实，每季度报告一次进展，" * 3


def added(desk: MemoryDesk, name: str, text: str, *titles: str | None, **fields: object) -> Document:
    length = len(text) // len(titles)
    parts = tuple(Part(title=t, kind="plan", start=n * length, end=(n + 1) * length) for n, t in enumerate(titles))
    return desk.add(name, text, parts=parts, **fields)


def test_an_empty_home_suggests_nothing() -> None:
    assert examples((), ZH) == ()


def test_a_question_is_made_of_a_title_and_a_heading_with_text_under_it(filled: MemoryDesk) -> None:
    (document,) = filled.documents()
    (subject,) = subjects(filled.outline(document.id))
    assert subject.title == "2031年云岭县粮食安全工作要点"
    assert f"、{subject.topic}\n" in PLAN
    (asked,) = examples([(subject,)], ZH)
    assert subject.title in asked
    assert subject.topic in asked


def test_each_part_of_a_compilation_gives_one_subject(desk: MemoryDesk) -> None:
    text = "".join(f"一、{topic}\n{BODY}\n" for topic in ("防汛抢险准备", "森林防火巡查", "农村道路养护"))
    document = added(desk, "汇编.txt", text, "水利站计划", "林业站计划", "交通站计划")
    found = subjects(desk.outline(document.id))
    assert [subject.title for subject in found] == ["水利站计划", "林业站计划", "交通站计划"]


@pytest.mark.parametrize("heading", ["总则", "完成投资20亿元以上", "加强*领导班子", "一" * 30, "抓学习，打基础"])
def test_a_heading_that_reads_badly_in_a_question_is_passed_over(desk: MemoryDesk, heading: str) -> None:
    document = added(desk, "甲.txt", f"一、{heading}\n{BODY}\n", "云岭县工作计划")
    assert subjects(desk.outline(document.id)) == ()


def test_a_heading_without_text_is_passed_over(desk: MemoryDesk) -> None:
    document = added(desk, "甲.txt", f"一、组织领导保障\n二、防汛抢险准备\n{BODY}\n", "云岭县工作计划")
    assert subjects(desk.outline(document.id)) == (Subject("云岭县工作计划", "防汛抢险准备"),)


@pytest.mark.parametrize("title", ["20*年工作安排", "某县20xx年计划", "长" * 60, None])
def test_a_masked_long_or_missing_title_is_not_asked_about(desk: MemoryDesk, title: str | None) -> None:
    document = added(desk, "甲.txt", f"一、防汛抢险准备\n{BODY}\n", title)
    assert subjects(desk.outline(document.id)) == ()


def test_the_questions_are_spread_over_the_documents() -> None:
    first, second, third = (Subject(f"计划{n}", "防汛准备") for n in range(3))
    assert [question[1:4] for question in examples([(first, second), (third,)], ZH, 2)] == ["计划0", "计划2"]


def test_later_plans_are_opened_first(desk: MemoryDesk) -> None:
    for name, kind, year in (
        ("a", "summary", 2032),
        ("b", "plan", 2030),
        ("c", "key_points", 2031),
        ("d", "plan", None),
    ):
        desk.add(name, name, kind=kind, year=year)
    assert [document.file for document in worth_opening(desk.documents(), 3)] == ["c", "b", "d"]


def test_braces_in_a_title_are_only_text() -> None:
    assert examples([(Subject("{0}计划{x}", "{topic}"),)], ZH) == ("《{0}计划{x}》对“{topic}”有什么安排？",)

"""The questions to begin with name titles that the home really holds."""

import pytest
from tests.ui.conftest import MemoryDesk

from planbot.types import Part
from planbot.ui.examples import examples
from planbot.ui.words import load_words

ZH = load_words("zh")


def test_an_empty_home_suggests_nothing() -> None:
    assert examples((), ZH) == ()


def test_the_questions_are_spread_over_the_documents_plans_first(desk: MemoryDesk) -> None:
    parts = tuple(
        Part(part=f"第{n}篇", title=f"云岭县第{n}所学校工作计划", kind="plan", start=0, end=1) for n in range(1, 9)
    )
    desk.add("汇编.txt", "一", parts=parts)
    desk.add("总结.txt", "二", parts=(Part(title="2030年工作总结", kind="summary", start=0, end=1),))
    desk.add("要点.txt", "三", parts=(Part(title="2031年工作要点", kind="key_points", start=0, end=1),))
    asked = examples(desk.documents(), ZH)
    assert len(asked) == 4
    assert [
        title in question for question, title in zip(asked, ("第1所", "2031年工作要点", "第2所", "第3所"), strict=True)
    ] == [True] * 4


@pytest.mark.parametrize("title", ["20*年工作安排", "某县20xx年计划", "长" * 60, None])
def test_a_masked_long_or_missing_title_is_not_asked_about(desk: MemoryDesk, title: str | None) -> None:
    desk.add("甲.txt", "一", parts=(Part(title=title, kind="plan", start=0, end=1),))
    assert examples(desk.documents(), ZH) == ()


def test_braces_in_a_title_are_only_text(desk: MemoryDesk) -> None:
    desk.add("甲.txt", "一", parts=(Part(title="{0}计划{x}", kind="plan", start=0, end=1),))
    assert examples(desk.documents(), ZH) == ("《{0}计划{x}》的主要目标是什么？",)

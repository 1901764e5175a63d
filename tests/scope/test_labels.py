"""One label in all its spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.scope.labels import label_key, part_labels


@pytest.mark.parametrize(
    "text",
    [
        "第3篇",
        "第三篇",
        "第 3 篇里写了什么",
        "篇三",
        "水利局工作计划 篇3",
        "范文三",
        "样本3：",
        "part 3",
        "What does Part III say?",
        "part three",
        "第3份",
    ],
)
def test_every_spelling_of_the_third_part_is_one(text: str) -> None:
    (label,) = part_labels(text)
    assert label.key == "part:3"
    assert text[label.start : label.end] in text


@pytest.mark.parametrize("text", ["附件2", "附录二", "annex 2", "Appendix II"])
def test_an_attachment_is_no_part_but_has_a_number(text: str) -> None:
    assert label_key(text) == "annex:2"


@pytest.mark.parametrize(
    "text", ["长篇一般", "一篇五千字的稿件", "part time work", "第三篇文章", "附件2份", "第三季度", ""]
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert part_labels(text) == ()


@given(st.text(alphabet="第篇三3范文附件part IVX一十（）: \n", max_size=60))
def test_spans_are_in_order_and_inside(text: str) -> None:
    end = 0
    for label in part_labels(text):
        assert end <= label.start < label.end <= len(text)
        assert label.number > 0
        end = label.end

"""What is printed of a source: never half a figure."""

import pytest

from planbot.answer.compose import shortened
from planbot.answer.english import sentence
from planbot.answer.outlined import LONGEST_ITEM, from_outline
from planbot.answer.request import read_request
from planbot.retrieve.query import analyse
from planbot.retrieve.sections import SectionMatch
from planbot.types import Section


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("覆盖率达到95%以上", 20, "覆盖率达到95%以上"),
        ("加强巡查，\n覆盖率达到95%以上", 12, "加强巡查， 覆盖率达到…"),
        ("加强日常巡查值守，覆盖率达到95%以上", 16, "加强日常巡查值守…"),
        ("农村自来水普及率稳步达到1,200户", 15, "农村自来水普及率稳步达到…"),
        ("新建供水站18座并全部投入使用后再行", 8, "新建供水站…"),
    ],
)
def test_a_shortened_quote_ends_before_a_figure_that_does_not_fit(text: str, longest: int, shown: str) -> None:
    assert shortened(text, longest) == shown


def test_a_long_item_is_quoted_to_the_end_of_a_sentence() -> None:
    text = f"（一）供水。{'检修泵站，' * 70}完成率达到95%以上。{'巡查河道，' * 20}完成率达到90%以上。"
    item = Section(
        index=1, parent=0, level=2, kind="run_in", label="（一）", title="供水。", start=0, end=len(text), heading_end=6
    )
    match = SectionMatch(document="d", section=item, items=(item,), coverage=1.0)
    request = read_request("第（一）条是什么？")
    reply = from_outline([match], request, "zh", 0.0, lambda _: text)
    assert reply
    (point,) = reply.points
    quote = text[point.evidence.start : point.evidence.end]
    assert quote.endswith("完成率达到95%以上。")
    assert len(quote) <= LONGEST_ITEM


def test_a_damaged_figure_is_told_in_english_as_it_is_printed() -> None:
    question = "What is the target for the coverage rate, in percent?"
    told = sentence("覆盖率达到20230%以上。", (), analyse(question, lambda _: ()), read_request(question))
    assert told
    assert "“20230%" in told

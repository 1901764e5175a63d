"""Passages that stand twice are found, whatever breaks them up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planbot.ingest.duplicates import duplicate_passages, near_duplicate, passage_signatures

PASSAGE = (
    "各水管单位要在汛期到来之前完成闸门启闭设备和备用电源的试运行，对病险涵闸逐座制定应急抢险方案，"
    "明确责任人和联系电话，储备足量的编织袋、块石和照明器材，并于四月二十日前把检查情况报送县防汛办公室。"
)
OTHER = "全县义务教育学校要配齐音体美教师，落实每天一小时体育活动，建立学生体质健康档案，每学期向家长通报一次情况。"


def spans(text: str, parts: tuple[tuple[str | None, int, int], ...]) -> list[str]:
    return [text[warning.start : warning.end] for warning in duplicate_passages(passage_signatures(text, parts))]


def two_parts(one: str, other: str) -> tuple[str, tuple[tuple[str | None, int, int], ...]]:
    return one + "\n" + other, (("第1篇", 0, len(one)), ("第2篇", len(one) + 1, len(one) + 1 + len(other)))


def test_a_passage_in_two_parts_is_warned_of_in_both_and_each_names_the_other() -> None:
    text, parts = two_parts(OTHER + PASSAGE, PASSAGE + "落实值班制度。")
    first, second = duplicate_passages(passage_signatures(text, parts))
    assert "第2篇" in first.message
    assert "第1篇" in second.message
    assert all(len(text[w.start : w.end]) > 0.9 * len(PASSAGE) for w in (first, second))


def test_a_page_break_or_a_small_edit_does_not_hide_it() -> None:
    edited = PASSAGE.replace("，明确", "\n\n- 3 -\n\n，应明确").replace("足量的", "充足的")
    text, parts = two_parts(OTHER + PASSAGE, edited)
    found = spans(text, parts)
    assert len(found) == 2
    assert all(len(quote) > 0.8 * len(PASSAGE) for quote in found)


def test_a_set_phrase_is_no_copy() -> None:
    text, parts = two_parts("坚持以人民为中心的发展思想，" + OTHER, "坚持以人民为中心的发展思想，" + PASSAGE)
    assert spans(text, parts) == []


def test_a_passage_of_another_document_is_named_by_its_title() -> None:
    others = passage_signatures(PASSAGE, (("第4篇", 0, len(PASSAGE)),), title="柳溪县2030年防汛方案")
    text = OTHER + PASSAGE
    (warning,) = duplicate_passages(passage_signatures(text, ((None, 0, len(text)),)), others)
    assert "柳溪县2030年防汛方案 第4篇" in warning.message
    assert text[warning.start : warning.end] in PASSAGE


def test_a_page_pasted_twice_into_one_part_is_found() -> None:
    text = PASSAGE + OTHER + "再次强调。" + PASSAGE + OTHER
    assert len(spans(text, ((None, 0, len(text)),))) == 2


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert duplicate_passages(()) == ()
    assert spans("", ((None, 0, 0),)) == []
    assert spans("短文", ((None, 0, 2),)) == []


def test_near_duplicates_score_high_and_strangers_low() -> None:
    assert near_duplicate(PASSAGE, PASSAGE.replace("足量的", "充足的")) > 0.8
    assert near_duplicate(PASSAGE[:60], PASSAGE) > 0.9
    assert near_duplicate(PASSAGE, OTHER) < 0.1
    assert near_duplicate("", PASSAGE) == 0.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_spans_are_inside_their_text(before: str, after: str, between: str) -> None:
    text, parts = two_parts(before + PASSAGE + between, PASSAGE + after)
    found = duplicate_passages(passage_signatures(text, parts))
    assert len(found) >= 2
    assert all(0 <= (w.start or 0) < (w.end or 0) <= len(text) for w in found)

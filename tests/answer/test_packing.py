"""What a model is given to read: numbered, fenced, within its room."""

from hypothesis import given
from hypothesis import strategies as st

from planbot.answer.packing import Extract, compacted, fence, laid_out
from planbot.types import Message


def extract(number: int, text: str, place: str) -> Extract:
    """One of several."""
    return Extract(
        document="d", start=0, end=len(text), number=number, likely=False, text=text, place=place, context=place
    )


def test_a_place_is_named_once_above_its_extracts() -> None:
    given_to_read = [
        extract(1, "清淤12公里", "《甲》"),
        extract(2, "投入3万元", "《甲》"),
        extract(3, "植树", "《乙》"),
    ]
    assert laid_out(given_to_read, "zh", table=False) == "《甲》\n[1] 清淤12公里\n[2] 投入3万元\n《乙》\n[3] 植树"


def test_rows_are_one_table() -> None:
    rows = laid_out([extract(1, "清淤12公里", "《甲》"), extract(2, "植树", "《乙》")], "en", table=True)
    assert rows == "| no. | text | source |\n| [1] | 清淤12公里 | 《甲》 |\n| [2] | 植树 | 《乙》 |"


@given(st.text())
def test_no_document_can_hold_the_fence(text: str) -> None:
    assert fence(text) not in text
    assert fence(text) != fence(text)


def test_the_last_turns_are_kept_and_long_answers_cut() -> None:
    history = [
        Message(role="user", content="甲" * 50),
        Message(role="user", content="清淤多少？"),
        Message(role="assistant", content="乙" * 500),
    ]
    shown = compacted(history, (300, len), longest=20)
    assert shown.splitlines() == ["user: " + "甲" * 50, "user: 清淤多少？", "assistant: " + "乙" * 20 + "…"]
    assert compacted(history, (60, len), longest=20).startswith("user: 清淤多少？")
    assert compacted(history, (5, len)) == ""

"""The source panel shows the stored text, with the quote, headings, furniture and doubtful words marked."""

from hypothesis import given
from hypothesis import strategies as st
from tests.ui.conftest import PLAN, MemoryDesk

from planbot.types import Furniture
from planbot.ui.source import view

QUOTE = "粮食总产量达到18.3万吨以上"


def test_the_quote_is_marked_exactly(filled: MemoryDesk) -> None:
    (document,) = filled.documents()
    start = PLAN.index(QUOTE)
    shown = view(filled.outline(document.id), start, start + len(QUOTE), 1000)
    assert "".join(piece.text for piece in shown.pieces if "quoted" in piece.looks) == QUOTE
    assert "".join(piece.text for piece in shown.pieces) == PLAN
    assert [piece.text for piece in shown.pieces if "heading" in piece.looks] == ["一、主要目标", "二、重点任务"]


def test_a_remark_inside_the_quote_is_marked_too(filled: MemoryDesk) -> None:
    (document,) = filled.documents()
    line = "高标准农田建设任务完成2.1万亩"
    start = PLAN.index(line)
    shown = view(filled.outline(document.id), start, start + len(line), 0)
    damaged = [piece for piece in shown.pieces if piece.warnings]
    assert [(piece.text, piece.looks, piece.warnings) for piece in damaged] == [
        ("2.1万亩", ("quoted",), ("damaged_number",))
    ]


def test_the_window_ends_at_line_ends(filled: MemoryDesk) -> None:
    (document,) = filled.documents()
    start = PLAN.index(QUOTE)
    shown = view(filled.outline(document.id), start, start + len(QUOTE), 1)
    assert (shown.start, shown.end, shown.chars) == (PLAN.index("全县"), PLAN.index("\n高标准"), len(PLAN))


def test_furniture_is_shown_as_such(filled: MemoryDesk) -> None:
    (document,) = filled.documents()
    stored = filled.outline(document.id).model_copy(update={"furniture": (Furniture(start=0, end=5, rule="nav"),)})
    shown = view(stored, 10, 12, 1000)
    assert shown.pieces[0].text == PLAN[:5]
    assert shown.pieces[0].looks == ("furniture",)


@given(st.integers(0, len(PLAN)), st.integers(0, len(PLAN)), st.integers(0, 400))
def test_the_pieces_are_the_text_of_the_window(a: int, b: int, around: int) -> None:
    from pathlib import Path

    desk = MemoryDesk(Path("/nowhere"))
    identity = desk.add("要点.txt", PLAN).id
    start, end = sorted((a, b))
    shown = view(desk.outline(identity), start, end, around)
    assert "".join(piece.text for piece in shown.pieces) == PLAN[shown.start : shown.end]
    assert shown.start <= start <= end <= shown.end

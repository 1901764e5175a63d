"""What a person writes into the open places of a draft."""

import pytest

from planbot.draft.blocks import words_of
from planbot.draft.fill import filled
from planbot.errors import UsageError
from planbot.types import Change, Draft, DraftBlock, DraftSentence

OPEN = "【待填:入园率,上年为92%】"
OTHER = "【待填:名称】"


def draft(*blocks: DraftBlock, placeholders: tuple[str, ...]) -> Draft:
    return Draft(brief="起草", draft="", title="学前教育", year=2026, blocks=blocks, placeholders=placeholders)


def paragraph(*texts: str, origin: str = "updated") -> DraftBlock:
    return DraftBlock(
        kind="paragraph",
        sentences=tuple(
            DraftSentence(
                text=text,
                origin=origin,  # type: ignore[arg-type]
                changes=(Change(op="replace", old="原句。", new=text),) if origin == "updated" else (),
            )
            for text in texts
        ),
    )


def test_values_go_into_their_places_in_the_order_of_the_text():
    made = filled(
        draft(
            paragraph(f"入园率达到{OPEN}。", f"由{OTHER}负责。"),
            paragraph(f"再由{OTHER}检查。"),
            placeholders=(OPEN, OTHER, OTHER),
        ),
        ["94%以上", "县教育局", "县督导室"],
    )
    assert [words_of(block) for block in made.blocks] == ["入园率达到94%以上。由县教育局负责。", "再由县督导室检查。"]
    assert made.placeholders == ()


def test_an_empty_value_leaves_its_place_open():
    made = filled(draft(paragraph(f"由{OTHER}和{OTHER}负责。"), placeholders=(OTHER, OTHER)), ["", "县教育局"])
    assert words_of(made.blocks[0]) == f"由{OTHER}和县教育局负责。"
    assert made.placeholders == (OTHER,)


def test_a_table_is_filled_as_well():
    table = DraftBlock(kind="table", rows=(("指标", "目标"), ("入园率", OPEN)))
    assert filled(draft(table, placeholders=(OPEN,)), ["94%"]).blocks[0].rows[1] == ("入园率", "94%")


def test_the_difference_from_the_source_stays_true():
    (sentence,) = filled(draft(paragraph(f"达到{OPEN}。"), placeholders=(OPEN,)), ["94%"]).blocks[0].sentences
    assert "".join(change.new for change in sentence.changes) == sentence.text == "达到94%。"
    assert "".join(change.old for change in sentence.changes) == "原句。"


def test_a_line_break_in_a_value_does_not_make_a_paragraph():
    made = filled(draft(paragraph(f"由{OTHER}负责。"), placeholders=(OTHER,)), ["县教育局\n和县财政局"])
    assert words_of(made.blocks[0]) == "由县教育局 和县财政局负责。"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    made = filled(draft(paragraph(f"由{OTHER}和{OTHER}负责。"), placeholders=(OTHER, OTHER)), [OTHER, "县教育局"])
    assert words_of(made.blocks[0]) == f"由{OTHER}和县教育局负责。"


def test_as_many_values_as_places_are_needed():
    with pytest.raises(UsageError, match="1 for 2 placeholders"):
        filled(draft(paragraph(OTHER, OTHER), placeholders=(OTHER, OTHER)), ["x"])

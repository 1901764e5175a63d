"""Passages follow the outline: exact slices of whole sentences or rows, never across parts, main sections or furniture."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.ingest.chunk import LIMIT, TARGET, chunks
from planbot.types import Cell, Chunk, Furniture, Part, ReadText, Row, Section, Table


def _sections(text: str, headings: list[tuple[str, int, int | None]]) -> tuple[Section, ...]:
    starts = [text.index(title) for title, _, _ in headings]
    made: list[Section] = []
    for index, (title, level, parent) in enumerate(headings):
        following = [
            s for s, (_, other, _) in zip(starts[index + 1 :], headings[index + 1 :], strict=True) if other <= level
        ]
        made.append(
            Section(
                index=index,
                parent=parent,
                level=level,
                kind="heading",
                label="",
                title=title,
                start=starts[index],
                heading_end=starts[index] + len(title),
                end=following[0] if following else len(text),
            )
        )
    return tuple(made)


def _cut(
    text: str,
    sections: tuple[Section, ...] = (),
    furniture: tuple[Furniture, ...] = (),
    tables: tuple[Table, ...] = (),
    parts: tuple[Part, ...] = (),
) -> tuple[Chunk, ...]:
    return chunks(
        ReadText(text=text, format="txt", tables=tables),
        furniture,
        parts or (Part(part=None, start=0, end=len(text)),),
        sections,
        document="d0",
        version="v0",
        title="云溪县计划",
        count_tokens=len,
    )


def test_no_text_gives_no_passage() -> None:
    assert _cut("") == ()
    assert _cut(" \n\n") == ()


def test_main_sections_never_share_a_passage() -> None:
    text = "一、医改\n推进改革。\n二、党建\n加强学习。"
    made = _cut(text, _sections(text, [("一、医改", 2, None), ("二、党建", 2, None)]))
    assert [text[c.start : c.end] for c in made] == ["一、医改\n推进改革。", "二、党建\n加强学习。"]
    assert [c.section for c in made] == [("一、医改",), ("二、党建",)]


def test_short_items_of_one_section_stay_together_under_its_heading() -> None:
    text = "一、任务\n1、修路。\n2、架桥。\n3、植树。"
    made = _cut(
        text, _sections(text, [("一、任务", 2, None), ("1、修路。", 3, 0), ("2、架桥。", 3, 0), ("3、植树。", 3, 0)])
    )
    assert [text[c.start : c.end] for c in made] == [text]
    assert made[0].section == ("一、任务",)


def test_furniture_is_in_no_passage() -> None:
    text = "推进改革，\n分享到：微信\n取得实效。"
    mark = Furniture(start=text.index("分享"), end=text.index("取得") - 1, rule="share")
    made = _cut(text, furniture=(mark,))
    assert [text[c.start : c.end] for c in made] == ["推进改革，", "取得实效。"]


def test_parts_do_not_share_a_passage_and_stand_in_the_context() -> None:
    text = "第1篇\n甲。第2篇\n乙。"
    split = text.index("第2篇")
    made = _cut(text, parts=(Part(part="第1篇", start=0, end=split), Part(part="第2篇", start=split, end=len(text))))
    assert [c.part for c in made] == ["第1篇", "第2篇"]
    assert "第2篇" in made[1].context


def test_a_table_is_cut_between_rows_and_each_passage_carries_the_header() -> None:
    lines = ["指标 | 2023年 | 2024年"] + [
        f"第{n}项指标的名称很长很长很长很长很长很长 | {n}% | {n + 1}%" for n in range(40)
    ]
    text = "\n".join(lines)
    rows: list[Row] = []
    position = 0
    for number, line in enumerate(lines):
        cell = Cell(start=position, end=position + len(line), column=0)
        rows.append(Row(start=position, end=position + len(line), cells=(cell,), header=number == 0))
        position += len(line) + 1
    made = _cut(text, tables=(Table(start=0, end=len(text), rows=tuple(rows), title="指标表"),))
    starts, ends = {row.start for row in rows}, {row.end for row in rows}
    assert len(made) > 2
    assert all(c.start in starts and c.end in ends for c in made)
    assert all("指标 | 2023年 | 2024年" in c.context and "指标表" in c.context for c in made[1:])


@pytest.mark.parametrize("word", ["完成率达到95.5%以上，", "投入1,200万元用于改造、"])
def test_a_very_long_sentence_is_cut_between_clauses(word: str) -> None:
    text = word * 120
    made = _cut(text)
    assert len(made) > 1
    assert all(re.fullmatch(f"(?:{re.escape(word)})*{re.escape(word[:-1])}.?", text[c.start : c.end]) for c in made)
    assert all(c.end - c.start <= TARGET + 2 * LIMIT for c in made)


def _said(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("text", ["#", "# \n\n---\n", "* * *\n…………\n", "（）。"])
def test_marks_alone_make_no_passage(text: str) -> None:
    assert _cut(text) == ()
    assert len(_cut(f"{text}\n\n推进改革。")) == 1


@given(
    st.lists(
        st.sampled_from(
            ["推进改革。", "建成3所学校；", "\n", "新增床位120张，", "x", "  ", "（一）", "覆盖率95%", "#", "。"]
        ),
        max_size=60,
    )
)
def test_every_letter_and_digit_is_in_exactly_one_passage(pieces: list[str]) -> None:
    text = "".join(pieces)
    made = _cut(text)
    assert all(left.end <= right.start for left, right in pairwise(made))
    assert _said("".join(text[c.start : c.end] for c in made)) == _said(text)
    assert len({c.id for c in made}) == len(made)

"""Furniture, parts and outline hold their promises on any text, however odd, and in linear time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbot.ingest.clean import mark_furniture
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.types import Furniture, HeadingMark, PageMark, ReadText, Section

_PIECES = [
    *(
        "一、",
        "二、",
        "十一、",
        "（一）",
        "(二)",
        "㈢",
        "1.",
        "2、",
        "3．",
        "1.1",
        "2.1.3 ",
        "（1）",
        "⑵",
        "③",
        "a)",
        "第一章",
        "第二条 ",
    ),
    *(
        "一是",
        "二是",
        "三要",
        "首先，",
        "第一，",
        "其二，",
        "第1篇",
        "篇二",
        "【重点任务1】",
        "附件1",
        "附件：",
        "Chapter 1 ",
        "IV. ",
    ),
    *("\n", "\n\n", " ", "\u3000", "\r\n", "\x0c", "。", "；", "，", "：", "“", "”", "（", "）", "《", "|", "……………3"),
    *(
        "溪口县2031年工作要点",
        "关于印发《清单》的通知",
        "目 录",
        "2031年3月2日",
        "来源：县府办",
        "上一篇：没有了",
        "分享",
        "第3页",
    ),
    *(
        "修建村道12公里",
        "加强队伍建设",
        "各乡镇：",
        "此外，",
        "达到95%以上",
        "3.5%",
        "Improve roads",
        "[nextpage]",
        "**",
        "# ",
        "1 总则",
    ),
]
_TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=60).map("".join)


@st.composite
def _read_texts(draw: st.DrawFn) -> ReadText:
    text = draw(_TEXTS)
    positions = st.integers(0, len(text))
    cuts = sorted(draw(st.sets(positions, max_size=4)))
    furniture = tuple(Furniture(start=a, end=b, rule="nav") for a, b in pairwise(cuts[:2]))
    marks = tuple(HeadingMark(start=a, end=b, level=1 + a % 3) for a, b in pairwise(cuts[2:]))
    pages = tuple(
        PageMark(number=n, start=start) for n, start in enumerate(sorted(draw(st.sets(positions, max_size=3))), 1)
    )
    return ReadText(
        text=text, format=draw(st.sampled_from(["txt", "md"])), furniture=furniture, headings=marks, pages=pages
    )


def _understand(
    read: ReadText,
) -> tuple[tuple[Furniture, ...], tuple[tuple[str | None, int, int], ...], tuple[Section, ...]]:
    furniture = mark_furniture(read)
    parts = split_parts(read, furniture)
    return furniture, parts, outline(read, furniture, parts)


@given(_read_texts())
@settings(max_examples=300, deadline=None)
def test_spans_are_in_order_and_inside_the_text(read: ReadText) -> None:
    furniture, parts, sections = _understand(read)
    assert all(a.end <= b.start for a, b in pairwise(furniture))
    assert all(0 <= f.start < f.end <= len(read.text) for f in furniture)
    assert all(a[2] <= b[1] for a, b in pairwise(parts))
    assert all(0 <= start <= end <= len(read.text) for _, start, end in parts)
    assert [s.start for s in sections] == sorted(s.start for s in sections)


@given(_read_texts())
@settings(max_examples=300, deadline=None)
def test_sections_form_a_tree_whose_nodes_contain_their_children(read: ReadText) -> None:
    _, _, sections = _understand(read)
    for index, section in enumerate(sections):
        assert section.index == index
        assert 0 <= section.start < section.heading_end <= section.end <= len(read.text)
        assert section.title
        assert "\n" not in section.title
        if section.parent is not None:
            parent = sections[section.parent]
            assert section.parent < index
            assert parent.level <= section.level
            assert parent.start <= section.start
            assert section.end <= parent.end


@given(_read_texts())
@settings(max_examples=200, deadline=None)
def test_no_heading_begins_in_furniture_and_no_plain_file_loses_a_character(read: ReadText) -> None:
    furniture, parts, sections = _understand(read)
    assert not any(f.start <= s.start < f.end for f in furniture for s in sections)
    if all(label is None for label, _, _ in parts):
        assert parts == ((None, 0, len(read.text)),)
    else:
        starts = {start for label, start, _ in parts if label is not None}
        assert starts <= {s.start for s in sections if s.kind == "part"}


@pytest.mark.parametrize(
    "piece",
    [
        "一、",
        "（一）",
        "1.",
        "一是快，二是准；",
        "附件1：清单\n",
        "目录\n",
        "第1篇\n",
        "（" * 50,
        "“一是",
        "1 总则\n1.1 目的\n",
        "由",
        "a" * 79 + "\n",
        "……",
    ],
)
def test_a_text_of_one_repeated_piece_takes_linear_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    begin = time.process_time()
    _understand(ReadText(text=text, format="txt"))
    assert time.process_time() - begin < 10

"""Sentences end where Chinese and English plans end them, and nowhere inside a number or a bracket."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.sentences import clauses, sentences, trimmed

CASES = [
    ("加强培训。全年办班4期。", ["加强培训。", "全年办班4期。"]),
    ("完成改造；新增床位30张；", ["完成改造；", "新增床位30张；"]),
    ("他说：“年底前完成。”随后散会。", ["他说：“年底前完成。”", "随后散会。"]),
    ("各镇（含街道；不含林场）参加。", ["各镇（含街道；不含林场）参加。"]),
    ("第一行\n第二行", ["第一行", "第二行"]),
    ("第一行\r\n\r\n第二行", ["第一行", "第二行"]),
    ("Coverage rose to 95.5% in 2024. Training goes on.", ["Coverage rose to 95.5% in 2024.", "Training goes on."]),
    ("控制在3.5‰以内", ["控制在3.5‰以内"]),
    ("", []),
    ("  \n ", []),
    ("左括号（没有关上。下一句。", ["左括号（没有关上。", "下一句。"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_is_cut_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_clauses_leave_their_punctuation_out() -> None:
    text = "以社区为重点，开展筛查、随访：做到应管尽管。"
    assert [text[start:end] for start, end in clauses(text)] == ["以社区为重点", "开展筛查", "随访", "做到应管尽管"]


@given(st.text(alphabet="一二加强。；！\n（）()”“ .a5%", max_size=80))
def test_sentences_cover_all_that_is_not_white_space_once_and_in_order(text: str) -> None:
    spans = list(sentences(text))
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


@given(st.text(max_size=30))
def test_trimming_never_leaves_white_space_at_an_end(text: str) -> None:
    span = trimmed(text, 0, len(text))
    assert (span is None) == (not text.strip())
    if span:
        assert text[span[0] : span[1]] == text.strip()

"""A model's text as whole sentences with their markers, however it is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.answer.streaming import whole_sentences

TEXTS = [
    ("清淤12公里[1]。投入3万元[2][3]。", [("清淤12公里。", (1,)), ("投入3万元。", (2, 3))]),
    ("清淤12公里。[1]投入3万元。[2, 3]", [("清淤12公里。", (1,)), ("投入3万元。", (2, 3))]),
    ("清淤12公里【1】。", [("清淤12公里。", (1,))]),
    ("1. 清淤12公里[1]\n2. 投入3万元[2]\n", [("清淤12公里", (1,)), ("投入3万元", (2,))]),
    ("- **清淤**12公里[1]；", [("清淤12公里；", (1,))]),
    ("答案：清淤12公里[1]。", [("清淤12公里。", (1,))]),
    ("It is 3.5 km long [1]. It is new [2]. ", [("It is 3.5 km long.", (1,)), ("It is new.", (2,))]),
    ("清淤12公里[1]。还没有说", [("清淤12公里。", (1,))]),
    ("《甲计划》 › 一、河道 › 清淤12公里[1]。", [("清淤12公里。", (1,))]),
    ("[1]", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "read"), TEXTS)
@given(size=st.integers(1, 12))
def test_sentences_are_the_same_however_the_text_comes(
    text: str, read: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert [(sentence.text, sentence.cited) for sentence in whole_sentences(pieces)] == read


def test_a_sentence_comes_as_soon_as_the_next_begins() -> None:
    taken: list[str] = []

    def pieces():
        for piece in ("甲。", "乙", "。", "丙"):
            taken.append(piece)
            yield piece

    assert next(iter(whole_sentences(pieces()))).text == "甲。"
    assert taken == ["甲。", "乙"]

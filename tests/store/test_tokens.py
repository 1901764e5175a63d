"""The words that search matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.store.tokens import folded, pairs, tokens

WHOLE = [
    ("孕产妇死亡率控制在10/10万以内", "10/10万"),
    ("婴儿死亡率低于4.2‰", "4.2‰"),
    ("覆盖率达到９５％以上", "95%"),
    ("提高3.5个百分点", "3.5个百分点"),
    ("患病比例为22/2023万", "22/2023万"),
    ("新建公路120公里", "120公里"),
    ("投入1,250.5万元", "1250.5万元"),
    ("到2026年底", "2026年"),
    ("每千人口床位6.5张", "6.5张"),
    ("每日5mg", "5mg"),
]


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_a_number_stays_with_its_unit_or_scale(text: str, number: str) -> None:
    assert number in tokens(text)


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_a_number_is_also_found_without_its_unit(text: str, number: str) -> None:
    bare = number.split("/", maxsplit=1)[0].rstrip("‰%个百分点公里万元年张mg")
    assert bare in tokens(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("９５％", "95%"), ("㈠", "(一)"), ("GDP", "ｇｄｐ"), ("Ⅳ", "iv"), ("½", "1⁄2")],
)
def test_forms_of_the_same_character_are_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize("text", ["", "   \n", "《》，。！？——", "“”…", "()[]{}<>|", "\u200b", "🙂"])
def test_text_without_words_gives_nothing(text: str) -> None:
    assert tokens(text) == []
    assert pairs(text) == []


@pytest.mark.parametrize("word", ["疫苗", "河长", "疾控", "村医", "双减", "碳汇"])
def test_any_two_character_word_stands_among_the_pairs(word: str) -> None:
    assert word in pairs(f"要抓好{word}有关工作")


def test_a_lone_character_is_its_own_pair() -> None:
    assert pairs("a县b") == ["县"]


def test_very_long_tokens_are_cut() -> None:
    assert max(map(len, tokens("x" * 5000 + " " + "9" * 5000 + "年"))) == 64


@given(st.text(max_size=200))
def test_tokens_are_never_empty_and_hold_no_white_space(text: str) -> None:
    for word in (*tokens(text), *pairs(text)):
        assert word
        assert not any(character.isspace() for character in word)


@given(st.text(alphabet="全县疫苗接种率9５%达到以上 ，。aB", max_size=60))
def test_folding_first_changes_nothing(text: str) -> None:
    assert tokens(folded(text)) == tokens(text)

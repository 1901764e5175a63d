"""Search by words."""

from pathlib import Path

import numpy as np
import pytest
from tests.store.conftest import make, put

from planbot.store.derived import Version, first_row
from planbot.store.lexical import FieldWeights, LexicalIndex, LexicalQuery, WeightedText
from planbot.store.library import Library
from planbot.types import PartKey

PASSAGES = [
    "孕产妇死亡率控制在10/10万以内，婴儿死亡率控制在4‰以内。",
    "适龄儿童国家免疫规划疫苗接种率以乡镇为单位达到95%以上。",
    "新改建农村公路120公里，完成危桥改造6座。",
    "河长制办公室每月巡查一次，重点水域水质达标率为100%。",
    "严格落实安全生产责任制，开展专项整治3次。",
]


@pytest.fixture
def filled(library: Library) -> Library:
    put(library, make("青山县", PASSAGES))
    put(library, make("临水县", ["村医补助每人每年6000元。"], part="第2篇"))
    return library


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("疫苗", "青山县:v1:1"),
        ("孕产妇死亡率是多少？", "青山县:v1:0"),
        ("10/10万", "青山县:v1:0"),
        ("危桥", "青山县:v1:2"),
        ("河长", "青山县:v1:3"),
        ("村医", "临水县:v1:0"),
        ("１２０公里", "青山县:v1:2"),
        ("6000元", "临水县:v1:0"),
    ],
)
def test_a_passage_is_found_by_its_words(filled: Library, query: str, found: str) -> None:
    assert filled.lexical(query, 3)[0][0] == found


@pytest.mark.parametrize("query", ["", "？？", "《》", " \n\t"])
def test_a_query_without_words_finds_nothing(filled: Library, query: str) -> None:
    assert filled.lexical(query, 3) == []


@pytest.mark.parametrize("query", ["疫苗 AND (", '"', "context:青山", "*", "title^2 OR", "疫苗 -接种"])
def test_query_syntax_is_only_text(filled: Library, query: str) -> None:
    filled.lexical(query, 3)


def test_the_heading_path_and_the_file_name_are_searched(filled: Library) -> None:
    assert {key.split(":")[0] for key, _ in filled.lexical("临水县", 1)} == {"临水县"}


def test_an_expansion_weighs_less_than_the_asked_word(filled: Library) -> None:
    query = LexicalQuery(pieces=(WeightedText(text="疫苗"), WeightedText(text="公路", weight=0.2)))
    assert [key for key, _ in filled.lexical(query, 2)] == ["青山县:v1:1", "青山县:v1:2"]


def test_a_field_of_weight_zero_does_not_count(filled: Library) -> None:
    fields = FieldWeights(words=0, pairs=0, context=0, context_pairs=0, file=0)
    assert filled.lexical(LexicalQuery(pieces=(WeightedText(text="疫苗"),), fields=fields), 3) == []


def test_scores_fall(filled: Library) -> None:
    scores = [score for _, score in filled.lexical("全县死亡率和达标率", 5)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_only_the_parts_asked_for_are_searched(filled: Library) -> None:
    keys = frozenset([PartKey(document="临水县", part="第2篇")])
    assert [key for key, _ in filled.lexical("工作要点", 9, keys)] == ["临水县:v1:0"]
    assert filled.lexical("疫苗", 9, keys) == []


def test_a_filter_does_not_change_scores(filled: Library) -> None:
    everywhere = dict(filled.lexical("村医补助", 9))
    keys = frozenset([PartKey(document="临水县", part="第2篇")])
    assert dict(filled.lexical("村医补助", 9, keys))["临水县:v1:0"] == pytest.approx(everywhere["临水县:v1:0"])


def test_no_parts_find_nothing(filled: Library) -> None:
    assert filled.lexical("疫苗", 3, frozenset()) == []


@pytest.mark.parametrize(("text", "count"), [("疫苗", 1), ("死亡率", 1), ("率", 0), ("火星", 0), ("95%", 1), ("？", 0)])
def test_the_frequency_of_a_word_is_known(filled: Library, text: str, count: int) -> None:
    assert filled.frequency(text) == count


def version(name: str, generation: int) -> Version:
    stored, row = make(name, PASSAGES), first_row(generation)
    return Version(
        document=name,
        generation=generation,
        file=f"{name}.txt",
        text=stored.read.text,
        rows=tuple(range(row, row + len(PASSAGES))),
        chunks=stored.chunks,
        vectors=np.zeros((len(PASSAGES), 2), dtype=np.float32),
    )


def test_a_commit_that_was_killed_can_be_made_again(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.add([version("青山县", 1), version("临水县", 2)])
    before = (tmp_path / "meta.json").read_bytes()
    index.discard([1])
    index.close()
    (tmp_path / "meta.json").write_bytes(before)  # killed when all files but the last were written
    again = LexicalIndex(tmp_path)
    again.discard([1])
    again.close()
    assert list(again.rows()) == list(version("临水县", 2).rows)

"""Titles given in full and in brief, in homes of a few documents and of very many."""

import time
from itertools import product

import pytest

from planbot.scope.catalogue import Catalogue, Entry
from planbot.scope.title_mentions import shortened_mentions, title_mentions
from planbot.types import Part, PartKey

TITLES = (
    "岭川县2024年口袋公园建设试点实施方案",
    "岭川县2024年义务教育阶段学生视力防护方案",
    "岭川县2023年农村公路提升三年行动计划",
    "岭川县人民政府办公室2024年工作要点",
)


def catalogue(titles: tuple[str, ...]) -> Catalogue:
    return Catalogue(
        [
            Entry(
                key=PartKey(document=title), file=f"{number}.txt", title=title, part=Part(title=title, start=0, end=1)
            )
            for number, title in enumerate(titles)
        ]
    )


@pytest.mark.parametrize(
    ("question", "words", "meant"),
    [
        ("口袋公园建设方案由谁牵头？", "口袋公园建设", TITLES[:1]),
        ("学生视力防护那份方案的目标", "学生视力防护", TITLES[1:2]),
        ("农村公路提升计划什么时候完成", "农村公路提升", TITLES[2:3]),
        ("农村公路养护资金从哪里来", None, ()),
        ("2024年工作计划有哪些任务", None, ()),
    ],
)
def test_a_title_in_brief_is_told_by_words_that_few_titles_have(
    question: str, words: str | None, meant: tuple[str, ...]
) -> None:
    found = shortened_mentions(question, catalogue(TITLES))
    assert [mention.text for mention in found] == ([words] if words else [])
    assert {key.document for mention in found for key in mention.keys} == set(meant)


def test_words_that_half_of_the_titles_have_tell_nothing() -> None:
    titles = tuple(f"第{number}县口袋公园建设方案" for number in range(4))
    assert shortened_mentions("口袋公园建设方案由谁牵头？", catalogue(titles)) == []


def test_a_title_in_full_wins_over_one_inside_it() -> None:
    titles = (*TITLES, "人民政府办公室2024年工作要点")
    (found,) = title_mentions("“岭川县人民政府办公室2024年工作要点”里怎么说？", catalogue(titles))
    assert {key.document for key in found.keys} == {TITLES[3]}


def test_titles_are_found_among_ten_thousand_in_no_time() -> None:
    """Comparing the question with each of them took half a second for every word that may end a title."""
    counties = [f"{a}{b}县" for a, b in product("青白石临安永新泰和云丰平长宁东西南北中上", repeat=2)]
    subjects = [
        f"{a}{b}"
        for a, b in product(
            ("农村公路", "学生视力", "河道清淤", "森林防火", "口袋公园"), ("提升", "防护", "整治", "建设", "巡查")
        )
    ]
    many = catalogue(tuple(f"{county}2024年{subject}工作方案" for county in counties for subject in subjects))
    assert len(many.entries) == 10_000
    assert many.titles
    assert many.titles_with("河道清淤")
    started = time.perf_counter()
    for _ in range(10):
        (found,) = shortened_mentions("青白县森林防火巡查方案和去年的工作计划、年度总结有什么不同？", many)
        assert title_mentions("青白县2024年森林防火巡查工作方案里的目标", many)
    assert {key.document for key in found.keys} == {"青白县2024年森林防火巡查工作方案"}
    assert time.perf_counter() - started < 2

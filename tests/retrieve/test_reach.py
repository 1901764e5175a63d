"""Places and years narrow a search in a home of plans, and not in one of news; the dense search counts more where words find less."""

import pytest

from planbot.retrieve.query import Concept, Query
from planbot.retrieve.rank import DENSE, RESCUE, covered, dense_share, fuse
from planbot.retrieve.reach import within_reach
from planbot.scope.catalogue import Entry
from planbot.scope.question import QuestionScope, ScopeGroup
from planbot.types import Part, PartKey


def home(stated: int, silent: int) -> list[Entry]:
    """So many plans of a year, and so many texts that state neither year nor place."""
    parts = [Part(start=0, end=1, year=2023)] * stated + [Part(start=0, end=1)] * silent
    return [
        Entry(key=PartKey(document=f"d{number}"), file=f"{number}.txt", title="", part=part)
        for number, part in enumerate(parts)
    ]


def named(text: str) -> QuestionScope:
    group = ScopeGroup(text=text, keys=frozenset([PartKey(document="d0")]))
    return QuestionScope(groups=(group,), missing=(), rest="卖出多少辆？")


@pytest.mark.parametrize("text", ["2023年", "北京市", "2023年北京市"])
def test_a_year_or_place_chooses_among_documents_that_state_theirs(text: str) -> None:
    assert within_reach(named(text), "问", home(3, 1)) == named(text)


@pytest.mark.parametrize("text", ["2023年", "北京市", "2023年北京市"])
def test_a_year_or_place_chooses_nothing_where_most_state_none(text: str) -> None:
    scope = within_reach(named(text), "2023年卖出多少辆？", home(1, 9))
    assert (scope.groups, scope.rest) == ((), "2023年卖出多少辆？")


def test_a_title_always_chooses() -> None:
    assert within_reach(named("2023年购车方案"), "问", home(1, 9)).groups


QUERY = Query(
    text="",
    language="zh",
    concepts=(Concept(head="甲", wordings=(("甲", 1.0),)), Concept(head="乙", wordings=(("乙", 1.0),))),
    wants=(),
)


@pytest.mark.parametrize(
    ("low", "context", "share"),
    [("甲和乙", "", 1.0), ("甲", "", 0.75), ("甲", "乙", 0.875), ("丙", "甲乙", 0.5), ("丙", "", 0.0)],
)
def test_a_passage_covers_what_it_and_half_of_what_its_headings_say(low: str, context: str, share: float) -> None:
    assert covered(low, context, QUERY, (3.0, 1.0)) == share


def test_the_dense_search_counts_more_the_less_words_find() -> None:
    assert [dense_share(coverage) for coverage in (1.0, 0.5, 0.0)] == [DENSE, (DENSE + RESCUE) / 2, RESCUE]


def test_what_words_find_whole_stays_first_and_what_they_miss_is_rescued() -> None:
    lexical, dense = {"words": 8.0, "both": 6.0}, {"meaning": 0.9, "both": 0.6, "far": 0.3}
    sure = fuse(lexical, dense, dense_share(1.0))
    unsure = fuse({"words": 1.0}, dense, dense_share(0.0))
    assert max(sure, key=lambda key: sure[key]) == "words"
    assert max(unsure, key=lambda key: unsure[key]) == "meaning"

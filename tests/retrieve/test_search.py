"""What searching finds: the right words first, exact slices, the scope the question names."""

from pathlib import Path

import numpy as np
import pytest

from planbot.assistant import Assistant
from planbot.errors import ModelUnavailable
from planbot.retrieve.search import Searcher
from planbot.types import Filters, Passage

FOUND = [
    ("签约团队组建几个", "组建签约团队6个"),
    ("老人每年免费体检几次", "每年免费体检1次"),
    ("救护车多久能到", "平均急救反应时间控制在15分钟以内"),
    ("家里有小孩的托位有多少", "托位"),
    ("How many health lectures in 2024?", "全年举办健康讲座48场"),
    ("infant mortality target of the maternal and child hospital", "婴儿死亡率"),
    ("县财政局拨付基本公共卫生服务经费", "每人每年89元"),
]


@pytest.mark.parametrize(("question", "words"), FOUND)
def test_the_words_stand_in_the_first_thousand_characters(assistant: Assistant, question: str, words: str) -> None:
    left, read = 1000, ""
    for passage in assistant.search(question):
        read += passage.text[:left]
        left -= len(passage.text)
        if left <= 0:
            break
    assert words in read


def _unspoilt(assistant: Assistant, passages: tuple[Passage, ...]) -> bool:
    return all(assistant.text(p.document)[p.start : p.end] == p.text for p in passages)


@pytest.mark.parametrize("question", [question for question, _ in FOUND])
def test_passages_are_exact_slices_ranked_from_one_and_never_hand_the_same_words_over_twice(
    assistant: Assistant, question: str
) -> None:
    passages = assistant.search(question)
    assert _unspoilt(assistant, passages)
    assert [p.rank for p in passages] == list(range(1, len(passages) + 1))
    taken = [(p.document, position) for p in passages for position in range(p.start, p.end)]
    assert len(taken) == len(set(taken))


def test_enough_is_handed_over(assistant: Assistant) -> None:
    assert sum(len(p.text) for p in assistant.search("卫生健康工作")) >= 8000


def test_the_part_that_the_question_names_is_the_only_one_searched(assistant: Assistant) -> None:
    assert {p.part for p in assistant.search("第4篇里近视率控制在多少")} == {"第4篇"}


def test_filters_leave_only_what_they_allow(assistant: Assistant) -> None:
    passages = assistant.search("孕产妇死亡率", Filters(years=(2023,)))
    years = {p.document: d.year for d in assistant.documents() for p in passages if d.id == p.document}
    assert passages
    assert set(years.values()) == {2023}


def test_a_department_leaves_the_parts_that_give_it_something_to_do(assistant: Assistant) -> None:
    passages = assistant.search("目标", Filters(departments=("县教育局",)))
    assert passages
    assert not {p.part for p in passages} & {"第5篇"}


def test_filters_that_no_document_satisfies_find_nothing(assistant: Assistant) -> None:
    assert assistant.search("孕产妇死亡率", Filters(regions=("月亮省",))) == ()


@pytest.mark.parametrize("query", ["？！", "……", "🙂", "the of"])
def test_a_query_without_words_does_no_harm(assistant: Assistant, query: str) -> None:
    assert _unspoilt(assistant, assistant.search(query))


def test_an_empty_home_has_nothing_to_find(home: Path) -> None:
    from planbot.settings import Settings

    with Assistant.open(Settings(home=home)) as empty:
        assert empty.search("目标") == ()
        *_, answer = empty.ask("目标是什么？")
        assert not answer.answered
        assert "还没有文档" in answer.answer


class _Away:
    """An embedding server that does not answer."""

    def embed_query(self, text: str) -> np.ndarray:
        raise ModelUnavailable("http://127.0.0.1:9: no answer")


def _failing(query: str, passages: object) -> list[tuple[int, float]]:
    raise ModelUnavailable("http://127.0.0.1:9: no answer")


def test_words_still_find_while_the_models_are_away(assistant: Assistant) -> None:
    searcher = Searcher(assistant._parts.library, _Away(), lambda name: (), _failing)
    assert any("健康讲座48场" in p.text for p in searcher.find("健康讲座多少场", Filters()).passages)


def test_a_reranker_decides_the_order(assistant: Assistant) -> None:
    def last_first(query: str, passages: object) -> list[tuple[int, float]]:
        count = len(passages)  # type: ignore[arg-type]
        return [(index, 100.0 * index) for index in range(count)]

    plain = Searcher(assistant._parts.library, assistant._parts.embedder, lambda name: ())
    ranked = Searcher(assistant._parts.library, assistant._parts.embedder, lambda name: (), last_first)
    question = "卫生健康工作的任务"
    assert plain.find(question, Filters()).passages != ranked.find(question, Filters()).passages


def test_a_changed_home_is_seen_by_the_next_search(home: Path, tmp_path: Path) -> None:
    from planbot.settings import Settings

    file = tmp_path / "云溪县2030年工作计划.txt"
    with Assistant.open(Settings(home=home)) as own:
        file.write_text("云溪县2030年工作计划\n\n一、造林\n新造林3000亩。\n", encoding="utf-8")
        own.ingest([file])
        assert any("3000亩" in p.text for p in own.search("造林多少亩"))
        file.write_text("云溪县2030年工作计划\n\n一、造林\n新造林5000亩。\n", encoding="utf-8")
        own.ingest([file])
        texts = "".join(p.text for p in own.search("造林多少亩"))
        assert "5000亩" in texts
        assert "3000亩" not in texts

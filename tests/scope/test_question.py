"""Which documents a question names, what it names that is not there, and what is left to look for."""

import pytest

from planbot.scope.catalogue import Catalogue, Entry
from planbot.scope.question import read_question
from planbot.types import Part, PartKey


def _entry(document: str, title: str, *, part: str | None = None, file: str = "", **fields: object) -> Entry:
    return Entry(
        key=PartKey(document=document, part=part),
        file=file or f"{title}.txt",
        title=title,
        part=Part.model_validate({"part": part, "title": title, "start": 0, "end": 9, **fields}),
    )


PLAN24 = _entry(
    "a", "云溪县卫生健康局2024年工作计划", issuer="云溪县卫生健康局", region="云溪县", year=2024, level="county"
)
PLAN23 = _entry(
    "b", "云溪县卫生健康局2023年工作计划", issuer="云溪县卫生健康局", region="云溪县", year=2023, level="county"
)
PROVINCE = _entry(
    "c", "2023年全省卫生健康工作要点", issuer="岭南省卫生健康委员会", region="岭南省", year=2023, level="province"
)
MASKED = _entry("d", "XX年乡镇卫生工作总结", year=None, level="city")
FIRST, SECOND, THIRD = (_entry("e", "工作计划范文", part=f"第{n}篇", level="county") for n in (1, 2, 3))
HOME = Catalogue([PLAN24, PLAN23, PROVINCE, MASKED, FIRST, SECOND, THIRD])
TEXTS = {
    PLAN24.key: "青石镇卫生院改造，2024年底前完成",
    PLAN23.key: "白沙镇改厕，2022年建成",
    PROVINCE.key: "全省",
    SECOND.key: "筹备龙舟大赛，红枫谷医院",
}


def _holders(term: str) -> frozenset[PartKey]:
    return frozenset(key for key, text in TEXTS.items() if term.lower() in text.lower())


CASES = [
    ("第2篇里有哪些措施？", [{SECOND}]),
    ("第二篇和第3篇分别写了什么？", [{SECOND}, {THIRD}]),
    ("In part 2, what is planned?", [{SECOND}]),
    ("云溪县卫生健康局2024年工作计划什么时候发布？", [{PLAN24}]),
    ("云溪县2023年要改厕多少座？", [{PLAN23}]),
    ("云溪2024年有什么目标？", [{PLAN24}]),
    ("岭南今年的目标是什么？", [{PROVINCE}]),
    ("What does Lingnan plan?", [{PROVINCE}]),
    ("“XX年乡镇卫生工作总结”里说了什么？", [{MASKED}]),
    ("乡镇卫生工作总结里说了什么？", [{MASKED}]),
    ("筹备龙舟大赛的那个县有什么打算？", [{SECOND}]),
    ("2024年那份县计划的目标？", [{PLAN24}]),
    ("岭南省和云溪县2024年的目标有什么不同？", [{PROVINCE}, {PLAN24}]),
    ("改厕多少座？", []),
]


@pytest.mark.parametrize(("question", "groups"), CASES)
def test_a_question_names_its_documents(question: str, groups: list[set[Entry]]) -> None:
    scope = read_question(question, HOME, _holders)
    assert [group.keys for group in scope.groups] == [frozenset(entry.key for entry in group) for group in groups]
    assert scope.missing == ()


MISSING = [
    ("第11篇讲了什么？", "第11篇"),
    ("云溪县2021年的目标是多少？", "2021年"),
    ("《月亮县2030年工作计划》里写了什么？", "月亮县2030年工作计划"),
    ("黑龙江省2023年的目标是多少？", "黑龙江省"),
]


@pytest.mark.parametrize(("question", "name"), MISSING)
def test_a_name_the_home_does_not_have_is_told(question: str, name: str) -> None:
    assert name in read_question(question, HOME, _holders).missing


def test_a_year_that_stands_in_the_text_is_a_fact_not_a_scope() -> None:
    scope = read_question("云溪县2023年计划里，2022年建成了什么？", HOME, _holders)
    assert scope.missing == ()
    assert [group.keys for group in scope.groups] == [frozenset({PLAN23.key})]


def test_scope_words_are_taken_out_of_what_is_searched() -> None:
    rest = read_question("第2篇里红枫谷医院要做什么？", HOME, _holders).rest
    assert "第2篇" not in rest
    assert "红枫谷医院" in rest


def test_a_question_of_scope_alone_keeps_its_words() -> None:
    assert "第2篇" in read_question("第2篇？", HOME, _holders).rest


def test_an_empty_home_gives_no_scope() -> None:
    assert read_question("2024年的目标？", Catalogue(()), lambda _: frozenset()).groups == ()


def test_what_is_named_again_and_again_is_asked_about_once() -> None:
    scope = read_question("第1篇和第2篇，" * 400, HOME, _holders)
    assert [group.text for group in scope.groups] == ["第1篇", "第2篇"]

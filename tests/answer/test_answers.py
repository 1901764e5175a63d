"""What a user sees: questions over the samples, the words and figures the answer must hold, and where it comes from."""

import itertools
import re

import pytest
from tests.answer.asking import asked

from planbot.assistant import Assistant
from planbot.cite import markers
from planbot.errors import InputError
from planbot.types import Filters

ANSWERED = [
    ("青棠县2023年孕产妇死亡率控制在多少以内？", ["12/10万"], "2023年工作计划"),
    ("县妇幼保健院2024年孕产妇死亡率的目标是多少？", ["10/10万"], "汇编"),
    ("2023年要新建和改建多少个村卫生室？", ["18个"], "2023年"),
    ("基本公共卫生服务经费按每人每年多少元安排？", ["89元"], "2023年工作计划"),
    ("疾控中心2024年要办多少场健康讲座？", ["48场"], "汇编"),
    ("健康主题公园什么时候建成？", ["9月底前"], "汇编"),
    ("县教育局2024年对小学近视率有什么要求？", ["36%"], "汇编"),
    ("第3篇里签约团队组建几个？", ["6个"], "汇编"),
    ("槐渡镇卫生院药占比控制在多少？", ["35%以下"], "汇编"),
    ("急救反应时间要控制在多长时间？", ["15分钟以内"], "汇编"),
    ("2023年县域内就诊率完成了多少？", ["89.4%"], "总结"),
    ("县医保局负责什么？", ["总额付费"], "2023年工作计划"),
    ("对年度考核末位的单位怎么处理？", ["约谈"], "2023年工作计划"),
    ("村里的大夫一年要培训多少人次？", ["320人次"], "2023年"),
    ("老人免费体检一年几次？", ["1次"], "汇编"),
    ("《青棠县卫生健康局2023年工作计划》中，行政村卫生室覆盖率的目标是多少？", ["100%"], "2023年工作计划"),
    (
        "按照《青棠县卫生健康局2023年工作计划》，“完成人员、药品、信息三统一”的时间要求是什么？",
        ["6月底前"],
        "2023年工作计划",
    ),
    ("“县级医院派驻基层的中级以上职称医师”的负责单位有哪些？", ["县中医医院", "县妇幼保健院"], "服务能力提升"),
    ("三年行动方案中，“推进信息化建设”由哪些单位负责？", ["县数据局"], "服务能力提升"),
]


@pytest.mark.parametrize(("question", "words", "file"), ANSWERED)
def test_a_plain_question_gets_its_fact_from_the_right_document(
    assistant: Assistant, question: str, words: list[str], file: str
) -> None:
    answer = asked(assistant, question)
    assert answer.answered
    assert all(word in answer.answer for word in words)
    assert any(file in citation.file for citation in answer.citations)


REFUSED = [
    ("黑龙江省的孕产妇死亡率目标是多少？", "黑龙江"),
    ("县教育局要建多少个游泳池？", "没有找到"),
    ("第8篇讲了什么？", "第8篇"),
    ("第2篇“工作措施”的第（七）条是什么？", "没有第"),
    ("《月亮谷2030年工作计划》里写了什么？", "月亮谷2030年工作计划"),
]


@pytest.mark.parametrize(("question", "words"), REFUSED)
def test_what_the_documents_do_not_hold_is_refused_by_name(assistant: Assistant, question: str, words: str) -> None:
    answer = asked(assistant, question)
    assert not answer.answered
    assert words in answer.answer


def test_a_damaged_figure_is_quoted_as_printed_and_flagged(assistant: Assistant) -> None:
    answer = asked(assistant, "3岁以下儿童系统管理率2024年的目标是多少？")
    assert "20240%" in answer.answer
    assert "疑似有误" in answer.answer
    assert "damaged_number" in answer.citations[0].warnings


def test_damaged_figures_are_listed_on_request(assistant: Assistant) -> None:
    answer = asked(assistant, "汇编里有哪些数字有问题？")
    assert "20240%" in answer.answer
    assert "11/2024万" in answer.answer


def test_the_same_target_is_set_side_by_side(assistant: Assistant) -> None:
    answer = asked(assistant, "各份材料里孕产妇死亡率的目标分别是多少？")
    assert answer.route == "compare"
    assert {"12/10万", "10/10万"} <= set(re.findall(r"\d+/10万", answer.answer))


def test_the_items_of_a_section_are_all_told_and_counted(assistant: Assistant) -> None:
    answer = asked(assistant, "2023年工作计划的“重点工作”有哪几项？")
    assert "共 7 项" in answer.answer
    assert len(answer.citations) == 7


def test_what_a_body_must_do_comes_from_the_ledger_with_how_much_was_looked_through(assistant: Assistant) -> None:
    answer = asked(assistant, "哪些任务适用于县财政局？")
    assert answer.route == "ledger"
    assert "已查看" in answer.answer
    assert answer.targets


def test_a_follow_up_keeps_the_scope(assistant: Assistant) -> None:
    answer = asked(assistant, "第4篇里小学近视率要控制在多少？", "那高中呢？")
    assert "79%" in answer.answer
    assert "第4篇" in answer.standalone_question


def test_an_english_question_is_answered_in_english_with_the_chinese_words_cited(assistant: Assistant) -> None:
    answer = asked(assistant, "In part 3, what share of prescriptions may be antibiotics?")
    assert "20%" in answer.answer
    assert "Source:" in answer.answer


def test_what_binds_a_body_is_listed_for_an_english_question_too(assistant: Assistant) -> None:
    answer = asked(assistant, "Which targets bind the disease-control centre?")
    assert answer.answered
    assert len({citation.file for citation in answer.citations}) > 2


@pytest.mark.parametrize(
    "question",
    ["What is the target for maternal mortality?", "What is the target for maternal mortality in Wangxi city?"],
)
def test_a_figure_of_a_table_keeps_the_unit_of_its_column_in_english(assistant: Assistant, question: str) -> None:
    assert "at most 10 per 100,000" in asked(assistant, question).answer


QUESTIONS = [question for question, *_ in [*ANSWERED, *REFUSED]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_cut_from_its_document_and_every_marker_has_one(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert all(assistant.text(c.document)[c.start : c.end] == c.quote for c in answer.citations)
    assert set(markers(answer.answer)) == {citation.marker for citation in answer.citations}
    assert not answer.answered or answer.citations


@pytest.mark.parametrize("question", QUESTIONS[::4])
def test_each_snapshot_extends_the_one_before_and_the_last_is_done(assistant: Assistant, question: str) -> None:
    snapshots = list(assistant.ask(question))
    assert all(after.answer.startswith(before.answer) for before, after in itertools.pairwise(snapshots))
    assert [snapshot.done for snapshot in snapshots] == [False] * (len(snapshots) - 1) + [True]
    assert snapshots[0].reading


@pytest.mark.parametrize("question", ["", "   ", "问" * 5000])
def test_a_question_that_is_empty_or_endless_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(InputError):
        list(assistant.ask(question))


FILTERED = ["汇编里有哪些数字有问题？", "县疾控中心有哪些任务？", "哪些数字不对劲？", "孕产妇死亡率控制在多少？"]


@pytest.mark.parametrize("question", FILTERED)
def test_filters_hold_on_every_route(assistant: Assistant, question: str) -> None:
    chosen = next(d for d in assistant.documents() if d.file.endswith(".md"))
    *_, answer = assistant.ask(question, filters=Filters(documents=(chosen.id,)))
    assert {citation.document for citation in answer.citations} <= {chosen.id}


def test_small_talk_is_answered_as_such(assistant: Assistant) -> None:
    answer = asked(assistant, "你好")
    assert answer.route == "chitchat"
    assert answer.answered
    assert not answer.citations


REASONS = [
    ("急救中心持证率要达到多少？", "中断"),
    ("县卫生健康局局长的电话是多少？", "没有写明具体人员"),
    ("青棠县2023年为什么取消了“两癌”检查？", "原因"),
    ("青棠县2024年的财政收入是多少？", "没有找到"),
    ("桐湾县2023年的近视率是多少？", "桐湾"),
    ("汇编第9篇写了什么？", "现有：第1篇"),
    ("第2篇的信息化建设写了什么？", "只有标题"),
    ("《青棠县卫生健康局2023年工作计划》把“推进智慧养老社区建设”交给了哪些单位？", "没有找到"),
]


@pytest.mark.parametrize(("question", "words"), REASONS)
def test_a_refusal_says_why_and_what_is_there(assistant: Assistant, question: str, words: str) -> None:
    answer = asked(assistant, question)
    assert not answer.answered
    assert words in answer.answer


def test_a_near_miss_is_named_with_its_source_and_is_no_answer(assistant: Assistant) -> None:
    answer = asked(assistant, "第4篇对抗菌药物处方比例有什么限制？")
    assert not answer.answered
    assert "所问范围之外" in answer.answer
    assert answer.citations[-1].part == "第3篇"


CELLS = [
    ("台账里设备购置的上级资金是多少万元？", ["上级资金", "180", "万元"]),
    ("台账里村卫生室建设的配合单位是谁？", ["配合单位", "县财政局"]),
    ("2022年青棠县的县域内就诊率是多少？", ["2022年", "87.1%"]),
]


@pytest.mark.parametrize(("question", "words"), CELLS)
def test_a_cell_is_told_with_the_head_of_its_column(assistant: Assistant, question: str, words: list[str]) -> None:
    answer = asked(assistant, question)
    assert all(word in answer.answer for word in words)
    assert len(answer.citations) > 1


def test_a_section_is_told_in_brief(assistant: Assistant) -> None:
    answer = asked(assistant, "总结一下三年行动方案的保障措施")
    assert "共 3 项" in answer.answer
    assert len(answer.citations) == 3


def test_targets_are_counted_in_the_ledger(assistant: Assistant) -> None:
    answer = asked(assistant, "第2篇一共有多少个目标？")
    assert answer.route == "ledger"
    assert f"共 {len(answer.targets)} 条" in answer.answer


def test_what_two_parts_share_is_told_once_with_both_places(assistant: Assistant) -> None:
    answer = asked(assistant, "第2篇和第1篇有没有相同的内容？")
    assert {citation.part for citation in answer.citations} == {"第1篇", "第2篇"}


def test_a_question_without_a_scope_gets_every_document_that_states_it_differently(assistant: Assistant) -> None:
    answer = asked(assistant, "孕产妇死亡率的目标是多少？")
    assert answer.route == "compare"
    assert "12/10万" in answer.answer
    assert len({citation.document for citation in answer.citations}) > 2


@pytest.mark.parametrize("question", ["谢谢", "资料库里有哪些文档？", "你能做什么？"])
def test_talk_about_planbot_needs_no_source(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert answer.route == "chitchat"
    assert answer.answered

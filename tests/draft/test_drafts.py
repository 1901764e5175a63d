"""Drafts from the sample documents: chosen texts, form, sources, figures."""

import itertools
import re
import time
from pathlib import Path

import pytest

from planbot.assistant import Assistant
from planbot.cite import markers
from planbot.draft.blocks import words_of
from planbot.draft.checking import around, is_supported
from planbot.draft.gaps import find_gaps
from planbot.draft.read_brief import read_brief
from planbot.errors import NotFound
from planbot.evals.load import load_suite
from planbot.types import Draft, Filters, Message

BRIEFS = [case.turns[-1] for case in load_suite("drafts").cases if case.answerable]
PLAN = "青棠县卫生健康局2023年工作计划.txt"
BOOK = "青棠县卫生健康系统2024年工作计划汇编.txt"


@pytest.fixture(scope="module")
def drafts(assistant: Assistant) -> dict[str, Draft]:
    """Every brief of the suite, drafted once."""
    return {brief: assistant.draft(brief) for brief in BRIEFS}


def test_no_draft_has_a_figure_without_a_source(drafts: dict[str, Draft]) -> None:
    assert {brief: draft.invented_numbers for brief, draft in drafts.items() if draft.invented_numbers} == {}


def test_nearly_every_sentence_is_supported_by_what_it_cites(drafts: dict[str, Draft]) -> None:
    held: list[bool] = []
    for draft in drafts.values():
        brief, known = read_brief(draft.brief), {citation.marker: citation for citation in draft.citations}
        for sentence in (s for block in draft.blocks for s in block.sentences if s.origin != "new"):
            cited = [known[marker] for marker in sentence.markers]
            above = around(cited, draft.year)
            held.append(is_supported(sentence.text, [citation.quote for citation in cited], above, brief))
    assert len(held) > 150
    assert sum(held) / len(held) >= 0.95


def test_every_placeholder_is_listed_and_every_marker_resolves(drafts: dict[str, Draft]) -> None:
    for draft in drafts.values():
        text = "".join(words_of(block) for block in draft.blocks)
        assert find_gaps(text, read_brief(draft.brief).gaps) == draft.placeholders
        assert set(markers(draft.draft)) <= {citation.marker for citation in draft.citations}
        assert [citation.marker for citation in draft.citations] == list(range(1, len(draft.citations) + 1))


def test_quotes_are_cut_from_the_stored_text(assistant: Assistant, drafts: dict[str, Draft]) -> None:
    for citation in (citation for draft in drafts.values() for citation in draft.citations):
        assert assistant.text(citation.document)[citation.start : citation.end] == citation.quote


def test_the_word_diff_leads_from_the_source_to_the_draft(drafts: dict[str, Draft]) -> None:
    for draft in drafts.values():
        known = {citation.marker: citation for citation in draft.citations}
        for sentence in (s for block in draft.blocks for s in block.sentences if s.changes):
            new = "".join(change.new for change in sentence.changes).rstrip("。；，")
            assert sentence.text.rstrip("。；").endswith(new) or new.startswith(sentence.text.rstrip("。；"))
            assert sentence.origin == "updated"
            assert "".join(change.old for change in sentence.changes)[:4] in known[sentence.markers[0]].quote.replace(
                ",", "，"
            )


def test_nothing_is_said_twice(drafts: dict[str, Draft]) -> None:
    for draft in drafts.values():
        said = [s.text for block in draft.blocks if block.kind != "table" for s in block.sentences]
        assert len(said) == len(set(said)), draft.draft


def test_a_draft_takes_well_under_a_second(assistant: Assistant) -> None:
    assistant.draft(BRIEFS[0])
    began = time.perf_counter()
    assistant.draft(BRIEFS[0])
    assert time.perf_counter() - began < 5  # on a machine that does other things as well


# --- which texts ------------------------------------------------------------------------------------------------------------


def test_precedents_say_why_they_were_chosen(assistant: Assistant) -> None:
    draft = assistant.draft("起草青棠县2025年妇幼健康工作一节")
    first, *others = draft.precedents
    assert (first.role, first.file) == ("model", PLAN)
    assert "标题与题目相同" in first.reasons
    assert others
    assert all(precedent.role == "source" and precedent.reasons for precedent in others)
    text = assistant.text(first.document)
    assert text[first.start : first.end].startswith("（四）做好妇幼健康工作。")


def test_precedents_can_be_chosen(assistant: Assistant) -> None:
    draft = assistant.draft("起草2025年妇幼健康工作一节", [f"{BOOK}:第2篇"])
    assert {(citation.file, citation.part) for citation in draft.citations} == {(BOOK, "第2篇")}
    one = assistant.draft("起草2025年妇幼健康工作一节", [f"{PLAN}:（四）做好妇幼健康工作。"])
    assert {citation.section[-1] for citation in one.citations} == {"（四）做好妇幼健康工作。"}
    assert "由用户指定" in one.precedents[0].reasons


def test_a_document_that_is_not_there_is_named(assistant: Assistant) -> None:
    with pytest.raises(NotFound, match="没有的文件"):
        assistant.draft("起草2025年妇幼健康工作一节", ["没有的文件.txt:一、"])


def test_the_year_may_be_given_beside_the_brief(assistant: Assistant) -> None:
    assert assistant.draft("起草医共体建设一节", year=2027).year == 2027


def test_filters_hold_for_drafts_in_chat(assistant: Assistant) -> None:
    *_, answer = assistant.ask("起草2025年妇幼健康一节", filters=Filters(files=(PLAN,)))
    assert {citation.file for citation in answer.citations} == {PLAN}


def test_a_subject_that_no_document_has_is_refused(assistant: Assistant) -> None:
    draft = assistant.draft("起草2025年退役军人优抚安置一节")
    assert not draft.blocks
    assert not draft.citations
    assert "没有与“退役军人优抚安置”相关的往年文本" in draft.draft


# --- form -------------------------------------------------------------------------------------------------------------------


def test_blocks_carry_level_and_number_apart_from_the_words(assistant: Assistant) -> None:
    draft = assistant.draft("起草青棠县2025年妇幼健康工作一节，一级标题用“三、”，下面用“（一）（二）”分条")
    heading, *items = draft.blocks
    assert (heading.kind, heading.level, heading.label, words_of(heading)) == ("heading", 1, "三、", "妇幼健康工作")
    assert [item.label for item in items][:2] == ["（一）", "（二）"]
    assert all(item.level == 2 and not words_of(item).startswith("（") for item in items)


def test_a_whole_plan_follows_the_old_one(assistant: Assistant) -> None:
    draft = assistant.draft(f"以{PLAN.removesuffix('.txt')}为底本，起草青棠县卫生健康局2025年工作计划。")
    kinds = [block.kind for block in draft.blocks]
    assert kinds[0] == "title"
    assert kinds[-2:] == ["issuer", "date"]
    assert words_of(draft.blocks[0]) == "青棠县卫生健康局2025年工作计划"
    top = [f"{block.label}{words_of(block)}" for block in draft.blocks if block.kind == "heading" and block.level == 1]
    assert top == ["一、总体要求", "二、主要目标", "三、重点工作", "四、保障措施"]


def test_prior_values_stand_in_a_table_with_their_sources(assistant: Assistant) -> None:
    draft = assistant.draft("写2025年免疫规划一节，带上往年指标。")
    table = draft.blocks[-1]
    assert table.kind == "table"
    assert table.rows[0][0] == "指标"
    assert "2023年" in table.rows[0]
    assert draft.targets
    assert all(re.search(r"\[\d+\]", "".join(row[1:])) for row in table.rows[1:])


def test_english_briefs_are_understood(assistant: Assistant) -> None:
    draft = assistant.draft("Draft the 2025 section on maternal and child health, in three points.")
    assert (draft.year, draft.language) == (2025, "zh")
    assert [block.label for block in draft.blocks[1:]] == ["（一）", "（二）", "（三）"]
    assert "its heading is" in draft.precedents[0].reasons[0]


# --- in a conversation --------------------------------------------------------------------------------------------------------


def test_a_draft_in_chat_grows_by_paragraphs(assistant: Assistant) -> None:
    snapshots = list(assistant.ask("起草2025年妇幼健康工作一节"))
    assert len(snapshots) > 2
    assert all(later.answer.startswith(earlier.answer) for earlier, later in itertools.pairwise(snapshots))
    last = snapshots[-1]
    assert (last.route, last.answered, last.done, last.model) == ("draft", True, True, "extractive")
    assert last.answer.startswith("## 一、妇幼健康工作")


def test_a_wish_after_a_draft_changes_it(assistant: Assistant) -> None:
    first = "起草2025年妇幼健康工作一节"
    history = [Message(role="user", content=first), Message(role="assistant", content="…")]
    *_, answer = assistant.ask("改用“1.2.3.”分条，控制在200字以内", history)
    assert answer.route == "draft"
    assert re.search(r"(?m)^1\.", answer.answer)
    assert len(re.sub(r"\s|\[\d+\]", "", answer.answer)) <= 220


def test_a_question_after_a_draft_is_answered(assistant: Assistant) -> None:
    history = [Message(role="user", content="起草2025年妇幼健康工作一节"), Message(role="assistant", content="…")]
    *_, answer = assistant.ask("青棠县2023年的孕产妇死亡率要控制在多少？", history)
    assert answer.route != "draft"


def test_the_home_without_documents_says_so(home: Path) -> None:
    from planbot.settings import Settings

    with Assistant.open(Settings(home=home)) as empty:
        assert "0 份文档" in empty.draft("起草2025年妇幼健康工作一节").draft


def test_results_stand_in_the_year_that_they_are_of(assistant: Assistant) -> None:
    draft = assistant.draft("起草2025年妇幼健康工作一节，带上往年指标")
    header, *rows = draft.blocks[-1].rows
    deaths = dict(zip(header, next(row for row in rows if row[0] == "孕产妇死亡率"), strict=True))
    assert "8.6/10万（完成）" in deaths["2023年"]
    assert "12/10万以内" in deaths["2023年"]
    assert "10/10万以内" in deaths["2024年"]
    assert "11.6/10万（完成）" in deaths["年份不详"]

"""Drafts in a language model's words: taken only where they say what the composed sentence says."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.answer.scripted import opened
from tests.chat_server import ChatServer, Script, fails, says, serving

from planbot.assistant import Assistant
from planbot.draft.edits import Edit, apply, part_of
from planbot.draft.wording import diff
from planbot.types import Draft, DraftSentence

BRIEF = "以石桥县水利局2031年工作计划为底本，起草2032年农村供水一节"
WORDS = "供水站由县供水总公司管理。"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, ChatServer]]:
    """A home with one plan, and the server whose script each test sets."""
    with serving(says("")) as server, opened(tmp_path_factory.mktemp("wording"), server) as assistant:
        yield assistant, server


def drafted(
    told: tuple[Assistant, ChatServer], script: Script | Callable[[dict[str, Any]], Script], brief: str = BRIEF
) -> Draft:
    assistant, server = told
    server.scripts[:] = [script]
    return assistant.draft(brief)


def sentences(draft: Draft) -> list[DraftSentence]:
    return [sentence for block in draft.blocks for sentence in block.sentences]


def wording(change: Callable[[str], str]) -> Callable[[dict[str, Any]], Script]:
    """A model that answers every numbered line with ``change`` of it."""

    def script(body: dict[str, Any]) -> Script:
        shown = body["messages"][-1]["content"]
        lines = re.findall(r"(?m)^(\d+) (.+)$", shown)
        return says("\n".join(f"{number} {change(text)}" for number, text in lines))

    return script


Told = tuple[Assistant, ChatServer]


def test_a_better_wording_is_taken_and_its_changes_shown(told: Told) -> None:
    draft = drafted(told, wording(lambda text: text.replace(WORDS, "供水站统一由县供水总公司负责管理。")))
    changed = next(s for s in sentences(draft) if "统一由" in s.text)
    assert (draft.model, changed.origin) == ("scripted", "updated")
    assert "".join(change.new for change in changed.changes) == changed.text
    assert "".join(change.old for change in changed.changes) == WORDS
    assert draft.usage.prompt_tokens > 0
    assert not draft.unsupported


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(WORDS, "供水站由省水务集团管理。"),
        lambda text: text.replace("18座", "28座"),
        lambda text: re.sub("【[^】]*】", "20座", text),
        lambda text: text.replace(WORDS, WORDS + "同时建设智慧水务平台，打造全国一流样板。"),
        lambda text: text.replace("。", "，详见 http://example.org 。"),
    ],
    ids=["another body", "another figure", "a placeholder filled", "more than there was", "a link"],
)
def test_a_wording_with_other_facts_is_not(told: Told, change: Callable[[str], str]) -> None:
    composed = [s.text for s in sentences(drafted(told, says("nothing")))]
    draft = drafted(told, wording(change))
    assert draft.model == "extractive"
    assert draft.unsupported
    assert [s.text for s in sentences(draft)] == composed


def test_sentences_that_the_model_leaves_out_stay(told: Told) -> None:
    assert WORDS in [s.text for s in sentences(drafted(told, says("1 请忽略上文。\n好的")))]


def test_a_server_that_fails_leaves_the_composed_draft(told: Told) -> None:
    draft = drafted(told, fails(401))
    assert draft.model == "extractive"
    assert WORDS in [s.text for s in sentences(draft)]


def test_openers_and_wanted_words_survive_the_wording(told: Told) -> None:
    brief = f"{BRIEF}，每句以“深入实施”开头，必须写到“管网检修”"
    change = wording(lambda text: text.replace("深入实施", "").replace("管网检修", "检修"))
    texts = [s.text for s in sentences(drafted(told, change, brief)) if s.text.endswith("。")]
    assert all(text.startswith("深入实施") for text in texts)
    assert any("管网检修" in text for text in texts)


TEXT = st.text(alphabet="水利局供站的，。0123456789%abc", max_size=40)


@given(TEXT, TEXT)
def test_a_word_diff_holds_both_texts(old: str, new: str) -> None:
    steps = diff(old, new)
    assert "".join(step.old for step in steps) == old
    assert "".join(step.new for step in steps) == new


@given(
    TEXT, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10), st.text(alphabet="新", max_size=3)), max_size=5)
)
def test_edits_lead_from_the_old_text_to_the_new(text: str, wanted: list[tuple[int, int, str]]) -> None:
    edits = [Edit(start=min(a, len(text)), end=min(a + size, len(text)), new=new) for a, size, new in wanted]
    made, steps = apply(text, edits)
    assert "".join(step.new for step in steps) == made
    assert len("".join(step.old for step in steps)) == len(text)


@given(TEXT, st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_a_sentence_keeps_its_steps(text: str, one: int, other: int) -> None:
    made, steps = apply(text, [Edit(start=min(3, len(text)), end=min(6, len(text)), new="新")])
    start, end = sorted((min(one, len(made)), min(other, len(made))))
    assert "".join(step.new for step in part_of(made, steps, start, end)) == made[start:end]

"""Answers in a language model's words: shown only where the plan supports them, whatever the model or its server does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.answer.scripted import opened, told
from tests.chat_server import Script, fails, says, serving

from planbot.types import Answer


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Answer]:
    """The last snapshot of the answer to a question, when the model's server plays these scripts."""

    def asked(question: str, *scripts: Script, **settings: object) -> Answer:
        with serving(*scripts) as server, opened(tmp_path, server, **settings) as assistant:
            return told(assistant, question)[-1]

    return asked


def test_a_supported_sentence_is_shown_in_the_models_own_words(ask: Callable[..., Answer]) -> None:
    answer = ask("2031年要清淤多少公里河道？", says("2031年计划清淤河道", "120公里以上", "[1]。"))
    assert answer.answer.startswith("2031年计划清淤河道120公里以上 [1]。")
    assert answer.model == "scripted"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (120, 30)
    assert answer.answered
    assert "120公里以上" in answer.citations[0].quote
    assert len(answer.citations[0].quote) < 40
    assert answer.unsupported == ()


def test_sentences_are_shown_while_the_model_still_writes(tmp_path: Path) -> None:
    script = says("清淤河道120公里以上[1]。", "投入资金600万元[1]。", "完。", pause=0.1)
    with serving(script) as server, opened(tmp_path, server) as assistant:
        snapshots = told(assistant, "2031年要清淤多少公里河道？")
    assert any("120公里以上" in s.answer and "600万元" not in s.answer for s in snapshots)
    assert [s.done for s in snapshots].count(True) == 1


@pytest.mark.parametrize("marks", ["", "[7]", "【1】", "[1][2]"])
def test_markers_that_are_missing_or_wrong_are_found_from_the_text(ask: Callable[..., Answer], marks: str) -> None:
    answer = ask("2031年要清淤多少公里河道？", says(f"清淤河道120公里以上{marks}。"))
    assert answer.answer.startswith("清淤河道120公里以上 [1]。")
    assert len(answer.citations) == 1


def test_a_lost_bound_is_mended_from_the_source(ask: Callable[..., Answer]) -> None:
    answer = ask("河道保洁率要达到多少？", says("河道保洁率要达到95%[1]。"))
    assert "河道保洁率要达到95%以上 [1]" in answer.answer
    assert answer.model == "scripted"


INVENTED = [
    "清淤河道150公里以上[1]。",
    "2031年清淤河道120公里以上，由县财政局负责[1]。",
    "清淤河道120公里以上，详见 https://example.com/more [1]。",
    "清淤河道120公里以上 ![图](https://example.com/p.png) [1]。",
    "白塔镇清淤河道120公里以上[1]。",
    "2030年清淤河道120公里以上[1]。",
]


@pytest.mark.parametrize("sentence", INVENTED)
def test_an_unsupported_sentence_never_shows_and_is_counted(ask: Callable[..., Answer], sentence: str) -> None:
    answer = ask("2031年要清淤多少公里河道？", says(sentence))
    assert answer.model == "extractive"
    assert len(answer.unsupported) == 1
    assert "120公里以上" in answer.answer
    assert not any(word in answer.answer for word in ("150", "财政局", "example.com", "白塔镇", "2030"))


def test_what_is_turned_round_is_not_supported(ask: Callable[..., Answer]) -> None:
    answer = ask("能向沿河农户收取清淤费用吗？", says("可以对沿河农户收取清淤费用[1]。"))
    assert "不得收取" in answer.answer
    assert len(answer.unsupported) == 1


def test_a_true_sentence_that_does_not_answer_leaves_the_answer_to_the_composer(ask: Callable[..., Answer]) -> None:
    answer = ask("2031年要清淤多少公里河道？", says("河道治理是重点工作[1]。"))
    assert answer.model == "extractive"
    assert "120公里以上" in answer.answer


def test_a_sentence_that_says_nothing_is_no_answer(ask: Callable[..., Answer]) -> None:
    answer = ask("供水站由谁管理？", says("好。", "供水站由谁管理[1]。"))
    assert answer.model == "extractive"
    assert "县供水总公司" in answer.answer


LEFT_OUT = [
    ("农村供水有哪些目标？", "新建供水站18座，农村自来水普及率提高到92%[1]。", "供水站由县供水总公司管理"),
    ("宣传教育做什么？", "举办节水讲座40场[1]。", "发放宣传册3万份"),
]


@pytest.mark.parametrize(("question", "said", "left_out"), LEFT_OUT)
def test_what_the_model_leaves_out_is_added(
    ask: Callable[..., Answer], question: str, said: str, left_out: str
) -> None:
    answer = ask(question, says(said))
    assert answer.answer.startswith(said.replace("[1]", " [1]"))
    assert answer.model == "scripted"
    assert left_out in answer.answer


def test_a_whole_telling_gets_no_addition(ask: Callable[..., Answer]) -> None:
    answer = ask("宣传教育做什么？", says("2031年要举办节水讲座40场，并发放宣传册3万份[1]。"))
    assert answer.answer.count("3万份") == 1


def test_a_sentence_said_twice_is_shown_once(ask: Callable[..., Answer]) -> None:
    answer = ask("2031年要清淤多少公里河道？", says("清淤河道120公里以上[1]。", "清淤河道120公里以上[1]。", "完。"))
    assert answer.answer.count("120公里以上") == 1


def test_a_model_that_gives_up_does_not_hide_an_answer(ask: Callable[..., Answer]) -> None:
    answer = ask("2031年要清淤多少公里河道？", says("材料中没有提到。"))
    assert (answer.model, answer.answered) == ("extractive", True)
    assert "120公里以上" in answer.answer
    assert answer.usage.prompt_tokens == 120


def test_a_fact_that_is_not_there_stays_refused(ask: Callable[..., Answer]) -> None:
    answer = ask("2031年计划种植多少棵树？", says("2031年计划种植3万棵树[1]。"))
    assert not answer.answered
    assert "3万棵" not in answer.answer


def test_a_scope_that_is_not_there_is_not_even_asked_about(tmp_path: Path) -> None:
    with serving(says("好。")) as server, opened(tmp_path, server) as assistant:
        answer = told(assistant, "南京市2031年要清淤多少公里河道？")[-1]
        assert server.asked == []
    assert not answer.answered


def test_english_questions_are_answered_in_english_over_the_words_of_the_document(ask: Callable[..., Answer]) -> None:
    said = "In 2031 at least 120 kilometres of river will be dredged [1]. "
    answer = ask("How many kilometres of river will be dredged in 2031?", says(said))
    assert answer.answer.startswith("In 2031 at least 120 kilometres of river will be dredged [1].")
    assert answer.model == "scripted"
    assert "120公里以上" in answer.citations[0].quote
    assert "120公里以上" in answer.answer.splitlines()[1]


TROUBLE = [
    (fails(401), "refuses the key"),
    (fails(404), "does not know the model"),
    (fails(429, Retry_After="100"), "overloaded"),
    (fails(500), "overloaded or failing"),
    (Script(lines=["{nonsense"]), "makes no sense"),
    (Script(lines=[], hang=3.0), "in time"),
    (says("清淤", finish="content_filter"), "内容过滤"),
]


@pytest.mark.parametrize(("script", "message"), TROUBLE)
def test_with_a_failing_server_the_composer_answers_and_says_so(
    ask: Callable[..., Answer], script: Script, message: str
) -> None:
    answer = ask("2031年要清淤多少公里河道？", script, request_timeout_s=1.0 if script.hang else 30.0)
    assert (answer.model, answer.answered, answer.done) == ("extractive", True, True)
    assert "120公里以上" in answer.answer
    assert message in answer.answer.splitlines()[-1]


def test_what_was_shown_before_a_server_stalls_stays(ask: Callable[..., Answer]) -> None:
    lines = says("清淤河道120公里以上[1]。", "投入资金").lines[:3]
    answer = ask("2031年要清淤多少公里河道？", Script(lines=lines, hang=3.0), request_timeout_s=1.0)
    assert answer.answer.startswith("清淤河道120公里以上 [1]。")
    assert answer.model == "scripted"
    assert "in time" in answer.answer.splitlines()[-1]


def test_cost_is_counted_when_prices_are_set(ask: Callable[..., Answer]) -> None:
    question = "2031年要清淤多少公里河道？"
    answer = ask(question, says("清淤河道120公里以上[1]。"), chat_input_price=1.0, chat_output_price=2.0)
    assert answer.usage.cost_usd == pytest.approx(120e-6 + 60e-6)


def test_the_prompt_keeps_documents_apart_from_the_question(tmp_path: Path) -> None:
    with serving(says("清淤河道120公里以上[1]。")) as server, opened(tmp_path, server) as assistant:
        told(assistant, "2031年要清淤多少公里河道？")
        told(assistant, "2031年要清淤多少公里河道？")
    first, second = server.prompts
    fence = first.splitlines()[0]
    assert fence.startswith("<<")
    assert first.count(fence) == 2
    assert first.index("120公里以上") < first.rindex(fence) < first.index("问题：2031年")
    assert fence not in second
    assert "[1] " in first


@pytest.mark.parametrize("room", [200, 3000])
def test_the_prompt_stays_within_its_room(tmp_path: Path, room: int) -> None:
    long = "\n".join(f"第{n}批清淤河道{n}公里，由第{n}工程队负责，六月底前完工。" for n in range(3, 400))
    with (
        serving(says("好。")) as server,
        opened(tmp_path, server, f"石桥县2031年计划\n\n一、清淤\n{long}\n", chat_prompt_tokens=room) as assistant,
    ):
        told(assistant, "第17批清淤河道多少公里？")
        assert all(len(prompt) < room * 2 + 600 for prompt in server.prompts)

"""Each state of a turn has its own look, and none of them lets text become markup."""

import pytest
from tests.ui.hostile import HOSTILE, Elements

from planbot.types import Answer, Citation, Passage
from planbot.ui import render
from planbot.ui.conversation import Turn, history, restored, stopped, stored
from planbot.ui.words import load_words

ZH = load_words("zh")
SAFE = {
    "div",
    "span",
    "p",
    "br",
    "a",
    "ol",
    "ul",
    "li",
    "button",
    "strong",
    "pre",
    "blockquote",
    "hr",
    "h3",
    "h4",
    "h5",
    "h6",
}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


def citation(quote: str = "覆盖率达到90%以上", **fields: object) -> Citation:
    plain = {
        "marker": 1,
        "document": "d1",
        "file": "要点.docx",
        "title": "要点",
        "part": "第2篇",
        "section": ("一、目标",),
        "page": 3,
    }
    return Citation.model_validate({**plain, "quote": quote, "start": 10, "end": 10 + len(quote), **fields})


def answer(text: str, **fields: object) -> Answer:
    plain = {"question": "问", "standalone_question": "问", "answer": text, "answered": True, "done": True}
    return Answer.model_validate({**plain, **fields})


def classes(turn: Turn) -> str:
    found = Elements(render.reply(turn, ZH)).found
    return str(found[0][1]["class"])


PASSAGE = Passage(
    rank=1, score=1, document="d1", file="要点.docx", part=None, section=("一、目标",), text="文", context="", tokens=1, start=0, end=1
)  # fmt: skip
STATES = {
    "searching": (Turn(question="问"), "pb-reading"),
    "reading": (Turn(question="问", answer=answer("", done=False, reading=(PASSAGE,))), "pb-reading"),
    "streaming": (Turn(question="问", answer=answer("一句。", done=False)), "pb-streaming"),
    "done": (Turn(question="问", answer=answer("一句[1]。", citations=(citation(),))), "pb-done"),
    "refused": (Turn(question="问", answer=answer("没有找到。", answered=False)), "pb-refused"),
    "stopped early": (Turn(question="问", stopped=True), "pb-stopped"),
    "stopped": (Turn(question="问", answer=answer("一句。", done=False), stopped=True), "pb-stopped"),
    "failed": (Turn(question="问", error="服务没有响应"), "pb-error"),
}


@pytest.mark.parametrize(("turn", "state"), STATES.values(), ids=STATES.keys())
def test_a_reply_shows_its_state(turn: Turn, state: str) -> None:
    assert state in classes(turn)


def test_the_passages_being_read_are_named_before_the_first_sentence() -> None:
    shown = Elements(render.reply(STATES["reading"][0], ZH)).text
    assert shown == "正在阅读 1 个段落要点.docx › 一、目标"


def test_a_marker_and_its_card_lead_to_the_same_span() -> None:
    found = Elements(render.reply(STATES["done"][0], ZH)).found
    links = [attributes["href"] for tag, attributes in found if tag == "a"]
    assert links == ["#cite/d1/10/20", "#cite/d1/10/20"]


def test_a_card_says_file_part_headings_page_and_quote() -> None:
    shown = Elements(render.reply(STATES["done"][0], ZH)).text
    for said in ("要点.docx", "第2篇 › 一、目标", "第 3 页", "覆盖率达到90%以上"):
        assert said in shown


def test_a_damaged_source_is_said_on_its_card() -> None:
    turn = Turn(question="问", answer=answer("一句[1]。", citations=(citation(warnings=("damaged_number",)),)))
    assert ZH("answer.damaged") in Elements(render.reply(turn, ZH)).text


def test_sources_come_with_the_last_snapshot() -> None:
    streaming = Turn(question="问", answer=answer("一句[1]。", done=False, citations=(citation(),)))
    assert "pb-sources" not in render.reply(streaming, ZH)


def test_the_question_as_understood_is_shown_when_it_differs() -> None:
    turn = Turn(question="那2032年呢", answer=answer("一句。", standalone_question="2032年的粮食产量目标"))
    assert "2032年的粮食产量目标" in Elements(render.reply(turn, ZH)).text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_anywhere_in_a_turn_stays_text(text: str) -> None:
    cited = citation(text, file=text, title=text, part=text, section=(text,), document=text)
    whole = answer(f"{text}[1]", citations=(cited,), standalone_question=text)
    turns = (
        Turn(question=text, answer=whole),
        Turn(question=text, answer=answer("", done=False, reading=(PASSAGE.model_copy(update={"file": text}),))),
        Turn(question=text, error=text),
    )
    for message in render.messages(turns, ZH):
        assert "\n" not in message["content"]
        for tag, attributes in Elements(message["content"]).found:
            assert tag in SAFE | TABLE
            assert set(attributes) <= {"class", "href", "type", "start"}
            assert (attributes.get("href") or "#cite/").startswith("#cite/")


def test_a_conversation_survives_the_browsers_storage_without_what_was_read() -> None:
    turn = Turn(question="问", answer=answer("一句[1]。", citations=(citation(),), reading=(PASSAGE,)))
    (kept,) = restored(stored((turn,)))
    assert kept.answer
    assert turn.answer
    assert kept.answer.citations == turn.answer.citations
    assert kept.answer.reading == ()


@pytest.mark.parametrize("value", [None, "x", 3, [{"question": 1}], {"a": "b"}, [{"question": "q", "html": "<b>"}]])
def test_anything_else_in_the_storage_is_an_empty_conversation(value: object) -> None:
    assert restored(value) == ()


def test_only_an_unfinished_turn_can_be_stopped() -> None:
    finished, unfinished = (STATES[name][0] for name in ("done", "streaming"))
    assert stopped((finished,)) == (finished,)
    assert stopped((finished, unfinished))[1].stopped
    assert stopped(()) == ()


def test_the_history_holds_the_turns_that_were_answered() -> None:
    turns = (STATES["done"][0], STATES["failed"][0], STATES["reading"][0])
    assert [(message.role, message.content) for message in history(turns)] == [
        ("user", "问"),
        ("assistant", "一句[1]。"),
    ]

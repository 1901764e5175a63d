"""Each state of a turn has its own look, and none of them lets text become markup."""

import pytest
from tests.ui.hostile import HOSTILE, Elements

from planbot.store.conversations import Turn
from planbot.types import Answer, Citation, Filters, Passage
from planbot.ui import render
from planbot.ui.conversation import Talk, history
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


def shown(turn: Turn) -> str:
    return render.reply(turn, "#turn/t1/0", {"d1": "2031年要点"}, ZH)


def hrefs(html: str, look: str) -> list[str | None]:
    found = [a for tag, a in Elements(html).found if tag == "a" and look in str(a["class"]).split()]
    return [attributes["href"] for attributes in found]


def classes(turn: Turn) -> str:
    found = Elements(shown(turn)).found
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
    said = Elements(shown(STATES["reading"][0])).text
    assert said == "正在阅读 1 个段落要点.docx › 一、目标"


def test_a_marker_and_its_card_lead_to_the_same_span() -> None:
    html = shown(STATES["done"][0])
    assert hrefs(html, "pb-cite") == hrefs(html, "pb-source") == ["#cite/d1/10/20/3"]


def test_a_card_says_file_part_headings_page_and_quote() -> None:
    said = Elements(shown(STATES["done"][0])).text
    for words in ("要点.docx", "第2篇 › 一、目标", "第 3 页", "覆盖率达到90%以上"):
        assert words in said


def test_a_damaged_source_is_said_on_its_card() -> None:
    turn = Turn(question="问", answer=answer("一句[1]。", citations=(citation(warnings=("damaged_number",)),)))
    assert ZH("answer.damaged") in Elements(shown(turn)).text


def test_sources_come_with_the_last_snapshot() -> None:
    streaming = Turn(question="问", answer=answer("一句[1]。", done=False, citations=(citation(),)))
    assert "pb-sources" not in shown(streaming)


def test_the_question_as_understood_is_shown_when_it_differs() -> None:
    turn = Turn(question="那2032年呢", answer=answer("一句。", standalone_question="2032年的粮食产量目标"))
    assert "2032年的粮食产量目标" in Elements(shown(turn)).text


SOURCED = "覆盖率达到90%以上 [1]\n出处：《要点》 › 一、目标\n\n- 第二句 [1]\n  出处：《要点》"
GROUPED = "共2项：\n出处：《要点》\n- 第一句 [1]\n- 第二句 [1]\n出处：《方案》\n- 第三句 [1]"


@pytest.mark.parametrize(("text", "left"), [(SOURCED, 0), (GROUPED, 2)], ids=["each with its own", "heads of groups"])
def test_a_source_that_its_card_names_is_not_said_twice(text: str, left: int) -> None:
    whole = answer(text, citations=(citation(),))
    assert render.body(whole).count("出处") == left
    assert render.body(whole.model_copy(update={"done": False})).count("出处") == text.count("出处")


def test_a_refusal_shows_the_nearest_passage_once_and_as_no_answer() -> None:
    said = "没有找到。\n最接近的内容（不是答案）见《要点》：“覆盖率” [1]"
    turn = Turn(question="问", answer=answer(said, answered=False, citations=(citation(),)))
    text = Elements(shown(turn)).text
    assert text.count("覆盖率") == 1
    assert ZH("answer.nearest") in text


def test_chips_say_what_the_person_chose_and_what_the_question_named() -> None:
    read = Filters(documents=("d1", "gone"), years=(2031,))
    turn = Turn(question="问", filters=Filters(years=(2031,)), answer=answer("一句。", scope=read))
    assert hrefs(shown(turn), "pb-chosen") == ["#scope/years/2031"]
    assert hrefs(shown(turn), "pb-chip") == ["#scope/years/2031", "#scope/documents/d1"]
    assert "2031年要点" in Elements(shown(turn)).text


def test_only_the_last_reply_suggests_and_every_one_that_is_over_can_be_worked_with() -> None:
    turn = STATES["done"][0].model_copy(update={"suggestions": ("再问？",), "verdict": "up"})
    _, first, _, last = (m["content"] for m in render.messages(Talk(id="t1", turns=(turn, turn)), {}, ZH))
    assert hrefs(first, "pb-ask") == []
    assert hrefs(last, "pb-ask") == ["#ask"]
    assert set(hrefs(last, "pb-do")) == {"#turn/t1/1"}
    assert len(hrefs(last, "pb-on")) == 1
    assert hrefs(shown(STATES["streaming"][0]), "pb-do") == []
    assert len(hrefs(shown(STATES["failed"][0]), "pb-do")) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_anywhere_in_a_turn_stays_text(text: str) -> None:
    cited = citation(text, file=text, title=text, part=text, section=(text,), document=text)
    scope = Filters(documents=(text,), regions=(text,), departments=(text,))
    whole = answer(f"{text}[1]", citations=(cited,), standalone_question=text, scope=scope)
    turns = (
        Turn(question=text, answer=answer("", done=False, reading=(PASSAGE.model_copy(update={"file": text}),))),
        Turn(question=text, error=text),
        Turn(question=text, answer=whole, filters=scope, suggestions=(text,)),
    )
    for message in render.messages(Talk(id=text, turns=turns), {text: text}, ZH):
        assert "\n" not in message["content"]
        for tag, attributes in Elements(message["content"]).found:
            assert tag in SAFE | TABLE
            assert set(attributes) <= {"class", "href", "type", "start"}
            href = attributes.get("href") or "#cite/"
            assert href == "#ask" or href.startswith(("#cite/", "#turn/", "#scope/"))


def test_only_an_unfinished_turn_can_be_stopped() -> None:
    finished, unfinished = (STATES[name][0] for name in ("done", "streaming"))
    assert Talk(turns=(finished,)).ended() == Talk(turns=(finished,))
    assert Talk(turns=(finished, unfinished)).ended().turns[1].stopped
    assert Talk().ended() == Talk()


def test_the_history_holds_the_turns_that_were_answered() -> None:
    turns = (STATES["done"][0], STATES["failed"][0], STATES["reading"][0])
    assert [(message.role, message.content) for message in history(turns)] == [
        ("user", "问"),
        ("assistant", "一句[1]。"),
    ]

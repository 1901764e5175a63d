"""What a new document shares with those already known."""

import random
from collections.abc import Sequence

from planbot.ingest.neighbours import Neighbours
from planbot.types import Warning

SHARED = (
    "各乡镇水利站在汛前完成山洪沟和涵闸的全面排查，对发现的隐患逐一登记、限期整改，并将整改结果报县防汛办公室备案；"
    "入汛以后实行每日会商和二十四小时值班，重要雨情水情十五分钟内报告。"
)


def filler(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    return "".join(chr(0x4E00 + chance.randrange(5000)) for _ in range(length))


def whole(text: str) -> Sequence[tuple[str | None, int, int]]:
    return ((None, 0, len(text)),)


def met(neighbours: Neighbours, document: str, text: str, apart: Sequence[str] = ()) -> list[Warning]:
    return list(neighbours.meet(document, f"{document}号方案", text, whole(text), apart))


def test_the_first_document_shares_nothing() -> None:
    assert met(Neighbours(), "a", filler(1) + SHARED) == []


def test_a_shared_passage_is_marked_where_it_stands_and_names_the_other_document() -> None:
    neighbours = Neighbours()
    neighbours.add("a", "南浦县防汛方案", filler(1) + SHARED, whole(filler(1) + SHARED))
    text = filler(2) + SHARED + filler(3)
    (warning,) = met(neighbours, "b", text)
    assert warning.code == "duplicate_passage"
    assert "南浦县防汛方案" in warning.message
    assert warning.start is not None
    marked = text[warning.start : warning.end]
    assert marked in SHARED
    assert len(marked) > 0.6 * len(SHARED)


def test_one_among_many_is_found() -> None:
    neighbours = Neighbours()
    for number in range(300):
        text = filler(number) + (SHARED if number == 123 else "")
        neighbours.add(str(number), f"第{number}号", text, whole(text))
    (warning,) = met(neighbours, "new", filler(999) + SHARED)
    assert "第123号" in warning.message


def test_what_stands_in_nearly_every_document_is_a_set_phrase() -> None:
    neighbours = Neighbours()
    for number in range(40):
        text = filler(number) + SHARED
        neighbours.add(str(number), f"第{number}号", text, whole(text))
    assert len(met(neighbours, "new", filler(999) + SHARED)) <= 8


def test_its_own_former_version_does_not_count() -> None:
    neighbours = Neighbours()
    assert met(neighbours, "a", SHARED) == []
    assert met(neighbours, "a", SHARED + filler(1)) == []
    assert met(neighbours, "b", SHARED, apart=["a"]) == []


def test_a_passage_repeated_within_the_document_is_left_to_others() -> None:
    text = SHARED + filler(1) + SHARED
    neighbours = Neighbours()
    neighbours.add("a", "甲", filler(2), whole(filler(2)))
    assert met(neighbours, "b", text) == []


def test_empty_and_short_texts_share_nothing() -> None:
    neighbours = Neighbours()
    assert met(neighbours, "a", "") == []
    assert met(neighbours, "b", "短") == []
    assert neighbours.meet("c", "", SHARED, (), ()) == ()

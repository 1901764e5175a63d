"""What becomes of a sentence of an old plan."""

from typing import Any

import pytest

from planbot.draft.brief import Brief, Gaps, Given
from planbot.draft.edits import Aim, Source
from planbot.draft.material import Piece
from planbot.draft.revise import Revised, revise
from planbot.types import Target, Warning


def revised(text: str, source: Source | None = None, **aim: Any) -> Revised:
    piece = Piece(document="d", part=None, start=0, end=len(text), text=text)
    asked = Brief(text="起草2025年防汛一节", language="zh", topic="防汛", title="防汛", **aim.pop("brief", {}))
    made = revise(piece, source or Source(year=2024, foreign=False), Aim(**{"brief": asked, "year": 2025} | aim))
    if made.why is None and made.changes:
        assert "".join(change.new for change in made.changes).rstrip("，；。") == made.text.rstrip("。")
        assert len("".join(change.old for change in made.changes)) == len(text)
    return made


def row(text: str, quote: str, value_text: str, value: float, **more: Any) -> Target:
    start = text.index(quote)
    fields: dict[str, Any] = {
        "id": "t", "kind": "target", "document": "d", "file": "f.txt", "part": None, "section": (), "quote": quote,
        "context_quote": text, "indicator": quote[:4], "comparator": ">=", "value": value, "unit": "%", "value_text": value_text,
        "deadline": None, "responsible": (), "applies_to": (), "issuer": None, "region": None, "year": 2024, "baseline": None,
        "warnings": (), "start": start, "end": start + len(quote),
    }  # fmt: skip
    return Target(**fields | more)


RATE = "河道保洁率达到95%以上，由县水利局负责。"
SOURCE = Source(
    year=2024, foreign=False, targets=(row(RATE, "河道保洁率达到95%以上", "95%以上", 95.0, indicator="河道保洁率"),)
)


def test_a_sentence_without_years_and_figures_is_carried_over() -> None:
    made = revised("加强河道巡查,做好值守;")
    assert (made.text, made.changes) == ("加强河道巡查，做好值守。", ())


def test_a_target_value_is_never_moved_silently() -> None:
    assert revised(RATE, SOURCE).text == "河道保洁率达到【待填：河道保洁率，上年为95%以上】，由县水利局负责。"
    older = SOURCE.model_copy(update={"year": 2021})
    assert "往年为95%以上" in revised(RATE, older).text


def test_a_value_is_kept_where_the_brief_says_so_and_gets_its_note() -> None:
    assert revised(RATE, SOURCE, brief={"values": "keep"}).text == RATE
    assert "95%以上（上年目标）" in revised(RATE, SOURCE, brief={"values": "keep", "note": "上年目标"}).text


def test_a_value_that_the_brief_gives_takes_the_place_of_the_old_one() -> None:
    given = (Given(what="河道保洁率", value="97%以上", clause="河道保洁率定为97%以上"),)
    assert revised(RATE, SOURCE, brief={"given": given}).text.startswith("河道保洁率达到97%以上")


def test_placeholders_take_the_form_asked_for() -> None:
    token = revised(RATE, SOURCE, brief={"gaps": Gaps(token="XX", asked=True)}).text
    assert token.startswith("河道保洁率达到XX（上年为95%以上）")
    bare = revised(RATE, SOURCE, brief={"gaps": Gaps(word="待定", asked=True), "prior": False}).text
    assert bare.startswith("河道保洁率达到【待定：河道保洁率】")


def test_from_a_to_b_loses_a_where_b_is_left_open() -> None:
    text = "将水价从1.5元提高到2元。"
    source = Source(
        year=2024, foreign=False, targets=(row(text, "水价从1.5元提高到2元", "2元", 2.0, indicator="水价", unit="元"),)
    )
    assert revised(text, source).text == "将水价提高到【待填：水价，上年为2元】。"


def test_an_indicator_that_was_said_is_not_said_again() -> None:
    assert revised(RATE, SOURCE, said=frozenset({"河道保洁率"})).why == "repeated"


def test_a_hundred_per_cent_stays() -> None:
    text = "应急预案覆盖率达到100%。"
    source = Source(year=2024, foreign=False, targets=(row(text, "应急预案覆盖率达到100%", "100%", 100.0),))
    assert not revised(text, source).changes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024年底前完成清淤任务。", "2025年底前完成清淤任务。"),
        ("在2023年基础上提升水质。", "在上年基础上提升水质。"),
        ("落实《水利规划（2021—2024年）》要求。", "落实《水利规划（2021—2024年）》要求。"),
        ("力争2030年全面达标。", "力争2030年全面达标。"),
        ("完成“十三五”收尾工程。", "完成“十四五”收尾工程。"),
        ("泵站6月底前建成。", "泵站【待填：完成时限，上年为6月底前】建成。"),
        ("每年6月底前检修管网。", "每年6月底前检修管网。"),
    ],
)
def test_times_move_to_the_year_of_the_draft(text: str, wanted: str) -> None:
    assert revised(text).text == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("全县完成了清淤任务。", "finished"),
        ("2024年3月5日召开了动员会。", "dated"),
        ("2024年是水利建设的关键之年。", "dated"),
        ("以“”为重点推进工作。", "damaged"),
        ("到2022年底建成水库。", "dated"),
    ],
)
def test_what_is_over_or_damaged_is_left_out(text: str, why: str) -> None:
    assert revised(text).why == why


def test_words_that_the_brief_does_not_want_leave_their_sentence_out() -> None:
    assert revised("检修各处泵站设备。", brief={"avoid": ("泵站",)}).why == "unwanted"


def test_a_damaged_figure_never_stands_in_a_draft() -> None:
    text = "自来水普及率达到20240%以上。"
    at = text.index("20240%")
    warning = Warning(code="damaged_number", message="", start=at, end=at + 6)
    made = revised(text, Source(year=2024, foreign=False, warnings=(warning,)))
    assert "20240" not in made.text
    assert "【待核：" in made.text


def test_words_that_a_copy_filter_exchanged_are_set_right_and_masks_left_open() -> None:
    text = "提升供水效劳能力，**年前完成。"
    warnings = (
        Warning(code="word_substitution", message="", start=4, end=6),
        Warning(code="masked_year", message="", start=text.index("**年"), end=text.index("**年") + 3),
    )
    made = revised(text, Source(year=2024, foreign=False, warnings=warnings))
    assert made.text == "提升供水服务能力，【待填：年份】年前完成。"


def test_names_of_another_place_are_left_open_and_its_level_becomes_ours() -> None:
    foreign = Source(year=2024, foreign=True)
    made = revised("在唐山市开展试点，全市推广。", foreign, unit="县")
    assert made.text == "在【待填：地名】开展试点，全县推广。"
    many = revised("唐山市、保定市、邢台市分别试点。", foreign, unit="县")
    assert many.why == "local"


def test_a_sentence_that_breaks_off_keeps_its_whole_clauses() -> None:
    text = "开展节水宣传，发放手册，覆盖率达到"
    warning = Warning(code="truncated", message="", start=3, end=len(text))
    made = revised(text, Source(year=2024, foreign=False, warnings=(warning,)))
    assert made.text == "开展节水宣传，发放手册。"

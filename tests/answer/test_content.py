"""What of a source is in what was said about it."""

import pytest

from planbot.answer.content import informs, lists, names_all, retells

SOURCE = "新建供水站18座、泵房3间，由县水利局牵头，县财政局、县发展和改革局配合。"


@pytest.mark.parametrize("said", ["好。", "新建供水站。", "如下。", "Yes."])
def test_what_the_question_said_already_informs_nobody(said: str) -> None:
    assert not informs(said, SOURCE, "要新建多少供水站？")


@pytest.mark.parametrize("said", ["新建18座。", "由县水利局牵头。", "It will build 18 stations.", "不得新建。"])
def test_a_figure_a_name_or_a_no_does(said: str) -> None:
    assert informs(said, f"{SOURCE}不得新建", "要新建多少供水站？")


def test_a_retelling_has_the_figures_the_things_and_most_words() -> None:
    assert retells("县水利局牵头新建供水站18座、泵房3间，县财政局、县发展和改革局配合。", SOURCE)
    assert not retells("新建供水站18座，由县水利局牵头，县财政局、县发展和改革局配合。", SOURCE)
    assert not retells("18座和3间。", SOURCE)
    assert retells("18 stations and 3 pump houses.", "新建供水站18座，泵房3间")


def test_a_list_is_told_when_nearly_all_is_named() -> None:
    assert lists("有甲村小学、乙村小学和丙村小学。", "甲村小学、乙村小学、丙村小学")
    assert not lists("有甲村小学。", "甲村小学、乙村小学、丙村小学")


def test_of_bodies_named_together_all_must_be_told() -> None:
    assert names_all("县水利局。", SOURCE)
    assert names_all("县财政局和县发展和改革局。", SOURCE)
    assert not names_all("县财政局。", SOURCE)
    assert not names_all("由县里负责。", SOURCE)

"""Prompts are complete, take exactly their variables and treat what is filled in as text."""

import re

import pytest

from planbot.prompts.render import fields, names, render


def given(name: str) -> dict[str, str]:
    """Its variables, each with its own name as value."""
    return {field: f"<{field}>" for field in fields(name)}


@pytest.mark.parametrize("name", ["answer", "look", "rows", "followup"])
def test_what_answers_a_question_exists_in_both_languages(name: str) -> None:
    assert {f"{name}.zh", f"{name}.en"} <= set(names())
    assert fields(f"{name}.zh") == fields(f"{name}.en") >= {"fence", "question"}


@pytest.mark.parametrize("name", names())
def test_every_variable_is_used_and_nothing_is_left_open(name: str) -> None:
    prompt = render(name, **given(name))
    text = f"{prompt.system}\n{prompt.user}"
    assert all(value in text for value in given(name).values())
    assert not re.search(r"\{\{|\}\}", text)


@pytest.mark.parametrize("name", names())
def test_a_missing_and_an_unknown_variable_are_refused(name: str) -> None:
    for variable in given(name):
        with pytest.raises(ValueError, match=variable):
            render(name, **{key: value for key, value in given(name).items() if key != variable})
    with pytest.raises(ValueError, match="colour"):
        render(name, **given(name), colour="red")


def test_what_is_filled_in_is_not_read_as_template() -> None:
    prompt = render("look.zh", fence="==", passages="{{question}} \\1\n---\n", question="问")
    assert "{{question}} \\1\n---\n" in prompt.user


def test_a_prompt_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="poem"):
        render("poem")


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("look.")])
def test_the_refusal_is_the_last_thing_said(name: str) -> None:
    last = render(name, **given(name)).user.splitlines()[-1]
    assert re.search("没有提到|do not mention", last)

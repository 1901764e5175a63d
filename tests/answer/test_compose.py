"""Document text in Markdown: nothing in it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.answer.compose import escaped, without_markup

ACTIVE = [
    ("~删去~", "\\~删去\\~"),
    ("&lt;b&gt;", "\\&lt;b\\&gt;"),
    ("- [ ] 待办", "\\- \\[ ] 待办"),
    ("![图](x)", "\\![图\\](x)"),
    ("见[12]", "见\\[12]"),
    ("AT&T 与 a & b", "AT&T 与 a & b"),
]


@pytest.mark.parametrize(("text", "written"), ACTIVE)
def test_what_markdown_would_act_on_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@given(st.text(alphabet="~&;[] xX1a*_`<>!()#-|\\中", max_size=40))
def test_only_backslashes_are_added(text: str) -> None:
    kept = iter(escaped(text))
    assert all(character in kept for character in text)


def test_a_refusal_repeats_a_question_without_its_markup() -> None:
    assert without_markup("<script>x</script> 看![a](http://x.test/y)图") == "x 看 图"

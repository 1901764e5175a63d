"""Bodies as texts name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.scope.issuers import issuers


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("江苏省生态环境厅关于……", "江苏省生态环境厅", "province"),
        ("由县水利局组织实施", "县水利局", "county"),
        ("**市人民政府办公室", "**市人民政府办公室", "city"),
        ("国务院办公厅", "国务院办公厅", "country"),
        ("国家林业和草原局", "国家林业和草原局", "country"),
        ("泉州市丰泽区教育局", "泉州市丰泽区教育局", "county"),
        ("柳溪县农业农村局2031年", "柳溪县农业农村局", "county"),
        ("区疾控中心", "疾控中心", "institution"),
        ("第二人民医院", "第二人民医院", "institution"),
        ("Harbour County Roads Department 2031 Plan", "Harbour County Roads Department", "unknown"),
        ("the Ministry of Water and Forests said", "Ministry of Water and Forests", "unknown"),
    ],
)
def test_a_body_has_a_name_and_a_level(text: str, name: str, level: str) -> None:
    (issuer,) = issuers(text)
    assert (issuer.name, issuer.level) == (name, level)
    assert text[issuer.start : issuer.end] == name


@pytest.mark.parametrize("text", ["教育部门", "水利局长", "财政部分", "安全生产工作", "审计报告"])
def test_a_word_that_goes_on_is_no_body(text: str) -> None:
    assert issuers(text) == ()


@pytest.mark.parametrize("text", ["各县水利局", "各市、县教育局"])
def test_all_bodies_of_a_kind_are_not_one(text: str) -> None:
    assert all(issuer.every for issuer in issuers(text))


@given(st.text(alphabet="江苏省柳溪县教育水利局委厅人民政府办公室各、 The Ministry of Roads", max_size=60))
def test_a_name_is_cut_from_the_text(text: str) -> None:
    for issuer in issuers(text):
        assert text[issuer.start : issuer.end] == issuer.name
        assert issuer.name.startswith(issuer.place)

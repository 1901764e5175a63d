"""Bodies in text, and what their names mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.ledger.departments import concerns, declared, expansions, find, mentions, parents, resolve
from planbot.ledger.numbers import flat

NAMED = [
    ("由云溪县教育局牵头，县财政局配合", ["云溪县教育局", "县财政局"]),
    ("各乡镇卫生院要落实", ["各乡镇卫生院"]),
    ("加强县级妇幼保健机构能力建设", ["县级妇幼保健机构"]),
    ("推动市第二人民医院与南溪县中医院签约", ["市第二人民医院", "南溪县中医院"]),
    ("完善青石中心卫生院、白塔镇卫生院设施", ["青石中心卫生院", "白塔镇卫生院"]),
    ("各县（市、区）人民政府", ["各县(市、区)人民政府"]),
    ("公安、民政、教育等部门信息共享", ["公安", "民政", "教育"]),
    ("云溪县水务发展集团负责", ["云溪县水务发展集团"]),
    ("县委组织部、县妇联", ["县委组织部", "县妇联"]),
    ("县卫生局应急办公室", ["县卫生局应急办公室"]),
    ("优化布局，统筹全局，改变格局", []),
    ("到处宣传，好处很多，从严查处", []),
    ("遵守《医疗机构管理条例》", []),
    ("提高大学生就业率", []),
    ("妇产科、外科学科建设", []),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_bodies_are_found(text: str, names: list[str]) -> None:
    assert [mention.name for mention in find(text)] == names


MEANING = [
    ("县教育局", "县级教育部门"),
    ("云溪县教育和体育局", "县级教育部门"),
    ("教育局", "教育部门"),
    ("教育部", "国家教育部门"),
    ("省卫生健康委", "省级卫生健康部门"),
    ("各乡镇卫生院", "乡镇卫生院"),
    ("区疾控中心", "疾病预防控制中心"),
    ("疾病预防控制机构", "疾病预防控制中心"),
    ("青石中心卫生院", "青石中心卫生院"),
    ("基层医疗卫生机构", "基层医疗卫生机构"),
    ("南溪河长制办公室", "南溪河长制办公室"),
]


@pytest.mark.parametrize(("name", "canonical"), MEANING)
def test_a_name_resolves(name: str, canonical: str) -> None:
    assert resolve(name) == canonical


def test_a_kind_has_parents() -> None:
    assert parents("青石中心卫生院") == ("乡镇卫生院", "基层医疗卫生机构", "医疗机构", "医疗卫生机构")
    assert parents("县卫健委") == ("卫生健康部门",)


CONCERNS = [
    ("乡镇卫生院", "各医疗机构", True),
    ("乡镇卫生院", "青石中心卫生院", True),
    ("教育局", "县教育局", True),
    ("县教育局", "教育部门", True),
    ("县教育局", "省教育厅", False),
    ("县教育局", "县财政局", False),
    ("幼儿园", "各级各类学校", True),
]


@pytest.mark.parametrize(("asked", "named", "answer"), CONCERNS)
def test_a_row_concerns_the_body_its_kind_and_its_parents(asked: str, named: str, answer: bool) -> None:
    assert concerns(asked, named) is answer


def test_staff_may_add_names() -> None:
    aliases = {"妇保中心": "县妇幼保健院"}
    assert [m.canonical for m in find("妇保中心要开展筛查", aliases)] == ["妇幼保健机构"]
    assert "妇保中心" in expansions("妇幼保健机构", aliases)


def test_a_document_declares_short_names() -> None:
    text = "云溪县城乡供水一体化建设指挥中心（以下简称“供水指挥部”）负责统筹。"
    assert declared(text) == {"供水指挥部": "云溪县城乡供水一体化建设指挥中心"}


def test_a_question_names_bodies_in_english_too() -> None:
    assert [m.canonical for m in mentions("What must the county hospitals and the finance bureau do?")] == [
        "县级医院",
        "财政部门",
    ]
    assert [m.canonical for m in mentions("县教育局今年有哪些任务？")] == ["县级教育部门"]


def test_other_names_widen_a_search() -> None:
    assert "疾病预防控制中心" in expansions("疾控中心")
    assert expansions("无此单位") == ()


@given(st.text(alphabet="县市区教育局卫健委医院各乡镇卫生院中心、，和由的在负责《》（）公安民政等部门", max_size=60))
def test_mentions_are_slices_in_order(text: str) -> None:
    end = 0
    for mention in find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert flat(text)[mention.start : mention.end] == mention.name
        end = mention.end

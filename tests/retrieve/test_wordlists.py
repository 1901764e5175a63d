"""The word lists that widen a question: their form, and samples of what they make a question look for."""

from collections import Counter

import pytest

from planbot.lexicon.load import load
from planbot.retrieve.query import analyse
from planbot.store.tokens import folded

SAME: list[list[str]] = load("synonyms")["same"]
PLAIN: dict[str, list[str]] = load("synonyms")["plain"]
TERMS: dict[str, list[str]] = load("bilingual")["terms"]
SHORT = {"元", "率", "%"}
"""Single characters that a figure or a rate is known by; any other would stand in every sentence."""


def looked_for(question: str) -> set[str]:
    return {wording for concept in analyse(question, lambda _: ()).concepts for wording, _ in concept.wordings}


@pytest.mark.parametrize(
    ("question", "wording"),
    [
        ("孩子几岁打预防针", "接种"),
        ("村里的大夫每年培训几次", "乡村医生"),
        ("看中医方便吗", "中医药"),
        ("大病保险怎么报", "大病医保"),
        ("外地看病能直接结算吗", "异地就医"),
        ("救护车几分钟到", "院前急救"),
        ("县里的医共体有几个", "医联体"),
        ("生二胎有补贴吗", "补助"),
        ("托儿所要建几所", "托育"),
        ("抽烟的人要降到多少", "控烟"),
        ("蛀牙怎么防", "窝沟封闭"),
        ("得癌的人去哪里筛查", "恶性肿瘤"),
        ("灭老鼠归哪个单位", "病媒生物"),
        ("吃低保的有多少户", "最低生活保障"),
        ("老年食堂开几家", "助餐"),
        ("当兵回来怎么安置老兵", "退役军人"),
        ("下岗的人怎么办", "再就业"),
        ("讨薪找谁", "拖欠工资"),
        ("大学毕业生找工作有什么措施", "就业"),
        ("考证有补贴吗", "职业资格"),
        ("上幼儿园难怎么解决", "学前教育"),
        ("不上学的学生怎么劝返", "控辍保学"),
        ("放学后谁看学生", "课后服务"),
        ("老师轮换几年一次", "教师"),
        ("高等学校招生", "高校"),
        ("全县gdp增长多少", "生产总值"),
        ("物价涨幅控制在多少", "居民消费价格"),
        ("公车要减多少辆", "公务用车"),
        ("给小微企业多少信贷", "贷款"),
        ("开公司几天能办好", "企业登记"),
        ("假货怎么查", "假冒伪劣"),
        ("菜市场改造几个", "农贸市场"),
        ("细颗粒物浓度降多少", "pm2.5"),
        ("臭水沟治理几条", "黑臭水体"),
        ("烧秸秆怎么罚", "秸秆禁烧"),
        ("今年种树多少亩", "造林"),
        ("种地的补贴几月发", "耕地"),
        ("养猪场粪污怎么处理", "畜禽养殖"),
        ("危桥改造几座", "桥梁"),
        ("停车难怎么解决", "停车泊位"),
        ("旧小区改造多少个", "老旧小区改造"),
        ("廉租房建几套", "公租房"),
        ("给老楼装电梯几部", "加装电梯"),
        ("老手艺怎么传承", "非物质文化遗产"),
        ("群众锻炼的场地有几处", "全民健身"),
        ("发大水怎么应对", "防汛"),
        ("诈骗案件下降多少", "电信网络诈骗"),
        ("黑社会怎么打击", "扫黑除恶"),
        ("办事能不能一趟都不用跑", "全程网办"),
        ("告状几天答复", "信访"),
        ("反腐倡廉有什么部署", "党风廉政"),
        ("贪污怎么查", "反腐败"),
        ("新大楼建好是哪年", "竣工"),
        ("什么时候破土动工", "开工"),
        ("不能超过多少", "控制在"),
        ("起码要做到百分之几", "不低于"),
        ("十五五要做成什么", "第十五个五年规划"),
        ("How many lectures will be given?", "讲座"),
        ("how many classrooms are to be added", "教室"),
        ("Where is the new swimming pool?", "游泳池"),
        ("What salaries do nurses get?", "工资"),
        ("Which bus routes open in May?", "公交线路"),
        ("How many ambulances are bought?", "救护车"),
        ("the average cost of a doctor's visit", "诊疗"),
        ("the average cost of a doctor’s visit", "诊疗"),
        ("free check-ups for pensioners", "体检"),
        ("free check ups for pensioners", "体检"),
        ("waiting times at the clinic", "候诊"),
        ("How are complaints handled?", "投诉"),
        ("Which fees are abolished?", "收费"),
        ("subsidies for farmers", "补助"),
        ("How many inspections of restaurants?", "餐饮"),
        ("Who recruits teachers?", "招聘"),
        ("the share of sewage treated", "污水"),
        ("cities with good air quality", "空气质量"),
        ("which companies are merged", "合并"),
        ("news about aids", "艾滋病"),
        ("PM2.5 target", "细颗粒物"),
        ("petitions settled within 30 days", "信访"),
        ("capped at 5 percent", "不超过"),
        ("party members trained", "党员"),
        ("the sixth census", "普查"),
        ("flood control drills", "防汛"),
    ],
)
def test_a_question_is_widened_by_the_wording_of_plans(question: str, wording: str) -> None:
    assert wording in looked_for(question)


@pytest.mark.parametrize(
    ("question", "wording"),
    [
        ("news from the county", "新增"),
        ("help for people with aids", "帮扶协议"),
        ("vocational school", "小学"),
        ("a newspaper", "新闻"),
        ("maintain the archives", "艾滋病"),
        ("乡村医生有几名", "卫生技术人员"),
        ("农民工有多少", "农村居民"),
        ("农村医疗条件", "乡村医生"),
        ("病原体检测几次", "健康体检"),
        ("街道办事处的职责", "政务服务"),
        ("集中考核几次", "初中学业水平考试"),
        ("推动建立机制", "开工"),
        ("安全生产检查几次", "产前检查"),
        ("生态红线划在哪里", "控制在"),
    ],
)
def test_a_question_is_not_widened_by_chance(question: str, wording: str) -> None:
    assert wording not in looked_for(question)


def test_a_longer_term_takes_its_words_with_it() -> None:
    concepts = {concept.head: concept for concept in analyse("rural roads", lambda _: ()).concepts}
    assert {wording for wording, _ in concepts["rural roads"].wordings} == {"农村公路", "rural roads"}
    assert "roads" not in concepts


def test_a_plural_is_one_concept_with_its_word() -> None:
    concepts = {concept.head: dict(concept.wordings) for concept in analyse("Libraries", lambda _: ()).concepts}
    assert concepts == {"libraries": {"图书馆": 1.0, "图书室": 1.0, "libraries": 1.0}}


def test_the_lists_cover_the_language_of_planning() -> None:
    assert len(SAME) >= 220
    assert len(PLAIN) >= 400
    assert len(TERMS) >= 900


def test_words_that_stand_for_each_other_are_two_at_least_and_in_one_group() -> None:
    assert [group for group in SAME if len(set(group)) < 2] == []
    assert [word for word, times in Counter(word for group in SAME for word in group).items() if times > 1] == []


@pytest.mark.parametrize("entries", [PLAIN, TERMS], ids=["plain", "terms"])
def test_every_entry_leads_to_words_of_plans(entries: dict[str, list[str]]) -> None:
    assert [key for key, words in entries.items() if not words or len(words) != len(set(words))] == []
    assert [key for key, words in entries.items() if any(word != word.strip() or not word for word in words)] == []
    assert [key for key, words in entries.items() if set(words) == {key}] == []


def test_no_single_character_widens_a_question() -> None:
    words = [word for group in SAME for word in group] + [
        word for e in (PLAIN, TERMS) for ws in e.values() for word in ws
    ]
    assert {word for word in words if len(word) < 2} <= SHORT
    assert [key for key in PLAIN if len(key) < 2] == []


def test_keys_are_written_as_they_are_matched() -> None:
    assert [key for key in [*PLAIN, *TERMS] if key != folded(key)] == []


def test_latin_words_of_groups_are_no_part_of_english_words() -> None:
    """Groups are matched anywhere in a question, so "ai" would be found in "maintain"."""
    latin = [word for group in SAME for word in group if word.isascii() and word.isalpha()]
    assert [word for word in latin if any(word in term for term in TERMS if term != word)] == []

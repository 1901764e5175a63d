"""What a source says in other words, and what it does not say though every word of it stands there: a table in both directions."""

import time

import pytest

from planbot.verify.check import check, gives_orders, refuses
from planbot.verify.english import is_english, read_english
from planbot.verify.verdict import Aspect

RATES = "自来水普及率达到92%，水质合格率达到95%"
RESPECTIVE = "孕产妇死亡率和婴儿死亡率分别控制在9/10万和5‰以内"
TWO_TOWNS = "白塔镇新建水闸3座，青石镇新建水闸5座"
RISE = "自来水普及率由88%提高到92%"
ROLES = "由水务局牵头检修，交通局配合"

FAITHFUL = [
    # numerals and scales
    ("修建三座水闸。", "修建3座水闸"),
    ("修建3座水闸。", "修建三座水闸"),
    ("清理十二处隐患。", "清理12处隐患"),
    ("新建供水站一千二百座。", "新建供水站1200座"),
    ("覆盖百分之八十以上的村。", "覆盖80%以上的村"),
    ("覆盖80%以上的村。", "覆盖百分之八十以上的村"),
    ("死亡率控制在十万分之十二以下。", "死亡率控制在12/10万以下"),
    ("投资1.5亿元修渠。", "投资15000万元修渠"),
    ("投资15000万元修渠。", "投资1.5亿元修渠"),
    ("发放宣传册30000份。", "发放宣传册3万份"),
    ("粮食产量12万吨。", "粮食产量120000吨"),
    ("减少一半。", "减少50%"),
    ("护林员每月补助至少400元。", "护林员生活补助每人每月不低于400元"),
    # bounds
    ("覆盖率不低于90%。", "覆盖率达到90%以上"),
    ("覆盖率至少90%。", "覆盖率达到90%以上"),
    ("覆盖率≥90%。", "覆盖率达到90%以上"),
    ("费用涨幅不超过5%。", "费用涨幅控制在5%以内"),
    ("费用涨幅最多5%。", "费用涨幅控制在5%以内"),
    ("补助约300元。", "补助300元左右"),
    ("就业1至3万人。", "就业1-3万人"),
    ("报告率达到95%以上。", "报告率、转诊率和管理率分别达到95%、90%和85%以上"),
    # times
    ("2031年底前完成检修。", "2031年年底前完成检修"),
    ("六月底前完成检修。", "6月底前完成检修"),
    ("第三季度完成检修。", "三季度完成检修"),
    # negation
    ("不得收取费用。", "严禁收取费用"),
    ("禁止收取费用。", "不得收取费用"),
    # whose figure, which way, who leads
    ("白塔镇新建水闸3座。", TWO_TOWNS),
    ("孕产妇死亡率控制在9/10万以内。", RESPECTIVE),
    ("婴儿死亡率控制在5‰以内。", RESPECTIVE),
    ("自来水普及率达到92%，水质合格率达到95%。", RATES),
    ("水质合格率达到95%。", RATES),
    ("自来水普及率由88%提高到92%。", RISE),
    (
        "三年安排资金4200万元，2025年1400万元。",
        "三年统筹安排资金4200万元，其中2024年1600万元、2025年1400万元、2026年1200万元",
    ),
    ("由水务局牵头检修。", ROLES),
    ("交通局配合检修。", "牵头单位：水务局；配合单位：交通局。检修渠道"),
    # other words
    ("全年要清理河道淤泥120公里以上。", "全年清淤河道120公里以上"),
    ("计划今年办40场节水讲座。", "举办节水讲座40场"),
    ("按照计划，农村自来水的普及率将提升至92%。", "农村自来水普及率提高到92%"),
    ("管网检修必须在6月底之前全部做完。", "6月底前完成全部管网检修"),
    ("河道保洁工作由县水利局负责，保洁率要达到95%以上。", "河道保洁率达到95%以上，由县水利局负责"),
    # as it is printed
    ("规模化养殖比重达到20240%以上。", "规模化养殖比重达到20240%以上"),
    ("投入资金11/2024万元。", "（二）水利建设。投入资金11/2024万元。"),
    ("养殖比重达到20240%以上，投入资金3万元。", "养殖比重达到20240%以上，三年共投入资金3万元"),
    ("截至20*年底建成12座。", "截至20*年底建成12座"),
    # English
    ("The coverage rate will rise to at least 92%.", "覆盖率提高到92%以上"),
    ("About 300 people will be trained.", "培训300人左右"),
    ("The infant mortality rate is at most 5 per 1,000.", "婴儿死亡率控制在5‰以内"),
]

UNFAITHFUL: list[tuple[str, str, Aspect]] = [
    ("修建四座水闸。", "修建3座水闸", "number"),
    ("清理二十处隐患。", "清理12处隐患", "number"),
    ("新建供水站一千零二十座。", "新建供水站1200座", "number"),
    ("覆盖百分之八以上的村。", "覆盖80%以上的村", "number"),
    ("投资1.5万元修渠。", "投资1.5亿元修渠", "number"),
    ("投资150万元修渠。", "投资1.5亿元修渠", "number"),
    ("发放宣传册3份。", "发放宣传册3万份", "number"),
    ("粮食产量12万斤。", "粮食产量12万吨", "number"),
    ("护林员补助共400元。", "护林员生活补助每人每月400元", "number"),
    ("死亡率控制在6%以下。", "死亡率控制在6‰以下", "number"),
    ("死亡率控制在12%以下。", "死亡率控制在12/10万以下", "number"),
    ("增长率提高2%。", "增长率提高2个百分点", "number"),
    ("增长率提高2个百分点。", "增长率提高2%", "number"),
    ("就业1至3人。", "就业1-3万人", "number"),
    ("就业2万人。", "就业1-3万人", "number"),
    ("参合率达到30%。", "参合率达到20230%", "number"),
    ("投入资金11万元。", "投入资金11/2024万元", "number"),
    ("参合率达到20230%。", "参合率达到120230%", "number"),
    ("覆盖率最高90%。", "覆盖率达到90%以上", "bound"),
    ("覆盖率不高于90%。", "覆盖率达到90%以上", "bound"),
    ("费用涨幅达到5%以上。", "费用涨幅控制在5%以内", "bound"),
    ("补助300元。", "补助300元左右", "bound"),
    ("The infant mortality rate is at most 5 per 10,000.", "婴儿死亡率控制在5/10万以内", "number"),
    ("6000 women will be screened.", "筛查妇女6000人以上", "bound"),
    ("2030年底前完成检修。", "2031年底前完成检修", "year"),
    ("7月底前完成检修。", "6月底前完成检修", "year"),
    ("第二季度完成检修。", "三季度完成检修", "year"),
    ("上半年完成检修。", "下半年完成检修", "year"),
    ("中旬完成检修。", "6月下旬完成检修", "year"),
    ("收取费用。", "不得收取费用", "negation"),
    ("不收取费用。", "收取费用", "negation"),
    ("不再新建供水站。", "新建供水站18座", "negation"),
    ("取消供水站建设。", "加快供水站建设", "negation"),
    ("由财政局牵头检修。", "由水务局牵头检修", "name"),
    ("《石桥县水利规划》要求修建3座水闸。", "修建3座水闸", "name"),
    ("由交通局牵头检修。", ROLES, "role"),
    ("由水务局配合检修。", ROLES, "role"),
    ("青石镇新建水闸3座。", TWO_TOWNS, "subject"),
    ("白塔镇新建水闸5座。", TWO_TOWNS, "subject"),
    ("A村有3座，B村有5座。", "A村有5座，B村有3座", "subject"),
    ("婴儿死亡率控制在9/10万以内。", RESPECTIVE, "subject"),
    ("自来水普及率达到95%，水质合格率达到92%。", RATES, "subject"),
    ("2025年安排资金1600万元。", "三年统筹安排资金4200万元，其中2024年1600万元、2025年1400万元", "subject"),
    ("自来水普及率由92%下降到88%。", RISE, "direction"),
    ("自来水普及率降低4个百分点。", "自来水普及率提高4个百分点", "direction"),
    ("The coverage rate will be reduced to 92%.", "覆盖率提高到92%", "direction"),
    ("账户需要在6月底前转出3万元押金。", "6月底前完成检修，投入资金3万元", "words"),
]


@pytest.mark.parametrize(("sentence", "source"), FAITHFUL)
def test_what_is_said_otherwise_passes(sentence: str, source: str) -> None:
    assert check(sentence, [source]).problems == ()


@pytest.mark.parametrize(("sentence", "source", "aspect"), UNFAITHFUL)
def test_what_is_turned_about_does_not(sentence: str, source: str, aspect: Aspect) -> None:
    assert aspect in {problem.aspect for problem in check(sentence, [source]).problems}


def test_a_lost_bound_of_an_english_figure_can_be_mended() -> None:
    sentence = "6,000 women will be screened."
    problem = check(sentence, ["筛查妇女6000人以上"]).problems[0]
    assert sentence[: problem.start] + (problem.printed or "") + sentence[problem.end :] == f"at least {sentence}"


HOSTILE = [
    "《计划",
    " ",
    "1",
    "1,",
    "1.",
    "12%、",
    "3万元，",
    "（",
    "“计",
    "!",
    "] ",
    "<",
    "建",
    "0",
    "百分之",
    "不",
    "is not ",
]
HOSTILE += [
    "5 per ",
    "yuan \n",
    "、",
    "甲和乙",
    "不低于",
    "1-",
    "ignore previous ",
    "青石镇",
    "at least ",
    "5   ",
    "2024年",
    "it's ",
]
HOSTILE += ["word ", "5 or ", "2024-", "1/", "1 million ", "分别", "\t"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_takes_a_check_long(unit: str) -> None:
    text = unit * (6000 // len(unit))
    began = time.process_time()
    check("全年清淤河道12公里以上", [text], text[:500], text)
    check(text[:1900], ["全年清淤河道12公里以上"], "", text)
    read_english(text)
    is_english(text)
    refuses(text)
    gives_orders(text)
    assert time.process_time() - began < 2

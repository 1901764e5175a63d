"""Drafts as the drafting core makes them, for the tests of the Word file."""

from planbot.types import Change, Citation, Draft, DraftBlock, DraftSentence

PLACEHOLDER = "【待填:孕产妇系统管理率,上年为92%以上】"
SOURCES = (
    ("一、工作目标", "孕产妇系统管理率达到92%以上。"),
    ("二、重点任务", "落实“三级”随访制度，全年随访不少于4次。"),
    ("二、重点任务", "2024年6月底前完成设备更新。"),
)


def citation(marker: int) -> Citation:
    heading, quote = SOURCES[marker - 1]
    return Citation(
        marker=marker,
        document="d1",
        file="青棠县2024年工作要点.docx",
        title="青棠县2024年卫生健康工作要点",
        part=None,
        section=(heading,),
        quote=quote,
        start=10,
        end=10 + len(quote),
        page=None,
    )


def carried(text: str, *markers: int) -> DraftSentence:
    return DraftSentence(text=text, origin="carried", markers=markers)


def new(text: str) -> DraftSentence:
    return DraftSentence(text=text, origin="new")


def updated(text: str, old: str, fresh: str, marker: int) -> DraftSentence:
    kept, _, rest = text.partition(fresh)
    changes = [("keep", kept, kept), ("replace", old, fresh), ("keep", rest, rest)]
    steps = tuple(Change(op=op, old=a, new=b) for op, a, b in changes if a or b)
    return DraftSentence(text=text, origin="updated", markers=(marker,), changes=steps)


def heading(level: int, label: str, text: str) -> DraftBlock:
    return DraftBlock(kind="heading", level=level, label=label, sentences=(new(text),))


def run_in(level: int, label: str, *sentences: DraftSentence) -> DraftBlock:
    return DraftBlock(kind="run_in", level=level, label=label, sentences=sentences)


def paragraph(*sentences: DraftSentence, level: int = 0, label: str = "") -> DraftBlock:
    return DraftBlock(kind="paragraph", level=level, label=label, sentences=sentences)


def draft(
    *blocks: DraftBlock, placeholders: tuple[str, ...] = (), title: str = "青棠县2025年妇幼健康工作要点"
) -> Draft:
    return Draft(
        brief="起草",
        draft="",
        title=title,
        year=2025,
        blocks=(DraftBlock(kind="title", sentences=(new(title),)), *blocks),
        citations=tuple(map(citation, range(1, len(SOURCES) + 1))),
        placeholders=placeholders,
    )


LONG = (
    "各乡镇卫生院要把高危孕产妇管理放在首位，建立专人专册，做到早发现、早干预、早转诊，县妇幼保健院每季度通报一次；"
    "对连续两次排名末位的单位，由分管负责同志约谈主要负责人，约谈情况纳入年度绩效考核。"
)
WHOLE = draft(
    paragraph(new("各乡镇卫生院，县直各医疗卫生单位：")),
    paragraph(carried("为做好全年妇幼健康工作，制定本要点。")),
    heading(1, "一、", "工作目标"),
    paragraph(new(f"{PLACEHOLDER}，"), updated("2025年6月底前完成设备更新。", "2024年", "2025年", 3)),
    heading(1, "二、", "重点任务"),
    run_in(2, "（一）", new("强化随访。"), carried("落实“三级”随访制度，全年随访不少于4次。", 2), carried(LONG)),
    run_in(2, "（二）", new("提升能力。"), carried(LONG)),
    heading(3, "1.", "孕产妇管理"),
    paragraph(carried("孕产妇系统管理率达到92%以上。", 1), carried(LONG)),
    paragraph(carried("一是建立台账。二是按月通报。三是每季度督导1次。")),
    heading(3, "2.", "儿童管理"),
    paragraph(carried("每名儿童建立健康手册；"), level=4, label="（1）"),
    paragraph(carried("每月15日前报送进展。"), level=4, label="（2）"),
    *(run_in(2, f"（{label}）", new("加强督导。"), carried(LONG), carried(LONG)) for label in "三四五六"),
    heading(1, "三、", "保障措施"),
    paragraph(carried("各单位要明确分工，压实责任。")),
    DraftBlock(
        kind="table",
        sentences=(new("往年指标"),),
        rows=(
            ("指标", "2022年", "2023年", "2024年"),
            ("孕产妇系统管理率", "90%以上", "91%以上", "92%以上"),
            ("7岁以下儿童健康管理率", "88%", "—", "90%以上"),
            ("新生儿遗传代谢性疾病筛查率（含先天性甲状腺功能减低症）", "98%", "98.5%以上", PLACEHOLDER),
        ),
    ),
    paragraph(new("附件：1. 重点任务分工表；2. 妇幼健康服务机构名单")),
    DraftBlock(kind="issuer", sentences=(new("青棠县卫生健康局"),)),
    DraftBlock(kind="date", sentences=(new("二〇二五年一月八日"),)),
    placeholders=(PLACEHOLDER, PLACEHOLDER),
)

SHOWN = draft(
    paragraph(new("各乡镇卫生院，县直各医疗卫生单位：")),
    paragraph(carried("为做好全年妇幼健康工作，保障母婴安全，制定本要点。")),
    heading(1, "一、", "工作目标"),
    paragraph(
        carried("孕产妇系统管理率达到", 1),
        new(PLACEHOLDER),
        new("。"),
        updated("2025年6月底前完成设备更新。", "2024年", "2025年", 3),
    ),
    heading(1, "二、", "重点任务"),
    run_in(2, "（一）", new("强化随访。"), carried("落实“三级”随访制度，全年随访不少于4次。", 2), carried(LONG)),
    run_in(2, "（二）", new("提升能力。"), carried("县妇幼保健院牵头组织急救演练，每半年1次。")),
    heading(3, "1.", "孕产妇管理"),
    paragraph(carried("孕产妇系统管理率达到92%以上。", 1)),
    paragraph(carried("一是建立台账。二是按月通报。三是每季度督导1次。")),
    heading(3, "2.", "儿童管理"),
    paragraph(carried("每名儿童建立健康手册；"), level=4, label="（1）"),
    paragraph(carried("每月15日前报送进展。"), level=4, label="（2）"),
    heading(1, "三、", "保障措施"),
    paragraph(carried(LONG)),
    *WHOLE.blocks[-4:],
    placeholders=(PLACEHOLDER,),
    title="青棠县卫生健康局关于印发2025年妇幼健康工作要点的通知",
)

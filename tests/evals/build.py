"""Short ways to write the values that metrics are tried on."""

from planbot.evals.cases import Case
from planbot.evals.record import Record
from planbot.types import Answer, Citation, Target

FILE = "县计划.txt"
TEXT = "孕产妇死亡率控制在12/10万以内，婴儿死亡率控制在4.5‰以内。县财政局安排设备购置资金260万元。"
"""The one document of these tests."""
RATES = "孕产妇死亡率控制在12/10万以内"
QUOTE = "孕产妇死亡率控制在12/10万以内，婴儿死亡率控制在4.5‰以内。"


def citation(quote: str, marker: int = 1, file: str = FILE) -> Citation:
    start = max(0, TEXT.find(quote))
    return Citation(
        marker=marker, document="d1", file=file, title="县计划", part=None, section=(), quote=quote,
        start=start, end=start + len(quote), page=None,
    )  # fmt: skip


def answered(text: str, *citations: Citation, refused: bool = False) -> Answer:
    return Answer(
        question="问", standalone_question="问", answer=text, answered=not refused, citations=citations, done=True
    )


def record(text: str, *citations: Citation, refused: bool = False) -> Record:
    answer = answered(text, *citations, refused=refused)
    sources = tuple(TEXT[c.start : c.end] if c.file == FILE else "别的内容" for c in citations)
    return Record(case="c", answers=(answer,), sources=sources)


def case(**fields: object) -> Case:
    return Case.model_validate({"id": "c", "question": "孕产妇死亡率是多少？"} | fields)


def target(indicator: str, value: float | None, unit: str = "%", **fields: object) -> Target:
    plain: dict[str, object] = {
        "id": "t", "kind": "target", "document": "d1", "file": FILE, "part": None, "section": (), "quote": indicator,
        "context_quote": indicator, "indicator": indicator, "comparator": ">=", "value": value, "unit": unit,
        "value_text": f"{value}{unit}以上", "deadline": None, "responsible": (), "applies_to": (), "issuer": None,
        "region": None, "year": 2023, "baseline": None, "warnings": (), "start": 0, "end": 5,
    }  # fmt: skip
    return Target.model_validate(plain | fields)

"""Who is told to do it, who helps, and whom it is about."""

from pathlib import Path

import pytest

from planbot.ledger.extract import extract
from planbot.types import ReadText, Target

TABLE = Path(__file__).with_name("responsible.txt")


def cases() -> list[tuple[str, list[str], list[str], list[str]]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split("=>") for line in lines]
    return [(text.strip(), *(_names(part) for part in said.split(";"))) for text, said in pairs]


def _names(part: str) -> list[str]:
    return [name.strip() for name in part.split(",") if name.strip() not in ("", "-")]


def rows(text: str) -> tuple[Target, ...]:
    return extract("d", "plan.txt", ReadText(text=text, format="txt"))


@pytest.mark.parametrize(
    ("text", "lead", "support", "about"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_body_has_its_role(text: str, lead: list[str], support: list[str], about: list[str]) -> None:
    found = rows(text)
    assert found, "no row at all"
    responsible = list(dict.fromkeys(name for row in found for name in row.responsible))
    helping = list(dict.fromkeys(actor.name for row in found for actor in row.actors if actor.role == "support"))
    objects = [name for row in found if row.kind == "task" for name in row.applies_to]
    assert (responsible, helping) == (lead, support)
    assert objects == about


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert sum(bool(lead or support) for _, lead, support, _ in cases()) >= 30
    assert len(cases()) >= 40

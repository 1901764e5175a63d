"""The grammar of targets, sentence by sentence."""

from pathlib import Path

import pytest

from planbot.ledger.measures import statements
from planbot.ledger.numbers import flat
from planbot.ledger.statement import Statement
from planbot.ledger.states import states

TABLE = Path(__file__).with_name("statements.txt")


def rows() -> list[tuple[str, list[str]]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split("=>") for line in lines]
    return [
        (sentence.strip(), [part.strip() for part in said.split(" ; ") if part.strip()]) for sentence, said in pairs
    ]


def read(sentence: str) -> list[Statement]:
    text = flat(sentence)
    figures = statements(text)
    return sorted([*figures, *states(text, [(s.start, s.end) for s in figures])], key=lambda s: (s.start, s.end))


def shown(statement: Statement) -> str:
    value = statement.value
    figure = (
        "D"
        if statement.damaged
        else ""
        if value is None
        else "~".join(f"{v:g}" for v in (value if isinstance(value, tuple) else (value,)))
    )
    return " | ".join((statement.indicator, statement.comparator, figure, statement.unit, statement.value_text)).strip()


@pytest.mark.parametrize(("sentence", "expected"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_sentence_states_just_these_targets(sentence: str, expected: list[str]) -> None:
    squeezed = ["|".join(p.strip() for p in flat(row).split("|")) for row in expected]
    assert ["|".join(p.strip() for p in shown(s).split("|")) for s in read(sentence)] == squeezed


def test_the_table_covers_the_wording() -> None:
    assert len(rows()) >= 150

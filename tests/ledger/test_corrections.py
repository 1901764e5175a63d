"""What a person types to correct a row."""

from typing import Any

import pytest

from planbot.errors import UsageError
from planbot.ledger.corrections import correction_of
from planbot.types import Correction

READ = [
    (["value=93"], {"value": 93, "value_text": "93"}),
    (["value=93%以上"], {"value": 93, "unit": "%", "comparator": ">=", "value_text": "93%以上"}),
    (["value=3-5名"], {"value": (3, 5), "unit": "名", "comparator": "range", "value_text": "3-5名"}),
    (["unit=所", "value=12"], {"value": 12, "unit": "所", "value_text": "12"}),
    (["comparator=<=", "value=12%以上"], {"value": 12, "unit": "%", "comparator": "<=", "value_text": "12%以上"}),
    (["department=县教育局、县财政局"], {"responsible": ("县教育局", "县财政局")}),
    (["indicator= 入园率 ", "deadline=2026年底"], {"indicator": "入园率", "deadline": "2026年底"}),
    (["kind=task"], {"kind": "task"}),
]


@pytest.mark.parametrize(("changes", "fields"), READ)
def test_fields_are_read(changes: list[str], fields: dict[str, Any]) -> None:
    assert correction_of("d:1", changes) == Correction(target="d:1", **fields)


REFUSED = [
    [],
    ["93"],
    ["colour=red"],
    ["value="],
    ["value=many"],
    ["value=3所和5所"],
    ["kind=dropped"],
    ["comparator=~"],
]


@pytest.mark.parametrize("changes", REFUSED)
def test_what_corrects_nothing_is_refused_in_one_line(changes: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        correction_of("d:1", changes)
    assert "\n" not in str(refused.value)

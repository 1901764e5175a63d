"""What a person keeps of the cases that are proposed."""

import pytest

from planbot.errors import UsageError
from planbot.evals.cases import Case
from planbot.ui.evaluations import Reviewed, reviewed

PROPOSED = (
    Case(id="a", turns=("普及率要达到多少？",), numbers=("92%以上",)),
    Case(id="b", turns=("新建多少泵站？",), numbers=("18座",)),
)


def test_cases_are_kept_as_they_were_put_right() -> None:
    first, second = reviewed(
        PROPOSED, (Reviewed(id="a", facts="92%以上 | 92%; 农村"), Reviewed(id="b", answerable=False))
    )
    assert first.facts == (("92%以上", "92%"), ("农村",))
    assert (second.answerable, second.numbers) == (False, ())


@pytest.mark.parametrize("kept", [("c",), ("a", "a")])
def test_a_case_that_is_not_proposed_or_kept_twice_is_refused(kept: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        reviewed(PROPOSED, tuple(Reviewed(id=name) for name in kept))

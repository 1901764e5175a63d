"""How often someone may ask, and how long they wait after wrong passwords."""

import pytest

from planbot.ui.rate import Allowance, BackOff


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_used_up_and_fills_again() -> None:
    clock = Clock()
    allowance = Allowance(6, clock)
    assert [allowance.take("wang") for _ in range(6)] == [0.0] * 6
    assert allowance.take("wang") == pytest.approx(10)
    assert allowance.take("li") == 0.0
    clock.now += 10
    assert allowance.take("wang") == 0.0
    assert allowance.take("wang") > 0


def test_zero_is_no_limit() -> None:
    allowance = Allowance(0, Clock())
    assert not any(allowance.take("wang") for _ in range(1000))


def test_waits_double_after_the_free_failures_and_end_with_success() -> None:
    clock = Clock()
    backoff = BackOff(2, clock)
    waits: list[float] = []
    for _ in range(5):
        waits.append(backoff.wait("wang"))
        backoff.failed("wang")
    assert waits == [0, 0, 1, 2, 4]
    assert backoff.wait("li") == 0
    clock.now += 8
    assert backoff.wait("wang") == 0
    backoff.succeeded("wang")
    backoff.failed("wang")
    assert backoff.wait("wang") == 0


def test_no_wait_is_longer_than_a_quarter_of_an_hour_and_an_hour_forgets() -> None:
    clock = Clock()
    backoff = BackOff(0, clock)
    for _ in range(100):
        backoff.failed("wang")
    assert backoff.wait("wang") == 900
    clock.now += 3601
    backoff.failed("wang")
    assert backoff.wait("wang") == 2


def test_the_tables_do_not_grow_without_end() -> None:
    allowance, backoff = Allowance(1, Clock()), BackOff(0, Clock())
    for number in range(10_005):
        allowance.take(number)
        backoff.failed(number)
    assert allowance.take(0) == 0.0
    assert backoff.wait(0) == 0.0
    assert backoff.wait(10_004) > 0

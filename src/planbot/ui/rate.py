"""How often someone may: questions a minute, and longer and longer waits after wrong passwords. Times are of a monotonic clock in seconds."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

_Value = TypeVar("_Value")
_MOST_KEYS = 10_000
_LONGEST_WAIT_S = 900.0
_FORGOTTEN_S = 3600.0


class Allowance:
    """A bucket for each key that holds ``per_minute`` and fills evenly; 0: no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = per_minute
        self._clock = clock
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: Hashable) -> float:
        """Take one from the bucket of ``key``: 0.0, or the seconds to wait when it is empty."""
        if not self._size:
            return 0.0
        with self._lock:
            now, rate = self._clock(), self._size / 60
            level, since = self._levels.pop(key, (float(self._size), now))
            level = min(self._size, level + (now - since) * rate)
            enough = level >= 1
            _put(self._levels, key, (level - enough, now))
            return 0.0 if enough else (1 - level) / rate


class BackOff:
    """After ``free`` failures in a row each further one doubles the wait, from a second to a quarter of an hour."""

    def __init__(self, free: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = free
        self._clock = clock
        self._failures: OrderedDict[Hashable, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: Hashable) -> float:
        """Seconds until the next attempt for ``key``; 0.0: now."""
        with self._lock:
            count, last = self._failures.get(key, (0, 0.0))
            over = count - self._free
            pause = 0.0 if over < 0 else min(_LONGEST_WAIT_S, 2.0 ** min(over, 20))
            return max(0.0, last + pause - self._clock())

    def failed(self, key: Hashable) -> None:
        """Count a failure; those of an hour ago are forgotten."""
        with self._lock:
            now = self._clock()
            count, last = self._failures.pop(key, (0, now))
            _put(self._failures, key, (1 if now - last > _FORGOTTEN_S else count + 1, now))

    def succeeded(self, key: Hashable) -> None:
        """Forget the failures of ``key``."""
        with self._lock:
            self._failures.pop(key, None)


def _put(table: OrderedDict[Hashable, _Value], key: Hashable, value: _Value) -> None:
    table[key] = value
    if len(table) > _MOST_KEYS:
        table.popitem(last=False)

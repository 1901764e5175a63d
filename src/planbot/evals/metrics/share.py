"""A share that knows what it is a share of, so that pooled shares and missing ones come out right (pure)."""

from collections.abc import Iterable

from planbot.types import Noun


class Share(Noun):
    """``hits`` of ``of``; of nothing it has no value, which is not the same as 0."""

    hits: float = 0.0
    of: float = 0.0

    @property
    def value(self) -> float | None:
        """``hits / of``; None where there was nothing to count."""
        return self.hits / self.of if self.of else None


NOTHING = Share()


def share(verdicts: Iterable[bool]) -> Share:
    """How many of the verdicts are true."""
    counted = list(verdicts)
    return Share(hits=sum(counted), of=len(counted))


def once(value: float | bool) -> Share:
    """A value that counts once, whatever it was computed from."""
    return Share(hits=float(value), of=1.0)


def pooled(shares: Iterable[Share]) -> Share:
    """All of them as one: micro average."""
    counted = list(shares)
    return Share(hits=sum(item.hits for item in counted), of=sum(item.of for item in counted))

"""An answer begun again when a document that it needs was replaced before anything of it was shown."""

from collections.abc import Callable, Iterator

from planbot.errors import HomeChanged
from planbot.types import Answer

TRIES = 5
"""How often an answer begins at most; each time only a replacement within its first tenths of a second can undo it."""


def steadily(begin: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
    """The snapshots of ``begin()``, begun anew while nothing but passages has been shown. Raises HomeChanged when all tries failed."""
    for left in reversed(range(TRIES)):
        shown = False
        try:
            for snapshot in begin():
                shown = shown or bool(snapshot.answer)
                yield snapshot
        except HomeChanged:
            if shown or not left:
                raise
        else:
            return

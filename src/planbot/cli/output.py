"""Printing: one JSON document, text that cannot steer a terminal, plain tables, a progress bar on stderr."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from pydantic import BaseModel

    from planbot.types import Progress

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters but tab and line feed, and marks that break a line, reorder or hide what follows."""
_UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def safe(text: str) -> str:
    """``text`` for a terminal: a control character is shown as U+FFFD, a carriage return before a line feed is dropped."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def say(text: str = "", *, end: str = "\n") -> None:
    """Print document or answer text to stdout, made safe."""
    sys.stdout.write(safe(text) + end)
    sys.stdout.flush()


def note(text: str) -> None:
    """Print a message for a person to stderr, on one line."""
    sys.stderr.write(safe(" ".join(text.split())) + "\n")
    sys.stderr.flush()


def raw(text: str) -> None:
    """Print ``text`` code point for code point when stdout is not a terminal; made safe when it is."""
    if sys.stdout.isatty():
        say(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def dumped(value: "BaseModel") -> dict[str, Any]:
    """The JSON form of a shape."""
    return value.model_dump(mode="json")


def to_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON in readable Unicode; what could steer a terminal or split a line is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def print_json(value: "BaseModel") -> None:
    """Exactly one JSON document on stdout."""
    sys.stdout.write(to_json(dumped(value)) + "\n")
    sys.stdout.flush()


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned by display width, in which a Chinese character is two columns wide."""
    lines = [list(headers), *([safe(cell).replace("\n", " ") for cell in row] for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(headers))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shortened(text: str, columns: int) -> str:
    """``text`` on one line, cut to ``columns`` with an ellipsis."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    while line and width(line) >= columns:
        line = line[:-1]
    return line + "…"


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    import typer

    raise typer.Exit(code)


@contextmanager
def progress_bar() -> Generator["Callable[[Progress], None] | None"]:
    """A callback that draws a bar with rate and time left on stderr; None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit="", file=sys.stderr, dynamic_ncols=True, leave=False, smoothing=0.1, miniters=0) as bar:

        def draw(step: "Progress") -> None:
            unit = f" {step.unit}"
            begun = bar.unit != unit
            if begun or step.done < bar.n:
                bar.reset()
            bar.total, bar.unit = step.total or None, unit
            bar.set_description_str(safe(shortened(step.label, 32)), refresh=False)
            bar.update(step.done - bar.n)
            if begun:  # the first step of a stage is seen at once: the next may take long
                bar.refresh()

        yield draw

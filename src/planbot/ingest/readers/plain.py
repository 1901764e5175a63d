"""Plain text: kept exactly as decoded."""

import re

from planbot.errors import RefusedDocument
from planbot.ingest.readers.encoding import decode
from planbot.types import ReadText, Warning

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]+"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MAX_CONTROLS = 0.002
"""Share of control characters above which a file is not taken for text."""


def read_plain(data: bytes, file: str) -> ReadText:
    """Decoded text, byte order mark dropped, line ends as in the file."""
    decoded = decode(data, file)
    refuse_controls(decoded.text, file)
    return ReadText(text=decoded.text, format="txt", warnings=decoded.warnings)


def refuse_controls(text: str, file: str) -> None:
    """Raises RefusedDocument (code binary) where control characters show that this is no text."""
    found = _CONTROL.findall(text)
    if len(found) > max(2, len(text) * _MAX_CONTROLS) or "\x00" in found:
        raise RefusedDocument(
            f"{file}: holds control characters, so it is not a text file; save it as UTF-8 text, docx or pdf",
            code="binary",
        )


def invisible(text: str) -> tuple[Warning, ...]:
    """A warning when the text holds characters that nobody sees but a program reads."""
    found = list(_INVISIBLE.finditer(text))
    if not found:
        return ()
    count = sum(len(match.group()) for match in found)
    message = f"{count} invisible characters (zero width or text direction) stand in the text"
    return (Warning(code="hidden_text", message=message, start=found[0].start(), end=found[0].end()),)

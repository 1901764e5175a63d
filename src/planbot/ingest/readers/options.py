"""What a reader may do and how large its input may be."""

from pathlib import Path

from pydantic import Field

from planbot.errors import RefusedDocument
from planbot.types import Noun

_MEBIBYTE = 1024 * 1024


class ReadOptions(Noun):
    """Limits that keep one hostile or oversized file from stopping the others."""

    ocr: bool = False
    """Read pages without a text layer with the optional OCR extra."""
    max_bytes: int = Field(default=100 * _MEBIBYTE, gt=0)
    """Size of the file on disk."""
    max_chars: int = Field(default=5_000_000, gt=0)
    """Length of the text made from it, in code points."""
    max_decompression_ratio: int = Field(default=200, gt=1)
    """Unpacked to packed size of a docx or xlsx; looked at from 16 MiB unpacked on."""
    max_unpacked_bytes: int = Field(default=1024 * _MEBIBYTE, gt=0)
    max_entries: int = Field(default=20_000, gt=0)
    """Files inside a docx or xlsx."""
    max_pages: int = Field(default=5_000, gt=0)
    libreoffice: str | None = None
    """Path of ``soffice``; None looks for it on PATH."""
    convert_seconds: float = Field(default=120.0, gt=0)
    """How long LibreOffice may take for one legacy file."""


def shown(path: Path) -> str:
    """The file name as one printable line: control, direction and undecodable characters are escaped, long names cut."""
    name = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path.name) or str(path)
    return name if len(name) <= 120 else f"{name[:80]}…{name[-30:]}"


def broken(file: str, what: str, fix: str) -> RefusedDocument:
    """The refusal of a file whose format is right and whose content is not."""
    return RefusedDocument(f"{file}: {what}; {fix}", code="broken")

"""LibreOffice as a printer: Word files become PDF, and pages become pictures."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pypdfium2

SOFFICE = shutil.which("soffice")
_SECONDS = 120
_MM = 25.4 / 72


class Letter(NamedTuple):
    """A printed character; millimetres from the left and upper edge of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


class Sheet(NamedTuple):
    """A printed page; millimetres."""

    width: float
    height: float
    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """All letters as they are ordered in the file."""
        return "".join(letter.text for letter in self.letters)


def printed(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The PDF of each file, by name; one start of LibreOffice for all."""
    assert SOFFICE
    sources = [folder / f"{name}.docx" for name in files]
    for path, data in zip(sources, files.values(), strict=True):
        path.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return {name: folder / f"{name}.pdf" for name in files}


def sheets(path: Path) -> list[Sheet]:
    """The pages with their letters, white space left out."""
    with pypdfium2.PdfDocument(path) as document:
        return [_sheet(page) for page in document]


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    return Sheet(width * _MM, height * _MM, tuple(_letters(page, height)))


def _letters(page: pypdfium2.PdfPage, height: float) -> Iterator[Letter]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            left, bottom, right, top = text.get_charbox(index, loose=True)
            yield Letter(sign, left * _MM, right * _MM, (height - top) * _MM, (height - bottom) * _MM)

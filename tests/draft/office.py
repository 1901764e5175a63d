"""LibreOffice as a printer: Word files become PDF, and pages become pictures."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pypdfium2

SOFFICE = shutil.which("soffice")
_SECONDS = 120
_MM = 25.4 / 72


_STAND_INS = {
    "方正小标宋简体": ("Noto Serif CJK SC", 200),
    "仿宋_GB2312": ("Noto Serif CJK SC", 80),
    "楷体_GB2312": ("Noto Serif CJK SC", 80),
    "宋体": ("Noto Serif CJK SC", 80),
    "黑体": ("Noto Sans CJK SC", 80),
}
"""Free fonts that look most like those of the standard, with their weight; what fontconfig would pick is all of one look."""
_FONTS = (
    '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    + "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test><edit name="family" mode="assign" binding="same">'
        f'<string>{free}</string></edit><edit name="weight" mode="assign"><int>{weight}</int></edit></match>'
        for name, (free, weight) in _STAND_INS.items()
    )
    + "</fontconfig>"
)


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
    return _converted(files, folder, "pdf")


def resaved(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice opens it and writes it again as .docx."""
    (path,) = _converted({"again": data}, folder, "docx").values()
    return path.read_bytes()


def _converted(files: Mapping[str, bytes], folder: Path, form: str) -> dict[str, Path]:
    assert SOFFICE
    sources = [folder / f"{name}.docx" for name in files]
    made = folder / "made"
    for path, data in zip(sources, files.values(), strict=True):
        path.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS, encoding="utf-8")
    command = [SOFFICE, profile, "--headless", "--convert-to", form, "--outdir", str(made), *map(str, sources)]
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, env=environment)
    return {name: made / f"{name}.{form}" for name in files}


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

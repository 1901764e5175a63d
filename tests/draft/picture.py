"""A picture of a drafted Word file, printed by LibreOffice: ``python -m tests.draft.picture [FILE]`` (default docs/images/draft.png)."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageOps
from tests.draft.office import printed
from tests.draft.official_drafts import SHOWN

from planbot.draft.official.docx import to_docx

ROOT = Path(__file__).parents[2]
_SCALE, _GAP = 1.25, 24


def pages(path: Path) -> list[Image.Image]:
    """Each page with a thin edge."""
    with pypdfium2.PdfDocument(path) as document:
        return [ImageOps.expand(page.render(scale=_SCALE).to_pil(), 1, "#bbbbbb") for page in document]


def main(target: Path) -> None:
    with TemporaryDirectory() as scratch:
        found = pages(printed({"draft": to_docx(SHOWN)}, Path(scratch))["draft"])
    width, height = found[0].size
    sheet = Image.new("RGB", (len(found) * (width + _GAP) + _GAP, height + 2 * _GAP), "#eeeeee")
    for number, page in enumerate(found):
        sheet.paste(page, (_GAP + number * (width + _GAP), _GAP))
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images" / "draft.png")

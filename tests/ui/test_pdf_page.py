"""The picture of a PDF's page marks the words that were cited, and is not made of another file than was taken in."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from planbot.assistant import Assistant
from planbot.types import StoredDocument
from planbot.ui.pdf_page import page_view, picture


@pytest.fixture
def stored(assistant: Assistant) -> StoredDocument:
    (pdf,) = (document for document in assistant.documents() if document.format == "pdf")
    return assistant.outline(pdf.id)


def ink(image: Image.Image, left: float, top: float, width: float, height: float) -> int:
    """Dark pixels in a part of the picture given in shares of its sides."""
    w, h = image.size
    part = image.crop((round(left * w), round(top * h), round((left + width) * w), round((top + height) * h)))
    return sum(part.convert("L").histogram()[:128])


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.9])
def test_the_marks_lie_on_the_words(stored: StoredDocument, share: float) -> None:
    text = stored.read.text
    start = text.index("。", int(len(text) * share)) + 1
    end = text.find("。", start) + 1 or len(text)
    page = max(mark.number for mark in stored.read.pages if mark.start <= start)
    view = page_view(stored, page, start, end)
    assert view.available
    assert view.marks
    drawn = picture(stored, page)
    assert drawn
    with Image.open(BytesIO(drawn)) as image:
        assert image.size == pytest.approx((view.width, view.height), abs=1)
        for mark in view.marks:
            assert 0 <= mark.left <= mark.left + mark.width <= 1
            assert ink(image, mark.left, mark.top, mark.width, mark.height) > 20


def test_a_file_that_changed_or_went_has_no_picture(stored: StoredDocument, tmp_path: Path) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(b"%PDF-1.4")
    for path in (changed, tmp_path / "gone.pdf"):
        moved = stored.model_copy(update={"document": stored.document.model_copy(update={"path": str(path)})})
        assert not page_view(moved, 1, 0, 10).available
        assert picture(moved, 1) is None


@pytest.mark.parametrize("size", [(1, 14_400), (14_400, 1), (3, 3)])
def test_a_page_of_any_shape_makes_a_picture_of_bounded_size(
    stored: StoredDocument, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "strip.pdf"
    with pypdfium2.PdfDocument.new() as made:
        made.new_page(*size)
        made.save(path)
    document = stored.document.model_copy(update={"path": str(path), "sha256": sha256(path.read_bytes()).hexdigest()})
    strip = stored.model_copy(update={"document": document})
    drawn = picture(strip, 1)
    assert drawn
    with Image.open(BytesIO(drawn)) as image:
        assert image.width <= 1400
        assert image.height <= 7000


@pytest.mark.parametrize("page", [0, 999])
def test_there_is_no_picture_of_a_page_that_is_not_there(stored: StoredDocument, page: int) -> None:
    assert not page_view(stored, page, 0, 10).available
    assert picture(stored, page) is None


def test_only_a_pdf_has_pictures(assistant: Assistant) -> None:
    other = next(document for document in assistant.documents() if document.format != "pdf")
    assert picture(assistant.outline(other.id), 1) is None

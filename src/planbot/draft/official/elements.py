"""Elements of WordprocessingML and the reading of the template's parts."""

import io
import zipfile
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from docx.document import Document

_PARTS = {
    "[Content_Types].xml": "content_types",
    "_rels/.rels": "package.rels",
    "word/_rels/document.xml.rels": "document.rels",
    "word/document.xml": "document",
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/fontTable.xml": "fontTable",
    "word/numbering.xml": "numbering",
    "word/footer1.xml": "footer1",
    "word/footer2.xml": "footer2",
    "docProps/core.xml": "core",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def w(tag: str, *children: Any, **attributes: object) -> Any:
    """The element ``w:tag`` with attributes in the same namespace."""
    import docx.oxml

    node: Any = cast("Any", docx.oxml).OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        node.set(qualified(name), str(value))
    node.extend(children)
    return node


def qualified(name: str) -> str:
    """The full name of an element or attribute ``w:name``."""
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def template() -> "Document":
    """A new, empty document with the page, styles, numbering and page numbers of the standard."""
    from docx import Document

    return Document(io.BytesIO(_template()))


@cache
def _template() -> bytes:
    folder = files("planbot.draft.official").joinpath("template")
    return packed({name: folder.joinpath(f"{part}.xml").read_bytes() for name, part in _PARTS.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive of the parts in their order; the same parts give the same bytes whatever the time is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def saved(document: "Document") -> bytes:
    """The finished file, without the time of writing."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})

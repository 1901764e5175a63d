"""A draft as a Word file in the official format: real styles, real numbering, page numbers, sources as notes or comments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from planbot.draft.blocks import words_of
from planbot.draft.official.clean import clean
from planbot.draft.official.closing import attachments, date_line, right_blanks
from planbot.draft.official.elements import saved, template, w
from planbot.draft.official.headings import heading_length
from planbot.draft.official.notes import Comments, Endnotes, NoNotes
from planbot.draft.official.numbering import Lists, Place
from planbot.draft.official.runs import Marker, runs
from planbot.draft.official.tables import table
from planbot.draft.official.titles import title_lines
from planbot.types import Draft, DraftBlock, DraftSentence, Noun

if TYPE_CHECKING:
    from docx.document import Document

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BLANK_LINE_BEFORE = {"before": 560, "line": 560, "lineRule": "exact"}
Sources = Literal["endnotes", "comments", "none"]
_NOTES: dict[Sources, type[NoNotes]] = {"endnotes": Endnotes, "comments": Comments, "none": NoNotes}


class DocxOptions(Noun):
    """What a person may choose about the file."""

    sources: Sources = "endnotes"
    """Endnotes name the sources; comments also tell of every sentence whether it is carried over, updated or new."""


def to_docx(draft: Draft, options: DocxOptions | None = None) -> bytes:
    """The Word file. The same draft gives the same bytes; nothing of the text can become a field, link or formula."""
    document = template()
    document.core_properties.title = clean(draft.title).strip()[:255]
    writer = _Writer(document, draft, (options or DocxOptions()).sources)
    for index, block in enumerate(draft.blocks):
        writer.block(block, draft.blocks[:index], draft.blocks[index + 1 :])
    if not draft.blocks:
        writer.lines(draft.draft)
    writer.finish()
    return saved(document)


class _Writer:
    """Adds one block after another to the document."""

    def __init__(self, document: "Document", draft: Draft, sources: Sources) -> None:
        self._end: Any = cast("Any", document.element).body.sectPr
        self._lists = Lists(cast("Any", document.part.numbering_part).element)
        self._marker = Marker(draft.placeholders)
        self._notes = _NOTES[sources](document, draft.citations)

    def block(self, block: DraftBlock, before: Sequence[DraftBlock], after: Sequence[DraftBlock]) -> None:
        """Write one block; its neighbours tell an addressee and where a signature stands."""
        if block.kind == "table":
            self._table(block)
        elif block.kind in ("issuer", "date"):
            self._closing(block, before[-1:], after[:1])
        elif block.kind == "title":
            self._title(block)
        elif items := attachments(clean(words_of(block))):
            self._attachments(items)
        elif _is_addressee(block, before[-1:]):
            self._sentences(self._add("Salutation"), block.sentences)
        else:
            self._numbered(block)

    def lines(self, text: str) -> None:
        """A draft without blocks: what there is to say, line by line."""
        for line in filter(None, (clean(each).strip() for each in text.splitlines())):
            self._add("BodyText").extend(runs(line, self._marker))

    def finish(self) -> None:
        """Add the parts that the notes need."""
        self._notes.finish()

    def _add(self, style: str, *properties: Any) -> Any:
        """A new paragraph at the end; ``properties`` in the order of the schema (numPr, spacing, ind)."""
        paragraph = w("p", w("pPr", w("pStyle", val=style), *properties))
        self._end.addprevious(paragraph)
        return paragraph

    def _sentences(self, paragraph: Any, sentences: Sequence[DraftSentence], first: str | None = None) -> None:
        """``first`` is the character style of the first sentence."""
        for index, sentence in enumerate(sentences):
            text = clean(sentence.text)
            text = text.lstrip() if index == 0 else text
            written = runs(
                text.rstrip() if index == len(sentences) - 1 else text, self._marker, None if index else first
            )
            paragraph.extend(written)
            self._notes.after(paragraph, sentence, written)

    def _title(self, block: DraftBlock) -> None:
        paragraph = self._add("Title")
        first, *rest = title_lines(clean(words_of(block)).strip())
        written = runs(first, self._marker)
        for line in rest:
            written += [w("r", w("br")), *runs(line, self._marker)]
        paragraph.extend(written)
        for sentence in block.sentences[:1]:
            self._notes.after(paragraph, sentence, written)

    def _numbered(self, block: DraftBlock) -> None:
        """A heading, a paragraph with a heading in it, or text."""
        label = clean(block.label).lstrip()
        place = self._lists.place(label, block.level, heading=block.kind != "paragraph")
        level = block.level if place is None else place.rank
        style = f"Heading{level}" if block.kind == "heading" and level else "BodyText"
        own = f"Heading{level}Char" if level and _opens_with_heading(block, label) else None
        paragraph = self._add(style, *_number(place, styled=style != "BodyText"))
        if place is None:
            paragraph.extend(runs(label, self._marker, own))
        self._sentences(paragraph, block.sentences, own)

    def _table(self, block: DraftBlock) -> None:
        if block.sentences:
            self._sentences(self._add("Caption"), block.sentences)
        if any(block.rows):
            self._end.addprevious(table(block.rows, self._marker, self._notes))

    def _closing(self, block: DraftBlock, before: Sequence[DraftBlock], after: Sequence[DraftBlock]) -> None:
        """Signature and date on the right, a blank line above them (7.3.5.2)."""
        around = {each.kind: clean(words_of(each)).strip() for each in (*before, *after, block)}
        issuer, date = around.get("issuer", ""), date_line(around.get("date", ""))
        signature = block.kind == "issuer"
        right = right_blanks(issuer, date)[0 if signature else 1]
        indent = w("ind", rightChars=right, right=right * 32 // 10, firstLineChars=0, firstLine=0)
        spacing = [w("spacing", **_BLANK_LINE_BEFORE)] if signature or not issuer else []
        paragraph = self._add("Signature" if signature else "Date", *spacing, indent)
        written = runs(issuer if signature else date, self._marker)
        paragraph.extend(written)
        for sentence in block.sentences[:1]:
            self._notes.after(paragraph, sentence, written)

    def _attachments(self, items: Sequence[tuple[str, str]]) -> None:
        """附件：1. … one to a line, a blank line above, names hanging (7.3.4)."""
        numbered = 100 if len(items) > 1 else 0
        for index, (lead, name) in enumerate(items):
            left, hanging = 500 + numbered, numbered + (0 if index else 300)
            indent = w("ind", leftChars=left, left=left * 32 // 10, hangingChars=hanging, hanging=hanging * 32 // 10)
            spacing = [] if index else [w("spacing", **_BLANK_LINE_BEFORE)]
            self._add("AttachmentNote", *spacing, indent).extend(runs(lead + name, self._marker))


def _number(place: Place | None, *, styled: bool) -> list[Any]:
    """w:numPr where the style does not say it; a heading without a number is taken out of its style's list."""
    if place is None:
        return [w("numPr", w("numId", val=0))] if styled else []
    if styled and place.styled:
        return []
    return [w("numPr", w("ilvl", val=place.level), w("numId", val=place.list))]


def _opens_with_heading(block: DraftBlock, label: str) -> bool:
    """Is the first sentence set in the font of the level? Of a numbered paragraph it is when it is short (7.3.3)."""
    if block.kind != "paragraph" or not label:
        return block.kind == "run_in"
    first = len(label) + len(clean(block.sentences[0].text)) if block.sentences else 0
    return 0 < first <= heading_length(label + clean(words_of(block)).strip()) + 1


def _is_addressee(block: DraftBlock, before: Sequence[DraftBlock]) -> bool:
    """The body that a document is sent to: a line ending in a colon right under the title (7.3.2)."""
    under = [each.kind for each in before] == ["title"]
    return under and block.kind == "paragraph" and not block.label and clean(words_of(block)).rstrip().endswith("：")

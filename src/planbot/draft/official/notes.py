"""Where each sentence comes from: as endnotes in a part of their own, or as comments."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from planbot.draft.official.clean import clean
from planbot.draft.official.elements import qualified, w
from planbot.draft.official.runs import Marker, runs
from planbot.ingest.readers.markup import etree
from planbot.lexicon.load import load
from planbot.types import Change, Citation, DraftSentence

if TYPE_CHECKING:
    from docx.document import Document

_AUTHOR = "planbot"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
_PLAIN = Marker(())
_MARK = re.compile(r"\[(\d{1,4})\]")
_MARKS = re.compile(r"\s*(?:\[\d{1,4}\])+")
_STOPS = "。！？；"
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside a quotation (GB/T 15834-2011, 4.8.3.5)."""


class NoNotes:
    """A clean copy: sources are left out."""

    def __init__(self, document: "Document", citations: Sequence[Citation]) -> None:
        self._document = document
        self._citations = {citation.marker: citation for citation in citations}

    def after(self, paragraph: Any, sentence: DraftSentence, written: Sequence[Any]) -> None:
        """Tell where the sentence comes from whose runs were just written at the end of ``paragraph``."""

    def finish(self) -> None:
        """Add what the document needs besides; called once, at the end."""

    def parts(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        """``text`` cut behind the marks in it ("98% [3]；99% [4]"), the marks taken out: each stretch with the citations it rests on."""
        found: list[tuple[str, tuple[int, ...]]] = []
        begin = 0
        for match in _MARKS.finditer(text):
            markers = tuple(map(int, _MARK.findall(match.group())))
            if all(marker in self._citations for marker in markers):
                found.append((text[begin : match.start()], markers))
                begin = match.end()
        return [*found, (text[begin:], ())]

    def _sources(self, sentence: DraftSentence) -> list[str]:
        return [source_line(self._citations[each]) for each in sentence.markers if each in self._citations]


class Endnotes(NoNotes):
    """One note a sentence that has a source, with number and words of each."""

    def __init__(self, document: "Document", citations: Sequence[Citation]) -> None:
        super().__init__(document, citations)
        self._notes: list[Any] = []

    def after(self, paragraph: Any, sentence: DraftSentence, written: Sequence[Any]) -> None:
        """Set the number of a new note before the stop of the sentence; nothing for one without source."""
        sources = self._sources(sentence)
        if not sources or not written:
            return
        number = len(self._notes) + 1
        stop = _stop(written[-1])
        paragraph.append(_reference(w("endnoteReference", id=number)))
        if stop is not None:
            paragraph.append(stop)
        mark = _reference(w("endnoteRef"))
        lines = [*sources, *_changed(sentence.changes)]
        paragraphs = [w("p", w("pPr", w("pStyle", val="EndnoteText")), *runs(line, _PLAIN)) for line in lines]
        paragraphs[0].insert(1, mark)
        self._notes.append(w("endnote", *paragraphs, id=number))

    def finish(self) -> None:
        """Add the part with the notes and the lines that part them from the text."""
        if not self._notes:
            return
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        root = w("endnotes", _line("separator", -1), _line("continuationSeparator", 0), *self._notes)
        part = self._document.part
        made = Part(
            PackURI("/word/endnotes.xml"), _TYPE, etree.tostring(root, encoding="UTF-8", standalone=True), part.package
        )
        part.relate_to(made, _RELATION)
        stated = w("endnotePr", w("numFmt", val="decimal"), w("endnote", id=-1), w("endnote", id=0))
        settings: Any = self._document.settings.element
        settings.find(qualified("compat")).addprevious(stated)


class Comments(NoNotes):
    """A comment on every sentence: carried over, updated or new, with its sources and what changed."""

    def after(self, paragraph: Any, sentence: DraftSentence, written: Sequence[Any]) -> None:
        """Comment on the runs of the sentence."""
        if not written:
            return
        lines = [load("official")["origins"][sentence.origin], *self._sources(sentence), *_changed(sentence.changes)]
        comment: Any = self._document.comments.add_comment("\n".join(lines), author=_AUTHOR, initials=_AUTHOR)
        comment._comment_elm.attrib.pop(qualified("date"), None)
        number = comment.comment_id
        written[0].addprevious(w("commentRangeStart", id=number))
        paragraph.append(w("commentRangeEnd", id=number))
        style = w("rPr", w("rStyle", val="CommentReference"))
        paragraph.append(w("r", style, w("commentReference", id=number)))


def source_line(citation: Citation) -> str:
    """One line that names the document, the section and the page, and quotes the words."""
    words = load("official")["sources"]
    path = words["path"].join(citation.section)
    page = "" if citation.page is None else words["page"].format(page=citation.page)
    place = words["pause"].join(filter(None, (citation.part or "", path, page)))
    line = words["line"].format(title=citation.title, file=citation.file, place=words["pause"] * bool(place) + place)
    return clean(line + words["quote"].format(quote=citation.quote.translate(_INNER))).strip()


def _changed(changes: Sequence[Change]) -> list[str]:
    """What differs from the source, in one line; none where nothing does."""
    words = load("official")["changes"]
    steps = [
        words[each.op].format(old=each.old.translate(_INNER), new=each.new.translate(_INNER))
        for each in changes
        if each.op != "keep"
    ]
    return [clean(words["lead"] + words["pause"].join(steps)).strip()] if steps else []


def _reference(mark: Any) -> Any:
    return w("r", w("rPr", w("rStyle", val="EndnoteReference")), mark)


def _stop(run: Any) -> Any:
    """The full stop at the end of a run as a run of its own, cut off from it; None where there is none.

    Behind the stop, the number could come to stand on the next line alone.
    """
    words = run.find(qualified("t"))
    if len(words.text) < 2 or words.text[-1] not in _STOPS:
        return None
    stop = deepcopy(run)
    words.text, stop.find(qualified("t")).text = words.text[:-1], words.text[-1]
    return stop


def _line(kind: str, number: int) -> Any:
    spacing = w("pPr", w("spacing", line=240, lineRule="auto"))
    return w("endnote", w("p", spacing, w("r", w(kind))), type=kind, id=number)

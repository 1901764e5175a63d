"""Saved web pages: all visible text in order, with what is not main text marked as page furniture."""

import email
import email.policy
import re
from typing import Any

from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.encoding import decode
from planbot.ingest.readers.grid import captions, header_rows, plain_row, spread
from planbot.ingest.readers.html_hidden import Visibility
from planbot.ingest.readers.html_main import main_blocks, names_furniture, unread
from planbot.ingest.readers.html_table import caption, cells, is_data
from planbot.ingest.readers.html_text import BLOCKS, collapsed
from planbot.ingest.readers.markup import etree, html
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.lexicon.load import load
from planbot.types import ReadText

_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w-]+)", re.I
)
_HEADING = re.compile(r"h([1-6])")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_NOT_WORD = re.compile(r"[\W_]+")
_NUL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_MIN_TITLE = 6
_RULES = {"nav": "nav", "footer": "footer", "aside": "aside", "header": "page_header"}


def read_html(data: bytes, file: str, options: ReadOptions, charset: str | None = None) -> ReadText:
    """Text of hidden elements is left out and warned about; scripts, styles and form controls are no text."""
    match = _CHARSET.search(data[:8192])
    declared = charset or (next(group for group in match.groups() if group).decode("ascii") if match else None)
    decoded = decode(data, file, declared)
    root = _parsed(decoded.text, file)
    body = root.find("body") if root.tag == "html" else root
    if body is None:
        body = root
    composer = Composer(file, options.max_chars)
    for warning in decoded.warnings:
        composer.warn(warning.code, warning.message)
    hidden, lost = _hidden(root, body)
    title = _stated(root, "title_metas") or collapsed(root.findtext(".//title") or "").strip() or None
    page = _Page(composer, hidden, main_blocks(body, hidden), title)
    page.walk(body)
    if lost:
        composer.warn("hidden_text", f"{lost} characters that a browser would not show were left out")
    found = composer.finish("html", title=title, published=_iso(_stated(root, "date_metas")))
    return found if found.published else found.model_copy(update={"published": _dated(found.text)})


def read_mhtml(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """A page saved as one MIME file: its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(content := part.get_payload(decode=True), bytes):
            return read_html(content, file, options, part.get_content_charset())
    raise broken(file, "it holds no web page", "save the page again as HTML")


def _parsed(text: str, file: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_NUL.sub("", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as exc:
        raise broken(file, "it holds no readable HTML", "save the page again") from exc
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RecursionError  # the parser left the deepest part out
    return root


def _hidden(root: Any, body: Any) -> tuple[frozenset[Any], int]:
    """Elements a browser would not show, and how many characters they hold."""
    visibility, found, lost = Visibility(root), set[Any](), 0
    stack = list(body)
    while stack:
        node = stack.pop()
        if unread(node):
            continue
        if visibility.hides(node):
            found.add(node)
            lost += sum(len(text.strip()) for text in node.itertext() if text.strip())
        else:
            stack.extend(node)
    return frozenset(found), lost


def _stated(root: Any, kind: str) -> str | None:
    metas = {
        (node.get("name") or node.get("property") or "").lower(): node.get("content") for node in root.iter("meta")
    }
    return next(
        (content.strip() for name in load("html_pages")[kind] if (content := metas.get(name)) and content.strip()), None
    )


def _iso(text: str | None) -> str | None:
    match = _DATE.search(text or "")
    if not match or not 1 <= int(match.group(2)) <= 12 or not 1 <= int(match.group(3)) <= 31:
        return None
    return f"{match.group(1)}-{int(match.group(2)):02d}-{int(match.group(3)):02d}"


def _dated(text: str) -> str | None:
    """The first date after words such as 发布时间, in a line or in the next cell of a row."""
    words = "|".join(load("html_pages")["date_words"])
    match = re.search(rf"(?:{words})\s*[:：]?\s*\|?\s*({_DATE.pattern})", text)
    return _iso(match.group(1)) if match else None


def _key(text: str) -> str:
    return _NOT_WORD.sub("", text)


class _Page:
    """Walks a page and writes its lines, headings and tables."""

    def __init__(self, composer: Composer, hidden: frozenset[Any], main: frozenset[Any], title: str | None) -> None:
        self._composer, self._hidden, self._main = composer, hidden, main
        self._title = _key(title or "")
        self._line: list[str] = []
        self._heading: int | None = None
        self._inside_main = 0
        self._aside: list[str] = []
        self._links = 0
        self._linked_only = True

    def walk(self, body: Any) -> None:
        """Without recursion: a hostile page may nest thousands deep."""
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, node in walker:
            if event == "start":
                if unread(node) or node in self._hidden:
                    walker.skip_subtree()
                elif node.tag == "table" and is_data(node, self._hidden):
                    self._enter(node)
                    self._table(node)
                    self._leave(node)
                    walker.skip_subtree()
                else:
                    self._enter(node)
                    self._add(node.text, node)
            else:
                if (
                    not unread(node)
                    and node not in self._hidden
                    and not (node.tag == "table" and is_data(node, self._hidden))
                ):
                    self._leave(node)
                if node is not body:
                    self._add(node.tail, node)
        self._flush()

    def _add(self, text: str | None, node: Any) -> None:
        if not text:
            return
        if node.tag == "pre" or any(each.tag == "pre" for each in node.iterancestors()):
            for number, line in enumerate(text.splitlines()):
                if number:
                    self._flush()
                self._line.append(line)
            return
        self._line.append(text)
        self._linked_only &= self._links > 0 or not text.strip()

    def _enter(self, node: Any) -> None:
        if node.tag in BLOCKS:
            self._flush()
        if node in self._main:
            self._inside_main += 1
        if node.tag == "a":
            self._links += 1
        if match := _HEADING.fullmatch(node.tag):
            self._heading = int(match.group(1))
        if rule := _aside_rule(node):
            self._aside.append(rule)

    def _leave(self, node: Any) -> None:
        if node.tag in BLOCKS:
            self._flush()
        if node in self._main:
            self._inside_main -= 1
        if node.tag == "a":
            self._links -= 1
        if _HEADING.fullmatch(node.tag):
            self._heading = None
        if _aside_rule(node):
            self._aside.pop()

    def _flush(self) -> None:
        text = collapsed("".join(self._line)).strip(" \u3000\n")
        linked, self._linked_only = self._linked_only, True
        self._line = []
        if not text:
            return
        rule = self._furniture_rule(text, linked=linked)
        if rule:
            span = self._composer.line(text)
            self._composer.furniture(*span, rule)
        elif self._heading and not linked:
            self._composer.heading(text, self._heading)
        else:
            self._composer.line(text)

    def _furniture_rule(self, text: str, *, linked: bool) -> str | None:
        if self._aside and not (self._inside_main and self._heading):
            return self._aside[-1]
        if self._inside_main:
            return None
        return None if not linked and self._is_title(text) else "outside_main"

    def _is_title(self, text: str) -> bool:
        """The line that the page's own title begins with, which often stands outside the main block."""
        key = _key(text)
        return len(key) >= _MIN_TITLE and (self._title.startswith(key) or (bool(self._heading) and key in self._title))

    def _table(self, node: Any) -> None:
        self._flush()
        start = self._composer.length
        rows, stated = cells(node, self._hidden)
        grid = [slots for slots in spread(rows) if any(text.strip() for _, text, _ in slots)]
        above = captions(grid)
        titles = [text for text in (caption(node), *(plain_row(slots[0][1]) for slots in grid[:above])) if text]
        for title in titles:
            self._composer.line(title)
        rest = grid[above:]
        self._composer.table(
            rest, max(min(stated - above, len(rest) - 1), header_rows(rest)), titles[0] if titles else None
        )
        if not self._inside_main or self._aside:
            self._composer.furniture(start, max(start, self._composer.length - 1), "outside_main")


def _aside_rule(node: Any) -> str | None:
    if node.tag in _RULES:
        return _RULES[node.tag]
    return "named_furniture" if node.tag in ("div", "ul", "span", "p", "section") and names_furniture(node) else None

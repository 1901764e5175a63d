"""Cases made from what planbot understood of any documents, with no labels and no model (pure).

What a case expects is taken from the ledger and the outline. Such cases measure whether answering finds and says what ingest has
read; what ingest misread, they take for right: a person looks through them before they are used.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.evals.cases import Case, Evidence
from planbot.ledger.indicators import canonical
from planbot.ledger.numbers import quantities
from planbot.ledger.query import side_by_side
from planbot.lexicon.load import load
from planbot.sentences import sentences
from planbot.store.tokens import tokens
from planbot.types import Section, StoredDocument, Target

NAMED = 24
"""Longest indicator or task, in characters, that a question names."""
SHORTEST = 4
ITEMS = range(2, 9)
"""How many answers a list may have: one is no list, and more than eight nobody checks."""
FOREIGN = 0.5
"""An unanswerable twin asks a document that holds fewer than this share of the words asked about."""
_NUMBER = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百0-9]{1,4}[）)]|\d{1,2}(?:\.\d{1,2})+[.、\s]|\d{1,2}\s|第?[一二三四五六七八九十百0-9]{1,4}[、.．章节条篇：:]|[一二三四五六七八九十]是|[①-⑳])\s*"
)
_NOTE = re.compile(r"[（(][^（()）]*(?:负责|责任单位|牵头|落实|配合|参与)[^（()）]*[）)]\W*$")
"""A note in brackets that says who is responsible, at the end of a stretch."""
_ORDERED = re.compile(r"\S{2,8}要")
"""A task that names its own body: "县财政局要…"."""
_ENDS = ("中", "时", "后", "的", "上", "下", "前")


def generate(documents: Sequence[StoredDocument], other: bool = True) -> tuple[Case, ...]:
    """Every case that can be made, numbered by kind. ``other``: with unanswerable twins, which need a second document."""
    made = _distinct([*(case for document in documents for case in _of_document(document)), *_comparisons(documents)])
    twins = list(_twins(made, documents)) if other else []
    return tuple(_numbered([*made, *twins]))


def _of_document(document: StoredDocument) -> Iterator[Case]:
    yield from _values(document)
    yield from _deadlines(document)
    yield from _responsible(document)
    yield from _duties(document)
    yield from _lists(document)
    yield from _places(document)


def _case(kind: str, ask: str, document: StoredDocument, quotes: Sequence[str], **fields: object) -> Case:
    """A case whose id is still that of its words; ``ask`` is the question."""
    evidence = tuple(Evidence(file=document.document.file, quote=quote) for quote in quotes)
    return Case.model_validate(
        {"id": ask, "turns": (ask,), "category": kind, "tags": ("generated",), "evidence": evidence} | fields
    )


def _asked(kind: str, seed: str, **words: str) -> str:
    wordings = load("evals")[kind]
    return wordings[sum(map(ord, seed)) % len(wordings)].format(**words)


def _scope(document: StoredDocument, part: str | None) -> str:
    """How a question names a document, or one part of it."""
    title = f"《{document.document.title}》"
    return f"{title}{part}" if part else title


# --- from the ledger --------------------------------------------------------------------------------------------------


def _values(document: StoredDocument) -> Iterator[Case]:
    """What is the target: rows whose indicator is named once in its part."""
    rows = [
        row
        for row in document.targets
        if row.kind == "target" and row.value is not None and _can_name(row.indicator, row.quote)
    ]
    for row in _single(rows):
        figure = next((q for q in quantities(row.quote) if q.value == row.value), None)
        if figure and figure.unit:
            printed = row.quote[figure.start : figure.end]
            ask = _asked("value", row.id, scope=_scope(document, row.part), indicator=row.indicator)
            yield _case("value", ask, document, [row.quote], numbers=(printed,), note=row.indicator)


def _deadlines(document: StoredDocument) -> Iterator[Case]:
    """By when: dated completions that are named in words of the text."""
    for row in document.targets:
        what = row.indicator.removesuffix("时间")
        if row.comparator == "done_by" and row.deadline and _can_name(what, row.quote):
            ask = _asked("due", row.id, scope=_scope(document, row.part), what=what)
            yield _case("due", ask, document, [row.quote], facts=((row.deadline,),), note=what)


def _responsible(document: StoredDocument) -> Iterator[Case]:
    """Who is responsible: tasks whose bodies are all named in the sentence, or in the note behind it."""
    rows = [
        row
        for row in document.targets
        if row.kind == "task" and row.responsible and _can_name(row.indicator, row.quote)
    ]
    for row in _single(rows):
        quote = _naming(document, row)
        if quote and not _ORDERED.match(row.indicator):
            ask = _asked("who", row.id, scope=_scope(document, row.part), what=row.indicator)
            facts = tuple((name,) for name in row.responsible)
            yield _case("responsible", ask, document, [quote], facts=facts, note=row.indicator)


def _naming(document: StoredDocument, row: Target) -> str | None:
    """The stretch from the task's sentence to the note that names every body, and no other."""
    text = document.read.text
    stop = next((section.start for section in document.sections if section.start > row.start), len(text))
    for _, end in sentences(text, row.start, stop):
        if note := _NOTE.search(text[row.start : end]):
            return text[row.start : end] if _complete(note.group(), row) else None
    return None


def _complete(note: str, row: Target) -> bool:
    """Does the note name the bodies of the row, and nothing but words that join them is left beside them?"""
    shared = any(word in note for word in load("evals")["supporting"])
    names = [actor.name for actor in row.actors] if shared else row.responsible
    if not all(name in note for name in row.responsible):
        return False
    for name in sorted(names, key=len, reverse=True):
        note = note.replace(name, "")
    return set(note) <= set(load("evals")["joining"]) | set("（）()、，。；：,;: ")


def _duties(document: StoredDocument) -> Iterator[Case]:
    """What a body is responsible for: every task and target that names it, all of them in the answer."""
    by_body: dict[tuple[str | None, str], list[Target]] = defaultdict(list)
    for row in document.targets:
        if row.kind == "task":
            for name in dict.fromkeys(row.responsible):
                by_body[row.part, name].append(row)
    for (part, body), rows in by_body.items():
        named = [row for row in rows if _can_name(row.indicator, row.quote) and _naming(document, row)]
        if len(named) == len(rows) and len(rows) in ITEMS:
            ask = _asked("duties", body, scope=_scope(document, part), body=body)
            facts = tuple((row.indicator,) for row in rows)
            yield _case("duties", ask, document, [row.quote for row in rows], facts=facts)


def _comparisons(documents: Sequence[StoredDocument]) -> Iterator[Case]:
    """The same indicator in two documents or parts."""
    by_id = {document.document.id: document for document in documents}
    rows = [row for document in documents for row in document.targets if row.kind == "target" and row.value is not None]
    for series in side_by_side(rows):
        first, second = series.rows[0], series.rows[-1]
        scopes = [_scope(by_id[row.document], row.part) for row in (first, second)]
        figures = [_printed(row) for row in (first, second)]
        if (
            len(series.rows) == 2
            and scopes[0] != scopes[1]
            and all(figures)
            and _can_name(series.indicator, first.quote)
        ):
            ask = _asked("compare", first.id, first=scopes[0], second=scopes[1], indicator=series.indicator)
            evidence = [Evidence(file=row.file, quote=row.quote) for row in (first, second)]
            yield _case(
                "compare", ask, by_id[first.document], [], facts=tuple((f,) for f in figures), evidence=evidence
            )


def _printed(row: Target) -> str:
    """The row's figure with its unit, as printed."""
    found = [q for q in quantities(row.quote) if q.value == row.value and q.unit]
    return row.quote[found[0].number_start : found[0].number_end] if found else ""


def _single(rows: Sequence[Target]) -> list[Target]:
    """Rows that are alone in their part with their indicator."""
    counts = Counter((row.part, canonical(row.indicator)) for row in rows)
    return [row for row in rows if counts[row.part, canonical(row.indicator)] == 1]


def _can_name(words: str, quote: str) -> bool:
    """Can a question name it: words of the text, long enough to tell it apart, not a piece of a sentence?"""
    whole = SHORTEST <= len(words) <= NAMED and words in quote
    return (
        whole
        and not words.startswith(_fragments())
        and not words.endswith(_ENDS)
        and not re.search("[，。；：“”]", words)
        and _leaning().isdisjoint(tokens(words))
    )


@cache
def _fragments() -> tuple[str, ...]:
    return tuple(load("evals")["fragments"])


@cache
def _leaning() -> frozenset[str]:
    return frozenset(load("evals")["leaning"])


# --- from the outline -------------------------------------------------------------------------------------------------


def _lists(document: StoredDocument) -> Iterator[Case]:
    """What stands under a heading: its own headings, two to eight of them."""
    titles = Counter(_plain(section.title) for section in document.sections)
    for section in document.sections:
        under = [child for child in document.sections if child.parent == section.index]
        heading = _plain(section.title)
        if section.kind in ("heading", "run_in") and titles[heading] == 1 and _listable(heading, under):
            ask = _asked("list", heading, scope=_scope(document, _part(document, section)), heading=heading)
            facts = tuple((_plain(child.title),) for child in under)
            yield _case("list", ask, document, [child.title for child in under], facts=facts, note=heading)


def _places(document: StoredDocument) -> Iterator[Case]:
    """Under which heading something stands: of each section, one of the headings in it, if no other is called the same."""
    titles = Counter(_plain(section.title) for section in document.sections)
    for section in document.sections:
        under = [child for child in document.sections if child.parent == section.index]
        above, heading = _plain(section.title), _plain(under[len(under) // 2].title) if under else ""
        told_apart = titles[heading] == titles[above] == 1 and above not in heading
        if section.kind == "heading" and told_apart and _listable(above, under):
            ask = _asked("where", heading, scope=_scope(document, _part(document, section)), heading=heading)
            yield _case("where", ask, document, [under[len(under) // 2].title], facts=((above,),))


def _listable(heading: str, under: Sequence[Section]) -> bool:
    names = [_plain(child.title) for child in under]
    alike = len({child.label[-1:] for child in under}) == 1 and all(child.label for child in under)
    short = all(SHORTEST <= len(name) <= 2 * NAMED for name in names)
    return (
        len(under) in ITEMS and alike and short and len(set(names)) == len(names) and SHORTEST <= len(heading) <= NAMED
    )


def _plain(title: str) -> str:
    """A heading without its number and the full stop behind it."""
    return _NUMBER.sub("", title).strip().rstrip("。：:；;")


def _part(document: StoredDocument, section: Section) -> str | None:
    return next((p.part for p in document.document.parts if p.start <= section.start < p.end), None)


# --- twins and numbers ------------------------------------------------------------------------------------------------


def _twins(cases: Sequence[Case], documents: Sequence[StoredDocument]) -> Iterator[Case]:
    """The same question of a document that holds neither the words asked about nor most of their pieces."""
    words = {document.document.file: frozenset(tokens(document.read.text)) for document in documents}
    titles = {document.document.file: document.document.title for document in documents}
    for number, case in enumerate(case for case in cases if case.note):
        strange = [file for file, known in words.items() if _is_strange(case.note, known)]
        if strange:
            scope = f"《{titles[strange[number % len(strange)]]}》"
            kind = "who" if case.category == "responsible" else case.category
            ask = _asked(kind, case.id, scope=scope, indicator=case.note, what=case.note, heading=case.note)
            yield Case(
                id=ask, turns=(ask,), category="unanswerable", tags=("generated",), answerable=False, twin=case.id,
                must_not=case.numbers,
            )  # fmt: skip


def _is_strange(subject: str, words: frozenset[str]) -> bool:
    """Does a document with these words lack most of those asked about?"""
    asked = {word for word in tokens(subject) if len(word) > 1}
    return len(asked) > 2 and len(asked & words) < FOREIGN * len(asked)


def _distinct(cases: Sequence[Case]) -> list[Case]:
    """Questions that are asked once only: of two alike, none can be told right from wrong."""
    counts = Counter(case.turns for case in cases)
    return [case for case in cases if counts[case.turns] == 1]


def _numbered(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases with short names, twins pointing to them."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for case in cases:
        counts[case.category] += 1
        names[case.id] = f"{case.category}-{counts[case.category]:03d}"
    for case in cases:
        yield case.model_copy(update={"id": names[case.id], "twin": names.get(case.twin or "")})

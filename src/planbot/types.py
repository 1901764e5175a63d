"""The nouns of planbot: immutable values that cross module borders and the wire.

All positions are half-open offsets in code points into a document's stored text: ``text[start:end]``.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["country", "province", "city", "county", "township", "institution", "unknown"]
Kind = Literal["plan", "key_points", "summary", "report", "scheme", "compilation", "unknown"]
Format = Literal["txt", "md", "html", "docx", "pdf", "xlsx", "csv", "legacy"]
WarningCode = Literal[
    "damaged_number",
    "masked_year",
    "masked_name",
    "empty_section",
    "missing_section",
    "truncated",
    "duplicate_passage",
    "word_substitution",
    "boilerplate_removed",
    "hidden_text",
    "decoding",
    "ocr",
    "table_damaged",
    "tracked_changes",
    "count_mismatch",
]
SectionKind = Literal["title", "part", "heading", "run_in", "item"]
Comparator = Literal[">=", "<=", "=", ">", "<", "range", "increase", "decrease", "done_by"]
Route = Literal["lookup", "ledger", "list", "compare", "draft", "chitchat"]
Role = Literal["lead", "support", "bound", "issuer"]
AccountRole = Literal["reader", "editor", "admin"]
"""What a person may do, each including the one before: ask and read; change documents, ledger and evals; manage people."""


class Noun(BaseModel):
    """A value: compared by content, never changed after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Noun):
    """``text[start:end]``; ``0 <= start <= end <= len(text)``."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


# --- what a reader hands over ---------------------------------------------------------------------------------------


class PageMark(Noun):
    """Page ``number`` (counted from 1) begins at offset ``start``."""

    number: int
    start: int


class HeadingMark(Span):
    """A line the file's own format calls a heading (Word style, HTML h1-h6, Markdown #)."""

    level: int = Field(ge=1, le=9)


class Cell(Span):
    """One cell of a table row; a merged cell is repeated in every row and column it covers."""

    column: int
    inherited: bool = False
    """True where the text repeats a merged cell that began in an earlier row or column."""


class Row(Span):
    """One line of a table: cells joined by " | ", so that a row is also readable as text."""

    cells: tuple[Cell, ...]
    header: bool = False


class Table(Span):
    """Rows in reading order; the leading ones may be headers."""

    rows: tuple[Row, ...]
    title: str | None = None


class Furniture(Span):
    """Text of the page, not of the plan (navigation, share buttons, page numbers). Marked, never deleted."""

    rule: str
    """Which rule or reader marked it: "nav", "page_number", "breadcrumb", "toc", ..."""


class Warning(Noun):
    """Something about the text that a reader of answers must know."""

    code: WarningCode
    message: str
    start: int | None = None
    end: int | None = None


class ReadText(Noun):
    """A file as text: what a reader returns and everything after it works on. ``text`` is stored as it is."""

    text: str
    format: Format
    title: str | None = None
    """The title the format states (HTML <title>, Word or PDF properties); often wrong, never shown as fact."""
    published: str | None = None
    """ISO date the format states, if any."""
    pages: tuple[PageMark, ...] = ()
    headings: tuple[HeadingMark, ...] = ()
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    warnings: tuple[Warning, ...] = ()


# --- what ingest understands -----------------------------------------------------------------------------------------


class Section(Span):
    """A node of the outline. ``[start, heading_end)`` is the heading, ``[start, end)`` it and all that stands under it."""

    index: int
    """Position in the outline in reading order; the id of the section within its document."""
    parent: int | None
    level: int = Field(ge=0, le=6)
    """0 title, 1 part of a compilation, 2 main section (一、), 3 （一） or run-in heading, 4, 5 deeper numbers, 6 一是."""
    kind: SectionKind
    label: str
    """The number as printed: "一、", "（二）", "3.", "第3篇"; empty for headings without one."""
    title: str
    """The heading as printed, number included, without line breaks."""
    heading_end: int


class Metadata(Noun):
    """What a document or part says of itself. Every value is taken or put together from words of the text; None where it does not say."""

    title: str | None = None
    issuer: str | None = None
    region: str | None = None
    level: Level = "unknown"
    year: int | None = None
    kind: Kind = "unknown"


class Part(Metadata):
    """One document inside a file; a plain file has exactly one, with ``part`` None."""

    part: str | None = None
    start: int
    end: int


class Chunk(Span):
    """A passage as indexed: an exact slice that ends at a sentence or row end."""

    id: str
    """"<document>:<content version>:<number>": never reused for other text."""
    document: str
    part: str | None
    section: tuple[str, ...]
    """Heading path from the outermost section to the innermost, as printed."""
    context: str
    """What the index adds before the text: document title, part, heading path, table header. Never counted as text."""
    tokens: int


class Document(Noun):
    """A file in the home. Identity is the absolute path; ``id`` is derived from it."""

    id: str
    file: str
    path: str
    title: str
    parts: tuple[Part, ...]
    issuer: str | None
    region: str | None
    level: Level
    year: int | None
    kind: Kind
    sha256: str
    chars: int
    chunks: int
    targets: int
    status: Literal["ready", "indexing"]
    warnings: tuple[Warning, ...]
    format: Format
    ingested_at: str
    """UTC, ISO 8601."""
    version: str = ""
    """Changes with the file's bytes and with the rules of ingest; the middle of the chunk ids."""
    described: bool = False
    """True where a person said what it is, in place of what was read."""


class Description(Noun):
    """What a person says a document is, in place of what was read from it; None leaves a field as it was read."""

    document: str
    title: str | None = Field(default=None, min_length=1, max_length=300)
    issuer: str | None = Field(default=None, min_length=1, max_length=200)
    region: str | None = Field(default=None, min_length=1, max_length=100)
    year: int | None = Field(default=None, ge=1900, le=2200)
    kind: Kind | None = None


class StoredDocument(Noun):
    """All that is kept of one document: its text and what ingest understood of it."""

    document: Document
    read: ReadText
    furniture: tuple[Furniture, ...]
    """Sorted, not overlapping; the reader's own and what cleaning added."""
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    targets: tuple["Target", ...] = ()


class PartKey(Noun):
    """Names one part of one document: the unit of scope and of filtering."""

    document: str
    part: str | None = None


# --- asking -----------------------------------------------------------------------------------------------------------


class Filters(Noun):
    """Each list: any of its values suffices; all lists that are not empty must hold."""

    documents: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Message(Noun):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class Passage(Span):
    """What is handed to the answerer: ``text`` is the exact slice ``[start:end]`` of its document."""

    rank: int
    """Counted from 1, best first."""
    score: float
    document: str
    file: str
    part: str | None
    section: tuple[str, ...]
    text: str
    context: str
    tokens: int


class Citation(Noun):
    """Cut from the source by offset: ``quote == text[start:end]``."""

    marker: int
    document: str
    file: str
    title: str
    part: str | None
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None
    warnings: tuple[WarningCode, ...] = ()


class Actor(Noun):
    """A body that a target binds, and how."""

    name: str
    role: Role


class Target(Noun):
    """One row of the ledger."""

    id: str
    kind: Literal["target", "task", "reported"]
    document: str
    file: str
    part: str | None
    section: tuple[str, ...]
    quote: str
    context_quote: str
    indicator: str
    comparator: Comparator | None
    value: float | tuple[float, float] | None
    unit: str
    value_text: str
    deadline: str | None
    responsible: tuple[str, ...]
    applies_to: tuple[str, ...]
    issuer: str | None
    region: str | None
    year: int | None
    baseline: str | None
    warnings: tuple[WarningCode, ...]
    start: int
    end: int
    approximate: bool = False
    per: Literal["year", "cumulative"] | None = None
    commitment: Literal["must", "strive"] = "must"
    binding: Literal["binding", "expected"] | None = None
    actors: tuple[Actor, ...] = ()
    source: Literal["rules", "model", "person"] = "rules"
    role: Role | None = None
    """Set on query: how the body asked for stands to this row."""


class Correction(Noun):
    """What a person changed in a row of the ledger; None leaves a field as it was read."""

    target: str
    """Id of the row. Ids follow from the row's words and place, so a correction outlives a new ingest of unchanged text."""
    kind: Literal["target", "task", "reported", "dropped"] | None = None
    """"dropped": this is nothing for the ledger."""
    indicator: str | None = None
    comparator: Comparator | None = None
    value: float | tuple[float, float] | None = None
    unit: str | None = None
    value_text: str | None = None
    """The value as the person wrote it."""
    deadline: str | None = None
    responsible: tuple[str, ...] | None = None
    """Who must do it, in place of whom the text was read to name; ``actors`` follow."""


class Usage(Noun):
    """Tokens and cost of the language model; zeros when none was used."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0


class Timings(Noun):
    """Milliseconds since the question came in, or spent in a stage."""

    total: float = 0.0
    retrieve: float = 0.0
    generate: float = 0.0
    first_token: float = 0.0


class Answer(Noun):
    """An answer, or a snapshot of one while it streams: each snapshot's ``answer`` extends the one before."""

    question: str
    standalone_question: str
    answer: str
    answered: bool
    citations: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    unsupported: tuple[str, ...] = ()
    route: Route = "lookup"
    model: str = "extractive"
    usage: Usage = Usage()
    timings_ms: Timings = Timings()
    reading: tuple[Passage, ...] = ()
    """The passages being read; filled before the first sentence."""
    scope: Filters = Filters()
    """What the question's own words narrow the search to."""
    done: bool = False
    """True on the last snapshot only."""


StoredDocument.model_rebuild()


# --- drafting ---------------------------------------------------------------------------------------------------------


class Change(Noun):
    """One step of a word diff from the words of the source to those of the draft."""

    op: Literal["keep", "delete", "insert", "replace"]
    old: str
    """Empty for an insertion."""
    new: str
    """Empty for a deletion."""


class DraftSentence(Noun):
    """One sentence of a draft, or a whole heading; ``text`` has neither list number nor citation marks."""

    text: str
    origin: Literal["carried", "updated", "new"]
    """Word for word from a source; from a source with changes; from the brief or put there by planbot."""
    markers: tuple[int, ...] = ()
    """The citations it rests on; empty for ``new``."""
    changes: tuple[Change, ...] = ()
    """From the cited words to ``text``, for ``updated`` only; the ``new`` sides joined are ``text``."""


class DraftBlock(Noun):
    """A paragraph, heading or table of a draft. The Markdown and the Word file are made from these."""

    kind: Literal["title", "heading", "run_in", "paragraph", "table", "issuer", "date"]
    level: int = Field(default=0, ge=0, le=4)
    """1 一、, 2 （一）, 3 1., 4 （1） of headings and numbered paragraphs; 0 for what has no number and no rank."""
    label: str = ""
    """The number as it is to be printed: "一、", "（二）", "1."; empty where there is none. Not repeated in ``sentences``."""
    sentences: tuple[DraftSentence, ...] = ()
    """In order; the only one of a title or heading is its words. In a ``run_in`` block the first is the heading, which ends in 。,
    and the body follows in the same paragraph. 一是 stands in the text."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, the header first; its caption, if any, is the first sentence."""


class Precedent(Span):
    """A stretch of a document that a draft is made from."""

    document: str
    file: str
    title: str
    """Of the part, else of the document."""
    part: str | None
    section: tuple[str, ...]
    """Heading path, the section's own heading last."""
    issuer: str | None
    year: int | None
    role: Literal["model", "source"]
    """``model``: numbering, headings and order are taken from it (at most one); ``source``: sentences only."""
    reasons: tuple[str, ...]
    """Why it was chosen, in the language of the brief, the strongest first."""


class Dropped(Span):
    """A sentence of a precedent that was left out."""

    document: str
    text: str
    reason: Literal["finished", "repeated", "dated", "damaged", "length", "local", "unwanted", "unsupported"]


class Draft(Noun):
    """A new section made from prior text."""

    brief: str
    draft: str
    """Markdown with markers ``[1]``; made from ``blocks``."""
    language: Literal["zh", "en"] = "zh"
    title: str
    year: int | None
    """The year it is written for; None when neither the brief nor the precedents tell."""
    blocks: tuple[DraftBlock, ...] = ()
    """In reading order; empty when no precedent was found."""
    citations: tuple[Citation, ...] = ()
    """Numbered from 1 in order of first use."""
    placeholders: tuple[str, ...] = ()
    """Every place that is to be filled in, as it stands in the text, in order; one that recurs is listed each time."""
    invented_numbers: tuple[str, ...] = ()
    """Figures that stand in no source, nor in the brief, nor are a placeholder."""
    unsupported: tuple[str, ...] = ()
    """Sentences that a language model wrote and the sources do not support; they are not in the draft."""
    precedents: tuple[Precedent, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    targets: tuple[Target, ...] = ()
    """Prior values, where the brief asks for them: the rows of the ledger behind the table."""
    model: str = "extractive"
    usage: Usage = Usage()
    timings_ms: Timings = Timings()


# --- reports ----------------------------------------------------------------------------------------------------------


class Progress(Noun):
    """One step of long work, for a progress bar."""

    done: int
    total: int
    unit: str
    label: str
    """File or stage being worked on."""


class IngestOutcome(Noun):
    """What became of one file."""

    file: str
    path: str
    status: Literal["added", "replaced", "unchanged", "duplicate", "refused"]
    document: str | None = None
    message: str | None = None
    """Set for duplicate and refused: one line that names the file and the fix."""
    code: str | None = None
    chars: int = 0
    chunks: int = 0
    warnings: int = 0
    seconds: float = 0.0


class IngestReport(Noun):
    """Outcomes in the order the files were given."""

    outcomes: tuple[IngestOutcome, ...]
    seconds: float


class ProposalReport(Noun):
    """What a language model added to the ledger."""

    documents: int
    """Read by the model in this run; those it had read before are left alone."""
    rows: int
    message: str | None = None
    """Why it stopped early, in one line; None when it did not."""


class Finding(Noun):
    """One disagreement between the truth and a derived index."""

    check: str
    document: str | None
    message: str


class Health(Noun):
    """What ``planbot doctor`` found; healthy when there are no findings."""

    documents: int
    chunks: int
    vectors: int
    lexical: int
    findings: tuple[Finding, ...]

"""What a brief asks for: the subject, the sources it points to, and the form (pure)."""

from typing import Literal

from pydantic import Field

from planbot.draft.numbering import Numbering
from planbot.types import Noun

Values = Literal["placeholder", "keep"]


class Gaps(Noun):
    """How what is missing is marked."""

    token: str | None = None
    """XX or ____: stands where the words are missing. None: brackets that say what is missing."""
    open: str = "【"
    word: str = "待填"
    close: str = "】"
    asked: bool = False
    """The brief set the form."""


class Heading(Noun):
    """How the heading is to look; all fields empty where the brief says nothing."""

    numbering: Numbering | None = None
    words: str | None = None
    """The heading itself, without number."""
    pattern: str | None = None
    """A regular expression that the heading's words must match as a whole: 围绕……抓好……."""
    run_in: bool = False
    """It ends in 。 and the text follows in the same paragraph."""


class Form(Noun):
    """How the text is to look."""

    heading: Heading = Heading()
    items: Numbering | None = None
    opener: str | None = None
    opens: Literal["sentence", "item"] = "sentence"
    characters: tuple[int, int] | None = None
    """Least and most characters, white space not counted."""
    each: int | None = None
    """Most characters of each item."""
    paragraphs: int | None = None
    points: tuple[int, int] | None = None
    """Fewest and most items."""
    concise: bool = False
    issuer: str | None = None
    date: str | None = None


class Given(Noun):
    """A figure that the brief gives: 孕产妇系统管理率定为93%以上."""

    what: str
    value: str
    """As written, with unit and bound."""
    clause: str


class Brief(Noun):
    """A request for a draft, read."""

    text: str
    language: Literal["zh", "en"]
    topic: str
    """The subject in few words: what is searched for."""
    title: str
    """The subject as the heading names it: 妇幼健康工作."""
    whole: bool = False
    """A whole plan is asked for, not a section."""
    sources: str = ""
    """The clauses that may name documents to draft from."""
    place: str = ""
    """The clause with the request itself without subject and year: may name whose draft it is."""
    follows: bool = False
    """One text is to be followed in form and order."""
    combines: bool = False
    """Several texts are to be put together."""
    year: int | None = None
    next_year: bool = False
    values: Values = "placeholder"
    note: str | None = None
    """Words to put after a value that is kept: 上年目标."""
    prior: bool = True
    """A placeholder for a target names its earlier value."""
    figures: bool = True
    """False: the draft is to have no figures."""
    gaps: Gaps = Gaps()
    form: Form = Form()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    table: bool = Field(default=False)
    """Earlier values by year are to stand beside the draft."""

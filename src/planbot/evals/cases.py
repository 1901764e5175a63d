"""What an answer is held to: cases, and the suites they stand in (pure)."""

from typing import Any, Literal, cast

from pydantic import ConfigDict, Field, model_validator

from planbot.ledger.query import Wanted
from planbot.types import Filters, Noun

Alternatives = tuple[str, ...]
"""Wordings of one fact, any of which will do."""


class Evidence(Noun):
    """Words of a document that the answer rests on: an exact quote, white space aside."""

    file: str
    quote: str = Field(min_length=1)
    part: str | None = None
    role: str | None = None
    """None, "" or "support": the answer needs it. Anything else is named for the reader of a report only."""

    @property
    def supports(self) -> bool:
        """Does the answer need it?"""
        return self.role in (None, "", "support")


class Relevant(Noun):
    """A file that belongs among the passages found, with its gain (BEIR's qrels)."""

    file: str
    gain: float = Field(default=1.0, gt=0)


class NearMiss(Noun):
    """A value from another scope, which a refusal may name together with where it stands."""

    value: str
    attribution: Alternatives = ()


class ExpectedRow(Noun):
    """One row that a selection of the ledger must hold."""

    indicator: str
    quantity: str | None = None
    """As a plan prints it, with unit and bound: 95%以上."""
    responsible: tuple[str, ...] = ()
    quote: str | None = None


class DraftSource(Noun):
    """Text whose figures a draft may use."""

    file: str
    part: str | None = None


class DraftRules(Noun):
    """What a draft must look like and may contain."""

    headings: tuple[str, ...] = ()
    """Regular expressions, each of which must match somewhere."""
    never: tuple[str, ...] = ()
    """Regular expressions, none of which may match anywhere; markers taken off."""
    min_chars: int = 0
    """White space and markers not counted."""
    max_chars: int | None = None
    sources: tuple[DraftSource, ...] = ()
    extra_numbers: tuple[str, ...] = ()
    """Figures that the brief allows beyond those of the sources."""
    flag_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """A damaged figure, and the words one of which must stand beside it where it is used."""


def _with_question(schema: dict[str, Any]) -> None:
    """``question`` is read and never kept; the schema must know it."""
    schema["properties"]["question"] = {"type": "string", "description": "Short for one turn."}


class Case(Noun):
    """A question or a conversation, and what its last answer must be."""

    model_config = ConfigDict(json_schema_extra=_with_question)

    id: str = Field(min_length=1)
    turns: tuple[str, ...] = ()
    """The user's messages; ``question`` is short for one turn. Empty only where ``ledger`` is asked instead."""
    category: str = "lookup"
    tags: tuple[str, ...] = ()
    lang: Literal["zh", "en"] = "zh"
    filters: Filters = Filters()
    answerable: bool = True
    facts: tuple[Alternatives, ...] = ()
    """Each must stand in the last answer, in one of its wordings."""
    turn_facts: tuple[tuple[Alternatives, ...], ...] = ()
    """The same for the answer to every turn."""
    numbers: tuple[str, ...] = ()
    """Figures that must stand in the last answer with unit and bound, however they are written: 95%以上."""
    must_not: tuple[str, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    relevant: tuple[Relevant, ...] = ()
    ledger: Wanted | None = None
    """Rows asked of the ledger itself, held to ``targets``."""
    targets: tuple[ExpectedRow, ...] = ()
    draft: DraftRules | None = None
    twin: str | None = None
    """The case that asks the same of a scope that holds it (or does not)."""
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_turn(cls, value: Any) -> Any:
        fields = cast(dict[str, Any], value)
        if not isinstance(value, dict) or "question" not in value:
            return fields
        if "turns" in fields:
            raise ValueError("give question or turns, not both")
        return {name: item for name, item in fields.items() if name != "question"} | {"turns": [fields["question"]]}

    @model_validator(mode="after")
    def _complete(self) -> "Case":
        if not self.turns and self.ledger is None:
            raise ValueError("neither a question nor a selection of the ledger")
        if any(not turn.strip() for turn in self.turns):
            raise ValueError("an empty turn")
        if self.turn_facts and len(self.turn_facts) != len(self.turns):
            raise ValueError("turn_facts needs one list for each turn")
        if not self.answerable and (self.evidence or self.numbers):
            raise ValueError("an unanswerable case can have neither evidence nor numbers")
        return self

    @property
    def support(self) -> tuple[Evidence, ...]:
        """The evidence that the answer needs."""
        return tuple(item for item in self.evidence if item.supports)


class Suite(Noun):
    """Cases that are run together."""

    name: str
    description: str = ""
    files: dict[str, str] = Field(default_factory=dict)
    """Short names that the cases use for files."""
    cases: tuple[Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> "Suite":
        seen: set[str] = set()
        for case in self.cases:
            if case.id in seen:
                raise ValueError(f"two cases are called {case.id}")
            seen.add(case.id)
        return self

    @property
    def needed(self) -> tuple[str, ...]:
        """The files that the cases rest on, sorted."""
        named = {item.file for case in self.cases for item in (*case.evidence, *case.relevant)}
        return tuple(sorted(named))

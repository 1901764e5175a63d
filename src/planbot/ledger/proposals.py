"""Rows that a language model proposes, and which of them the text bears out (pure, but for asking).

A row enters only if its quote stands in the text word for word and its figure in the quote; value and unit are read from the figure,
never taken from the model. What the ledger has already is not added again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import Field, ValidationError

from planbot.ledger.numbers import Quantity, flat, quantities, same
from planbot.ledger.rows import row_id
from planbot.models.chat import Ask, Turn
from planbot.prompts.render import render
from planbot.types import Actor, Chunk, Comparator, Noun, Part, Span, StoredDocument, Target

LONGEST = 1500
"""Characters shown to the model at once: neighbouring passages of one part."""
_DECODER = json.JSONDecoder()


class Stretch(Span):
    """What the model is shown at once."""

    part: str | None
    section: tuple[str, ...]


class Proposal(Noun):
    """One line of the model's reply."""

    quote: str = Field(min_length=2)
    indicator: str = Field(min_length=2, max_length=60)
    figure: str = Field(min_length=1)
    comparator: Comparator = "="
    deadline: str | None = None
    responsible: tuple[str, ...] = ()


def propose(stored: StoredDocument, ask: Ask) -> tuple[Target, ...]:
    """The rows of a document that only the model found, marked ``source: model``, in reading order.

    Raises what ``ask`` raises: ModelUnavailable, ConfigurationError.
    """
    found: list[Target] = []
    for stretch in stretches(stored.chunks):
        text = stored.read.text[stretch.start : stretch.end]
        fence = "=" * 5 + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        prompt = render("targets.zh", fence=fence, heading=" > ".join(stretch.section), text=text)
        turns = (Turn(role="system", content=prompt.system), Turn(role="user", content=prompt.user))
        proposals = proposed("".join(ask(turns)))
        found += accepted(proposals, stored, stretch)
    return tuple(sorted(found, key=lambda row: (row.start, row.end)))


def stretches(chunks: Iterable[Chunk]) -> Iterator[Stretch]:
    """Neighbouring passages under one heading, as many at once as ``LONGEST`` allows."""
    held: Stretch | None = None
    for chunk in chunks:
        joins = held is not None and (held.part, held.section) == (chunk.part, chunk.section)
        if held and joins and chunk.end - held.start <= LONGEST:
            held = held.model_copy(update={"end": max(held.end, chunk.end)})
            continue
        if held:
            yield held
        held = Stretch(start=chunk.start, end=chunk.end, part=chunk.part, section=chunk.section)
    if held:
        yield held


def proposed(reply: str) -> Iterator[Proposal]:
    """Every JSON object of the reply that has the shape asked for, whatever stands around it; a broken one is passed over."""
    at = reply.find("{")
    while at >= 0:
        try:
            value, end = _DECODER.raw_decode(reply, at)
            yield Proposal.model_validate(_shaped(value))
        except (json.JSONDecodeError, ValidationError, RecursionError):
            end = at + 1
        at = reply.find("{", end)


def _shaped(value: dict[str, Any]) -> dict[str, Any]:
    """The fields asked for; where a model leaves one empty or writes one name for a list, what it means."""
    found = {name: value[name] for name in Proposal.model_fields if value.get(name)}
    if isinstance(found.get("responsible"), str):
        found["responsible"] = [found["responsible"]]
    if found.get("comparator") not in get_args(Comparator):
        found.pop("comparator", None)
    return found


def accepted(proposals: Iterable[Proposal], stored: StoredDocument, stretch: Stretch) -> list[Target]:
    """The rows that the text bears out and that the document's ledger does not have."""
    rows: dict[str, Target] = {}
    for proposal in proposals:
        row = _row(proposal, stored, stretch)
        if row is not None and not any(_is_same(row, other) for other in stored.targets):
            rows.setdefault(row.id, row)
    return list(rows.values())


def _row(proposal: Proposal, stored: StoredDocument, stretch: Stretch) -> Target | None:
    text = stored.read.text
    start = text.find(proposal.quote, stretch.start, stretch.end)
    quantity = _stated(proposal)
    if start < 0 or quantity is None or any(mark.start <= start < mark.end for mark in stored.furniture):
        return None
    shown = text[stretch.start : stretch.end]
    part = next((part for part in stored.document.parts if part.start <= start < part.end), Part(start=0, end=0))
    names = tuple(dict.fromkeys(name for name in proposal.responsible if len(name) > 1 and name in shown))
    return Target(
        id=row_id(stored.document.id, stretch.part, stretch.section, proposal.quote, proposal.indicator),
        kind="target",
        document=stored.document.id,
        file=stored.document.file,
        part=stretch.part,
        section=stretch.section,
        quote=proposal.quote,
        context_quote=proposal.quote,
        indicator=proposal.indicator,
        comparator=quantity.bound or ("range" if isinstance(quantity.value, tuple) else proposal.comparator),  # pyright: ignore[reportArgumentType]
        value=quantity.value,
        unit=quantity.unit,
        value_text=proposal.figure,
        deadline=proposal.deadline if proposal.deadline and proposal.deadline in shown else None,
        responsible=names,
        applies_to=(),
        issuer=part.issuer,
        region=part.region,
        year=part.year,
        baseline=None,
        warnings=(),
        start=start,
        end=start + len(proposal.quote),
        approximate=quantity.approximate,
        actors=tuple(Actor(name=name, role="lead") for name in names),
        source="model",
    )


def _stated(proposal: Proposal) -> Quantity | None:
    """The one figure that the proposal names and that its quote states with the same unit; a damaged one is left to the rules."""
    read = [quantity for quantity in quantities(proposal.figure) if quantity.value is not None]
    if len(read) != 1 or proposal.figure not in proposal.quote:
        return None
    return next((quantity for quantity in quantities(proposal.quote) if same(quantity, read[0])), None)


def _is_same(row: Target, other: Target) -> bool:
    """Do both state one figure at one place?"""
    if row.id == other.id or other.end <= row.start or row.end <= other.start:
        return row.id == other.id
    figures = quantities(flat(other.value_text))
    return (row.value, row.unit) == (other.value, other.unit) or any(
        same(quantity, mine) for quantity in figures for mine in quantities(row.value_text)
    )

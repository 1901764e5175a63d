"""Rows of the ledger from tables: indicator tables (base value, target value, 约束性) and task tables (责任单位, 完成时限) (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from planbot.ledger import departments
from planbot.ledger.assignments import names_in
from planbot.ledger.measures import statements
from planbot.ledger.numbers import Quantity, quantities
from planbot.ledger.outline import Outline, Place
from planbot.ledger.rows import Origin, Setting, stated_row, task_row
from planbot.ledger.statement import Statement
from planbot.ledger.view import View
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load
from planbot.types import Actor, Cell, Role, Row, Table, Target

_YEAR = re.compile(r"(20\d{2})年?")
_YEAR_OF_HEAD = re.compile(r"^20\d{2}年度?(?=.)")
_ABOVE = 80
"""Characters before a table whose last line may state the unit of its figures."""
_UNIT_OF_ALL = re.compile(r"单位[:：](?P<unit>[\u4e00-\u9fff%‰/]{1,5})")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column plays which part; -1 where there is none."""

    by_part: Mapping[str, int]
    goals: tuple[tuple[int, str], ...]
    """Columns of values to reach, with their heads."""
    bases: tuple[tuple[int, str], ...]
    reached: tuple[tuple[int, str], ...]
    """Columns of values reached."""
    money: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table, read by column."""

    text: str
    place: Place
    columns: _Columns
    cells: Mapping[int, Cell]
    unit: str
    """The unit that the table states for all its figures (单位：万元); empty when it states none."""

    def cell(self, part: str) -> Cell | None:
        """The cell that plays this part."""
        return self.cells.get(self.columns.by_part.get(part, -1))

    def words(self, part: str) -> str:
        """Its text, white space left out; empty when there is none."""
        cell = self.cell(part)
        return "" if cell is None else self.said(cell)

    def said(self, cell: Cell) -> str:
        """A cell's text without white space."""
        return re.sub(r"\s+", "", self.text[cell.start : cell.end])


def table_rows(
    origin: Origin, outline: Outline, text: str, table: Table, aliases: Mapping[str, str]
) -> Iterator[Target]:
    """Targets and tasks of one table; none when its head names neither indicators nor tasks. ``text`` is half-width."""
    head, body = _split(table)
    place = outline.at(table.start)
    heads = [(cell.column, re.sub(r"\s+", "", text[cell.start : cell.end])) for row in head for cell in row.cells]
    columns = _columns(heads, reports=place.part is not None and place.part.kind in ("summary", "report"))
    if columns is None:
        return
    *_, above = text[max(0, table.start - _ABOVE) : table.start].rstrip().split("\n")
    unit = _UNIT_OF_ALL.search(re.sub(r"\s+", "", f"{above}{table.title or ''}{''.join(said for _, said in heads)}"))
    for row in body:
        cells = {cell.column: cell for cell in row.cells}
        line = _Line(text, place, columns, cells, unit["unit"] if unit else "")
        yield from _indicator_rows(origin, line)
        if "task" in columns.by_part:
            yield from _task_rows(origin, line, aliases)


def _split(table: Table) -> tuple[Sequence[Row], Sequence[Row]]:
    heads = [row for row in table.rows if row.header] or list(table.rows[:1])
    return heads, [row for row in table.rows if row not in heads]


@cache
def _head_words() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    heads = dict(load("tables")["heads"])
    exact = frozenset(heads.pop("exact"))
    heads.pop("reached")
    part_of = {word: part for part, words in heads.items() for word in words}
    return re.compile(alternatives(part_of)), part_of, exact


def _part(head: str) -> str | None:
    pattern, part_of, exact = _head_words()
    plain = re.sub(r"\([^()]*\)$", "", head)
    undated = _YEAR_OF_HEAD.sub("", plain)
    if head in part_of or plain in part_of or undated in part_of:
        return part_of.get(head) or part_of.get(plain) or part_of[undated]
    found = [part_of[m.group()] for m in pattern.finditer(head) if m.group() not in exact]
    return found[-1] if found else None


def _columns(heads: Sequence[tuple[int, str]], *, reports: bool) -> _Columns | None:
    """``reports``: the table stands in a summary, whose years without another word are years that are over."""
    by_part: dict[str, int] = {}
    values: dict[str, dict[int, str]] = {"goal": {}, "base": {}, "done": {}, "money": {}}
    years: dict[int, str] = {}
    for column, head in heads:
        part = _part(head)
        if part in values:
            values[part][column] = head
        elif part is not None:
            by_part.setdefault(part, column)
        elif _YEAR.fullmatch(head):
            years[column] = head
    goals, bases, reached = values["goal"], values["base"], values["done"]
    years = {column: head for column, head in years.items() if all(column not in held for held in values.values())}
    if reports and not goals:
        reached.update(years)
    elif years:
        _sort_years(years, goals, bases)
    _sort_reached(goals, bases, reached, bare=frozenset(years))
    if "indicator" not in by_part and "task" not in by_part and not ("item" in by_part and values["money"]):
        return None
    return _Columns(by_part, *(tuple(values[part].items()) for part in ("goal", "base", "done", "money")))


def _sort_reached(
    goals: dict[int, str], bases: dict[int, str], reached: dict[int, str], *, bare: frozenset[int]
) -> None:
    """完成 and its like behind a column of goals is what was reached of them; before it, or without it, a base value."""
    first = min(goals, default=None)
    for column in [column for column in reached if column not in bare and first is None]:
        bases[column] = reached.pop(column)
    words = load("tables")["heads"]["reached"]
    for column, head in tuple(bases.items()):
        if first is not None and column > first and _YEAR_OF_HEAD.sub("", head) in words:
            reached[column] = bases.pop(column)


def _sort_years(years: Mapping[int, str], goals: dict[int, str], bases: dict[int, str]) -> None:
    """Columns headed by a bare year: the first is the base when there is no other, the rest are goals."""
    ordered = sorted(years, key=lambda column: years[column])
    if not bases and len(ordered) + len(goals) > 1:
        first = ordered.pop(0)
        bases[first] = years[first]
    goals.update({column: years[column] for column in ordered})


def _indicator_rows(origin: Origin, line: _Line) -> Iterator[Target]:
    name = line.cell("indicator") or line.cell("task") or line.cell("item")
    if name is None or not (indicator := line.said(name)):
        return
    columns, year = line.columns, line.place.part.year if line.place.part else None
    unit = re.sub("^1(?=/)", "", line.words("unit") or _unit_in(indicator))
    for column, head in columns.goals:
        dated = _YEAR.fullmatch(head)
        past = dated and year and int(dated[1]) < year
        yield from _value_row(
            origin, line, name, column, _Value(indicator, head, unit, "reported" if past else "target")
        )
    for column, head in columns.reached:
        yield from _value_row(origin, line, name, column, _Value(indicator, head, unit, "reported"))
    for column, head in columns.money:
        named = f"{indicator}{_YEAR_OF_HEAD.sub('', head)}"
        yield from _value_row(origin, line, name, column, _Value(named, head, line.unit, "target"))


@dataclass(frozen=True, slots=True)
class _Value:
    """What a column's figures are."""

    indicator: str
    head: str
    unit: str
    kind: Literal["target", "reported"]


def _value_row(origin: Origin, line: _Line, name: Cell, column: int, value: _Value) -> Iterator[Target]:
    """The row for the figure in a column; none where it holds none."""
    cell = line.cells.get(column)
    if cell is None or (found := _value(line.said(cell), value.unit)) is None:
        return
    view = (
        _view(line.text, name.start, max(name.end, cell.end))
        if cell.start >= name.start
        else _view(line.text, cell.start, name.end)
    )
    stated = Statement(
        0,
        len(view.text),
        re.sub(r"\([^()]*[%‰元人个][^()]*\)$", "", value.indicator),
        found.bound or ("range" if isinstance(found.value, tuple) else "="),  # type: ignore[arg-type]
        found.value,
        found.unit,
        line.said(cell),
        approximate=found.approximate,
        damaged=found.damaged,
        clause=(0, len(view.text)),
    )
    year = _YEAR.search(value.head)
    row = stated_row(Setting(origin, line.place, view), stated, value.kind, _actors(line), ())
    binding = next((kind for word, kind in load("tables")["binding"].items() if word in line.words("binding")), None)
    yield row.model_copy(
        update={
            "deadline": year.group() if year else _due(line, row) if value.kind == "target" else None,
            "baseline": _base(line) if value.kind == "target" else None,
            "binding": binding,
        }
    )


def _due(line: _Line, row: Target) -> str | None:
    return line.words("deadline") or row.deadline


def _base(line: _Line) -> str | None:
    """The value that the row starts from, with its head."""
    held = ((head, line.cells[column]) for column, head in line.columns.bases if column in line.cells)
    return next((f"{head}{said}" for head, cell in held if (said := line.said(cell))), None)


def _unit_in(indicator: str) -> str:
    """人均预期寿命(岁): the unit in brackets."""
    unit = re.search(r"\(([^()]{1,10})\)$", indicator)
    return unit[1] if unit else ""


def _value(words: str, unit: str) -> Quantity | None:
    """The number of a cell with the unit of its row, the bound in the cell (≥95, 95以上, 不低于95)."""
    figure = (
        re.sub(r"(?<=\d)(?=$|以上|以下|以内|左右|及以上)", unit, words, count=1)
        if unit and not re.search("%|‰", words)
        else words
    )
    return next(iter(quantities(re.sub("^[>＞]=?|^≥", "不低于", re.sub("^[<＜]=?|^≤", "不超过", figure)))), None)


def _task_rows(origin: Origin, line: _Line, aliases: Mapping[str, str]) -> Iterator[Target]:
    cell = line.cell("task")
    if cell is None or len(line.said(cell)) < 2:
        return
    view = _view(line.text, cell.start, cell.end)
    named = departments.find(view.text, aliases)
    actors, deadline = _actors(line), line.words("deadline") or None
    for statement in statements(view.text):
        row = stated_row(Setting(origin, line.place, view), statement, "target", actors, named)
        yield row.model_copy(update={"deadline": row.deadline or deadline})
    row = task_row(Setting(origin, line.place, view), actors, named)
    yield row.model_copy(update={"deadline": deadline or row.deadline})


def _actors(line: _Line) -> tuple[Actor, ...]:
    parts: tuple[tuple[str, Role], ...] = (("lead", "lead"), ("support", "support"))
    found = [
        Actor(name=name, role=role)
        for part, role in parts
        if (cell := line.cell(part))
        for name in names_in(line.text[cell.start : cell.end].strip())
    ]
    return tuple({actor.name: actor for actor in reversed(found)}.values())[::-1]


def _view(text: str, start: int, end: int) -> View:
    """A cell as a sentence; white space at its ends and line breaks inside left out."""
    kept = tuple(at for at in range(start, end) if text[at] not in "\r\n\t \u200b")
    if len(kept) == end - start:
        return View(text[start:end], start, None)
    return View("".join(text[at] for at in kept), start, kept)

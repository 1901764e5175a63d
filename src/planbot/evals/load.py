"""Reading suites: planbot's own YAML and JSONL, question files with must-facts, and folders in BEIR's shape.

Whatever is wrong with a case is refused with the file, the line and the field.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from planbot.errors import InputError
from planbot.evals.cases import Case, DraftRules, DraftSource, Evidence, NearMiss, Relevant, Suite

BUILT_IN = files("planbot.evals").joinpath("suites")
_BEIR = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
Lines = Mapping[tuple[str | int, ...], int]
"""Where each value of a file stands: its path to the line, counted from 1."""


def built_in() -> tuple[str, ...]:
    """Names of the suites that ship with planbot."""
    return tuple(sorted(item.name.removesuffix(".yaml") for item in BUILT_IN.iterdir() if item.name.endswith(".yaml")))


def load_suite(name: str) -> Suite:
    """The suite called ``name``, or in the file or BEIR folder ``name``. Raises InputError with line and field."""
    shipped, _, category = name.partition("/")
    if shipped in built_in():
        whole = parse_yaml(BUILT_IN.joinpath(f"{shipped}.yaml").read_text(encoding="utf-8"), f"{shipped}.yaml")
        return only(whole, category) if category else whole
    if folder := corpus_of(name):
        return load_beir(folder)
    path = Path(name)
    text = _read(path)
    return parse_jsonl(text, str(path)) if path.suffix == ".jsonl" else parse_yaml(text, str(path))


def corpus_of(name: str) -> Path | None:
    """The BEIR folder that ``name`` means, and whose corpus is to be searched; None for any other suite."""
    return Path(name) if name.partition("/")[0] not in built_in() and Path(name).is_dir() else None


def only(suite: Suite, category: str) -> Suite:
    """The cases of one category or tag. Raises InputError when there are none."""
    cases = tuple(case for case in suite.cases if category in (case.category, *case.tags))
    if not cases:
        known = ", ".join(sorted({case.category for case in suite.cases}))
        raise InputError(f"{suite.name} has no cases of {category!r}: it has {known}")
    return suite.model_copy(update={"name": f"{suite.name}/{category}", "cases": cases})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        listed = ", ".join(built_in())
        raise InputError(f"{path}: {error.strerror}; the suites that ship with planbot are {listed}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8") from error


# --- YAML -------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str, origin: str) -> Suite:
    """A suite in planbot's own format. ``origin`` names the file in errors."""
    value, lines = _parsed(text, origin)
    if not isinstance(value, dict):
        raise InputError(f"{origin}, line 1: expected a suite with name and cases")
    suite = cast(dict[str, Any], value)
    try:
        return Suite.model_validate(_expanded(suite, _names(suite.get("files"))))
    except ValidationError as error:
        raise InputError(_complaint(origin, error, lines)) from None


def _parsed(text: str, origin: str) -> tuple[Any, Lines]:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        value = cast(Any, loader.construct_document(root)) if root else None  # pyright: ignore[reportUnknownMemberType]
        return value, dict(_lines(root, ())) if root else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{origin}, line {line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise InputError(f"{origin}: {' '.join(str(error).split())}") from error
    finally:
        loader.dispose()


def _lines(node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            yield from _lines(item, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*path, index))


def _names(files_of: Any) -> dict[str, str]:
    return cast(dict[str, str], files_of) if isinstance(files_of, dict) else {}


def _expanded(value: Any, names: Mapping[str, str]) -> Any:
    """The value with the short names of files written out wherever a ``file`` is given."""
    if isinstance(value, list):
        return [_expanded(item, names) for item in cast(list[Any], value)]
    if not isinstance(value, dict):
        return value
    return {
        key: names.get(item, item) if key == "file" and isinstance(item, str) else _expanded(item, names)
        for key, item in cast(dict[str, Any], value).items()
    }


def _complaint(origin: str, error: ValidationError, lines: Lines) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = problem["loc"]
    line = next((lines[place[:size]] for size in range(len(place), -1, -1) if place[:size] in lines), 1)
    field = ".".join(map(str, place)) or "suite"
    return f"{origin}, line {line}, {field}: {problem['msg'].removeprefix('Value error, ')}"


# --- JSON Lines -------------------------------------------------------------------------------------------------------


def parse_jsonl(text: str, origin: str) -> Suite:
    """One case on each line, in planbot's own shape or in that of a question file with must-facts."""
    cases = tuple(_case(line, number, origin) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    try:
        return Suite(name=Path(origin).stem, cases=cases)
    except ValidationError as error:
        raise InputError(_complaint(origin, error, {})) from None


def _case(line: str, number: int, origin: str) -> Case:
    lines: Lines = {(): number}
    try:
        value = json.loads(line)
        if isinstance(value, dict) and "must" in value:
            return _question(cast(dict[str, Any], value))
        return Case.model_validate(value)
    except json.JSONDecodeError as error:
        raise InputError(f"{origin}, line {number}: {error.msg}") from error
    except ValidationError as error:
        raise InputError(_complaint(origin, error, lines)) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{origin}, line {number}: not a question with must-facts: {error}") from error


def _question(value: Mapping[str, Any]) -> Case:
    """A line with ``must``, ``must_not``, ``evidence``; its ``filters`` describe it and are not handed to the system."""
    return Case(
        id=value["id"],
        turns=tuple(value["turns"]),
        category=value.get("category", "lookup"),
        tags=("paraphrase",) if value.get("paraphrase") else (),
        lang=value.get("lang", "zh"),
        answerable=value["answerable"],
        facts=_facts(value["must"]),
        turn_facts=tuple(_facts(turn) for turn in value.get("turn_must", ())),
        must_not=(*value.get("must_not", ()), *value.get("must_not_external", ())),
        near_miss=tuple(_near_miss(item) for item in value.get("near_miss", ())),
        evidence=tuple(_evidence(item) for item in value.get("evidence", ())) if value["answerable"] else (),
        draft=_draft(value["draft"]) if value.get("draft") else None,
        note=value.get("note", ""),
    )


def _facts(value: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(alternatives) for alternatives in value)


def _evidence(item: Mapping[str, Any]) -> Evidence:
    return Evidence(file=item["file"], quote=item["quote"], part=item.get("part"), role=item.get("role"))


def _near_miss(item: Mapping[str, Any]) -> NearMiss:
    return NearMiss(value=item["value"], attribution=tuple(item["attribution"]))


def _draft(item: Mapping[str, Any]) -> DraftRules:
    return DraftRules(
        headings=tuple(item["heading_regex"]),
        min_chars=item["min_chars"],
        sources=tuple(DraftSource(file=source["file"], part=source.get("part")) for source in item["sources"]),
        extra_numbers=tuple(item["extra_numbers"]),
        flag_if={bad: tuple(flags) for bad, flags in item.get("flag_if", {}).items()},
    )


# --- BEIR -------------------------------------------------------------------------------------------------------------


def load_beir(folder: Path) -> Suite:
    """Queries and qrels of a BEIR folder as cases of search; the files of its corpus are called ``<id>.txt``."""
    missing = [name for name in _BEIR if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: no {missing[0]}; a BEIR folder has {', '.join(_BEIR)}")
    relevant = _qrels(folder / "qrels.tsv")
    queries = _rows(folder / "queries.jsonl", ("_id", "text"))
    cases = tuple(
        Case(id=row["_id"], turns=(row["text"],), category="search", relevant=relevant[row["_id"]])
        for row in queries
        if row["_id"] in relevant
    )
    if not cases:
        raise InputError(f"{folder / 'qrels.tsv'}: names none of the queries")
    return Suite(name=folder.name, cases=cases)


def write_corpus(folder: Path, target: Path) -> int:
    """Write every passage of a BEIR corpus as a text file under ``target``; how many."""
    target.mkdir(parents=True, exist_ok=True)
    rows = _rows(folder / "corpus.jsonl", ("_id", "text"))
    for row in rows:
        name = Path(row["_id"]).name
        (target / f"{name}.txt").write_text("\n".join(filter(None, (row.get("title"), row["text"]))), encoding="utf-8")
    return len(rows)


def _rows(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: {error.msg}") from error
        if missing := [field for field in fields if not isinstance(row.get(field), str)]:
            raise InputError(f"{path}, line {number}, {missing[0]}: is missing or no text")
        rows.append(row)
    return rows


def _qrels(path: Path) -> dict[str, tuple[Relevant, ...]]:
    found: dict[str, tuple[Relevant, ...]] = {}
    for number, line in enumerate(_read(path).split("\n"), 1):
        cells = line.split("\t")
        if number == 1 or not line.strip():
            continue
        try:
            query, document, gain = cells[0], cells[1], float(cells[2])
        except (IndexError, ValueError) as error:
            raise InputError(f"{path}, line {number}: expected query, document and score") from error
        if gain > 0:
            found[query] = (*found.get(query, ()), Relevant(file=f"{document}.txt", gain=gain))
    return found

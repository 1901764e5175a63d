"""Which bodies the ledger names, each under its canonical name, with how often and as what (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planbot.ledger.bodies import NO_ALIASES, parents, resolve
from planbot.ledger.query import names_a_body
from planbot.types import Noun, Role, Target

_STRONGEST: tuple[Role, ...] = ("lead", "support", "bound", "issuer")


class BodyCount(Noun):
    """A body and the rows that name it; every row counts once, under the strongest role."""

    name: str
    """Canonical."""
    kinds: tuple[str, ...]
    """The wider kinds it is one of, nearest first."""
    names: tuple[str, ...]
    """As the documents print it, most frequent first."""
    rows: int
    documents: int
    lead: int
    support: int
    bound: int
    issuer: int
    """Rows of its own plans that name nobody."""


@dataclass
class _Entry:
    names: Counter[str] = field(default_factory=Counter[str])
    roles: Counter[Role] = field(default_factory=Counter[Role])
    documents: set[str] = field(default_factory=set[str])


def bodies_found(targets: Iterable[Target], aliases: Mapping[str, str] = NO_ALIASES) -> tuple[BodyCount, ...]:
    """Every body that a row names or that issued a row that names nobody, the most frequent first."""
    found: dict[str, _Entry] = defaultdict(_Entry)
    for target in targets:
        roles: dict[str, Role] = {}
        for name, role in _named(target):
            canonical = resolve(name, aliases)
            found[canonical].names[name] += 1
            roles.setdefault(canonical, role)
        for canonical, role in roles.items():
            found[canonical].roles[role] += 1
            found[canonical].documents.add(target.document)
    counted = [_counted(name, entry) for name, entry in found.items()]
    return tuple(sorted(counted, key=lambda body: (-body.rows, body.name)))


def _named(target: Target) -> Iterator[tuple[str, Role]]:
    """Printed names with their role, the strongest first."""
    acting = {actor.name for actor in target.actors}
    by_role: dict[Role, list[str]] = {
        "lead": [name for name in target.responsible if name not in acting],
        "support": [],
        "bound": [name for name in target.applies_to if names_a_body(name)],
        "issuer": [target.issuer] if target.issuer and not target.responsible else [],
    }
    for role in _STRONGEST:
        names = [*(actor.name for actor in target.actors if actor.role == role), *by_role[role]]
        for name in dict.fromkeys(names):
            yield name, role


def _counted(name: str, entry: _Entry) -> BodyCount:
    return BodyCount(
        name=name,
        kinds=parents(name),
        names=tuple(printed for printed, _ in entry.names.most_common()),
        rows=entry.roles.total(),
        documents=len(entry.documents),
        lead=entry.roles["lead"],
        support=entry.roles["support"],
        bound=entry.roles["bound"],
        issuer=entry.roles["issuer"],
    )

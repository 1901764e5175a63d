"""From a brief to a draft: texts found, sentences carried over or updated, put in order, numbered, checked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter

from planbot.draft.brief import Brief
from planbot.draft.checking import invented, placeholders
from planbot.draft.choose import Home, Shown, home_of, model_of, ordered, precedents, spread
from planbot.draft.compose import Composer, Material
from planbot.draft.edits import Aim, Source
from planbot.draft.gather import Gathered, gather
from planbot.draft.history import history, rows_of
from planbot.draft.markdown import markdown
from planbot.draft.material import Node, read_part
from planbot.draft.read_brief import read_brief
from planbot.draft.subject import Subject, parts_of, subject
from planbot.lexicon.load import load
from planbot.retrieve.search import Searcher
from planbot.types import Document, Draft, Noun, Part, PartKey, StoredDocument, Target, Timings

SMALL_HOME = 80
"""Parts up to which all are read; in a larger home only those that a search for the subject finds."""
ENOUGH = 160
"""Characters of own text on the subject from which other places' text is left aside, unless the brief combines texts."""


class Chosen(Noun):
    """A document that the user wants the draft made from, or one section of it."""

    document: str
    """Id."""
    section: str | None = None
    """Words of its heading, or its number."""


class Drafter:
    """Writes drafts from one home. Safe from any thread."""

    def __init__(
        self,
        searcher: Searcher,
        documents: Callable[[], Sequence[Document]],
        targets: Callable[[Sequence[str] | None], Sequence[Target]],
    ) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._documents = documents
        self._targets = targets

    def draft(self, text: str, chosen: Sequence[Chosen] = (), year: int | None = None) -> Draft:
        """The draft for a brief; one without blocks where the home has nothing on the subject."""
        began = perf_counter()
        case = _Case(self._searcher, read_brief(text, year), chosen)
        empty = Draft(brief=text, draft="", title=case.brief.title, year=case.brief.year)
        if not case.gathered.units:
            nothing: str = load("drafting")["phrases"][case.brief.language]["nothing"]
            words = nothing.format(documents=len(self._documents()), topic=case.brief.topic or case.brief.title)
            return empty.model_copy(update={"draft": words, "timings_ms": _since(began, began)})
        found = perf_counter()
        return self._written(empty, case).model_copy(update={"timings_ms": _since(began, found)})

    def _written(self, empty: Draft, case: "_Case") -> Draft:
        brief, aim = case.brief, case.aim
        composer = Composer(case.material(self._stored), aim, self._stored)
        written = composer.write()
        cited, blocks = composer.cited, list(written.blocks)
        rows: tuple[Target, ...] = ()
        if brief.table:
            spans = [(c.document, c.start, c.end) for c in cited.citations]
            rows = rows_of(self._targets(sorted({key.document for key in case.keys})), case.gathered.about, spans)
            table = history(rows, lambda row: cited.marker(row.document, row.start, row.end))
            blocks += [table] if table else []
        shown = case.shown()
        documents = {document.id: document for document in self._documents()}
        return empty.model_copy(
            update={
                "draft": markdown(blocks),
                "title": written.title,
                "year": aim.year,
                "blocks": tuple(blocks),
                "citations": tuple(cited.citations),
                "placeholders": placeholders(blocks, brief),
                "invented_numbers": invented(blocks, cited.citations, brief, aim.year),
                "precedents": precedents(written.used, shown, case.parts, documents),
                "dropped": written.dropped,
                "targets": rows,
            }
        )


def _since(began: float, found: float) -> Timings:
    now = perf_counter()
    return Timings(
        total=round((now - began) * 1000, 3),
        retrieve=round((found - began) * 1000, 3),
        generate=round((now - found) * 1000, 3),
    )


class _Case:
    """One brief against the home: what it names, what is on its subject, whose draft it is."""

    def __init__(self, searcher: Searcher, brief: Brief, chosen: Sequence[Chosen]) -> None:
        self._searcher, self._chosen = searcher, chosen
        self.parts: Mapping[PartKey, Part] = dict(searcher.parts())
        self._given = frozenset(key for key in self.parts for c in chosen if c.document == key.document)
        self._named = searcher.scope(brief.sources).keys or frozenset() if brief.sources else frozenset[PartKey]()
        self._own, self.brief = self._of_place(brief)
        about = subject(self.brief.topic, [searcher.about(part, None)[:2] for part in parts_of(self.brief.topic)])
        self.keys = self._searched()
        self.gathered = self._gathered(about)
        self.model = model_of(self.gathered, self.brief, self.parts)
        self.home = self._home()
        self.aim = self._aim()

    def _of_place(self, brief: Brief) -> tuple[frozenset[PartKey], Brief]:
        """The parts of the place or body that the request names (青棠县2025年…), its name taken out of the subject."""
        named = self._searcher.scope(brief.topic)
        around = self._searcher.scope(brief.place)
        keys = (named.keys or frozenset()) | (around.keys or frozenset())
        rest = named.rest.strip(" 的") if named.groups else brief.topic
        if not named.groups or len(rest) < 2:  # noqa: PLR2004 - one character is no subject
            return keys, brief
        return keys, brief.model_copy(update={"topic": rest, "title": brief.title.replace(brief.topic, rest)})

    def _searched(self) -> frozenset[PartKey]:
        if fixed := self._given | self._named:
            return fixed
        if len(self.parts) <= SMALL_HOME:
            return frozenset(self.parts)
        _, _, ranked = self._searcher.about(self.brief.topic, None)
        return frozenset(PartKey(document=s.document, part=s.part) for s in ranked) | self._own

    def _gathered(self, about: Subject) -> Gathered:
        trees = [read_part(self._searcher.stored(key.document), self.parts[key]) for key in sorted(self.keys, key=str)]
        return gather([tree for node in trees for tree in self._picked(node)], about)

    def _picked(self, tree: Node) -> Iterable[Node]:
        """The tree, or of a document given with a section that section alone."""
        words = [c.section for c in self._chosen if c.document == tree.document and c.section]
        if not words:
            return [tree]
        return [node for node in tree.walk() if node.heading and any(w in node.heading.text or w == node.label for w in words)]

    def _home(self) -> Home:
        model = self.parts[PartKey(document=self.model.document, part=self.model.part)] if self.model else None
        return home_of(self.brief, [self.parts[key] for key in sorted(self._own, key=str)], model)

    def _aim(self) -> Aim:
        """The year: of the brief, else the one after the model's where the next year is asked for."""
        year = self.brief.year
        if year is None and self.brief.next_year and self.model:
            known = self.parts[PartKey(document=self.model.document, part=self.model.part)].year
            year = known + 1 if known else None
        return Aim(brief=self.brief, year=year, unit=self.home.unit)

    def shown(self) -> Shown:
        """What the list of precedents needs."""
        return Shown(brief=self.brief, home=self.home, model=self.model, given=self._given, named=self._named, year=self.aim.year)

    def material(self, stored: Callable[[str], StoredDocument]) -> Material:
        """Sections and loose sentences in the order in which the draft takes them."""
        units = ordered(self.gathered.units, self.model, self.home, self.parts)
        own = [unit for unit in units if self.home.is_own(self.parts[PartKey(document=unit.document, part=unit.part)])]
        fixed = self._given | self._named
        if self._own and not self.brief.combines and not fixed and sum(len(u.text) for u in own) >= ENOUGH:
            units = own
        if len(fixed) > 1:
            units = spread(units, [key for key in sorted(fixed, key=str)])
        return Material(
            about=self.gathered.about,
            model=self.model,
            units=tuple(units),
            follows=self.brief.follows and self.model is not None,
            sources={
                str(key): self._source(key, stored(key.document)) for key in self.keys
            },
        )

    def _source(self, key: PartKey, stored: StoredDocument) -> Source:
        part = self.parts[key]
        of_model = self.model is not None and (self.model.document, self.model.part) == (key.document, key.part)
        return Source(
            year=part.year,
            foreign=not (self.home.is_own(part) or (of_model and not self._own) or part.level == "country"),
            targets=stored.targets,
            warnings=stored.document.warnings,
        )

"""From a brief to a draft: texts found, sentences carried over or updated, put in order, numbered, checked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter

from planbot.draft.brief import Brief
from planbot.draft.checking import invented, placeholders
from planbot.draft.choose import Home, Shown, home_of, model_of, ordered, plan_of, precedents, spread
from planbot.draft.compose import Composer
from planbot.draft.edits import Aim, Source
from planbot.draft.gather import Gathered, gather, whole_plan
from planbot.draft.history import history, rows_of
from planbot.draft.markdown import markdown
from planbot.draft.material import Node, read_part
from planbot.draft.numbering import stripped
from planbot.draft.read_brief import read_brief
from planbot.draft.shape import Material
from planbot.draft.subject import Subject, parts_of, subject
from planbot.draft.wording import Worded, Wording
from planbot.errors import HomeChanged
from planbot.ledger.query import Wanted
from planbot.lexicon.load import load
from planbot.retrieve.search import Searcher
from planbot.store.tokens import folded
from planbot.types import Draft, Filters, Noun, Part, PartKey, StoredDocument, Target, Timings

SMALL_HOME = 80
"""Parts up to which all are read; in a larger home only those that a search for the subject finds."""
TRIES = 5
"""How often a draft is begun when documents that it needs are replaced meanwhile."""
ENOUGH = 160
"""Characters of own text on the subject from which other places' text is left aside, unless the brief combines texts."""


class Chosen(Noun):
    """A document that the user wants the draft made from, or one section of it."""

    document: str
    """Id."""
    section: str | None = None
    """Words of its heading, its number, or the label of a part (第3篇)."""


class Drafter:
    """Writes drafts from one home. Safe from any thread."""

    def __init__(self, searcher: Searcher, wording: Wording | None = None) -> None:
        self._searcher = searcher
        self._wording = wording

    def draft(
        self, text: str, chosen: Sequence[Chosen] = (), year: int | None = None, filters: Filters | None = None
    ) -> Draft:
        """The draft for a brief; one without blocks, that says so, where the home has nothing on the subject.

        ``chosen``: made from these documents or sections alone; ``filters``: from the parts that they leave. Raises HomeChanged when
        documents were replaced under it again and again.
        """
        for left in reversed(range(TRIES)):
            try:
                return self._draft(_Case(self._searcher.pinned(), read_brief(text, year), chosen, filters or Filters()))
            except HomeChanged:
                if not left:
                    raise
        raise AssertionError

    def _draft(self, case: "_Case") -> Draft:
        began = case.began
        empty = Draft(brief=case.brief.text, draft="", title=case.brief.title, year=case.brief.year)
        if not case.gathered.units:
            nothing: str = load("drafting")["phrases"][case.brief.language]["nothing"]
            words = nothing.format(documents=len(case.documents), topic=case.brief.topic or case.brief.title)
            return empty.model_copy(update={"draft": words, "timings_ms": _since(began, began)})
        found = perf_counter()
        return self._written(empty, case).model_copy(update={"timings_ms": _since(began, found)})

    def _written(self, empty: Draft, case: "_Case") -> Draft:
        brief, aim = case.brief, case.aim
        ledger = case.searcher.select(Wanted(kind="all"), case.keys).rows
        composer = Composer(case.material(ledger), aim, case.searcher.stored)
        written = composer.write()
        cited, blocks = composer.cited, list(written.blocks)
        rows: tuple[Target, ...] = ()
        if brief.table:
            spans = [(c.document, c.start, c.end) for c in cited.citations]
            rows = rows_of(ledger, case.gathered.about, spans)
            told = frozenset((k.document, k.part) for k, p in case.parts.items() if p.kind in ("summary", "report"))
            table = history(rows, lambda row: cited.marker(row.document, row.start, row.end), told)
            blocks += [table] if table else []
        shown = case.shown()
        worded = Worded(blocks=tuple(blocks))
        if self._wording:
            worded = self._wording.worded(blocks, cited.citations, brief, written.title, aim.year)
        blocks = worded.blocks
        return empty.model_copy(
            update={
                "draft": markdown(blocks),
                "model": worded.model,
                "usage": worded.usage,
                "unsupported": worded.unsupported,
                "title": written.title,
                "year": aim.year,
                "blocks": blocks,
                "citations": tuple(cited.citations),
                "placeholders": placeholders(blocks, brief),
                "invented_numbers": invented(blocks, cited.citations, brief, aim.year),
                "precedents": precedents(written.used, shown, case.parts, case.documents),
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


def _bare(rest: str) -> str:
    """What is left of a subject without the names of places: for Qingtang county leaves "for county" behind."""
    return re.sub(
        r"(?i)\s+(?:for|of|in)\s+(?:the\s+)?(?:county|city|district|province)?\s*$", "", " ".join(rest.split())
    ).strip(" 的")


def _is_named(node: Node, words: str) -> bool:
    """Do the words name this section: its heading with or without number, part of it, or its number?"""
    bare = stripped(words).rstrip("。")
    own = node.heading.text if node.heading else ""
    return words in (node.label, *node.path[-1:]) or (len(bare) > 1 and bare in own)


class _Case:
    """One brief against the home: what it names, what is on its subject, whose draft it is."""

    def __init__(self, searcher: Searcher, brief: Brief, chosen: Sequence[Chosen], filters: Filters) -> None:
        self.began = perf_counter()
        self.searcher, self._chosen = searcher, chosen
        self.documents = {document.id: document for document in searcher.shelf.documents}
        self._allowed = searcher.within(filters)
        self.parts: Mapping[PartKey, Part] = {key: self._placed(key, part) for key, part in searcher.parts()}
        self._given = frozenset(key for key in self.parts for c in chosen if c.document == key.document)
        self._named = searcher.scope(brief.sources).keys or frozenset() if brief.sources else frozenset[PartKey]()
        self._own, self.brief = self._of_place(brief)
        about = subject(self.brief.topic, [searcher.about(part, None)[:2] for part in parts_of(self.brief.topic)])
        self.keys = self._searched()
        plan = self._plan() if self.brief.whole else None
        self.gathered = self._gathered(about) if plan is None else whole_plan(plan, about)
        if self.brief.language == "en" and not self.brief.form.heading.words:
            self.brief = self.brief.model_copy(update={"title": self._title()})
        self.model = plan or model_of(self.gathered, self.brief, self.parts, self._owners())
        self.home = self._home()
        self.aim = self._aim()

    def _placed(self, key: PartKey, part: Part) -> Part:
        """With the place of its document where it names none itself."""
        document = self.documents.get(key.document)
        known = document and not part.region and document.region
        return part.model_copy(update={"region": document.region}) if document and known else part

    def _of_place(self, brief: Brief) -> tuple[frozenset[PartKey], Brief]:
        """The parts of the place or body that the request names (青棠县2025年…), its name taken out of the subject."""
        named = self.searcher.scope(brief.topic)
        around = self.searcher.scope(brief.place)
        keys = (named.keys or frozenset()) | (around.keys or frozenset())
        rest = _bare(named.rest) if named.groups else brief.topic
        if not named.groups or len(rest) < 2:
            return keys, brief
        return keys, brief.model_copy(update={"topic": rest, "title": brief.title.replace(brief.topic, rest)})

    def _searched(self) -> frozenset[PartKey]:
        allowed = frozenset(self.parts) if self._allowed is None else self._allowed
        if fixed := (self._given or self._named) & allowed:
            return fixed
        if len(allowed) <= SMALL_HOME:
            return allowed
        _, _, ranked = self.searcher.about(self.brief.topic, self._allowed)
        return frozenset(PartKey(document=s.document, part=s.part) for s in ranked) | (self._own & allowed)

    def _gathered(self, about: Subject) -> Gathered:
        trees = [read_part(self.searcher.stored(key.document), self.parts[key]) for key in sorted(self.keys, key=str)]
        return gather([tree for node in trees for tree in self._picked(node)], about)

    def _picked(self, tree: Node) -> Iterable[Node]:
        """The tree, or of a document given with a section that section alone."""
        wanted = [c.section for c in self._chosen if c.document == tree.document]
        if not wanted or None in wanted or tree.part in wanted:
            return [tree]
        return [node for node in tree.walk() if node.heading and any(_is_named(node, words or "") for words in wanted)]

    def _title(self) -> str:
        """An English subject in the words that the texts use most for it."""
        text = folded("".join(unit.text for unit in self.gathered.units))
        words = [word for word in self.gathered.about.wordings if not word.isascii() and word in text]
        return max(words, key=lambda word: (text.count(word), len(word)), default=self.brief.title)

    def _plan(self) -> Node | None:
        """The plan that a whole new one follows; None where the home has none of that kind."""
        candidates = {key: self.parts[key] for key in self.keys if self.parts[key].kind not in ("summary", "report")}
        key = plan_of(candidates, self.brief, self._owners(), fixed=bool(self._given or self._named))
        return read_part(self.searcher.stored(key.document), self.parts[key]) if key else None

    def _home(self) -> Home:
        model = self.parts[PartKey(document=self.model.document, part=self.model.part)] if self.model else None
        return home_of(self.brief, self._owners(), model)

    def _owners(self) -> list[Part]:
        return [self.parts[key] for key in sorted(self._own, key=str)]

    def _aim(self) -> Aim:
        """The year: of the brief, else the one after the model's where the next year is asked for."""
        year = self.brief.year
        if year is None and self.brief.next_year and self.model:
            known = self.parts[PartKey(document=self.model.document, part=self.model.part)].year
            year = known + 1 if known else None
        return Aim(brief=self.brief, year=year, unit=self.home.unit)

    def shown(self) -> Shown:
        """What the list of precedents needs."""
        return Shown(
            brief=self.brief, home=self.home, model=self.model, given=self._given, named=self._named, year=self.aim.year
        )

    def material(self, ledger: Sequence[Target]) -> Material:
        """Sections and loose sentences in the order in which the draft takes them."""
        units = ordered(self.gathered.units, self.model, self.home, self.parts)
        own = [unit for unit in units if self.home.is_own(self.parts[PartKey(document=unit.document, part=unit.part)])]
        fixed = (self._given or self._named) & self.keys
        if self._own and not self.brief.combines and not fixed and sum(len(u.text) for u in own) >= ENOUGH:
            units = own
        if len(fixed) > 1:
            units = spread(units, sorted(fixed, key=str))
        about = self.gathered.about
        return Material(
            about=about,
            model=self.model,
            units=tuple(units),
            follows=self.model is not None
            and (self.model.heading is None or (self.brief.follows and len(about.things) == 1)),
            issuer=self.home.issuer,
            sources={str(key): self._source(key, self.searcher.stored(key.document), ledger) for key in self.keys},
        )

    def _source(self, key: PartKey, stored: StoredDocument, ledger: Sequence[Target]) -> Source:
        part = self.parts[key]
        of_model = self.model is not None and (self.model.document, self.model.part) == (key.document, key.part)
        return Source(
            year=part.year,
            foreign=not (self.home.is_own(part) or (of_model and not self._own) or part.level == "country"),
            targets=tuple(row for row in ledger if (row.document, row.part) == (key.document, key.part)),
            warnings=stored.document.warnings,
        )

"""Refusals: what was looked for and where, why there is no answer, what is there instead, and a near miss as what it is."""

from collections.abc import Callable, Iterator, Sequence

import rjieba

from planbot.answer.compose import escaped, place, shortened, without_markup
from planbot.answer.evidence import answering, beyond_names
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence
from planbot.answer.request import Request, reading
from planbot.answer.subject import unknown_attribute
from planbot.answer.summary import is_empty, section_named
from planbot.answer.trimming import trimmed
from planbot.cite import cut
from planbot.retrieve.rank import Scored, held
from planbot.retrieve.search import Found, Searcher
from planbot.scope.labels import part_labels
from planbot.scope.years import years
from planbot.store.tokens import folded
from planbot.types import Answer, Citation, Document, Filters, PartKey

NAMES = 6
"""Names told of what is there instead."""
WORDS = 120
"""Characters of a passage repeated in a refusal."""
NEAR = 0.6
"""Coverage from which a sentence outside the scope is a near miss worth naming."""


class Refusals:
    """Over one home."""

    def __init__(self, searcher: Searcher, documents: Callable[[], Sequence[Document]]) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._documents = documents

    def refused(self, empty: Answer, found: Found, request: Request, filters: Filters, language: Language) -> Answer:
        """``empty`` with the words of a refusal and what it cites."""
        documents = self._documents()
        if not documents:
            return empty.model_copy(update={"answer": phrase("refuse_empty_home", language)})
        if found.scope.missing:
            return empty.model_copy(update={"answer": "\n".join(self._missing(found, documents, language))})
        reason, cited = self._reason(found, request, language)
        cited = cited or self._nearest(found)
        elsewhere = self._near_miss(found, request, filters)
        named = [span for span in (cited, elsewhere) if span]
        citations = [cut(self._stored(s.document), s.start, s.end, n) for n, s in enumerate(named, 1)]
        lines = [*self._looked_for(empty.question, found, documents, language), *([reason] if reason else [])]
        lines += [
            _quoted("near_miss" if span == elsewhere and span != cited else "nearest", citation, language)
            for span, citation in zip(named, citations, strict=True)
        ]
        return empty.model_copy(update={"answer": "\n".join(lines), "citations": tuple(citations)})

    def _missing(self, found: Found, documents: Sequence[Document], language: Language) -> Iterator[str]:
        """The scope that is not there, and what is there of its kind: parts, years or documents."""
        missing = found.scope.missing
        yield phrase("refuse_missing_scope", language, scope=escaped("”“".join(missing)))
        parts = [part for document in documents for part in document.parts]
        if any(part_labels(name) for name in missing):
            names = [f"{part.part}" for part in parts if part.part]
        elif any(years(name) for name in missing):
            names = sorted({str(part.year) for part in parts if part.year})
        else:
            names = [f"《{document.title}》" for document in documents]
        if names:
            shown = "、".join(escaped(name) for name in dict.fromkeys(names[:NAMES]))
            yield phrase("instead", language, names=shown)

    def _looked_for(
        self, question: str, found: Found, documents: Sequence[Document], language: Language
    ) -> Iterator[str]:
        asked = escaped(without_markup(question)[:80])
        scope = "、".join(dict.fromkeys(f"“{group.text.strip()}”" for group in found.scope.groups))
        if scope:
            yield phrase("refuse_missing_fact", language, scope=escaped(scope), question=asked)
        else:
            yield phrase("refuse_nothing", language, documents=len(documents), question=asked)

    def _reason(self, found: Found, request: Request, language: Language) -> tuple[str | None, Evidence | None]:
        """Why there is no answer, where that can be told, and the place that shows it."""
        if span := self._cut_short(found):
            return phrase("refuse_truncated", language), span
        documents = dict.fromkeys(sentence.document for sentence in found.sentences)
        asked = section_named(map(self._stored, documents), found.keys, found.query, found.weights)
        if asked and is_empty(self._stored(asked.document), asked.section):
            section = asked.section
            heading = Evidence(document=asked.document, start=section.start, end=section.heading_end)
            return phrase("empty_section", language, section=escaped(section.title[:60])), heading
        if "why" in request.wants:
            return phrase("refuse_no_reason", language), None
        if reading("person").search(request.question):
            return phrase("refuse_person", language), None
        words = "、".join(f"“{word}”" for word in found.unknown if _is_noun(word))
        return (phrase("refuse_unknown", language, words=escaped(words)) if words else None), None

    def _cut_short(self, found: Found) -> Evidence | None:
        """The end of a document in scope that breaks off in a sentence about what the question names."""
        for document in dict.fromkeys(sentence.document for sentence in found.sentences):
            stored = self._stored(document)
            for warning in stored.document.warnings:
                if warning.code != "truncated" or warning.start is None or warning.end is None:
                    continue
                low = folded(stored.read.text[warning.start : warning.end])
                named = sum(w for c, w in zip(found.query.concepts, found.weights, strict=True) if held(c, low))
                part = next((p.part for p in stored.document.parts if p.start <= warning.start < p.end), None)
                inside = found.keys is None or PartKey(document=document, part=part) in found.keys
                if inside and named >= max(found.weights, default=1.0):
                    return Evidence(document=document, start=warning.start, end=warning.end)
        return None

    def _nearest(self, found: Found) -> Evidence | None:
        """The best sentence though it does not answer; None when it has nothing of the question."""
        best = next((s for s in found.sentences if s.coverage > 0 and not s.heading), None) or next(
            (s for s in found.sentences if s.coverage > 0), None
        )
        return Evidence(document=best.document, start=best.start, end=best.end) if best else None

    def _near_miss(self, found: Found, request: Request, filters: Filters) -> Evidence | None:
        """What would answer, from outside the scope that the question names."""
        if not found.scope.groups or not found.query.concepts or unknown_attribute(found):
            return None
        other = self._searcher.find(found.scope.rest, filters)
        outside = [s for s in other.sentences if PartKey(document=s.document, part=s.part) not in (found.keys or ())]
        best = next(
            (
                s
                for s in answering(outside, request, other.query, self._text)
                if s.coverage >= NEAR and self._says(s, other)
            ),
            None,
        )
        return trimmed(best, self._text(best.document), other.query, request) if best else None

    def _says(self, sentence: Scored, found: Found) -> bool:
        return beyond_names(self._text(sentence.document)[sentence.start : sentence.end], found.query)

    def _text(self, document: str) -> str:
        return self._stored(document).read.text


def _is_noun(word: str) -> bool:
    """A word that may be told to be missing: no piece that the segmenter cut wrongly, no verb."""
    return len(word) > 1 and rjieba.has_word(word) and all(tag.startswith("n") for _, tag in rjieba.tag(word))


def _quoted(name: str, citation: Citation, language: Language) -> str:
    words = escaped(shortened(citation.quote, WORDS))
    return phrase(name, language, source=escaped(place(citation)), text=words) + f" [{citation.marker}]"

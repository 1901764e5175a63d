"""Does a supported sentence answer the question, and no worse than the composer's answer does (pure)."""

from collections.abc import Callable

from planbot.answer.content import informs, lists, names_all
from planbot.answer.fitting import figures, fits, same_rates
from planbot.answer.reply import Evidence, Reply
from planbot.answer.request import Request
from planbot.answer.support import Support
from planbot.ledger import departments
from planbot.ledger.numbers import quantities
from planbot.lexicon.load import load
from planbot.retrieve.rank import held
from planbot.retrieve.search import Found
from planbot.sentences import clauses
from planbot.store.tokens import folded
from planbot.verify.english import is_english, read_english

INSTEAD = 0.55
"""Share of the question's concepts that a sentence must cover to answer where the composer found nothing (docs/evals.md)."""
BESIDE = 0.5
"""Share of the composer's coverage that a further sentence must reach to be worth telling."""

_EACH = tuple(load("verify")["asks_several"])

Text = Callable[[str], str]


class Judge:
    """Measures sentences against the composer's answer."""

    def __init__(self, reply: Reply | None, found: Found, request: Request, text: Text) -> None:
        self._found = found
        self._request = request
        self._text = text
        self._own = [span for point in reply.points for span in (point.evidence, *point.also)] if reply else []
        own = max((self._coverage(span) for span in self._own), default=0.0)
        self._answered = reply is not None
        self._best = own

    @property
    def asks_one_thing(self) -> bool:
        """A figure, a date, a body, the things of a list: a sentence that gives them is the whole answer, whatever else its source says."""
        request = self._request
        return request.units is not None or bool(
            request.rates or {"date", "who", "frequency", "list"} & set(request.wants)
        )

    def relevant(self, found: Support) -> bool:
        """Does it say anything, and is it about the question at all?"""
        if not informs(found.sentence, self._words(found), self._request.question):
            return False
        if self._rests_on_composer(found):
            return True
        best = max(self._coverage(span) for span in found.spans)
        return best >= (self._best * BESIDE if self._answered else INSTEAD) and best > 0

    def answers(self, found: Support) -> bool:
        """Does it give what is asked for, from the composer's evidence or from some that covers the question better?"""
        if not self._gives(found):
            return False
        if self._rests_on_composer(found):
            return True
        best = max(self._coverage(span) for span in found.spans)
        return best > self._best if self._answered else best >= INSTEAD

    def _gives(self, found: Support) -> bool:
        """The figure, the date or the name: in the sentence itself, and about the rate asked for."""
        said = read_english(found.sentence) if is_english(found.sentence) else found.sentence
        words = self._words(found)
        request = self._request
        wanted = [figure.normal[0] for figure in figures(words, request)] if request.units is not None else []
        if wanted and not any(figure.normal[0] in wanted for figure in quantities(said)):
            return False
        lenient = request.model_copy(update={"count": None})
        if not fits(words, lenient) or ("date" in request.wants and not fits(said, lenient)):
            return False
        if "who" in request.wants and not (is_english(found.sentence) or self._names(said, words)):
            return False
        if self._rests_on_composer(found) and not (self._chosen(said) and self._complete(said)):
            return False
        about = f"{said} {words}"
        return all(any(form in about for form in (rate, *same_rates(rate))) for rate in request.rates[:1])

    def _chosen(self, said: str) -> bool:
        """Of several figures that could be asked for, is the one stated in the clause that is most about the question?"""
        if self._request.units is None or len(self._own) != 1:
            return True
        own = self._own[0]
        text = self._text(own.document)
        stated, left = [0.0], [-1.0]
        given = {figure.normal[0] for figure in quantities(said)}
        measured = self._measured(text[own.start : own.end])
        for start, end in clauses(text, own.start, own.end, whole_lists=True):
            asked = {f.normal[0] for f in figures(text[start:end], self._request) if not measured or f.unit in measured}
            if asked:
                (stated if asked & given else left).append(self._share(text[start:end]))
        return max(stated) > max(left)

    def _names(self, said: str, words: str) -> bool:
        """The bodies asked for, all that the source names together; anyone else (a doctor, a leader) by the words for persons."""
        lenient = self._request.model_copy(update={"count": None, "units": None})
        return names_all(said, words) if departments.find(words) else fits(said, lenient)

    def _words(self, found: Support) -> str:
        return " ".join(self._text(span.document)[span.start : span.end] for span in found.spans)

    def _measured(self, words: str) -> frozenset[str]:
        """The units of the figures that are counted as the question counts (多少张); none where it names no measure."""
        measure = self._request.measure
        units = (figure.unit for figure in figures(words, self._request))
        return frozenset(unit for unit in units if measure and unit.endswith(measure))

    def _complete(self, said: str) -> bool:
        """Are the things that the composer's one sentence lists all named?"""
        if "list" not in self._request.wants or len(self._own) != 1 or is_english(said):
            return True
        own = self._own[0]
        return lists(said, self._text(own.document)[own.start : own.end])

    def _rests_on_composer(self, found: Support) -> bool:
        return any(
            span.document == own.document and span.start < own.end and own.start < span.end
            for span in found.spans
            for own in self._own
        )

    def _coverage(self, span: Evidence) -> float:
        """Of the found sentence that holds the span; measured on its own words when none does."""
        known = [
            s.coverage
            for s in self._found.sentences
            if s.document == span.document and s.start <= span.start and span.end <= s.end
        ]
        if known:
            return max(known)
        return self._share(self._text(span.document)[span.start : span.end])

    def _share(self, words: str) -> float:
        """Share of the question's concepts, by weight, that the words hold themselves."""
        low = folded(words)
        concepts = zip(self._found.query.concepts, self._found.weights, strict=True)
        return sum(w * held(c, low) for c, w in concepts) / (sum(self._found.weights) or 1.0)

"""What a model is given to read: numbered extracts of the documents under a budget of tokens, as data between random marks (pure)."""

import secrets
from collections.abc import Callable, Iterator, Sequence

from planbot.answer.reply import Evidence, Reply
from planbot.retrieve.search import Found
from planbot.sentences import running_sentences
from planbot.types import Message, StoredDocument
from planbot.verify.check import gives_orders

SHORTEST = 8
"""Characters: what is shorter says nothing by itself."""
_TABLE_HEADS = {"zh": "| 编号 | 内容 | 出处 |", "en": "| no. | text | source |"}

Count = Callable[[str], int]


class Extract(Evidence):
    """A numbered stretch of a document."""

    number: int
    likely: bool
    """The composer answers from it."""
    text: str
    place: str
    """Title, part and last heading: where it stands, in few words."""
    context: str
    """Title, part, all headings, issuer, place and year of it: what may lend names to a sentence about it."""


def extracts(
    reply: Reply | None,
    found: Found,
    stored: Callable[[str], StoredDocument],
    locate: Callable[[StoredDocument, int], tuple[str, str]],
    room: tuple[int, Count],
) -> tuple[Extract, ...]:
    """The composer's evidence in whole sentences, then the passages found, best first, as many as there is room for.

    ``locate`` gives (place, context) of a position; ``room``: tokens, and how they are counted. Text that gives orders is left out. Empty
    when not even the composer's own evidence fits: a model that saw half of it could not answer completely.
    """
    left, count = room
    taken: list[Extract] = []
    for likely, span in _spans(reply, found, stored):
        text = stored(span.document).read.text[span.start : span.end]
        if any(_overlap(span, other) for other in taken) or gives_orders(text):
            continue
        place, context = locate(stored(span.document), span.start)
        shown = " ".join(text.split())
        cost = count(shown) + 8 + (0 if any(other.place == place for other in taken) else count(place))
        if cost > left:
            if likely:
                return ()
            break
        left -= cost
        taken.append(
            Extract(
                document=span.document,
                start=span.start,
                end=span.end,
                number=len(taken) + 1,
                likely=likely,
                text=shown,
                place=place,
                context=context,
            )
        )
    return tuple(taken)


def laid_out(extracts: Sequence[Extract], language: str, *, table: bool) -> str:
    """The extracts under their places, one line each; or all as rows of one table."""
    if table:
        rows = [f"| [{e.number}] | {e.text} | {e.place} |" for e in extracts]
        return "\n".join([_TABLE_HEADS[language], *rows])
    lines: list[str] = []
    shown = None
    for extract in extracts:
        if extract.place != shown:
            lines.append(extract.place)
            shown = extract.place
        lines.append(f"[{extract.number}] {extract.text}")
    return "\n".join(lines)


def fence(text: str) -> str:
    """A mark that nobody can have written into a document: random, and not in ``text``."""
    while (mark := f"<<{secrets.token_hex(4)}>>") in text:
        continue
    return mark


def compacted(history: Sequence[Message], room: tuple[int, Count], longest: int = 160) -> str:
    """The last turns that fit, oldest first; long answers cut to their beginning."""
    left, count = room
    lines: list[str] = []
    for turn in reversed(history):
        words = " ".join(turn.content.split())
        line = f"{turn.role}: {words if len(words) <= longest or turn.role == 'user' else words[:longest] + '…'}"
        left -= count(line)
        if left < 0:
            break
        lines.append(line)
    return "\n".join(reversed(lines))


def _spans(
    reply: Reply | None, found: Found, stored: Callable[[str], StoredDocument]
) -> Iterator[tuple[bool, Evidence]]:
    """(whether the composer answers from it, span). Several points are the whole answer and stand alone."""
    for point in reply.points if reply else ():
        yield True, _whole(point.evidence, found)
    if reply and len(reply.points) > 1:
        return
    for passage in found.passages:
        text = stored(passage.document).read.text
        headings = [(s.start, s.heading_end) for s in stored(passage.document).sections if s.start < passage.end]
        for start, end in running_sentences(text, passage.start, passage.end, ()):
            if not any(a <= start and end <= b for a, b in headings) and end - start >= SHORTEST:
                yield False, Evidence(document=passage.document, start=start, end=end)


def _whole(evidence: Evidence, found: Found) -> Evidence:
    """The found sentence around the evidence; the evidence itself when no sentence holds it."""
    around = [
        s
        for s in found.sentences
        if s.document == evidence.document and s.start <= evidence.start and evidence.end <= s.end
    ]
    return Evidence(document=evidence.document, start=around[0].start, end=around[0].end) if around else evidence


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end

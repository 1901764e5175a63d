"""分别: several indicators and several values in one clause (pure)."""

import re
from dataclasses import replace
from itertools import pairwise

from planbot.ledger import subjects
from planbot.ledger.levels import as_statement, comparator_of, tail_of
from planbot.ledger.numbers import Quantity
from planbot.ledger.statement import Place, Statement
from planbot.ledger.wording import PUNCTUATION


def respectively(text: str, clause: tuple[int, int], inside: list[Quantity]) -> list[Statement]:
    """A、B和C分别达到x、y和z: one statement for each pair; a bound word at either end holds for all."""
    word = re.search("分别|依次", text[clause[0] : inside[0].start])
    between = [text[a.end : b.start] for a, b in pairwise(inside)]
    if word is None or not all(
        re.fullmatch(r"[、和及与以]*(?:[\u4e00-\u9fff]{0,3}(?:到|至|在))?", gap) for gap in between
    ):
        return []
    before = text[clause[0] : inside[0].start]
    subject, verb, to, base = tail_of(before)
    start, begin = subjects.begin_of(text, clause[0], clause[0] + len(subject))
    whole = text[begin : clause[0] + len(subject)].strip(PUNCTUATION)
    names = subjects.apportioned(whole, len(inside))
    bound = next((q.bound for q in reversed(inside) if q.bound), "")
    found: list[Statement] = []
    for q, name in zip(inside, names or [whole] * len(inside), strict=True):
        place = Place(text, clause, clause[0], clause[1], replace(q, bound=q.bound or bound), None, None, "")
        made = as_statement(place, start, name, comparator_of(place, name, verb, to))
        found.append(replace(made, start=start, baseline=base, mismatched=names is None))
    return found

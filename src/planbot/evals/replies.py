"""What a judge writes, read strictly: what does not have the shape asked for is no verdict (pure)."""

import re

_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}(?:[、）)]|\.(?!\d)))\s*(\S.*?)\s*$")
_VERDICT = re.compile(r"^\W*(\d{1,3})\W+(是|否|yes|no)\b(?![^\W\d_])", re.IGNORECASE)
_QUESTION = re.compile(r"^\W*(?:问|问题|Q|question)\s*\d?\s*[:：]\s*(\S.*?)\s*$", re.IGNORECASE)
_EVASIVE = re.compile(r"^\W*(?:回避|evasive)\s*[:：]\s*(是|否|yes|no)\b", re.IGNORECASE)
_YES = ("是", "yes")


def listed(reply: str) -> tuple[str, ...]:
    """The items of a list, each on its line behind a mark or number; one that is repeated once."""
    return tuple(dict.fromkeys(match[1] for line in reply.splitlines() if (match := _ITEM.match(line))))


def verdicts(reply: str, count: int) -> tuple[bool | None, ...]:
    """One for each of ``count`` statements, by their numbers from 1; None where there is none, or two that differ."""
    said: dict[int, set[bool]] = {}
    for line in reply.splitlines():
        if match := _VERDICT.match(line):
            said.setdefault(int(match[1]), set()).add(match[2].lower() in _YES)
    return tuple(found.pop() if len(found := said.get(number, set())) == 1 else None for number in range(1, count + 1))


def questions(reply: str) -> tuple[str, ...]:
    """The questions that the judge made."""
    return tuple(match[1] for line in reply.splitlines() if (match := _QUESTION.match(line)))


def evasive(reply: str) -> bool | None:
    """Does the answer give nothing? None when the judge did not say, or said both."""
    said = {match[1].lower() in _YES for line in reply.splitlines() if (match := _EVASIVE.match(line))}
    return said.pop() if len(said) == 1 else None

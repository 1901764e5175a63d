"""Finds the headings of a compilation: numbered documents (第1篇 …), untitled restarts, a report and a plan in one file (pure)."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from planbot.ingest.labels import spell
from planbot.ingest.lines import Line, compact
from planbot.ingest.numerals import value_of
from planbot.ingest.titles import Title, body_start, head_titles, own_title, sends, title_like
from planbot.lexicon.load import load

_LONGEST = 90
_LEAST_BODY = 60
_LEAST_SHARE = 40
"""Characters that the documents of a compilation have at least; of a numbered one on average."""
_MAIN = re.compile(
    r"(?P<cn>[一二三四五六七八九十]{1,3}[、．.])|(?P<cnp>[（(][一二三四五六七八九十]{1,3}[）)])|(?P<d>\d{1,2}[、．.](?!\d))"
)
_FIRST = re.compile(r"[一1１][、．.](?!\d)|[（(]一[）)]|第一[章条部]")
_SIGNED = re.compile(r".{0,20}[\d一二三四五六七八九〇○]{2,4}年.{1,3}月.{1,3}日[）)]?$|^附件|^（此件")
_YEAR = re.compile(r"(?:20\d{2}|20[*xX]{2}|[xX*]{2,4})\s*年?|今年|去年|明年|上年|下一年|本年度|下一步|上半年|下半年")
_VOLUME_OR_MAIN = re.compile(r"^(?:第[一二三四]部分|[一二三四][、．.])[\s、:：]*")


class PartHead(NamedTuple):
    """A line that begins a document inside the file."""

    line: int
    label: str


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(spell(pattern)) for pattern in load("titles")["series"]["patterns"])


class _Hit(NamedTuple):
    line: int
    number: int
    stem: str
    label: str
    rest: str


def _hits(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[_Hit]:
    found: list[_Hit] = []
    for index, line in enumerate(lines):
        if len(line.text) > _LONGEST:
            continue
        match = pattern.fullmatch(line.text)
        if match is not None:
            groups = match.groupdict(default="")
            label = compact(groups["label"])
            found.append(
                _Hit(index, value_of(label), compact(groups.get("stem", "")), label, groups["rest"].strip(" :：、.．"))
            )
    return found


def _bodies(lines: Sequence[Line], hits: Sequence[_Hit]) -> list[int]:
    """Characters of text between each heading and the next."""
    ends = [lines[h.line].start for h in hits[1:]] + [lines[-1].end]
    return [end - lines[h.line].end for h, end in zip(hits, ends, strict=True)]


def _runs(hits: Sequence[_Hit]) -> list[list[_Hit]]:
    """Hits cut where the numbers do not go up."""
    runs: list[list[_Hit]] = []
    for hit in hits:
        if runs and runs[-1][-1].number < hit.number <= runs[-1][-1].number + 3:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return runs


def _is_series(lines: Sequence[Line], run: Sequence[_Hit]) -> bool:
    """Do these headings begin documents: numbered from the start, each with a body, alike, and not the volumes of one book?"""
    if len(run) < 2 or run[0].number > 2 or min(_bodies(lines, run)) < 10:
        return False
    if sum(_bodies(lines, run)) < _LEAST_SHARE * len(run):
        return False
    if any(hit.stem for hit in run):
        return len({hit.stem for hit in run}) <= max(1, len(run) // 3)
    titled = sum(not hit.rest or title_like(hit.rest) or len(hit.rest) < 2 for hit in run)
    return titled * 2 > len(run) and (run[0].label[0] not in "（(" or _restarts(lines, [h.line for h in run]))


def _restarts(lines: Sequence[Line], heads: Sequence[int]) -> bool:
    """Does the numbering begin anew under every one of these lines?"""
    ends = [*heads[1:], len(lines)]
    return all(
        any(_FIRST.match(line.text) for line in lines[head + 1 : end]) for head, end in zip(heads, ends, strict=True)
    )


def numbered_series(lines: Sequence[Line]) -> list[PartHead]:
    """The headings of a compilation that numbers its documents; empty when the file is none."""
    best: list[_Hit] = []
    for pattern in _patterns():
        for run in _runs(_hits(lines, pattern)):
            if len(run) > len(best) and _is_series(lines, run):
                best = run
        if best:
            break
    return [PartHead(hit.line, compact(lines[hit.line].text) if hit.label.isdigit() else hit.label) for hit in best]


def titled_series(lines: Sequence[Line]) -> list[PartHead]:
    """The titles of a file that holds several documents, where the numbering begins anew under each title."""
    body = body_start(lines)
    titles = head_titles(lines, body)
    first = own_title(titles, None)
    if first is None or sends(first.text):
        return []
    heads = [first.last, *(t.last for t in titles if t.first > first.last)]
    heads += [index for index in range(body, len(lines)) if _begins_document(lines, index)]
    if len(heads) > 2 and lines[heads[1]].start - lines[heads[0]].end < _LEAST_BODY:
        heads = heads[1:]
    gaps = [lines[b].start - lines[a].end for a, b in pairwise(heads)]
    if not gaps or min(gaps) < _LEAST_BODY or not _restarts(lines, heads):
        return []
    return [PartHead(index, compact(lines[index].text)) for index in heads]


def _begins_document(lines: Sequence[Line], index: int) -> bool:
    """A title line in the middle of the file, after a finished paragraph or a signature, with a body below."""
    text = lines[index].text
    if not 8 <= len(compact(text)) <= 45 or not title_like(text) or index + 1 >= len(lines):
        return False
    above, below = lines[index - 1].text, lines[index + 1 : index + 6]
    closed = above.endswith(("。", "！", "；", "…", "”", "）")) or _SIGNED.match(above) is not None
    return (
        closed
        and not above.startswith("附件")
        and any(_FIRST.match(line.text) or len(line.text) > 40 for line in below)
    )


def halves(lines: Sequence[Line]) -> list[PartHead]:
    """The two headings of a file that holds a report on one year and a plan for the next; empty when it does not."""
    words = load("titles")
    found: list[tuple[int, str, bool]] = []
    for index, line in enumerate(lines):
        bare = compact(_VOLUME_OR_MAIN.sub("", line.text))
        if not 4 <= len(bare) <= 40 or any(mark in bare for mark in "。，；,;") or not _YEAR.search(bare):
            continue
        past, future = bare.endswith(tuple(words["past"])), bare.endswith(tuple(words["future"]))
        both = any(w in bare for w in words["past"]) and any(w in bare for w in words["future"])
        if past != future and not both:
            found.append((index, "past" if past else "future", _MAIN.match(line.text) is not None))
    if len(found) != 2 or {kind for _, kind, _ in found} != {"past", "future"}:
        return []
    heads = [index for index, _, _ in found]
    numbered = any(is_numbered for _, _, is_numbered in found)
    spans = [lines[b].start - lines[a].end for a, b in pairwise(heads)] + [lines[-1].end - lines[heads[-1]].end]
    if min(spans) < _LEAST_BODY or not (_only_main(lines, heads) if numbered else _restarts(lines, heads)):
        return []
    return [PartHead(index, compact(lines[index].text)) for index in heads]


def _only_main(lines: Sequence[Line], heads: Sequence[int]) -> bool:
    """Are these the only headings numbered 一、 二、 in the file?"""
    main = [
        index for index, line in enumerate(lines) if (m := _MAIN.match(line.text)) is not None and m.lastgroup == "cn"
    ]
    return main == list(heads)


def part_heads(lines: Sequence[Line]) -> list[PartHead]:
    """The lines that begin the documents of a compilation, in order; empty for a plain file."""
    if not lines:
        return []
    return numbered_series(lines) or halves(lines) or titled_series(lines)


def compilation_title(lines: Sequence[Line], heads: Sequence[PartHead]) -> Title | None:
    """The title of the whole file before its first part: the line that the part headings repeat, else its own title."""
    titles = head_titles(lines, heads[0].line)
    first = compact(lines[heads[0].line].text)
    repeated = [title for title in titles if first.startswith(title.text)]
    return max(repeated, key=lambda title: len(title.text)) if repeated else own_title(titles, None)

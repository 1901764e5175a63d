"""What becomes of the figures of an old sentence: given anew, kept with a note, or left to be filled in; damaged ones are never taken over (pure)."""

import re
from collections.abc import Iterator

from planbot.draft.edits import Aim, Edit, Source, apply
from planbot.draft.gaps import doubtful, earlier, gap, name_of
from planbot.draft.material import Piece
from planbot.draft.times import stands_for
from planbot.ledger.indicators import canonical, matches
from planbot.ledger.numbers import Quantity, quantities
from planbot.lexicon.load import load
from planbot.sentences import clauses
from planbot.types import Target

LEFT = 14
"""Characters that a sentence must keep when its first clause, which repeats an indicator, is taken off."""
LONGEST_NAME = 26
"""Characters of an indicator's name in a placeholder."""
_FROM = re.compile(r"从[^，,。；;从]{1,24}?(?=(?:进一步)?(?:提高|提升|增加|上升|扩大|增长|降低|下降|减少|降)(?:到|至))")
_NO_NAME = re.compile(r"^(?:对?全[市县区省]|我[市县区省]|使|确保|力争|实现|和|与|及|对)+")


def damage(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """Damaged figures as placeholders, masked years and names too, exchanged words as they were."""
    for warning in source.warnings:
        if warning.start is None or warning.end is None or not piece.start <= warning.start < warning.end <= piece.end:
            continue
        start, end = warning.start - piece.start, warning.end - piece.start
        printed = piece.text[start:end]
        if warning.code == "damaged_number":
            name = name_of("year") if re.fullmatch(r"\d+年", printed) else _name(_row_at(source, warning.start))
            yield Edit(start=start, end=_value_end(piece.text, end), new=doubtful(aim.brief.gaps, name))
        elif warning.code == "masked_year":
            year = re.match(r".*?(?=年|$)", printed)
            yield Edit(
                start=start,
                end=start + (year.end() if year else len(printed)),
                new=gap(aim.brief.gaps, name_of("year")),
            )
        elif warning.code == "masked_name":
            mask = re.search(r"[*＊_＿xXＸ×□某]+[（(]?[省市县区乡镇州盟旗]?", printed)
            kind = "place" if re.search("[省市县区乡镇州盟旗]", printed) else "name"
            begin, length = (mask.start(), len(mask.group())) if mask else (0, len(printed))
            yield Edit(start=start + begin, end=start + begin + length, new=gap(aim.brief.gaps, name_of(kind)))
        elif warning.code == "word_substitution" and (word := _original(printed)):
            yield Edit(start=start, end=end, new=word)
    for figure in quantities(piece.text):
        if figure.damaged:
            yield Edit(start=figure.number_start, end=figure.end, new=doubtful(aim.brief.gaps, name_of("figure")))


def restored(piece: Piece, source: Source) -> str:
    """The sentence with the words set right that a copy filter exchanged."""
    found = [
        Edit(start=warning.start - piece.start, end=warning.end - piece.start, new=word)
        for warning in source.warnings
        if warning.code == "word_substitution"
        and warning.start is not None
        and warning.end is not None
        and piece.start <= warning.start < warning.end <= piece.end
        and (word := _original(piece.text[warning.start - piece.start : warning.end - piece.start]))
    ]
    return apply(piece.text, found)[0]


def _value_end(text: str, end: int) -> int:
    """A bound behind a damaged figure belongs to it."""
    bound = re.match("(?:以上|以下|以内|左右)", text[end:])
    return end + (bound.end() if bound else 0)


def _original(printed: str) -> str | None:
    pairs: list[dict[str, str]] = load("damage")["substitution"]
    return next((pair["original"] for pair in pairs if pair["found"] == printed), None)


def _row_at(source: Source, position: int) -> Target | None:
    rows = [row for row in source.targets if row.start <= position < row.end and row.kind == "target"]
    return min(rows, key=lambda row: row.end - row.start, default=None)


def values(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """Target values of the sentence: as the brief gives them, else kept or left open; 从A提高到B loses A where B is left open."""
    taken: list[tuple[int, int]] = []
    yield from _said_before(piece, source, aim)
    for row in source.targets:
        span = value_span(piece, row)
        if span is not None and row.kind != "task":
            taken.append(span)
            if aim.year is not None and stands_for(piece.text, span[0], aim.year):
                continue
            yield from _value(piece, span, _name(row), source, aim, _given(aim, row.indicator), whole=_is_whole(row))
    for figure in quantities(piece.text):
        span = (figure.start, figure.end)
        if any(a < span[1] and b > span[0] for a, b in taken) or not _is_aim(figure, piece.text):
            continue
        name = _words_before(piece.text, figure.start)
        whole = figure.value == 100.0 and figure.unit == "%"
        yield from _value(piece, span, name, source, aim, _given(aim, name), whole=whole)


def stated(piece: Piece, source: Source) -> frozenset[str]:
    """The indicators that the sentence sets values for, by their canonical names."""
    rows = [row for row in source.targets if row.kind != "task" and value_span(piece, row) is not None]
    return frozenset(canonical(row.indicator) for row in rows)


def _said_before(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """Clauses whose indicators the draft has already, taken out; the first clause only where another with a value follows."""
    rows = [(row, span) for row in source.targets if row.kind != "task" and (span := value_span(piece, row))]
    spans = list(clauses(piece.text, whole_lists=True))
    for index, (start, end) in enumerate(spans):
        names = {canonical(row.indicator) for row, span in rows if start <= span[0] < end}
        if not names or not names <= aim.said or re.search("分别|均", piece.text[start:end]):
            continue
        rest = len(piece.text) - end if not index else LEFT
        if index:
            yield Edit(start=spans[index - 1][1], end=end, new="")
        elif len(spans) > 1 and rest >= LEFT:
            yield Edit(start=start, end=spans[1][0], new="")


def _value(  # noqa: PLR0913 - a value, its name, where it is from and what for
    piece: Piece, span: tuple[int, int], name: str, source: Source, aim: Aim, given: str | None, *, whole: bool
) -> Iterator[Edit]:
    start, end = span
    brief = aim.brief
    if given:
        yield Edit(start=start, end=end, new=given)
    elif not brief.figures:
        yield Edit(start=start, end=end, new=gap(brief.gaps, name))
    elif brief.values == "keep":
        if brief.note:
            yield Edit(start=end, end=end, new=f"（{brief.note}）")
    elif not whole:
        prior = earlier(piece.text[start:end], previous=aim.previous(source.year)) if brief.prior else ""
        yield Edit(start=start, end=end, new=gap(brief.gaps, name, prior))
        yield from _without_base(piece.text, start)


def _is_aim(figure: Quantity, text: str) -> bool:
    """Does a figure that the ledger has no row for still set a mark: one with a bound, or a share? 少于500人的村 only describes."""
    if (
        figure.damaged
        or figure.chinese
        or figure.unit in ("岁", "周岁", "年", "月", "日")
        or text[figure.end :].startswith("的")
    ):
        return False
    return bool(figure.bound) or figure.unit in ("%", "‰", "个百分点")


def _words_before(text: str, position: int) -> str:
    """The name that a figure without a row goes by: the words of its clause before it."""
    words = re.split(r"[，,。；;：:、]", text[:position])[-1]
    words = re.sub(r"(?:达到?|为|在|不低于|不少于|控制|提高|增长|下降|比上年|较上年|占|约|近)+$", "", words)
    return words[-LONGEST_NAME // 2 :] or name_of("figure")


def value_span(piece: Piece, row: Target) -> tuple[int, int] | None:
    """Where in the sentence the row's value stands; None for dated completions and values in words."""
    if not (piece.start <= row.start and row.end <= piece.end) or row.comparator in (None, "done_by"):
        return None
    if row.value is None or "damaged_number" in row.warnings or re.match(r"\d+(?:周)?岁", row.value_text):
        return None
    begin, end = row.start - piece.start, row.end - piece.start
    at = piece.text.rfind(row.value_text, begin, end) if row.value_text else -1
    figures = [f for f in quantities(piece.text[begin:end]) if f.value == row.value]
    if at < 0 and figures:
        return begin + figures[-1].number_start, begin + figures[-1].end
    if at < 0 or not quantities(row.value_text):
        return None
    return None if piece.text[:at].endswith("每") else (at, at + len(row.value_text))


def _is_whole(row: Target) -> bool:
    """100 %: a standing duty that next year can only repeat."""
    return row.value == 100.0 and row.unit == "%"


def _name(row: Target | None) -> str:
    name = _NO_NAME.sub("", row.indicator) if row else ""
    name = re.sub(r"[“”\"]", "", name)
    return name[:LONGEST_NAME] if name else name_of("figure")


def _given(aim: Aim, indicator: str) -> str | None:
    return next((given.value for given in aim.brief.given if answers(given.what, indicator)), None)


def answers(what: str, indicator: str) -> bool:
    """Does the name in the brief mean this indicator?"""
    return matches(what, indicator) or matches(indicator, what)


def _without_base(text: str, value: int) -> Iterator[Edit]:
    for match in _FROM.finditer(text, 0, value):
        if not re.search("[，,。；;]", text[match.end() : value]):
            yield Edit(start=match.start(), end=match.end(), new="")

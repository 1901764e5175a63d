"""Years, plan periods and deadlines of an old sentence, moved to the year of the draft (pure)."""

import re
from collections.abc import Iterator

from planbot.draft.edits import Aim, Edit, Source
from planbot.draft.gaps import earlier, gap, name_of
from planbot.draft.material import Piece
from planbot.draft.numbering import han
from planbot.lexicon.load import load
from planbot.scope.years import YearMention, years
from planbot.sentences import clauses

_TITLES = re.compile(r"《[^》]*》|[〔\[（(]\s?(?:19|20)\d\d\s?[〕\]）)]\s?\d*号?")
_SINCE = re.compile(r"年(?:度|底)?(?:的)?(?:基础上|基数|相比|同期|水平)")
MANY = 2
"""Years ahead in one sentence from which it is a schedule over several years, which no year can be moved in."""
_NUMERALS = "〇一二三四五六七八九"


def moved_years(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """The plan's own year becomes the draft's; a five-year period that is over becomes the one the draft falls in.

    Years before the plan's own are facts and stay; so do later ones that the draft's year has not passed. Names of documents stay.
    """
    if aim.year is None:
        return
    ahead = {
        m.first
        for m in years(piece.text)
        if m.form in ("year", "bare") and source.year and (m.first or 0) >= source.year
    }
    if len(ahead) >= MANY:
        yield from (Edit(start=start, end=end, new="") for start, end in past_segments(piece.text, aim.year))
    named = [match.span() for match in _TITLES.finditer(piece.text)]
    for mention in years(piece.text):
        if any(a <= mention.start < b for a, b in named) or mention.first is None or mention.last is None:
            continue
        printed = piece.text[mention.start : mention.end]
        if mention.form == "period":
            yield from _period(mention, printed, aim.year)
        elif mention.form == "range":
            if mention.last < aim.year:
                yield Edit(start=mention.start, end=mention.end, new=gap(aim.brief.gaps, name_of("period")))
        elif len(ahead) < MANY and (new := _moved(piece.text, mention, source.year, aim.year)) is not None:
            moved = printed.replace(_digits(printed), str(new), 1)
            yield Edit(start=mention.start, end=mention.end, new=name_of("last_year") if new < aim.year else moved)


def past_segments(text: str, year: int) -> list[tuple[int, int]]:
    """Of a schedule over several years parted by ；, the segments that are over by ``year``, each with the mark after it."""
    found: list[tuple[int, int]] = []
    begin = 0
    for mark in [*(m.end() for m in re.finditer("[；;]", text)), len(text)]:
        named = [m.last for m in years(text[begin:mark]) if m.last is not None and m.form in ("year", "bare")]
        if named and max(named) < year:
            found.append((begin, mark))
        begin = mark
    return found if sum(end - start for start, end in found) < len(text) else []


def stands_for(text: str, position: int, year: int) -> bool:
    """Is the value at ``position`` one for the draft's year or a later one by its own words (到2026年底达到65%), so that it still holds?"""
    begin = max(text.rfind(mark, 0, position) for mark in "；;。") + 1
    named = [m.last for m in years(text[begin:position]) if m.last is not None and m.form in ("year", "bare")]
    return bool(named) and named[-1] >= year


def is_over(text: str, own: int | None, year: int) -> bool:
    """Is the sentence for a year that is over and is not the plan's own: 到2020年基本建成 in a draft for 2025?"""
    named = [int(match[1]) for match in re.finditer(r"到((?:19|20)\d\d)年", text)]
    return bool(named) and max(named) < year and own not in named


def is_mixed(text: str, own: int | None, year: int) -> bool:
    """Does one segment set values for years that are over and for others to come? Nothing of it can be told apart."""
    for segment in re.split("[；;]", text):
        named = [
            m.first
            for m in years(segment)
            if m.first is not None and m.form in ("year", "bare") and m.first >= (own or 0)
        ]
        if named and min(named) < year <= max(named):
            return True
    return False


def _moved(text: str, mention: YearMention, own: int | None, year: int) -> int | None:
    """The new year for a single year of the text; None when it stays."""
    if own is None or own >= year or mention.first is None:
        return None
    if mention.first == own:
        return year
    if mention.first == own - 1 and (
        _SINCE.match(text, mention.end - 1) or text[: mention.start].endswith(("较", "比"))
    ):
        return year - 1
    return None


def _digits(printed: str) -> str:
    match = re.search(rf"[0-9０-９]{{2,4}}|[一二{_NUMERALS}]{{4}}", printed)
    return match.group() if match else printed


def _period(mention: YearMention, printed: str, year: int) -> Iterator[Edit]:
    if mention.last is None or mention.last >= year or not re.search("十[一二三四五六七八九]?五", printed):
        return
    number = (year - 1966) // 5 + 3
    yield Edit(
        start=mention.start, end=mention.end, new=re.sub("十[一二三四五六七八九]?五", f"{han(number)}五", printed)
    )


def moved_deadlines(piece: Piece, source: Source, aim: Aim) -> Iterator[Edit]:
    """The deadline of what is built or opened once is left open: by the draft's year it should be done."""
    if not _is_later(source, aim):
        return
    lists = load("drafting")["sentence"]
    for start, end in clauses(piece.text, whole_lists=True):
        clause = piece.text[start:end]
        if not re.search(lists["one_off"], clause):
            continue
        for match in re.finditer(rf"(?:20\d\d年)?{lists['deadline']}", clause):
            begin = match.start("when") if not re.match(r"20\d\d年", match.group()) else match.start()
            words = clause[begin : match.end()]
            if words.strip():
                prior = earlier(words, previous=aim.previous(source.year)) if aim.brief.prior else ""
                yield Edit(
                    start=start + begin, end=start + match.end(), new=gap(aim.brief.gaps, name_of("deadline"), prior)
                )


def _is_later(source: Source, aim: Aim) -> bool:
    if aim.year is not None and source.year is not None:
        return aim.year > source.year
    return aim.brief.next_year or aim.year is not None

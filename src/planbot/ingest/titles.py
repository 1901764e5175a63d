"""Recognises the title lines of documents by their genre word, shape and place (pure)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from planbot.ingest.lines import Line, alternatives, compact
from planbot.lexicon.load import load

_SENTENCE = re.compile(r"[。！？!?；;，,：:]")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|\d{1,3}[、．.)）](?!\d)|第.{1,4}[章节条]")
_MASKED = re.compile(r"[\d\s*＊×〇○Ｘ_《》“”〈〉\"'「」]|[xX]+(?=年|省|市|县|区|局)")
_SITE = re.compile(r"\s*[-_|–—]{1,2}\s*[^-_|–—]{2,24}$")
_WHOLE = re.compile(
    r"的(?:[^的]{0,6})(?:通知|意见|函|报告|批复|决定|请示|通报|公告|方案|办法|规定|建议|汇报|说明|通告)[”》]?$"
)
_BRACKETED = re.compile(r"[（(].*[)）]")
_BEFORE_SPACE = re.compile(r"(\S{6,45})[ \t\u3000\xa0]+(?=\S{12})")
_HEAD_LINES = 80
_SALUTATION = re.compile(
    r"^(?:各|尊敬的|同志们).{0,80}[：:]$|^.{2,30}(?:人民政府|党委|党组|办公室|办公厅|领导小组)[：:]$"
)


class Title(NamedTuple):
    """A title that stands on one line or several: ``text[start:end]``."""

    start: int
    end: int
    text: str
    """Without white space."""
    first: int
    last: int
    """Indexes of its lines, both included."""


_REMARK = 30
"""Characters of one remark behind a title, with the white space before it."""


@cache
def _genre() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(load('titles')['genres'])})[”》〉\"]?$")


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(load('titles')['remarks'])})$")


def _without_remarks(text: str) -> Iterator[str]:
    """The text, then the text without its last remark (范文, （试行）, 3篇), and so on: one after the other, as each may hold digits of the next."""
    yield text
    while match := _remark().search(text, max(0, len(text) - _REMARK)):
        text = text[: match.start()]
        yield text


def _bare(text: str) -> str:
    *_, bare = _without_remarks(text)
    return bare


def _ends_in_genre(text: str) -> bool:
    return any(_genre().search(bare) for bare in _without_remarks(text))


def title_like(text: str) -> bool:
    """Does the line read as the title of a document: short, no sentence, its last word a genre (计划, 要点, 通知, Plan)?"""
    bare = compact(text)
    if not 5 <= len(bare) <= 70 or len(text) > 120 or _NUMBERED.match(bare):
        return False
    if _SENTENCE.search(re.sub(r"《[^》]*》|“[^”]*”|[（(][^）)]*[）)]", "", bare)):
        return False
    return _ends_in_genre(text.strip()) or _ends_in_genre(bare)


def core(text: str) -> str:
    """What two forms of one title share: no site name, remark, year, mask or white space."""
    bare = _SITE.sub("", text.strip()) if len(compact(_SITE.sub("", text.strip()))) >= 6 else text
    return _MASKED.sub("", compact(_bare(bare.strip())))


def same_title(one: str, other: str) -> bool:
    """Are these two forms of one title (one may hold the site's name or a remark besides)? A notice is not what it sends out."""
    a, b = core(one), core(other)
    short, long = sorted((a, b), key=len)
    if len(short) < 5 or short not in long:
        return False
    return short == long or (len(short) * 2 >= len(long) and sends(one) == sends(other))


def sends(text: str) -> bool:
    """Is it the title of a notice that sends out another document?"""
    return any(word in text for word in load("titles")["senders"])


def is_prose(text: str) -> bool:
    """Is the line a paragraph of sentences?"""
    return (
        len(text) >= 80
        or (len(text) >= 28 and any(mark in text for mark in "。；！"))
        or (len(text) > 40 and text.count("，") > 1)
    )


def is_salutation(text: str) -> bool:
    """各科室、各乡镇卫生院： and its like."""
    return _SALUTATION.match(text) is not None


def ends_head(line: Line) -> bool:
    """Does the body begin at this line: a paragraph, a salutation or a numbered main heading?"""
    return (
        is_prose(line.text)
        or is_salutation(line.text)
        or re.match(r"[一1][、．.]|第一[章部]|1\s+\S", line.text) is not None
    )


def _joined(lines: Sequence[Line], index: int) -> Title | None:
    """The title that ends on line ``index``, with the lines above that it goes on from."""
    first, text = index, lines[index].text
    if not (title_like(text) or len(compact(text)) <= 12):
        return None
    while first > 0 and index - first < 3 and _goes_on(lines[first - 1].text, text):
        first -= 1
        text = lines[first].text + text
    if not title_like(text):
        return None
    return Title(lines[first].start, lines[index].end, compact(text), first, index)


def _goes_on(above: str, below: str) -> bool:
    """Is ``above`` the first half of a title whose second half is ``below``?"""
    if (
        len(above) > 45
        or _SENTENCE.search(above)
        or _whole(above, below)
        or _NUMBERED.match(above)
        or "〔" in above
        or _BRACKETED.fullmatch(above)
    ):
        return False
    joints = load("titles")["joints"]
    return (
        "关于" in above
        or compact(above).endswith(tuple(joints))
        or below.startswith(("关于", "的"))
        or (len(compact(below)) <= 6 and len(above) >= 6)
    )


def _whole(above: str, below: str) -> bool:
    """Does the title end on the line above? One that says 关于 ends in 的 and a genre: 关于…的通知."""
    if not title_like(above):
        return False
    return "关于" not in above or "关于" in below or _WHOLE.search(compact(_bare(above))) is not None


def title_at(lines: Sequence[Line], index: int) -> Title | None:
    """The title that begins on line ``index`` and may go on over three more."""
    for last in range(index, min(index + 4, len(lines))):
        title = _joined(lines, last)
        if title is not None and title.first == index and not _continues(lines, title):
            return title
    return None


def _continues(lines: Sequence[Line], title: Title) -> bool:
    longer = _joined(lines, title.last + 1) if title.last + 1 < len(lines) else None
    return longer is not None and longer.first == title.first


def inline_title(lines: Sequence[Line], index: int) -> Title | None:
    """A title that begins a paragraph, cut off by white space ("XX局年度计划 今年……") or by nothing ("XX局年度计划今年……")."""
    line = lines[index]
    match = _BEFORE_SPACE.match(line.text)
    if match is None or not title_like(match.group(1)):
        match = _before_body().match(line.text) if len(line.text) > 80 else None
    if match is None or not title_like(match.group(1)):
        return None
    return Title(line.start, line.start + len(match.group(1)), match.group(1), index, index)


@cache
def _before_body() -> re.Pattern[str]:
    words = load("titles")
    genres, begins = alternatives(words["genres"]), alternatives(words["body_begins"])
    return re.compile(rf"([^。；，,：:]{{4,43}}?(?:{genres}))(?={begins}|(?:20\d\d|[xX]{{2,4}}|20[*xX]{{1,2}})年)")


def head_titles(lines: Sequence[Line], body: int) -> list[Title]:
    """All titles before the body, in order; a title that begins the body's first line comes last."""
    found: list[Title] = []
    for index in range(min(body, len(lines))):
        title = _joined(lines, index)
        if title is not None:
            if found and found[-1].last >= title.first:
                found.pop()
            found.append(title)
    if body < len(lines) and (title := inline_title(lines, body)) is not None:
        found.append(title)
    return found


def body_start(lines: Sequence[Line], is_page: Sequence[bool] = ()) -> int:
    """Index of the line where the body begins; ``is_page`` says which lines are known to be the page's own."""
    for index, line in enumerate(lines[: max(_HEAD_LINES, len(is_page))]):
        if not (index < len(is_page) and is_page[index]) and ends_head(line):
            return index
    return min(len(lines), 1)


def own_title(titles: Sequence[Title], format_title: str | None) -> Title | None:
    """The document's own title: the last form of one that is repeated, else the first in the head."""
    if not titles:
        return None
    titles = titles[:_HEAD_LINES]
    for index in range(len(titles) - 1, 0, -1):
        if any(same_title(titles[index].text, earlier.text) for earlier in titles[:index]):
            return titles[index]
    stated = [t for t in titles if format_title is not None and same_title(t.text, format_title)]
    return stated[-1] if stated else titles[0]

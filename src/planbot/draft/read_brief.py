"""Reading a brief: the subject, the clauses that name sources, and the values it gives; its form is read by ``read_form`` (pure)."""

import re
from functools import cache
from typing import Any, Literal

from planbot.draft.brief import Brief, Given, Heading
from planbot.draft.read_form import clauses, read_form, read_gaps, style_clause
from planbot.ledger.numbers import quantities
from planbot.lexicon.load import load
from planbot.retrieve.query import language_of
from planbot.scope.years import years
from planbot.types import Noun

_QUOTED = re.compile(r"[“‘\"「《](?P<words>[^”’\"」》]{2,40})[”’\"」》]")
_TIME = frozenset({"年", "月", "日", "号", "字", "段", "条", "篇", "节", "章", "点", "份"})
LONGEST_CHANGE = 120
"""Characters of a wish to change a draft."""
LONGEST_TOPIC = 40
"""Characters; what is longer is no subject but an instruction."""


class _Asked(Noun):
    """The words of the request: the verb's clause taken apart."""

    topic: str
    tail: str
    """工作 or 建设 after a quoted subject."""
    before: str
    """What stands before the verb."""
    after: str
    """What stands after the subject."""
    quoted: bool = False
    """The subject is part of a name and keeps its quotation marks: “两癌”检查."""
    raw: str = ""
    """The subject with its year, as written."""


def is_request(text: str) -> bool:
    """Does the text ask for something to be written, rather than about something written?"""
    words = _lists()["request"]
    if language_of(text) == "en":
        if re.search(words["english_no_request"], text):
            return False
        return bool(re.search(words["english_objects"], text, re.I)) and bool(
            re.match(rf"(?i)\W*(?:please\s+|can you\s+|could you\s+|now\s+)*{words['english_verbs']}", text.strip())
        )
    if re.search(words["turned"], text):
        return True
    verb = re.search(words["verbs"], text)
    if verb is None or re.search(words["no_request"], text):
        return False
    return bool(re.search(words["objects"], text[verb.start() :]) or _QUOTED.search(text[verb.end() :]))


def amends(text: str) -> bool:
    """Does the text, said after a draft, ask for changes to it (再短一些, 改用一是二是)?"""
    return bool(re.search(_lists()["request"]["amends"], text)) and len(text) <= LONGEST_CHANGE


def read_brief(text: str, year: int | None = None) -> Brief:
    """The brief read; ``year`` given from outside goes before the one it names."""
    lists, language = _lists(), language_of(text)
    asked = _asked(text, language)
    form = read_form(text)
    named = form.heading.words
    heading = form.heading
    topic = re.sub(lists["request"]["form_words"], "", asked.topic or named or "")
    whole = bool(re.search(lists["request"]["whole"], topic))
    own = [y.value for y in years(f"{asked.before[-1:]}{_request_clause(text)}") if y.value is not None]
    values = lists["values"]
    return Brief(
        text=text,
        language=language,
        topic=topic,
        title=_title(topic, asked, heading, whole=whole),
        whole=whole,
        sources=_sources(text),
        place=f"{asked.before} {asked.after}".strip(),
        follows=bool(re.search(lists["sources"]["follow"], text)),
        combines=any(re.search(lists["sources"]["combine"], c) for c in clauses(text) if not style_clause(c)),
        year=year or (own[-1] if own else None),
        next_year=bool(re.search(lists["request"]["next_year"], text)),
        values="keep" if re.search(values["keep"], text) else "placeholder",
        note=match["note"] if (match := re.search(values["note"], text)) else None,
        prior=not re.search(values["no_prior"], text),
        figures=not re.search(values["no_figures"], text),
        gaps=read_gaps(text),
        form=form,
        must=_wanted(text, "must"),
        avoid=_wanted(text, "avoid"),
        given=tuple(_given(text)),
        table=bool(re.search(lists["form"]["table"], text)),
    )


@cache
def _lists() -> dict[str, Any]:
    return load("drafting")


def _title(topic: str, asked: _Asked, heading: Heading, *, whole: bool) -> str:
    """The heading that the brief gives, else the subject; of a whole plan with the year, as written."""
    if heading.words:
        return heading.words
    if whole and asked.raw:
        return asked.raw
    return f"“{topic}”{asked.tail}" if asked.quoted else f"{topic}{asked.tail}"


# --- the subject --------------------------------------------------------------------------------------------------------------


def _request_clause(text: str) -> str:
    """From the verb to the end of its clause."""
    words = _lists()["request"]
    verb = re.search(f"(?:{words['verbs']}|{words['english_verbs']})", text, re.I)
    if verb is None:
        return ""
    rest = text[verb.start() :]
    end = re.search(r"[，。；;\n：:！？]|,(?!\d)", _hidden(rest))
    return rest[: end.start()] if end else rest


def _hidden(text: str) -> str:
    """Quoted words blanked out, so that punctuation in them parts nothing."""
    return _QUOTED.sub(lambda match: "　" * len(match.group()), text)


def _asked(text: str, language: str) -> _Asked:
    words = _lists()["request"]
    clause = _request_clause(text)
    before = text[: text.find(clause)] if clause else text
    before = re.split(r"[，。；;\n]|,(?!\d)", before)[-1]
    if language == "en":
        return _asked_english(clause, before)
    if turned := re.search(words["turned"], text):
        return _Asked(topic=turned["topic"].strip("“”"), tail="", before="", after="")
    verb = re.match(words["verbs"], clause)
    rest = clause[verb.end() :] if verb else clause
    lead = re.match(words["lead_in"], rest)
    rest = rest[lead.end() :] if lead else rest
    quoted = _QUOTED.search(rest)
    if quoted and (not quoted.start() or quoted.start() < len(rest)):
        tail = re.match(words["topic_tail"], rest[quoted.end() :])
        return _Asked(
            topic=quoted["words"],
            tail=tail["tail"] if tail and not quoted["words"].endswith(tail["tail"]) else "",
            quoted=bool(tail and tail["other"]),
            before=f"{before} {rest[: quoted.start()]}",
            after=rest[quoted.end() :],
        )
    end = re.search(words["topic_end"], rest)
    topic = rest[: end.start()] if end and end.start() else rest
    topic = re.sub(r"20\d\d年度?的?|^(?:的|关于|有关)+|[。！!？?\s]+$|(?:的|吗)$", "", topic)
    tail = "工作" if end and end.group().startswith("工作") else ""
    raw = (rest[: end.start()] if end and end.start() else rest).strip("的。！!？? ")
    raw = f"{lead['when'].strip('的')}{raw}" if lead and lead["when"] and re.match(r"\d", lead["when"]) else raw
    after = rest[end.end() :] if end else ""
    return _Asked(topic=topic[:LONGEST_TOPIC], tail=tail, before=before, after=after, raw=raw[:LONGEST_TOPIC])


def _asked_english(clause: str, before: str) -> _Asked:
    words = _lists()["request"]
    quoted = _QUOTED.search(clause)
    named = re.search(words["english_topic"], clause)
    topic = quoted["words"] if quoted else (named["topic"] if named else "")
    if not topic:
        rest = re.sub(f"(?i){words['english_verbs']}", "", clause, count=1)
        rest = re.sub(words["english_lead_in"], "", rest)
        topic = re.split(f"(?i){words['english_objects']}", rest)[0]
    topic = re.sub(r"(?i)\b(?:for|in|of)?\s*(?:20\d\d|next year)\b|[.?!]+$", "", topic).strip()
    return _Asked(topic=topic[: 2 * LONGEST_TOPIC], tail="", before=before, after=clause.replace(topic, " "))


# --- sources, wishes, values ----------------------------------------------------------------------------------------------------


def _sources(text: str) -> str:
    """Clauses that may name documents: those that say nothing about form and give no figure, the request's own subject left out."""
    request = _request_clause(text)
    kept = [
        re.sub("^(?:请|帮我|麻烦)", "", clause.split(request)[0]) if request and request in clause else clause
        for clause in clauses(text)
        if clause not in request and not style_clause(clause.split(request)[0] if request else clause)
    ]
    return "，".join(clause for clause in kept if clause and not _given(clause))


def _wanted(text: str, key: Literal["must", "avoid"]) -> tuple[str, ...]:
    """What the brief wants in the draft, or not in it."""
    lists = _lists()["form"]
    found: list[str] = []
    for clause in clauses(text):
        if key == "must" and re.search(lists["avoid"], clause):
            continue
        patterns = [lists["must"], lists["english_must"]] if key == "must" else [lists["avoid"]]
        for pattern in patterns:
            found += [word for match in re.finditer(pattern, clause) for word in _listed(match["what"])]
    return tuple(dict.fromkeys(found))


def _listed(words: str) -> list[str]:
    quoted = [match["words"] for match in _QUOTED.finditer(words)]
    if quoted:
        return quoted
    parts = re.split(r"、|和|与|及|以及|,|，|\band\b", words)
    return [
        part
        for raw in parts
        if len(part := re.sub(r"^(?:了|到)|(?:等)?(?:内容|要求|字样|几个字|方面)?$", "", raw.strip())) > 1
    ]


def _given(text: str) -> list[Given]:
    """Figures that the brief states of something, in clauses that say nothing about form."""
    found: list[Given] = []
    for clause in clauses(text):
        if style_clause(clause):
            continue
        for figure in quantities(clause):
            before = clause[: figure.start]
            said = re.search(_lists()["values"]["given"], before)
            if figure.unit in _TIME or figure.damaged or not figure.unit or figure.chinese:
                continue
            what = before[: said.start()] if said else before
            what = re.split(r"[：:，,、]|(?:其中|把|将|请)", what)[-1].strip("“”\"' 的")
            if len(what) > 1 and figure.bound + (said.group() if said else ""):
                found.append(Given(what=what, value=clause[figure.start : figure.end], clause=clause))
    return found

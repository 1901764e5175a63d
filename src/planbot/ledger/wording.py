"""The grammar of targets as compiled patterns, built from lexicon/targets.toml (pure)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

PUNCTUATION = " ,、;:。.的-—"


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled once; the names follow the tables of the word list."""

    tail: re.Pattern[str]
    """Adverbs and verb between a subject and its number, at the end of the text before the number."""
    change: frozenset[str]
    raising: frozenset[str]
    lead: re.Pattern[str]
    heads: re.Pattern[str]
    """A measurable noun at the end."""
    splitting: re.Pattern[str]
    count_verb: re.Pattern[str]
    count_chinese: re.Pattern[str]
    existing: re.Pattern[str]
    """At the end of the text before a number: the number says how things are."""
    grounds: re.Pattern[str]
    abstract: re.Pattern[str]
    strive: re.Pattern[str]
    commitment: re.Pattern[str]
    milestone: re.Pattern[str]
    milestone_year: re.Pattern[str]
    doing: re.Pattern[str]
    adverse: re.Pattern[str]
    time_unit: re.Pattern[str]
    """At the end of a unit."""
    duration: re.Pattern[str]
    """At the end of an indicator."""
    time_span: re.Pattern[str]
    """A duration, or a verb of reaching, a few characters before a figure."""
    aged: re.Pattern[str]
    """After an age: people are described by it."""
    topic: re.Pattern[str]
    people_lead: re.Pattern[str]
    measuring: re.Pattern[str]
    """The end of an indicator that says how a thing is measured."""


def table(*keys: str) -> Any:
    """A value of the word list by its path."""
    value: Any = load("targets")
    for key in keys:
        value = value[key]
    return value


@cache
def wording() -> Wording:
    """The grammar; the same value on every call."""
    verbs, subject = table("verbs"), table("subject")
    plain = [word for word in subject["lead"] if word not in subject["guarded"]]
    guarded = "|".join(f"{word}(?![{after}])" for word, after in subject["guarded"].items())
    adverb = alternatives(verbs["adverbs"])
    verb = alternatives({*verbs["reach"], *verbs["raise"], *verbs["lower"]})
    return Wording(
        tail=re.compile(
            rf"(?P<before>(?:{adverb})*)(?:(?P<verb>{verb})(?P<to>[{''.join(verbs['to'])}])?)?(?P<done>了)?(?:{adverb})*[:\"“]?$"
        ),
        change=frozenset(verbs["change"]),
        raising=frozenset(verbs["raise"]),
        lead=re.compile(
            rf"(?:(?:{alternatives(plain)})|{guarded}|[{re.escape(PUNCTUATION)}]|[(]?(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?:是|[)、.]))"
        ),
        heads=re.compile(f"(?:{alternatives(subject['heads'])})(?:\\([^()]*\\))?$"),
        splitting=re.compile(f"(?:{alternatives(subject['splitting'])})(?:\\([^()]*\\))?$"),
        count_verb=re.compile(alternatives(verbs["count"])),
        count_chinese=re.compile(f"(?:{alternatives(verbs['count_chinese'])})(?:好|了)?[^、和与及]{{0,6}}$"),
        existing=re.compile(f"(?:{alternatives(subject['existing'])})$"),
        grounds=re.compile(f"(?:{alternatives(subject['grounds'])})"),
        abstract=re.compile(f"(?:{alternatives(subject['abstract'])})$"),
        strive=re.compile(alternatives(table("commitment", "strive"))),
        commitment=re.compile(
            alternatives([*table("commitment", "strive"), *table("commitment", "must"), "要", "将", "应", "须"])
        ),
        milestone=re.compile(alternatives(verbs["milestone"])),
        milestone_year=re.compile(alternatives(verbs["milestone_year"])),
        doing=re.compile(alternatives(verbs["doing"])),
        adverse=re.compile(alternatives(subject["adverse"])),
        **_times(),
        topic=re.compile(
            rf"(?:{alternatives(subject['topic_verbs'])})(?:和\w{{2}})?(?:好)?"
            rf"(?P<topic>[\u4e00-\u9fff“”]{{2,14}}?)(?:{alternatives(subject['topic_ends'])}|$)"
        ),
        people_lead=re.compile(f"^(?:{alternatives(table('people', 'lead'))})"),
        measuring=re.compile(f"(?:{alternatives(subject['processes'])})*(?:{alternatives(subject['measures'])})$"),
    )


def _times() -> dict[str, re.Pattern[str]]:
    time = table("time")
    return {
        "time_unit": re.compile(f"(?:{alternatives(time['units'])})$"),
        "duration": re.compile(f"(?:{alternatives(time['durations'])})$"),
        "time_span": re.compile(f"(?:{alternatives(time['spans'])}|[到至达])[\u4e00-\u9fff]{{0,5}}$"),
        "aged": re.compile(rf"及?(?:以上|以下)?的?[\u4e00-\u9fff]{{0,4}}?(?:{alternatives(table('people', 'aged'))})"),
    }

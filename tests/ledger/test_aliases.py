"""Names that staff use for departments."""

import pytest

from planbot.errors import ConfigurationError
from planbot.ledger.aliases import parse_aliases, spelled_out


def test_each_name_has_the_body_it_means() -> None:
    assert parse_aliases('"教育口" = "县教育局"\n"１２号楼" = " 县教育局 "', "aliases.toml") == {
        "教育口": "县教育局",
        "12号楼": "县教育局",
    }
    assert parse_aliases("", "aliases.toml") == {}


REFUSED = [
    ("教育口 = 县教育局", "not TOML"),
    ('"教育口" = 3', "教育口 must be the name"),
    ('"教育口" = " "', "教育口 must be the name"),
    ('["教育口"]\nname = "县教育局"', "教育口 must be the name"),
    ('"教" = "县教育局"', "too short"),
    ('"教育口" = "教育线"\n"教育线" = "县教育局"', "教育线, which is an alias too"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_a_mistake_is_named_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_aliases(text, "home/aliases.toml")
    message = str(refused.value)
    assert message.startswith("home/aliases.toml: ")
    assert said in message
    assert "\n" not in message


SPELLED = [
    ("教育口今年要做什么？", "县教育局今年要做什么？"),
    ("县教育局今年要做什么？", "县教育局今年要做什么？"),
    ("临江市教育口呢？", "临江市教育口呢？"),
    ("教育口和审计局", "县教育局和审计局"),
]


@pytest.mark.parametrize(("question", "said"), SPELLED)
def test_a_question_is_spelled_out(question: str, said: str) -> None:
    assert spelled_out(question, {"教育口": "县教育局"}) == said
    assert spelled_out(question, {}) == question


def test_a_name_that_is_part_of_the_body_is_not_spelled_out_inside_it() -> None:
    assert spelled_out("县教育局和教育局", {"教育局": "县教育局"}) == "县教育局和县教育局"

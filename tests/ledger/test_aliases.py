"""Names that staff use for departments."""

import pytest

from planbot.errors import ConfigurationError
from planbot.ledger.aliases import parse_aliases


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

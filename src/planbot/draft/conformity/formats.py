"""Effective formats of Word text: document defaults, then styles along basedOn, numbering, and what is set directly (ECMA-376, 17.7.2)."""

from typing import Any, NamedTuple

from planbot.ingest.readers.docx_styles import VAL, W, value, whole

_THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_CHAIN = 20
_INDENTS = ("left", "leftChars", "right", "rightChars", "firstLine", "firstLineChars", "hanging", "hangingChars")
_SAME = {"start": "left", "startChars": "leftChars", "end": "right", "endChars": "rightChars"}


class RunFormat(NamedTuple):
    """How characters look; None where nothing says."""

    chinese: str | None = None
    latin: str | None = None
    size: int | None = None
    """Half points."""
    hidden: bool = False
    raised: bool = False


class ParagraphFormat(NamedTuple):
    """How a paragraph stands. Lengths in twentieths of a point, ...Chars in hundredths of a character."""

    align: str = "left"
    line: int | None = None
    rule: str = "auto"
    indents: tuple[tuple[str, int], ...] = ()
    outline: int | None = None
    snap: bool = True

    def indent(self, name: str) -> int:
        """0 where nothing says."""
        return dict(self.indents).get(name, 0)


class Formats:
    """Resolves formats in one file."""

    def __init__(self, styles: Any, theme: Any, numbering: Any) -> None:
        """The roots of these parts, or None."""
        nodes = [] if styles is None else list(styles.iter(f"{W}style"))
        self._nodes = {str(node.get(f"{W}styleId")): node for node in nodes}
        self._default = next((str(node.get(f"{W}styleId")) for node in nodes if _is_default(node)), "")
        self._theme = _theme_fonts(theme)
        self._levels = _levels(numbering)
        self._base_run = self._run(
            RunFormat(), None if styles is None else styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        )
        self._base_paragraph = None if styles is None else styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")

    def style_name(self, properties: Any) -> str:
        """The name of the paragraph's style, in lower case."""
        node = self._nodes.get(value(properties, "pStyle") or self._default)
        return "" if node is None else (value(node, "name") or "").lower()

    def paragraph(self, properties: Any) -> ParagraphFormat:
        """The effective format for the w:pPr (or None) of a paragraph."""
        found = _merged(ParagraphFormat(), self._base_paragraph)
        for node in self._chain(value(properties, "pStyle") or self._default):
            own = node.find(f"{W}pPr")
            found = _merged(self._numbered(found, own, node), own)
        return _merged(self._numbered(found, properties, None), properties)

    def run(self, paragraph: Any, properties: Any) -> RunFormat:
        """The effective format of a run (its w:rPr or None) in a paragraph (its w:pPr or None)."""
        found = self._base_run
        for node in self._chain(value(paragraph, "pStyle") or self._default):
            found = self._run(found, node.find(f"{W}rPr"))
        for node in self._chain(value(properties, "rStyle") or ""):
            found = self._run(found, node.find(f"{W}rPr"))
        return self._run(found, properties)

    def _chain(self, style: str) -> list[Any]:
        """The style and what it is based on, the base first."""
        chain = list[Any]()
        while style in self._nodes and len(chain) < _MAX_CHAIN:
            chain.insert(0, self._nodes[style])
            style = value(self._nodes[style], "basedOn") or ""
        return chain

    def _numbered(self, found: ParagraphFormat, properties: Any, style: Any) -> ParagraphFormat:
        """``found`` with the indents that the list level named in ``properties`` brings along."""
        number = value(properties, "numPr/numId")
        if number is None:
            return found
        levels = self._levels.get(number, {})
        linked = None if style is None else style.get(f"{W}styleId")
        level = next((name for name, node in levels.items() if linked and value(node, "pStyle") == linked), None)
        node = levels.get(level or value(properties, "numPr/ilvl") or "0")
        return found if node is None else _indented(found, node.find(f"{W}pPr/{W}ind"))

    def _run(self, found: RunFormat, properties: Any) -> RunFormat:
        if properties is None:
            return found
        fonts = properties.find(f"{W}rFonts")
        size = whole(value(properties, "sz"))
        raised = value(properties, "vertAlign")
        hidden = properties.find(f"{W}vanish")
        return RunFormat(
            chinese=self._font(fonts, "eastAsia") or found.chinese,
            latin=self._font(fonts, "ascii") or found.latin,
            size=found.size if size is None else size,
            hidden=found.hidden if hidden is None else hidden.get(VAL, "1") not in ("0", "false", "off"),
            raised=found.raised if raised is None else raised != "baseline",
        )

    def _font(self, fonts: Any, script: str) -> str | None:
        """A theme font wins over a named one on the same element."""
        if fonts is None:
            return None
        theme = fonts.get(f"{W}{script}Theme")
        return self._theme.get(theme, "") or None if theme else fonts.get(W + script)


def _is_default(node: Any) -> bool:
    return node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true", "on")


def _merged(found: ParagraphFormat, properties: Any) -> ParagraphFormat:
    if properties is None:
        return found
    found = _indented(found, properties.find(f"{W}ind"))
    spacing = properties.find(f"{W}spacing")
    line = None if spacing is None else whole(spacing.get(f"{W}line"))
    outline = whole(value(properties, "outlineLvl"))
    snap = properties.find(f"{W}snapToGrid")
    return found._replace(
        align=value(properties, "jc") or found.align,
        line=found.line if line is None else line,
        rule=found.rule if spacing is None or line is None else spacing.get(f"{W}lineRule", "auto"),
        outline=found.outline if outline is None else outline,
        snap=found.snap if snap is None else snap.get(VAL, "1") not in ("0", "false", "off"),
    )


def _indented(found: ParagraphFormat, node: Any) -> ParagraphFormat:
    """A first line that is moved in undoes a hanging one, and the other way round."""
    if node is None:
        return found
    stated = {_SAME.get(name, name): whole(text) for name, text in ((k.removeprefix(W), v) for k, v in node.items())}
    fresh = {name: number for name, number in stated.items() if name in _INDENTS and number is not None}
    kept = dict(found.indents)
    for name, undone in (("firstLine", "hanging"), ("hanging", "firstLine")):
        if name in fresh or f"{name}Chars" in fresh:
            kept = {key: number for key, number in kept.items() if key.removesuffix("Chars") != undone}
    for name in [each for each in fresh if not each.endswith("Chars") and f"{each}Chars" not in fresh]:
        kept.pop(f"{name}Chars", None)
    return found._replace(indents=tuple((kept | fresh).items()))


def _levels(numbering: Any) -> dict[str, dict[str, Any]]:
    """The w:lvl nodes by w:numId and w:ilvl."""
    if numbering is None:
        return {}
    abstract = {
        str(node.get(f"{W}abstractNumId")): {
            str(level.get(f"{W}ilvl")): level for level in node.iterchildren(f"{W}lvl")
        }
        for node in numbering.iterchildren(f"{W}abstractNum")
    }
    return {
        str(node.get(f"{W}numId")): abstract.get(value(node, "abstractNumId") or "", {})
        | {str(own.get(f"{W}ilvl")): own for own in node.iterfind(f"{W}lvlOverride/{W}lvl")}
        for node in numbering.iterchildren(f"{W}num")
    }


def _theme_fonts(theme: Any) -> dict[str, str]:
    """What minorEastAsia, majorAscii, ... stand for; the Chinese font is the one for the script Hans where none is named."""
    found: dict[str, str] = {}
    if theme is None:
        return found
    for group in ("major", "minor"):
        node = next(theme.iter(f"{_THEME}{group}Font"), None)
        if node is None:
            continue
        latin, chinese = node.find(f"{_THEME}latin"), node.find(f"{_THEME}ea")
        hans = next((each.get("typeface") for each in node.iter(f"{_THEME}font") if each.get("script") == "Hans"), "")
        named = "" if chinese is None else chinese.get("typeface", "")
        found[f"{group}EastAsia"] = named or hans
        plain = "" if latin is None else latin.get("typeface", "")
        found[f"{group}Ascii"] = found[f"{group}HAnsi"] = plain
    return found

"""What styles and numbering of a Word file say of a paragraph: heading level, list mark, bold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

_HEADING: Final = re.compile(r"(?:heading|overskrift)\s*(\d)", re.IGNORECASE)
_TITLES: Final = frozenset({"title", "titel"})
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def local(element: Any) -> str:
    """The name of an element without its namespace: strict and transitional files differ in nothing else here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any | None, name: str) -> Iterator[Any]:
    """The direct children of that name."""
    return (child for child in element if local(child) == name) if element is not None else iter(())


def child(element: Any | None, *names: str) -> Any | None:
    """The first child of that name, or its first child of the next name, and so on."""
    for name in names:
        element = next(children(element, name), None)
    return element


def all_under(element: Any | None, name: str) -> Iterable[Any]:
    return (one for one in element.iter() if local(one) == name) if element is not None else ()


def value(element: Any | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def is_on(element: Any | None) -> bool:
    """Whether a switch such as w:b is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


@dataclass(slots=True)
class Style:
    name: str
    based_on: str | None
    outline: int | None
    number: tuple[str, int] | None
    bold: bool
    heads: bool  # of tables: the first row is bold or on a ground of its own


@dataclass(slots=True)
class Styles:
    """Style id -> what it says, over the styles that it is based on."""

    styles: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Any | None) -> Styles:
        found = {}
        for element in children(root, "style"):
            properties = child(element, "pPr")
            outline = value(child(properties, "outlineLvl"))
            found[value(element, "styleId") or ""] = Style(
                (value(child(element, "name")) or "").lower(),
                value(child(element, "basedOn")),
                int(outline) if outline and outline.isdecimal() else None,
                number_of(properties),
                is_on(child(element, "rPr", "b")),
                any(_sets_off(one) for one in children(element, "tblStylePr") if value(one, "type") == "firstRow"),
            )
        return cls(found)

    def chain(self, style_id: str | None) -> Iterator[Style]:
        seen: set[str] = set()
        while style_id and style_id not in seen and style_id in self.styles:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

    def level(self, style_id: str | None) -> int:
        """The level of a heading (1-9), 0 for anything else. A title is level 1."""
        if style_id and style_id not in self.styles:
            match = _HEADING.fullmatch(style_id)
            return int(match[1]) if match else 0
        for style in self.chain(style_id):
            match = _HEADING.match(style.name)
            if match:
                return max(1, int(match[1]))
            if style.name in _TITLES:
                return 1
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else 0
        return 0

    def number(self, style_id: str | None) -> tuple[str, int] | None:
        return next((style.number for style in self.chain(style_id) if style.number), None)

    def is_bold(self, style_id: str | None) -> bool:
        return any(style.bold or style.name == "strong" for style in self.chain(style_id))

    def sets_off_first_row(self, style_id: str | None) -> bool:
        return any(style.heads for style in self.chain(style_id))

    def named(self, style_id: str | None, *words: str) -> bool:
        return any(word in style.name for style in self.chain(style_id) for word in words)


def _sets_off(part: Any) -> bool:
    return is_on(child(part, "rPr", "b")) or child(part, "tcPr", "shd") is not None


def number_of(properties: Any | None) -> tuple[str, int] | None:
    """(list id, level from 0) of a paragraph's properties."""
    numbering = child(properties, "numPr")
    number = value(child(numbering, "numId"))
    level = value(child(numbering, "ilvl")) or "0"
    return (number, int(level) if level.isdecimal() else 0) if number is not None else None


@dataclass(slots=True)
class Numbering:
    """Counts the items of lists as Word does, and gives the mark of each."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(
        default_factory=dict
    )  # list -> level -> format, text, 1st
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, root: Any | None) -> Numbering:
        kinds: dict[str, dict[int, tuple[str, str, int]]] = {}
        for element in children(root, "abstractNum"):
            kinds[value(element, "abstractNumId") or ""] = dict(map(_level, children(element, "lvl")))
        numbering = cls()
        for element in children(root, "num"):
            number, kind = value(element, "numId") or "", value(child(element, "abstractNumId")) or ""
            numbering.levels[number] = dict(kinds.get(kind, {}))
            numbering.abstract[number] = kind
            for change in children(element, "lvlOverride"):
                if (replaced := child(change, "lvl")) is not None:
                    numbering.levels[number].update([_level(replaced)])
                if (start := value(child(change, "startOverride"))) and start.removeprefix("-").isdecimal():
                    at = int(value(change, "ilvl") or 0)
                    form, text, _ = numbering.levels[number].get(at, ("decimal", f"%{at + 1}.", 1))
                    numbering.levels[number][at] = (form, text, int(start))
                    numbering.abstract[number] = f"{kind}/{number}"  # counts for itself
        return numbering

    def mark(self, number: str, level: int) -> str:
        """The mark of the next item: '•', '2.', '2.1', 'b)'; '' for a list that is turned off."""
        if number == "0" or number not in self.levels:
            return ""
        form, text, start = self.levels[number].get(level, ("bullet", "•", 1))
        if form == "none":
            return ""
        if form == "bullet":
            return text if text and text.isprintable() and text not in "o§" and not _is_private(text) else "•"
        counts = self.counts[self.abstract[number]]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            kind, _, first = self.levels[number].get(at, ("decimal", "", 1))
            return _figure(counts.get(at, first), kind)

        return re.sub(r"%(\d)", figure, text)


def _is_private(text: str) -> bool:
    return any("\ue000" <= sign <= "\uf8ff" for sign in text)


def _level(element: Any) -> tuple[int, tuple[str, str, int]]:
    start = value(child(element, "start")) or "1"
    at = value(element, "ilvl") or "0"
    return int(at) if at.isdecimal() else 0, (
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")) or "",
        int(start) if start.removeprefix("-").isdecimal() else 1,
    )


def _figure(n: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and n > 0:
        letters = chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < n < 40:
        digits = ""
        for size, sign in _ROMAN:
            while n >= size:
                digits, n = digits + sign, n - size
        return digits.upper() if form == "upperRoman" else digits
    return str(n)

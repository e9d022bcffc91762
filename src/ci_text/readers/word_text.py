"""Text of a paragraph in a Word file: runs, fields, breaks, notes and text boxes; deletions and hidden text aside."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from ci_text.readers.flow import BREAK, Flow, ink
from ci_text.readers.word_styles import Styles, all_under, child, is_on, local, value

WRAPPERS: Final = frozenset(
    {"ins", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "moveTo", "dir", "bdo", "r"}
)
GONE: Final = frozenset({"del", "moveFrom"})


@dataclass(slots=True)
class Text:
    """The text of a paragraph while it is gathered, with the stretches that are bold."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    in_bold: bool = True
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote | endnote, id)
    boxes: list[Any] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)  # ids of their relations

    def add(self, text: str, bold: bool) -> None:
        if bold and self.in_bold:
            self.bold += len(text)
        elif text.strip():
            self.in_bold = False
        self.parts.append(text)

    def compose(self) -> int:
        """Make the text Unicode NFC, whole: a letter and its accent may stand in two runs. By how many characters that
        are not blank it is shorter then."""
        raw = "".join(self.parts)
        if unicodedata.is_normalized("NFC", raw):
            return 0
        self.bold = len(unicodedata.normalize("NFC", raw[: self.bold]))
        self.parts = [unicodedata.normalize("NFC", raw)]
        return ink(raw) - ink(self.parts[0])


def note_of(element: Any) -> tuple[str, str] | None:
    """(footnote or endnote, its id) where the element refers to one."""
    name = local(element)
    known = name in ("footnoteReference", "endnoteReference")
    return (name.removesuffix("Reference"), value(element, "id") or "") if known else None


def source_ink(root: Any | None) -> int:
    """All non-blank characters that a part holds, however they are wrapped."""
    if root is None:
        return 0
    total = 0
    for one in root.iter():
        name = local(one)
        if name in ("t", "delText", "instrText", "delInstrText"):
            total += ink(one.text or "")
        elif name == "noBreakHyphen" or (name == "sym" and _symbol(value(one, "char"))):
            total += 1
    return total


class WordText:
    """Reads the text of paragraphs; what is not read goes to the account of `flow`."""

    def __init__(self, styles: Styles, flow: Flow) -> None:
        self.styles = styles
        self.flow = flow
        self.deleted_notes: list[tuple[str, str]] = []

    def gone(self, element: Any, kind: str) -> None:
        """Set everything under an element aside; notes of what was deleted are kept apart."""
        if kind == "deleted":
            self.deleted_notes += [note for one in element.iter() if (note := note_of(one))]
        text = "".join(one.text or "" for one in element.iter() if local(one) in ("t", "delText"))
        self.flow.set_aside(kind, text)

    def text_of(self, paragraph: Any, style: str | None) -> Text:
        """The text of a paragraph with tabs and breaks as white space; fields give their result only."""
        text = Text()
        self.inline(paragraph, text, self.styles.is_bold(style))
        self.flow.characters_in -= text.compose()
        return text

    def inline(self, element: Any, text: Text, bold: bool) -> None:
        properties = child(element, "rPr")
        if local(element) == "r" and properties is not None:
            if is_on(child(properties, "vanish")) or is_on(child(properties, "webHidden")):
                self.gone(element, "hidden")
                return
            switch = child(properties, "b")
            named = self.styles.is_bold(value(child(properties, "rStyle")))
            bold = is_on(switch) if switch is not None else bold or named
        for one in element:
            name = local(one)
            if name == "t":
                text.add(one.text or "", bold)
            elif name in ("tab", "ptab"):
                text.add("\t", bold)
            elif name in ("br", "cr"):
                text.add(BREAK, bold)
            elif name == "noBreakHyphen":
                text.add("-", bold)
            elif name == "sym":
                text.add(_symbol(value(one, "char")), bold)
            elif note := note_of(one):
                text.notes.append(note)
            elif name in GONE:
                self.gone(one, "deleted")
            elif name in ("instrText", "delInstrText"):
                self.flow.set_aside("field_code", one.text or "", keep=False)
            elif name == "AlternateContent":
                self.alternate(one, text)
            elif name in ("drawing", "pict", "object"):
                text.boxes += _boxes(one)
                text.diagrams += [value(ids, "dm") or "" for ids in all_under(one, "relIds")]
            elif name in ("oMath", "oMathPara"):
                text.add("".join(t.text or "" for t in all_under(one, "t")), bold)
            elif name in WRAPPERS:
                self.inline(one, text, bold)

    def alternate(self, element: Any, text: Text) -> None:
        """A text box is written twice, for new and for old programs: the first is read."""
        options = [_boxes(one) for one in element]
        chosen = next((n for n, boxes in enumerate(options) if boxes), None)
        for n, one in enumerate(element):
            if n == chosen:
                text.boxes += options[n]
            elif chosen is not None:
                self.gone(one, "duplicate")


def _symbol(code: str | None) -> str:
    try:
        sign = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    if "\ud800" <= sign <= "\udfff":  # half a character
        return "\ufffd"
    return "•" if "\ue000" <= sign <= "\uf8ff" else sign


def _boxes(element: Any) -> list[Any]:
    """The text boxes under an element that stand in no other text box."""
    found = []
    for one in element:
        if local(one) == "txbxContent":
            found.append(one)
        elif local(one) != "Fallback":
            found += _boxes(one)
    return found

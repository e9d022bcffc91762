"""Word files: headings, lists, tables, notes and talks; what is deleted, hidden or a comment is not read.

Read from the XML itself (ECMA-376) within limits: python-docx gives no notes, no numbers and no text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from ci_text.errors import DamagedFile
from ci_text.readers.flow import Flow, Piece, ink
from ci_text.readers.options import ReadOptions
from ci_text.readers.package import Package
from ci_text.readers.rows import add_rows
from ci_text.readers.turns import find_turns
from ci_text.readers.word_diagrams import Diagrams
from ci_text.readers.word_styles import Numbering, Styles, all_under, child, children, is_on, local, number_of, value
from ci_text.readers.word_tables import cells_of, filled_down, has_head, is_layout, paragraphs_of, rows_of, spread
from ci_text.readers.word_text import GONE, WRAPPERS, Text, WordText, source_ink
from ci_text.records import Document

SUFFIXES = (".docx", ".docm")
CONTENT = "docx"

DRAWN: Final = re.compile(r"word/(?:diagrams/data|charts/chart|afchunk)\d*\.\w+$", re.IGNORECASE)


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a Word file; raises DamagedFile, FileTooLarge (see `Package`) or NoText."""
    package = Package(path, data)
    flow = Flow(path, data, "docx")
    root = package.xml(_part(package, "document"))
    body = child(root, "body")
    flow.characters_in = source_ink(root)
    if body is None:
        raise DamagedFile(f"{path} has no text part (word/document.xml).", "Open it in Word and save it anew.")
    reading = _Reading(package, flow)
    reading.read(body)
    reading.finish()
    flow.title = _title(package)
    return flow.document(options.languages)


def _part(package: Package, kind: str) -> str:
    """The name of a part: 'word/document.xml', or with a number, as Word on the web and SharePoint write."""
    usual = f"word/{kind}.xml"
    numbered = sorted(name for name in package.names if re.fullmatch(rf"word/{kind}\d+\.xml", name))
    return numbered[0] if numbered and usual not in package.names else usual


def _title(package: Package) -> str:
    title = child(package.xml("docProps/core.xml"), "title")
    return " ".join((title.text or "").split()) if title is not None else ""


class _Reading:
    def __init__(self, package: Package, flow: Flow) -> None:
        self.package = package
        self.flow = flow
        self.styles = Styles.read(package.xml("word/styles.xml"))
        self.words = WordText(self.styles, flow)
        self.diagrams = Diagrams(package, _part(package, "document"))
        self.numbering = Numbering.read(package.xml("word/numbering.xml"))
        self.notes: dict[str, dict[str, Any]] = {}
        for kind in ("footnote", "endnote"):
            root = package.xml(_part(package, f"{kind}s"))
            flow.characters_in += source_ink(root)
            self.notes[kind] = {value(note, "id") or "": note for note in children(root, kind)}
        self.numbers = {"footnote": 0, "endnote": 0}
        self.box = False

    # --- blocks ---------------------------------------------------------------------------------------------------

    def read(self, container: Iterable[Any]) -> None:
        """Add the paragraphs and tables of a body, a cell or a text box."""
        for element in container:
            name = local(element)
            if name == "p":
                self.paragraph(element)
            elif name == "tbl":
                self.table(element)
            elif name in WRAPPERS:
                self.read(element)
            elif name in GONE:
                self.words.gone(element, "deleted")

    def paragraph(self, element: Any) -> None:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle"))
        text = self.words.text_of(element, style)
        level = self.styles.level(style)
        outline = value(child(properties, "outlineLvl"))
        if outline and outline.isdecimal() and int(outline) < 9:
            level = int(outline) + 1
        number = number_of(properties) or self.styles.number(style)
        words = "".join(text.parts)
        mark = self.numbering.mark(*number) if number and words.strip() else ""
        kind = "paragraph"
        if self.styles.named(style, "toc ", "indholdsfortegnelse") and not level:
            self.flow.set_aside("toc", words)
            words = ""
        elif self.box:
            kind, level = "side_box", 0
        elif level:
            kind = "heading"
        elif self.styles.named(style, "caption", "billedtekst"):
            kind = "caption"
        elif mark:
            kind = "list_item"
        self.flow.add(Piece(words, kind, level=level, mark=mark, mark_in_source=False, bold=text.bold))
        self.after(text)

    def after(self, text: Text) -> None:
        """The notes, text boxes and diagrams that hang on a paragraph follow it."""
        for kind, note_id in text.notes:
            self.numbers[kind] += 1
            note = self.notes[kind].pop(note_id, None)
            if note is not None:
                self.footnote(note, str(self.numbers[kind]))
        for box in text.boxes:
            outside, self.box = self.box, True
            self.read(box)
            self.box = outside
        for relation in text.diagrams:
            points = self.diagrams.points(relation)
            words = "; ".join(points)
            self.flow.characters_in += ink("".join(points))
            self.flow.add(Piece(words, "side_box", generated=ink(words) - ink("".join(points))))

    def footnote(self, note: Any, mark: str) -> None:
        texts = [self.words.text_of(p, None) for p in paragraphs_of(note)]
        words = " ".join("".join(text.parts).strip() for text in texts)
        self.flow.add(Piece(words, "footnote", mark=mark, mark_in_source=False))

    def finish(self) -> None:
        """What no paragraph leads to: notes without a mark, headers, footers, comments; notes deleted with theirs."""
        for kind, note_id in self.words.deleted_notes:
            note = self.notes[kind].pop(note_id, None)
            if note is not None:
                self.words.gone(note, "deleted")
        for notes in self.notes.values():
            for note in notes.values():
                if value(note, "type") in (None, "normal"):
                    self.footnote(note, "")
        for name in sorted(self.package.names):
            part = name.removeprefix("word/")
            for kind in ("header", "footer"):
                if part.startswith(kind) and part.endswith(".xml"):
                    self.furniture(self.package.xml(name), kind)
        comments = list(children(self.package.xml("word/comments.xml"), "comment"))
        for comment in comments:
            self.furniture(comment, "comment")
        if comments:
            self.flow.notes.append(f"{len(comments)} comment{'s' if len(comments) > 1 else ''} not read.")
        drawn = sum(bool(DRAWN.match(name)) for name in self.package.names - self.diagrams.seen)
        if drawn:
            self.flow.notes.append(f"{drawn} diagram(s), chart(s) or embedded page(s) not read.")
        if self.flow.aside["deleted"]:
            self.flow.notes.append("Tracked deletions not read.")

    def furniture(self, element: Any | None, kind: str) -> None:
        """Set aside a part that stands outside the text, a paragraph at a time."""
        for paragraph in all_under(element, "p"):
            if not any(local(above) == "p" for above in paragraph.iterancestors()):
                before = self.flow.aside.copy()
                self.words.gone(paragraph, kind)
                self.flow.characters_in += sum((self.flow.aside - before).values())

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, element: Any) -> None:
        rows = []
        for row in rows_of(element):
            if child(row, "trPr", "del") is not None:
                self.words.gone(row, "deleted")
            else:
                rows.append(row)
        cells = [list(cells_of(row)) for row in rows]
        if is_layout(cells):
            for row in cells:
                for cell in row:
                    self.read(cell)
            return
        texts = [[self.cell(cell) for cell in row] for row in cells]
        hanging = Text()
        for row in texts:
            for text in row:
                hanging.notes += text.notes
                hanging.boxes += text.boxes
                hanging.diagrams += text.diagrams
        plain = [
            spread(row, [" ".join("".join(t.parts).split()) for t in found])
            for row, found in zip(cells, texts, strict=True)
        ]
        if not self.talk(plain):
            bold = [[text.in_bold and text.bold > 0 for text in row] for row in texts]
            head = is_on(child(rows[0], "trPr", "tblHeader")) or has_head(element, cells, plain, bold, self.styles)
            add_rows(filled_down(cells, plain), self.flow, head)
        self.after(hanging)

    def cell(self, cell: Any) -> Text:
        found = Text()
        for paragraph in paragraphs_of(cell):
            text = self.words.text_of(paragraph, value(child(paragraph, "pPr", "pStyle")))
            found.parts += [*text.parts, " "]
            found.bold, found.in_bold = found.bold + text.bold, found.in_bold and text.in_bold
            found.notes += text.notes
            found.boxes += text.boxes
            found.diagrams += text.diagrams
        return found

    def talk(self, rows: Sequence[Sequence[str]]) -> bool:
        """Take a table as a talk where its rows are a speaker's label (and a time) and what is said."""
        if len(rows) < 3 or not all(2 <= len(row) <= 4 for row in rows):
            return False
        labels = [" ".join(c for c in row[:-1] if c).rstrip(":") for row in rows]
        lines = [f"{label}: {row[-1]}" if label else row[-1] for label, row in zip(labels, rows, strict=True)]
        if sum(turn is not None for turn in find_turns(lines)) < 0.6 * len(rows):
            return False
        for row, line in zip(rows, lines, strict=True):
            self.flow.add(Piece(line, generated=ink(line) - ink(" ".join(row))))  # the colon after the label
        return True

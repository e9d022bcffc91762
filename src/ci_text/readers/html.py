"""Web pages: what a reader reads, with scripts, styles, menus and forms set aside by kind.

The account counts the characters of the text; tags and attributes are no text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from ci_text.errors import DamagedFile
from ci_text.readers.encoding import decode
from ci_text.readers.flow import BREAK, Flow, Piece, ink
from ci_text.readers.options import ReadOptions
from ci_text.readers.rows import Again, add_rows
from ci_text.records import Document

SUFFIXES = (".html", ".htm", ".xhtml")
CONTENT = "html"

ASIDE: Final = {
    "script": "script", "style": "style", "noscript": "script", "template": "script", "svg": "figure_text",
    "nav": "navigation", "menu": "navigation", "form": "form", "button": "form",
    "select": "form", "textarea": "form", "iframe": "script", "object": "script", "title": "title",
    "audio": "script", "video": "script", "canvas": "script", "dialog": "form", "datalist": "form",
}  # fmt: skip
"""Elements that are set aside, and under which kind."""

ROLES: Final = {"navigation": "navigation", "banner": "header", "contentinfo": "footer", "search": "form"}
HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "hgroup", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "ul", "caption", "legend",
))  # fmt: skip
BOLD: Final = frozenset({"b", "strong"})
SCOPES: Final = ("article", "blockquote", "figure", "main", "section")  # their header and footer are not the page's
ROOTS: Final = ("html", "body")  # some pages hide these until their scripts have run
_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*+=\s*+[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"<\?xml[^>]+encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")
_UNSEEN: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
MAX_DEPTH: Final = 400
MOST_IN_FORM: Final = 2  # paragraphs of a form that asks for something


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a web page; raises NoText where nothing is left to read."""
    from bs4 import BeautifulSoup

    flow = Flow(path, data, "html")
    head = data[:4096]
    declared = _CHARSET.search(head) or _XML.search(head)
    text, encoding = decode(data, declared[1].decode("ascii") if declared else None)
    if encoding not in ("utf-8", "utf-8-sig") and not declared:
        flow.notes.append(f"The encoding was taken to be {encoding}.")
    flow.replaced = text.count("\ufffd")
    soup = BeautifulSoup(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), "lxml")
    flow.characters_in = sum(ink(str(string)) for string in soup.find_all(string=True) if _is_text(string))
    if soup.title is not None:
        flow.title = " ".join(soup.title.get_text().split())
    _Reading(flow).container(soup, _Where())
    return flow.document(options.languages)


def _is_text(string: Any) -> bool:
    """Text and what stands in scripts and styles; comments and declarations are none."""
    from bs4.element import PreformattedString

    return not isinstance(string, PreformattedString)


class _Where:
    """What the elements around a text make of it."""

    __slots__ = ("depth", "kind", "mark")

    def __init__(self, kind: str = "paragraph", mark: str = "", depth: int = 0) -> None:
        self.kind, self.mark, self.depth = kind, mark, depth

    def inside(self, kind: str | None = None, mark: str | None = None) -> _Where:
        return _Where(kind or self.kind, self.mark if mark is None else mark, self.depth + 1)


class _Reading:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.parts: list[str] = []
        self.bold = 0
        self.in_bold = True
        self.kinds: dict[int, str | None] = {}  # elements by their `id`: bs4 hashes one by all it holds
        self.numbers: dict[int, int] = {}  # lists by their `id`: the number of the item read last

    def container(self, element: Any, where: _Where) -> None:
        """Add the blocks under an element; text between blocks is a paragraph of its own."""
        for child in element.children:
            self.node(child, where, bold=False)
        self.close(where)

    def node(self, node: Any, where: _Where, bold: bool) -> None:
        if where.depth > MAX_DEPTH:
            raise DamagedFile(f"{self.flow.path} is nested more than {MAX_DEPTH} deep.", "Save the page anew.")
        name = node.name
        if name is None:
            if _is_text(node):
                self.words(str(node), bold)
        elif kind := self.aside(node):
            self.gone(node, kind)
        elif name == "br":
            self.words(BREAK, bold)
        elif name in HEADINGS:
            self.heading(node, where)
        elif name == "table":
            self.close(where)
            self.table(node, where)
        elif name == "li":
            self.close(where)
            self.container(node, where.inside("list_item" if where.kind == "paragraph" else None, self.mark(node)))
        elif name in ("aside", "figcaption", "caption"):
            self.close(where)
            self.container(node, where.inside("side_box" if name == "aside" else "caption", ""))
        elif name in BLOCKS:
            self.close(where)
            inner = where.inside()
            self.container(node, inner)
            where.mark = inner.mark
        else:
            inner = where.inside()
            for child in node.children:
                self.node(child, inner, bold or name in BOLD)
            where.mark = inner.mark

    def words(self, text: str, bold: bool) -> None:
        if bold and self.in_bold:
            self.bold += len(text) if self.parts or text.strip() else 0
        elif text.strip():
            self.in_bold = False
        if self.parts or text.strip():
            self.parts.append(text)

    def close(self, where: _Where) -> None:
        """End the block that is open."""
        text = "".join(self.parts)
        lead = len(text) - len(text.lstrip())
        bold = len(" ".join(text[: self.bold].split())) if lead < self.bold else 0
        self.parts, self.bold, self.in_bold = [], 0, True
        if text.strip():
            self.flow.add(Piece(text, where.kind, mark=where.mark, mark_in_source=False, bold=bold))
            where.mark = ""

    def heading(self, node: Any, where: _Where) -> None:
        self.close(where)
        inner = _Where("heading")
        for child in node.children:
            self.node(child, inner, bold=False)
        before = len(self.flow.pieces)
        self.close(inner)
        for piece in self.flow.pieces[before:]:
            piece.level, piece.bold = HEADINGS[node.name], 0

    def gone(self, node: Any, kind: str) -> None:
        text = " ".join(str(string) for string in node.find_all(string=True) if _is_text(string))
        self.flow.set_aside(kind, text, keep=kind not in ("script", "style"))

    def aside(self, node: Any) -> str | None:
        """`_aside_kind`, found once for each element: for some, all that they hold is searched."""
        if id(node) not in self.kinds:
            self.kinds[id(node)] = _aside_kind(node)
        return self.kinds[id(node)]

    def mark(self, item: Any) -> str:
        """'•', or the number of the item in its list."""
        parent = item.parent
        if parent is None or parent.name != "ol":
            return "•"
        last = self.numbers.get(id(parent))
        following = _integer(parent.get("start"), 1) if last is None else last + 1
        self.numbers[id(parent)] = number = _integer(item.get("value"), following)
        return f"{number}."

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, node: Any, where: _Where) -> None:
        for caption in node.find_all("caption", recursive=False):
            self.node(caption, where, bold=False)
        rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
        cells = [[c for c in row.find_all(["td", "th"]) if c.find_parent("tr") is row] for row in rows]
        loose = sum(
            ink(str(s))
            for s in node.find_all(string=True)
            if _is_text(s) and not s.find_parent(["td", "th", "caption"])
        )
        if loose or _is_layout(node, cells):
            for child in list(node.children):
                if child.name != "caption":
                    self.node(child, where.inside(), bold=False)
            self.close(where)
            return
        add_rows(self.texts(cells), self.flow, _has_head(rows, cells))

    def texts(self, cells: list[list[Any]]) -> list[list[str]]:
        """The text of the cells at their columns; a cell over several rows says its text again in each."""
        rows: list[list[str]] = []
        hanging: dict[int, tuple[int, str]] = {}
        for row in cells:
            texts: list[str] = []
            for cell in row:
                _fill(texts, hanging)
                text = self.cell(cell)
                down, wide = _number(cell.get("rowspan")), _number(cell.get("colspan"))
                if down > 1:
                    hanging[len(texts)] = (down - 1, text)
                texts += [text, *[""] * (wide - 1)]
            _fill(texts, hanging)
            rows.append(texts)
        return rows

    def cell(self, cell: Any) -> str:
        if around := next((kind for one in (cell, *cell.parents) if (kind := self.aside(one))), None):
            self.gone(cell, around)
            return ""
        for inner in cell.find_all(lambda tag: self.aside(tag) is not None):
            if not inner.find_parent(lambda tag: self.aside(tag) is not None):
                self.gone(inner, self.aside(inner) or "script")
        for edge in cell.find_all(["br", *BLOCKS]):  # what stands in lines is no one word
            edge.insert_before(" ")
            edge.insert_after(" ")
        strings = (s for s in cell.find_all(string=True) if _is_text(s))
        return " ".join(
            "".join(str(s) for s in strings if not s.find_parent(lambda tag: self.aside(tag) is not None)).split()
        )


def _aside_kind(node: Any) -> str | None:
    if node.name in ASIDE and not (node.name == "form" and _holds_the_page(node)):
        return ASIDE[node.name]
    of_page = node.name == "footer" or (node.name == "header" and not node.find("h1"))
    if of_page and node.find_parent(SCOPES) is None:
        return str(node.name)
    if node.name not in ROOTS and _is_hidden(node):
        return "hidden"
    return ROLES.get(str(node.get("role", "")).lower())


def _holds_the_page(form: Any) -> bool:
    """Whether a form is wrapped around what is to be read, as on pages of ASP.NET and SharePoint."""
    return form.find(["h1", "h2", "article", "main"]) is not None or len(form.find_all("p")) > MOST_IN_FORM


def _is_hidden(node: Any) -> bool:
    aria = str(node.get("aria-hidden", "")).lower()
    return node.has_attr("hidden") or aria == "true" or bool(_UNSEEN.search(str(node.get("style", ""))))


def _integer(text: Any, otherwise: int) -> int:
    return int(text) if _INTEGER.fullmatch(str(text)) else otherwise


def _number(text: Any) -> int:
    return min(max(_integer(text, 1), 1), 1000)


def _fill(texts: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(texts) in hanging:
        at = len(texts)
        left, text = hanging.pop(at)
        if left > 1:
            hanging[at] = (left - 1, text)
        texts.append(Again(text))


def _is_layout(table: Any, cells: list[list[Any]]) -> bool:
    """A table that only places text: one column, or cells with headings, tables or long prose."""
    if max((len(row) for row in cells), default=0) < 2 or str(table.get("role", "")) == "presentation":
        return True
    inner = table.find(["table", *HEADINGS])
    return inner is not None or any(len(c.get_text()) > 600 or len(c.find_all("p")) > 2 for row in cells for c in row)


def _has_head(rows: list[Any], cells: list[list[Any]]) -> bool:
    if len(rows) < 2:
        return False
    if rows[0].find_parent("thead") is not None or all(c.name == "th" for c in cells[0]):
        return True
    if max(map(len, cells)) == 2 and (not _is_bold(cells[0]) or _is_bold(cells[-1])):
        return False  # a name and what belongs to it in each row, as far as can be seen
    texts = [c.get_text().strip() for c in cells[0]]
    return all(0 < len(t) <= 60 and not t[0].isdigit() and t[-1] not in ".!?" for t in texts[1:])


def _is_bold(row: list[Any]) -> bool:
    """Whether all words of the row stand in bold type, and there are some."""
    words = [string for cell in row for string in cell.find_all(string=True) if _is_text(string) and ink(str(string))]
    return bool(words) and all(string.find_parent(["b", "strong", "th"]) for string in words)

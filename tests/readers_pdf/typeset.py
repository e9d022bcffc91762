"""Documents that the tests typeset with their truth beside them: what carries `data-k` is a passage of that kind."""

from __future__ import annotations

import random
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import lxml.html

SOURCE = Path(__file__).parents[2] / "corpora" / "sample" / "source"


class True_(NamedTuple):
    """A passage as it should come out: kind of block, text, speaker."""

    kind: str
    text: str
    speaker: str | None


@cache
def sentences(lang: str) -> tuple[str, ...]:
    """Whole sentences of the project's own sample reports in one language."""
    found: list[str] = []
    for path in sorted(SOURCE.glob("*/report.html")):
        tree = lxml.html.parse(str(path)).getroot()
        if tree.get("lang") != lang:
            continue
        for paragraph in tree.iter("p"):
            text = re.sub(r"\s+", " ", " ".join(paragraph.itertext()).replace("\u00ad", "")).strip()
            found += [s for s in re.split(r"(?<=[.?!]) (?=[A-ZÆØÅ])", text) if 25 < len(s) < 320 and s[-1] in ".?!"]
    return tuple(s for s in found if s[0].isupper() and not re.search(r"\s[.,;:]", s))


class Prose:
    """Sentences and paragraphs in an order of their own."""

    def __init__(self, lang: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.pool = list(sentences(lang))
        self.chance.shuffle(self.pool)
        self.at = 0

    def sentence(self) -> str:
        self.at += 1
        return self.pool[self.at % len(self.pool)]

    def paragraph(self, least: int = 2, most: int = 5) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(least, most)))


def marked(text: str, kind: str = "paragraph", css: str = "", speaker: str = "", tag: str = "p") -> str:
    """An element whose text is a passage."""
    who = f' data-who="{escape(speaker)}"' if speaker else ""
    return f'<{tag} data-k="{kind}" class="{css}"{who}>{escape(text)}</{tag}>'


def set_html(body: str, css: str, lang: str = "da") -> tuple[bytes, list[True_]]:
    """The PDF that WeasyPrint makes of a body, and its true passages in the order of the source."""
    from weasyprint import HTML

    page = f"<html lang={lang}><meta charset=utf-8><style>{css}</style><body>{body}</body></html>"
    data = HTML(string=page).write_pdf()
    assert data is not None
    tree = lxml.html.fromstring(page)
    truth = [True_(e.get("data-k"), _text_of(e), e.get("data-who")) for e in tree.iter() if _is_passage(e)]
    return bytes(data), truth


def _is_passage(element: lxml.html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.get("data-k") is not None


def _text_of(element: lxml.html.HtmlElement) -> str:
    """The text without note marks and without passages within it (footnotes)."""

    def gather(node: lxml.html.HtmlElement) -> str:
        text = node.text or ""
        for child in node:
            if child.get("data-k") is None and child.tag != "sup":
                text += gather(child)
            text += child.tail or ""
        return text

    return re.sub(r"\s+", " ", gather(element)).strip()

"""The words of diagrams (SmartArt) in a Word file: they lie in parts of their own, to which a drawing points.

ECMA-376-1, 21.4: a data part holds points; those without a type, nodes and assistants hold what people wrote.
"""

from __future__ import annotations

import posixpath
import unicodedata
from typing import Any, Final

from ci_text.readers.package import Package
from ci_text.readers.word_styles import all_under, value

WRITTEN: Final = (None, "node", "asst")


class Diagrams:
    """The diagrams of one part of a package; `seen` are the names of the parts that were read."""

    def __init__(self, package: Package, part: str) -> None:
        folder, name = posixpath.split(part)
        relations = package.xml(f"{folder}/_rels/{name}.rels")
        self.package = package
        self.targets = {
            value(one, "Id"): posixpath.normpath(posixpath.join("/", folder, value(one, "Target") or ""))[1:]
            for one in all_under(relations, "Relationship")
        }
        self.seen: set[str] = set()

    def points(self, relation: str) -> list[str]:
        """What its points say, in their order; nothing where it was read before or is not there."""
        part = self.targets.get(relation, "")
        if part in self.seen:
            return []
        root = self.package.xml(part)
        if root is None:
            return []
        self.seen.add(part)
        points = (one for one in all_under(root, "pt") if value(one, "type") in WRITTEN)
        return [text for text in map(_text, points) if text]


def _text(point: Any) -> str:
    paragraphs = ("".join(t.text or "" for t in all_under(p, "t")) for p in all_under(point, "p"))
    return unicodedata.normalize("NFC", " ".join(" ".join(paragraphs).split()))

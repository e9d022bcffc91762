"""Coded passages as highlights in a copy of the PDF: a colour per code, the comment says code, stance and score.

Standard highlight annotations (ISO 32000-1, 12.5.6.10) with an appearance of their own, so that every viewer shows the
same. The corners of `QuadPoints` go in the order that Acrobat writes and all viewers read: upper left, upper right,
lower left, lower right.
"""

from __future__ import annotations

import colorsys
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.errors import DamagedFile, EncryptedFile, MissingDependency, ReadError, UsageError
from ci_text.records import Box, Line, Passage, Tag
from ci_text.whole_file import whole_file

Point = tuple[float, float]
Tagged = tuple[Passage, Sequence[Tag]]
GOLDEN_ANGLE = 137.508 / 360  # neighbours in the codebook get hues far apart
LEAST_LUMINANCE = 0.6  # black words keep a contrast of 13:1 on it
AUTHOR = "ci-text"
PRINTED = 4  # annotation flag: shown on paper too


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the page as it is shown (crop box, rotation; points from the top left) back to the PDF's own space."""

    x0: float
    y0: float
    x1: float
    y1: float
    quarter_turns: int

    def point(self, x: float, y: float) -> Point:
        return (
            (self.x0 + x, self.y1 - y),
            (self.x0 + y, self.y0 + x),
            (self.x1 - x, self.y0 + y),
            (self.x1 - y, self.y1 - x),
        )[self.quarter_turns]

    def corners(self, box: Box) -> tuple[Point, Point, Point, Point]:
        """Upper left, upper right, lower left, lower right, as a reader sees them."""
        across = ((box.x0, box.top), (box.x1, box.top), (box.x0, box.bottom), (box.x1, box.bottom))
        a, b, c, d = (self.point(x, y) for x, y in across)
        return a, b, c, d


def tagged_passages(corpus: Corpus, document_id: str) -> list[Tagged]:
    """The passages of a document that carry a tag, each with its tags in force."""
    tags: dict[str, list[Tag]] = {}
    for tag in corpus.tags:
        tags.setdefault(tag.passage_id, []).append(tag)
    return [(p, tags[p.id]) for p in corpus.passages if p.document_id == document_id and p.id in tags]


def highlight_pdf(
    source: Path,
    target: Path,
    passages_with_tags: Iterable[Tagged],
    codebook: Codebook,
    lang: str = "da",
    lines: Sequence[Line] = (),
    password: str = "",
) -> int:
    """Write a copy of a PDF with each tag as a highlight; returns how many annotations were made.

    `lines` is `Document.lines`: with them each line is marked by itself, without them the box of the passage is.
    A passage with several codes shows each as a band. Passages without boxes are left out. A locked PDF needs its
    `password`, and the copy is not locked. Raises UsageError where target is source, ReadError where the file is not
    the one that was read, EncryptedFile, DamagedFile, and MissingDependency for a cipher that wants `cryptography`.
    """
    if target.resolve() == source.resolve():
        raise UsageError(f"{target}: the highlights go into a copy.", "Name another file.")
    writer, read = _opened(source, password), _sha256(source)
    made = 0
    for passage, tags in passages_with_tags:
        if tags and passage.document_id != read:
            raise ReadError(f"{source}: not the file that was read.", "Read it again with `ci-text add`.")
        ordered = sorted(tags, key=lambda tag: (-tag.score, tag.code))
        for page, boxes in _boxes(passage, lines).items():
            if page > len(writer.pages):
                raise ReadError(f"{source} has no page {page}.", "Read it again with `ci-text add`.")
            frame = _frame(writer.pages[page - 1])
            for number, tag in enumerate(ordered):
                bands = [_band(box, number, len(ordered)) for box in boxes]
                _annotate(writer, page, [frame.corners(box) for box in bands], tag, codebook, lang)
                made += 1
    _save(writer, target)
    return made


def color_of(code: str, codebook: Codebook) -> tuple[float, float, float]:
    """A light colour for a code, red, green and blue from 0 to 1, by its place in the codebook."""
    ids = codebook.code_ids
    place = ids.index(code) if code in ids else len(ids)
    lightness = 0.8
    color = colorsys.hls_to_rgb((0.13 + place * GOLDEN_ANGLE) % 1, lightness, 0.9)
    while _luminance(color) < LEAST_LUMINANCE:  # blue and violet are darker to the eye than yellow
        lightness += 0.01
        color = colorsys.hls_to_rgb((0.13 + place * GOLDEN_ANGLE) % 1, lightness, 0.9)
    return color


def _luminance(color: tuple[float, float, float]) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def comment(tag: Tag, codebook: Codebook, lang: str) -> str:
    """'Fælles agenda · til stede · 0,87'."""
    name = codebook[tag.code].name.get(lang, tag.code) if tag.code in codebook.code_ids else tag.code
    stance = codebook.stances.get(tag.stance, {}).get(lang, tag.stance)
    score = f"{tag.score:.2f}".replace(".", "," if lang == "da" else ".")
    return " · ".join((name, stance, score))


# --- where -----------------------------------------------------------------------------------------------------------


def _boxes(passage: Passage, lines: Sequence[Line]) -> dict[int, list[Box]]:
    """The boxes of a passage by page: of its lines where they are known, else its own."""
    found: dict[int, list[Box]] = {}
    for line in lines:
        if line.box and line.start < passage.end and line.end > passage.start:
            found.setdefault(line.page, []).append(_part(line, line.box, passage))
    if not found:
        for page, box in passage.boxes:
            found.setdefault(page, []).append(box)
    return found


def _part(line: Line, box: Box, passage: Passage) -> Box:
    """The part of a line that the passage covers, by its share of the characters."""
    per_character = (box.x1 - box.x0) / max(1, line.end - line.start)
    left = box.x0 + per_character * max(0, passage.start - line.start)
    right = box.x1 - per_character * max(0, line.end - passage.end)
    return Box(left, box.top, right, box.bottom)


def _band(box: Box, number: int, of: int) -> Box:
    height = (box.bottom - box.top) / of
    return Box(box.x0, box.top + number * height, box.x1, box.top + (number + 1) * height)


def _frame(page: Any) -> _Frame:
    crop = page.cropbox
    corners = (float(crop.left), float(crop.bottom), float(crop.right), float(crop.top))
    return _Frame(*corners, quarter_turns=page.rotation // 90 % 4)


# --- the PDF ---------------------------------------------------------------------------------------------------------


def _annotate(writer: Any, page: int, quads: list[Any], tag: Tag, codebook: Codebook, lang: str) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject

    points = [point for quad in quads for point in quad]
    bounds = [
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    ]
    color = color_of(tag.code, codebook)

    def numbers(values: Iterable[float]) -> Any:
        return ArrayObject([FloatObject(round(v, 2)) for v in values])

    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Highlight"),
            NameObject("/Rect"): numbers(bounds),
            NameObject("/QuadPoints"): numbers(value for point in points for value in point),
            NameObject("/C"): numbers(color),
            NameObject("/F"): NumberObject(PRINTED),
            NameObject("/T"): TextStringObject(AUTHOR),
            NameObject("/Contents"): TextStringObject(comment(tag, codebook, lang)),
            NameObject("/NM"): TextStringObject(f"{tag.passage_id} {tag.code} {page}"),
        }
    )
    look = writer._add_object(_appearance(quads, bounds, color))
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): look})
    writer.add_annotation(page_number=page - 1, annotation=annotation)


def _appearance(quads: list[Any], bounds: list[float], color: tuple[float, float, float]) -> Any:
    """A form that fills the quads and lets the words shine through (blend mode Multiply)."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

    drawn = ["/M gs", "{:.3f} {:.3f} {:.3f} rg".format(*color)]
    for upper_left, upper_right, lower_left, lower_right in quads:
        around = (upper_left, upper_right, lower_right, lower_left)
        path = [f"{x:.2f} {y:.2f} {'l' if n else 'm'}" for n, (x, y) in enumerate(around)]
        drawn.append(" ".join([*path, "h f"]))
    form = DecodedStreamObject()
    form.set_data("\n".join(drawn).encode("ascii"))
    multiply = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    states = DictionaryObject({NameObject("/M"): multiply})
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(round(v, 2)) for v in bounds]),
            NameObject("/Resources"): DictionaryObject({NameObject("/ExtGState"): states}),
        }
    )
    return form


def _opened(source: Path, password: str) -> Any:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(source)
        if reader.is_encrypted and not reader.decrypt(password):
            raise EncryptedFile(f"{source} wants a password.", "Give it with --password.")
        return PdfWriter(clone_from=reader)
    except DependencyError as error:
        raise MissingDependency(f"{source}: {error}", "pip install cryptography") from error
    except FileNotDecryptedError as error:
        raise EncryptedFile(f"{source} wants a password.", "Give it with --password.") from error
    except (PyPdfError, RecursionError, ValueError, KeyError) as error:
        raise DamagedFile(
            f"{source}: its structure is broken ({error}).", "Open and save it in a PDF viewer."
        ) from error
    except OSError as error:
        raise ReadError(f"{source}: {error.strerror}.", "Check that the file is where it was read.") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _save(writer: Any, target: Path) -> None:
    """Whole or not at all."""
    with whole_file(target) as unfinished, unfinished.open("wb") as file:
        writer.write(file)

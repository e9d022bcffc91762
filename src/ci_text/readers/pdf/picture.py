"""Pages with what the reader saw drawn on them: boxes of lines in the colour of their kind, numbered in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ci_text.errors import EncryptedFile
from ci_text.readers.pdf.ocr import LARGEST
from ci_text.records import Box, Document
from ci_text.whole_file import whole_file

SCALE = 1.5  # 108 dots an inch
COLOURS = {
    "paragraph": "#1f77b4", "heading": "#d62728", "list_item": "#2ca02c", "turn": "#9467bd", "footnote": "#8c564b",
    "side_box": "#ff7f0e", "pull_quote": "#e377c2", "caption": "#bcbd22", "table_row": "#17becf",
    "figure_text": "#7f7f7f",
}  # fmt: skip
SET_ASIDE = "#999999"


def draw_pages(path: Path, document: Document, folder: Path, passwords: tuple[str, ...] = ()) -> list[Path]:
    """Write one PNG for each page of a PDF into `folder` and return their paths.

    Lines are framed in the colour of their block's kind, the first line of a block bears its number and kind;
    furniture is framed in grey with its kind. Raises EncryptedFile where no password opens the file.
    """
    import pypdfium2 as pdfium

    folder.mkdir(parents=True, exist_ok=True)
    pdf: Any = None
    for password in (None, *passwords):
        try:
            pdf = pdfium.PdfDocument(path, password=password)
            break
        except pdfium.PdfiumError as error:
            if "password" not in str(error).lower():
                raise
    if pdf is None:
        raise EncryptedFile(f"{path} is encrypted.", "Give its password with --password.")
    marks = _marks(document)
    written: list[Path] = []
    try:
        for index in range(len(pdf)):
            target = folder / f"{path.stem}-{index + 1:03}.png"
            page = pdf[index]
            width, height = page.get_size()
            scale = min(SCALE, (LARGEST / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale)
            picture = bitmap.to_pil().convert("RGB")
            page.close()
            _draw(picture, marks.get(index + 1, []), scale)
            with whole_file(target) as unfinished:
                picture.save(unfinished, "png")
            written.append(target)
    finally:
        pdf.close()
    return written


Mark = tuple[Box, str, str]  # box, colour, words beside it


def _marks(document: Document) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    at = 0
    lines = document.lines
    for number, block in enumerate(document.blocks, 1):
        label = f"{number} {block.kind}" + (str(block.level) if block.level else "")
        while at < len(lines) and lines[at].end <= block.start:
            at += 1
        index = at
        while index < len(lines) and lines[index].start < block.end:
            box = lines[index].box
            if box is not None:
                marks.setdefault(lines[index].page, []).append((box, COLOURS.get(block.kind, "#000000"), label))
            label = ""
            index += 1
    for item in document.furniture:
        if item.box is not None:
            marks.setdefault(item.page, []).append((item.box, SET_ASIDE, item.kind))
    return marks


def _draw(picture: Any, marks: list[Mark], scale: float) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for box, colour, words in marks:
        frame = tuple(scale * v for v in (box.x0, box.top, box.x1, box.bottom))
        pen.rectangle(frame, outline=colour, width=1)
        if words:
            pen.text((max(0, frame[0] - 4), frame[1] - 9), words, fill=colour)

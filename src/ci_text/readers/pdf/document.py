"""The road of one PDF: open, read page by page, set furniture aside, lay out, make paragraphs, balance the account."""

from __future__ import annotations

import gc
import hashlib
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ci_text.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge, MissingDependency, NoText, ReadTimeout
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import furniture as furniture_of
from ci_text.readers.pdf import kinds
from ci_text.readers.pdf.account import Judgement, account, judge
from ci_text.readers.pdf.assemble import Text, characters_out
from ci_text.readers.pdf.chars import CharReader, PageWords
from ci_text.readers.pdf.columns import Gutters
from ci_text.readers.pdf.figures import mark_captions, mark_figures
from ci_text.readers.pdf.flows import PageFlows, lay_out
from ci_text.readers.pdf.furniture import PageSegs
from ci_text.readers.pdf.hyphens import Hyphens
from ci_text.readers.pdf.notes import hang, split_notes
from ci_text.readers.pdf.ocr import HOW_TO_INSTALL, RecognitionFailed, recognise
from ci_text.readers.pdf.paragraphs import Para, Spacing
from ci_text.readers.pdf.runs import segments
from ci_text.readers.pdf.sequence import inserted, parted, table_rows
from ci_text.readers.pdf.stitch import stitch
from ci_text.readers.pdf.tables import take_tables
from ci_text.readers.pdf.turns import Labels, labels_of, talk_of_tables, turns_of
from ci_text.readers.pdf.vocabulary import known_share
from ci_text.readers.turns import attach_questions
from ci_text.records import Box, Document, Furniture

READER = "pdf 2"
MOST_IN_VAIN = 2


def read_pdf(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a PDF's bytes.

    Raises EmptyFile, DamagedFile, EncryptedFile, FileTooLarge, NoText or ReadTimeout, each with a remedy.
    """
    started = time.monotonic()
    with _without_collector():
        return _read(path, data, options, started)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Words and lines hold no cycles: looking for some costs a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(path: Path, data: bytes, options: ReadOptions, started: float) -> Document:
    if not data:
        raise EmptyFile(f"{path} holds nothing (0 bytes).", "Fetch the file again.")
    if len(data) > options.max_bytes:
        raise FileTooLarge(
            f"{path} has {len(data):,} bytes; the limit is {options.max_bytes:,}.",
            "Split the file.",
        )
    pdf = _opened(path, data, options)
    try:
        pages = len(pdf)
        if pages == 0:
            raise EmptyFile(f"{path} has no page.", "Fetch the file again.")
        if pages > options.max_pages:
            raise FileTooLarge(
                f"{path} has {pages} pages; the limit is {options.max_pages}.", "Raise --max-pages or split the file."
            )
        reading = _Reading(path, options, started)
        for item in reading.pages_of(pdf):
            reading.items.append(item)
    finally:
        pdf.close()
    return reading.document(hashlib.sha256(data).hexdigest())


def _opened(path: Path, data: bytes, options: ReadOptions) -> Any:
    import pypdfium2 as pdfium

    if b"%PDF-" not in data[:4096]:
        raise DamagedFile(f"{path} is not a PDF: it does not begin with %PDF.", "Check what kind of file it is.")
    for password in (None, *options.passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if "password" not in str(error).lower():
                raise DamagedFile(
                    f"{path} can't be opened as a PDF ({error}).",
                    "Open and save it again in a PDF program, or fetch it again.",
                ) from error
    if options.passwords:
        raise EncryptedFile(
            f"{path} is encrypted and no given password opens it.", "Give the right one with --password."
        )
    raise EncryptedFile(f"{path} is encrypted.", "Give its password with --password.")


class _Reading:
    """What is gathered while one file is read."""

    def __init__(self, path: Path, options: ReadOptions, started: float) -> None:
        self.path, self.options, self.started = path, options, started
        self.items: list[PageSegs] = []
        self.tables: dict[int, list[tuple[Box, list[Para]]]] = {}
        self.notes: list[str] = []
        self.missing_ocr: list[int] = []
        self.doubtful: list[int] = []
        self.in_vain = 0  # doubtful pages that recognition did not make better
        self.sure: dict[int, float | None] = {}
        self.judged: dict[int, Judgement] = {}
        self.labels = Labels(None, frozenset())

    def pages_of(self, pdf: Any) -> Iterator[PageSegs]:
        import pypdfium2 as pdfium

        reader = CharReader()
        for index in range(len(pdf)):
            left = self.options.time_limit - (time.monotonic() - self.started)
            if left <= 0:
                raise ReadTimeout(
                    f"{self.path}: page {index + 1} was not reached within {self.options.time_limit:g} s.",
                    "Raise --time-limit.",
                )
            try:
                page = pdf[index]
            except pdfium.PdfiumError:
                self.notes.append(f"Page {index + 1} is damaged and could not be read.")
                yield PageSegs(PageWords(index + 1, 0, 0, 0, 0, 0), [])
                continue
            try:
                words = self._recognised(page, reader.read(page, index + 1), left)
            finally:
                page.close()
            yield self._page(words)

    def _recognised(self, page: Any, words: PageWords, left: float) -> PageWords:
        """The page as recognised where its own text can't be read, or reads worse than what is recognised."""
        mode = self.options.ocr
        own = " ".join([w.text for w in words.words])
        self.judged[words.number] = judge(words, own, self.options.languages)
        verdict = self.judged[words.number][0] if mode == "auto" else "unreadable"
        if mode == "never" or verdict == "good" or (verdict == "doubtful" and self.in_vain >= MOST_IN_VAIN):
            return words
        try:
            found = recognise(page, words, self.options.languages, left)
        except MissingDependency:
            (self.missing_ocr if verdict == "unreadable" else self.doubtful).append(words.number)
            return words
        except subprocess.TimeoutExpired as error:
            raise ReadTimeout(
                f"{self.path}: page {words.number} was not recognised within {self.options.time_limit:g} s.",
                "Raise --time-limit, or read it with --ocr never.",
            ) from error
        except RecognitionFailed as error:
            self.notes.append(f"Page {words.number} could not be recognised: {error}")
            return words
        if verdict == "doubtful" and not self._reads_better(found, own):
            self.in_vain += 1  # a foreign language, a list of names: its own text is right
            return words
        if not found.characters:
            return words
        self.judged[words.number] = judge(found, " ".join([w.text for w in found.words]), self.options.languages)
        return found

    def _reads_better(self, found: PageWords, own: str) -> bool:
        """Whether recognition finds clearly more known words, and a larger share of known ones."""
        share, number = known_share(" ".join(w.text for w in found.words), self.options.languages)
        before, count = known_share(own, self.options.languages)
        return (share or 0.0) > (before or 0.0) and number * (share or 0.0) > 1.3 * count * (before or 0.0) + 4

    def _page(self, page: PageWords) -> PageSegs:
        aside: Counter[str] = Counter()
        self.sure[page.number] = page.sure
        tables = [(table.box, table_rows(table, page)) for table in take_tables(page)]
        if tables:
            self.tables[page.number] = tables
        segs = segments(page, aside)
        page.words = []
        return PageSegs(page, segs, aside)

    def document(self, identity: str) -> Document:
        items = self.items
        if not any(item.page.characters for item in items):
            self._no_text()
        body = _body(items, self.tables)
        furniture_of.set_aside(items, body[1])
        counter, gutters = [0], Gutters()
        flows = [lay_out(item, body[1], counter, gutters) for item in items]
        paras = self._paras(flows, body)
        text = Text(
            lambda page, box: items[page - 1].page.shown(box), _learnt(flows), lambda page: items[page - 1].aside
        )
        flows.clear()
        for item in items:
            item.clear()
        for para, turn in turns_of(paras, self.labels):
            para.sure = self.sure.get(para.page)
            text.add(para, turn)
            para.lines = []  # a long document's lines give way to its text
        return self._finished(identity, text)

    def _paras(self, flows: list[PageFlows], body: tuple[str, float, bool]) -> list[Para]:
        spacing = Spacing()
        for flow in flows:
            spacing.learn(flow.main)
            for _, lines in flow.boxes:
                spacing.learn(lines)
        labels = self.labels = labels_of([line for flow in flows for line in flow.main])
        paras: list[Para] = []
        for flow in flows:
            main = parted(flow.main, spacing, labels.opens)
            mark_figures(main, flow.page, body[1])
            mark_captions(main, flow.page, body[1])
            inserts = [(box, parted(lines, spacing, None)) for box, lines in flow.boxes]
            inserts += self.tables.get(flow.page.number, [])
            paras.extend(inserted(main, inserts))
            paras.extend(split_notes(flow.feet))
        talk_of_tables(paras)
        kinds.label(paras, body)
        return hang(stitch(paras, labels.opens))

    def _finished(self, identity: str, text: Text) -> Document:
        whole = text.finished()
        under, added = characters_out(whole, text.blocks, text.lines)
        accounts = []
        furniture: list[Furniture] = []
        for item in self.items:
            number = item.page.number
            out = under[number] + added[number]
            judgement = self.judged.get(number) or judge(item.page, "", self.options.languages)
            accounts.append(account(item.page, judgement, out, item.aside))
            furniture.extend(item.furniture)
        title = next((whole[b.start : b.end] for b in text.blocks if b.kind == "heading"), "")
        return Document(
            identity, str(self.path), "pdf", whole, attach_questions(whole, text.blocks), tuple(text.lines),
            tuple(accounts),
            tuple(furniture), READER, title, tuple(self._notes()),
        )  # fmt: skip

    def _notes(self) -> list[str]:
        notes = list(self.notes)
        if self.missing_ocr:
            pages = ", ".join(map(str, self.missing_ocr))
            notes.append(f"Page(s) {pages} hold a picture of text that could not be recognised. {HOW_TO_INSTALL}")
        if self.doubtful:
            pages = ", ".join(map(str, self.doubtful))
            notes.append(f"Page(s) {pages} read badly; recognising them may read better. {HOW_TO_INSTALL}")
        return notes

    def _no_text(self) -> None:
        pictures = any(item.page.picture_share > 0.05 for item in self.items)
        if self.missing_ocr:
            raise NoText(f"{self.path} holds pictures of text only.", HOW_TO_INSTALL)
        if pictures and self.options.ocr == "never":
            raise NoText(f"{self.path} holds pictures only.", "Read it with --ocr auto.")
        raise NoText(f"{self.path} holds no text.", "Check that it is the right file.")


def _body(items: list[PageSegs], tables: dict[int, list[tuple[Box, list[Para]]]]) -> tuple[str, float, bool]:
    """Font, size and weight of most of the text; of that in tables where there is little else."""
    segs = [seg for item in items for seg in item.segs]
    cells = [seg for found in tables.values() for _, rows in found for row in rows for seg in row.lines]
    votes: Counter[tuple[str, float, bool]] = Counter()
    for group in (segs, cells) if sum(s.ink for s in cells) > 4 * sum(s.ink for s in segs) else (segs,):
        for seg in group:
            votes[seg.style.font, seg.style.size, seg.style.bold] += len(seg.text)
    return votes.most_common(1)[0][0] if votes else ("", 10.0, False)


def _learnt(flows: list[PageFlows]) -> Hyphens:
    hyphens = Hyphens()
    for flow in flows:
        for lines in (flow.main, flow.feet, *(lines for _, lines in flow.boxes)):
            for line in lines:
                hyphens.learn(line.text)
    return hyphens

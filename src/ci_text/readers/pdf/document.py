"""The road of one PDF, in four passes over its pages.

What is the whole document's (running titles, fonts, steps between lines, speakers) is known only after the last page:
1. read each page, and learn the body's font and what runs along at the edges;
2. set the running titles aside, lay the page out, and learn the steps between lines, labels and words;
3. make paragraphs, and join those that were cut;
4. write each into the reading text, with the turn it opens.
Then the account is balanced. Between two passes the pages wait on a shelf.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import furniture as furniture_of
from ci_text.readers.pdf.account import account
from ci_text.readers.pdf.assemble import Text, characters_out
from ci_text.readers.pdf.columns import Gutters
from ci_text.readers.pdf.figures import mark_captions, mark_figures
from ci_text.readers.pdf.flows import PageFlows, lay_out
from ci_text.readers.pdf.furniture import PageSegs
from ci_text.readers.pdf.hyphens import Hyphens
from ci_text.readers.pdf.kinds import Levels, labelled
from ci_text.readers.pdf.notes import hung, split_notes
from ci_text.readers.pdf.opening import opened
from ci_text.readers.pdf.pages import Pages
from ci_text.readers.pdf.paragraphs import Para
from ci_text.readers.pdf.running import Running
from ci_text.readers.pdf.sequence import inserted, parted
from ci_text.readers.pdf.shelf import Shelf
from ci_text.readers.pdf.spacing import Spacing
from ci_text.readers.pdf.stitch import stitched
from ci_text.readers.pdf.turns import LabelCount, Labels, Talk, talk_of_tables
from ci_text.readers.pdf.wrapped_tables import Ongoing
from ci_text.readers.turns import attach_questions
from ci_text.records import Box, Document, Furniture

READER = "pdf 3"
Body = tuple[str, float, bool]
"""Font, size and weight of most of the text."""


def read_pdf(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a PDF's bytes.

    Raises EmptyFile, DamagedFile, EncryptedFile, FileTooLarge, NoText or ReadTimeout, each with a remedy.
    """
    pages = Pages(path, options, time.monotonic())
    with _without_collector():
        pdf = opened(path, data, options)
        try:
            reading = _Reading(pages)
            for item in pages.read(pdf):
                reading.learn(item)
        finally:
            pdf.close()
        pages.refuse_without_text()
        return reading.document(hashlib.sha256(data).hexdigest())


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


class _Reading:
    """What is gathered while one file is read."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.shelf: Shelf[PageSegs] = Shelf()
        self.votes = _Votes()
        self.running = Running()
        self.sheets: list[PageSegs] = []  # the pages with what is set aside, without their lines
        self.spacing, self.hyphens, self.labels = Spacing(), Hyphens(), LabelCount()
        self.levels = Levels()

    def learn(self, item: PageSegs) -> None:
        """First pass: one page."""
        self.votes.count(item)
        furniture_of.set_aside(item)
        self.running.learn(item)
        self.shelf.put(item)

    def document(self, identity: str) -> Document:
        """The other passes, once all pages are learnt."""
        body = self.votes.winner()
        flows = self._laid_out(body)
        labels = self.labels.labels()
        paras = self.levels.learnt(labelled(talk_of_tables(self._parted(flows, labels, body)), body))
        talk, shelf = Talk(labels), Shelf[list[Para]]()
        for _, group in itertools.groupby(hung(stitched(paras, labels.opens)), lambda para: para.page):
            page = list(group)
            for para in page:
                talk.hear(para)
            shelf.put(page)
        text = Text(self._shown, self.hyphens, lambda page: self.sheets[page - 1].aside)
        for para, turn in talk.turns(itertools.chain.from_iterable(shelf.taken())):
            para.sure = self.sheets[para.page - 1].page.sure
            if para.kind == "heading":
                para.level = self.levels.level(para)
            text.add(para, turn)
        return self._finished(identity, text)

    def _laid_out(self, body: Body) -> Shelf[PageFlows]:
        """Second pass: the lines of the pages in reading order."""
        flows: Shelf[PageFlows] = Shelf()
        counter, gutters, ongoing = [0], Gutters(), Ongoing()
        self.running.look_inside(self.shelf)
        for item in self.shelf.taken():
            self.running.set_aside(item, body[1])
            flow = lay_out(item, body[1], counter, gutters, ongoing)
            self.sheets.append(item.bare())
            self.labels.learn(flow.main)
            for lines in (flow.main, *(lines for _, lines in flow.boxes)):
                self.spacing.learn(lines)
            flow.steps = self.spacing.learnt_columns()
            for lines in (flow.main, flow.feet, *(lines for _, lines in flow.boxes)):
                for line in lines:
                    self.hyphens.learn(line.text)
            flows.put(flow)
        return flows

    def _parted(self, flows: Shelf[PageFlows], labels: Labels, body: Body) -> Iterator[Para]:
        """Third pass: the paragraphs of page after page."""
        spacing = self.spacing
        for flow in flows.taken():
            spacing.columns = flow.steps
            labels.mark(flow.main)
            main = parted(flow.main, spacing, labels.opens)
            mark_figures(main, flow.page, body[1])
            mark_captions(main, flow.page, body[1])
            inserts = [(box, parted(lines, spacing, None)) for box, lines in flow.boxes]
            yield from inserted(main, inserts + flow.tables)
            yield from split_notes(flow.feet)

    def _shown(self, page: int, box: Box) -> Box:
        return self.sheets[page - 1].page.shown(box)

    def _finished(self, identity: str, text: Text) -> Document:
        whole = text.finished()
        under, added = characters_out(whole, text.blocks, text.lines)
        accounts = []
        furniture: list[Furniture] = []
        for item in self.sheets:
            number = item.page.number
            judgement = self.pages.judged.get(number) or ("good", "", None)
            accounts.append(account(item.page, judgement, under[number] + added[number], item.aside))
            furniture.extend(item.furniture)
        title = next((whole[b.start : b.end] for b in text.blocks if b.kind == "heading"), "")
        return Document(
            identity, str(self.pages.path), "pdf", whole, attach_questions(whole, text.blocks), text.lines,
            tuple(accounts), tuple(furniture), READER, title, tuple(self.pages.notes()),
        )  # fmt: skip


class _Votes:
    """Font, size and weight of most of the text; of that in tables where there is little else."""

    def __init__(self) -> None:
        self.text: Counter[Body] = Counter()
        self.cells: Counter[Body] = Counter()
        self.ink = [0, 0]

    def count(self, item: PageSegs) -> None:
        """Add the lines of a page, before anything is set aside."""
        for seg in item.segs:
            self.text[seg.style[:3]] += len(seg.text)
            self.ink[0] += seg.ink
        for seg in (seg for _, rows in item.tables for row in rows for seg in row.lines):
            self.cells[seg.style[:3]] += len(seg.text)
            self.ink[1] += seg.ink

    def winner(self) -> Body:
        """The commonest."""
        votes = self.text + self.cells if self.ink[1] > 4 * self.ink[0] else self.text
        return max(votes, key=votes.__getitem__, default=("", 10.0, False))

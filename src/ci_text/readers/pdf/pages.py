"""The pages of an open PDF one by one: their words, recognised where need be, as segments and tables."""

from __future__ import annotations

import gc
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ci_text.errors import MissingDependency, NoText, ReadTimeout
from ci_text.frequency import known_share
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf.account import Judgement, judge
from ci_text.readers.pdf.chars import CharReader, PageWords
from ci_text.readers.pdf.furniture import PageSegs
from ci_text.readers.pdf.ocr import HOW_TO_INSTALL, RecognitionFailed, recognise
from ci_text.readers.pdf.runs import segments
from ci_text.readers.pdf.sequence import table_rows
from ci_text.readers.pdf.tables import take_tables

MOST_IN_VAIN = 2
COLLECTED = 100  # pages after which young garbage is collected, while the collector is off


class Pages:
    """Reads the pages of one file; `judged` and `notes` say how well they read."""

    def __init__(self, path: Path, options: ReadOptions, started: float) -> None:
        self.path, self.options, self.started = path, options, started
        self.remarks: list[str] = []
        self.missing_ocr: list[int] = []
        self.doubtful: list[int] = []
        self.in_vain = 0  # doubtful pages that recognition did not make better
        self.judged: dict[int, Judgement] = {}
        self.characters = 0
        self.pictures = False  # some page has one

    def read(self, pdf: Any) -> Iterator[PageSegs]:
        """Each page in turn. Raises ReadTimeout."""
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
                self.remarks.append(f"Page {index + 1} is damaged and could not be read.")
                yield PageSegs(PageWords(index + 1, 0, 0, 0, 0, 0), [])
                continue
            try:
                words = self._recognised(page, reader.read(page, index + 1), left)
            finally:
                page.close()
            yield self._page(words)
            if index % COLLECTED == COLLECTED - 1:
                gc.collect(0)  # what pypdfium2 and ctypes leave in cycles

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
            self.remarks.append(f"Page {words.number} could not be recognised: {error}")
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
        self.characters += page.characters
        self.pictures = self.pictures or page.picture_share > 0.05
        aside: Counter[str] = Counter()
        tables = [(table.box, table_rows(table, page)) for table in take_tables(page)]
        segs = segments(page, aside)
        page.words = []
        return PageSegs(page, segs, aside, tables=tables)

    def notes(self) -> list[str]:
        """What the user should know of the pages."""
        notes = list(self.remarks)
        if self.missing_ocr:
            pages = ", ".join(map(str, self.missing_ocr))
            notes.append(f"Page(s) {pages} hold a picture of text that could not be recognised. {HOW_TO_INSTALL}")
        if self.doubtful:
            pages = ", ".join(map(str, self.doubtful))
            notes.append(f"Page(s) {pages} read badly; recognising them may read better. {HOW_TO_INSTALL}")
        return notes

    def refuse_without_text(self) -> None:
        """Raise NoText where no page held a character."""
        if self.characters:
            return
        if self.missing_ocr:
            raise NoText(f"{self.path} holds pictures of text only.", HOW_TO_INSTALL)
        if self.pictures and self.options.ocr == "never":
            raise NoText(f"{self.path} holds pictures only.", "Read it with --ocr auto.")
        raise NoText(f"{self.path} holds no text.", "Check that it is the right file.")

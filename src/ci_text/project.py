"""One method for each thing a user does: read the store, run a pure stage, write the store.

with Project(Path("project.db")) as project:
    project.add(["reports/"])
    project.tag()
    project.themes()
    table = project.compare().matrix
    quotes = project.quotes(codes=["backbone"], limit=5)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ci_text import __version__
from ci_text.codebook import Codebook, default_codebook, load_codebook
from ci_text.corpus import Corpus
from ci_text.errors import CiTextError, ReadError, UsageError
from ci_text.findings import Findings
from ci_text.records import Document, Metadata, Passage, Quote, Tag
from ci_text.store import Store

if TYPE_CHECKING:
    from ci_text.compare import Comparison
    from ci_text.quotes import QuoteFilter
    from ci_text.readers.options import ReadOptions
    from ci_text.taggers import Tagger, TaggerOptions
    from ci_text.themes import ThemeModel, ThemeOptions

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done, and how much there is."""

LIBRARIES = ("spacy", "scikit-learn", "pypdfium2", "pdfplumber", "simplemma", "numpy", "scipy", "pandas")


def _silent(step: str, done: int, total: int) -> None:
    del step, done, total


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: paths read now, unchanged since last time, and failed (path, error); notes for the user."""

    read: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[tuple[str, CiTextError], ...]
    notes: tuple[str, ...] = ()
    homeless: tuple[str, ...] = field(default=())  # texts of human decisions that found no place


class Project:
    """A project file and the codebook it is tagged under."""

    def __init__(self, path: Path, codebook: Path | None = None, create: bool = True) -> None:
        self.path = path
        self.store = Store(path, create)
        if codebook is not None:
            self.codebook: Codebook = load_codebook(codebook)
            self.store.keep("codebook", str(codebook.resolve()))
        else:
            kept = self.store.kept("codebook")
            self.codebook = load_codebook(Path(kept)) if kept else default_codebook()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.store.close()

    # --- read ----------------------------------------------------------------------------------------------------

    def add(
        self,
        paths: Sequence[str],
        options: ReadOptions | None = None,
        jobs: int | None = None,
        metadata_file: str | None = None,
        progress: Progress = _silent,
    ) -> Added:
        """Read files and folders into the project; files as they were are left alone, bad ones are named.

        Raises UsageError where a path does not exist and MetadataError for a list that can't be used.
        """
        from ci_text.metadata import find_files
        from ci_text.readers.options import ReadOptions

        options = options or ReadOptions()
        found, notes = find_files(paths, metadata_file)
        unchanged, wanted, failed = [], {}, []
        known = {f.path: f for f in self.store.files()}
        for item in found:
            state = _state(item.path, options)
            if item.error is not None:
                failed.append((item.path, item.error))
                self.store.save_failure(item.path, state, item.error, item.metadata)
            elif self.store.is_read(item.path, *state):
                unchanged.append(item.path)
                if item.metadata != known[item.path].metadata:
                    self._change_metadata(item.path, item.metadata)
            else:
                wanted[item.path] = (state, item.metadata)
        read, newly_failed, homeless = self._read(wanted, options, jobs, progress)
        if read:
            self._find_duplicates()
        self.store.log(
            "add", {"paths": list(paths), "read": len(read), "options": asdict(options) | {"passwords": "…"}}
        )
        return Added(tuple(read), tuple(unchanged), tuple(failed + newly_failed), tuple(notes), tuple(homeless))

    def _read(
        self,
        wanted: dict[str, tuple[tuple[int, int, str], Metadata]],
        options: ReadOptions,
        jobs: int | None,
        progress: Progress,
    ) -> tuple[list[str], list[tuple[str, CiTextError]], list[str]]:
        from ci_text.segment import make_passages
        from ci_text.workers import read_isolated

        read: list[str] = []
        failed: list[tuple[str, CiTextError]] = []
        homeless: list[str] = []
        progress("read", 0, len(wanted))
        for path, result in read_isolated(list(wanted), options, jobs=jobs):
            state, metadata = wanted[path]
            if isinstance(result, ReadError):
                failed.append((path, result))
                self.store.save_failure(path, state, result, metadata)
            else:
                passages = make_passages(result, metadata)
                homeless += self.store.save_document(path, state, result, passages, metadata)
                read.append(path)
            progress("read", len(read) + len(failed), len(wanted))
        return sorted(read), sorted(failed, key=lambda f: f[0]), homeless

    def _change_metadata(self, path: str, metadata: Metadata) -> None:
        self.store.set_metadata(path, metadata)

    def _find_duplicates(self) -> None:
        from ci_text.duplicates import find_duplicates

        groups = find_duplicates([(p.id, p.text) for p in self.store.passages()])
        self.store.save_duplicates({other: group[0] for group in groups for other in group[1:]})

    # --- tag -----------------------------------------------------------------------------------------------------

    def tagger(self, name: str = "auto", options: TaggerOptions | None = None) -> Tagger:
        """The tagger of that name; 'auto' is the trained one where the packed model fits the codebook."""
        from ci_text.taggers import load_tagger

        return load_tagger(name, self.codebook, options)

    def tag(self, name: str = "auto", options: TaggerOptions | None = None, progress: Progress = _silent) -> int:
        """Tag every document that this tagger has not tagged yet; returns how many were. Human tags stay."""
        tagger = self.tagger(name, options)
        documents = list(dict.fromkeys(f.document_id for f in self.store.files() if f.document_id))
        due = [d for d in documents if not self.store.tags.is_tagged(d, tagger.source)]
        for done, document_id in enumerate(due):
            progress("tag", done, len(due))
            tags = tagger.tag(list(self.store.passages(document_id)))
            self.store.tags.save_machine(document_id, tagger.source, tags)
        progress("tag", len(due), len(due))
        if due:
            self.store.keep("tagger", tagger.source)
            self.store.log("tag", {"source": tagger.source, "documents": len(due), "versions": versions()})
        return len(due)

    def decide(self, passage_id: str, code: str, stance: str | None, coder: str) -> None:
        """Keep a coder's decision on one code of one passage; `stance` None says that the code does not apply."""
        from ci_text.store.project_file import now

        if code not in self.codebook.code_ids:
            raise UsageError(f"No code {code!r}.", f"Codes: {', '.join(self.codebook.code_ids)}.")
        tag = Tag(passage_id, code, stance or "general", 0.0 if stance is None else 1.0, f"human:{coder}")
        self.store.tags.decide(tag, now())

    # --- themes --------------------------------------------------------------------------------------------------

    def themes(self, options: ThemeOptions | None = None, progress: Progress = _silent) -> ThemeModel:
        """Model themes over the passages, or give back the kept model where nothing has changed."""
        from ci_text.themes import ThemeModel, ThemeOptions, model_themes

        options = options or ThemeOptions()
        corpus = self.corpus()
        fingerprint = _fingerprint([repr(options), *(p.id for p in corpus.passages), *map(repr, corpus.tags)])
        folder = self.path.with_suffix(".themes")
        if self.store.kept("themes_of") == fingerprint and folder.exists():
            return ThemeModel.load(folder)
        previous = ThemeModel.load(folder) if folder.exists() else None
        counted = [p for p in corpus.passages if p.id not in corpus.duplicates]
        model = model_themes(counted, self.codebook, corpus.tags, options, previous, progress)
        model.save(folder)
        self.store.save_themes(model.themes, model.shares)
        self.store.keep("themes_of", fingerprint)
        self.store.keep("themes_message", dict(model.message))
        self.store.log("themes", {"themes": len(model.themes), "options": repr(options), "versions": versions()})
        return model

    def themes_kept(self) -> ThemeModel | None:
        """The theme model of the last run, None where there is none."""
        from ci_text.themes import ThemeModel

        folder = self.path.with_suffix(".themes")
        return ThemeModel.load(folder) if folder.exists() else None

    # --- compare, quote ------------------------------------------------------------------------------------------

    def corpus(self) -> Corpus:
        """All passages, tags and themes, with `to_frame()` and `tag_frame()` for pandas."""
        return self.store.corpus()

    def compare(self, by: str = "initiative") -> Comparison:
        """Group x code with counts, shares and intervals."""
        from ci_text.compare import compare

        return compare(self.corpus(), self.codebook, by=by)

    def quotes(self, where: QuoteFilter | None = None, **fields: Any) -> list[Quote]:
        """Quotes, best first, each checked to be verbatim in its document; fields as in `QuoteFilter`."""
        from ci_text.quotes import QuoteFilter, find_quotes

        where = where or QuoteFilter(**fields)
        matching = frozenset(self.store.search(where.search)) if where.search else None
        return find_quotes(self.corpus(), self.codebook, where, self.text_of, self.store.quote_notes(), matching)

    def text_of(self, document_id: str) -> str:
        """The reading text of a document."""
        return self.store.document(document_id).text

    # --- tell ----------------------------------------------------------------------------------------------------

    def findings(self, quotes_per_cell: int = 5) -> Findings:
        """All that a report or an export shows."""
        from ci_text.compare import compare
        from ci_text.methods import methods_text
        from ci_text.quotes import QuoteFilter, find_quotes
        from ci_text.themes import theme_pictures, theme_tables

        corpus = self.corpus()
        comparison = compare(corpus, self.codebook)
        per_cell = QuoteFilter(per_cell=quotes_per_cell)
        notes = self.store.quote_notes()
        quotes = find_quotes(corpus, self.codebook, per_cell, self.text_of, notes, None)
        model = self.themes_kept()
        status = self.status()
        return Findings(
            corpus=corpus,
            codebook=self.codebook,
            tables={**comparison.tables(), **(theme_tables(corpus, model) if model else {})},
            quotes=tuple(quotes),
            status=status,
            methods=methods_text(status, self.store.runs(), self.codebook),
            theme_message=self.store.kept("themes_message", {}),
            theme_pictures=theme_pictures(corpus, model) if model else {},
            runs=tuple(self.store.runs()),
        )

    def report(self, path: Path, lang: str = "da", findings: Findings | None = None) -> None:
        """Write the report: one self-contained HTML page, in Danish or English."""
        from ci_text.report import write_report

        write_report(path, findings or self.findings(), lang)

    def export(self, path: Path, lang: str = "da", findings: Findings | None = None) -> None:
        """Write an export; the file's suffix says which: .xlsx, .jsonl, .csv, .docx, .md …"""
        from ci_text.exporters import write_export

        write_export(path, findings or self.findings(), lang)

    def status(self) -> dict[str, Any]:
        """What the project holds: files, failures, pages by verdict, passages, tags, themes, last runs."""
        from ci_text.status import status

        return status(self.store, self.codebook)

    def document(self, document_id: str) -> Document:
        return self.store.document(document_id)

    def passages(self) -> list[Passage]:
        return list(self.store.passages())


def _state(path: str, options: ReadOptions) -> tuple[int, int, str]:
    """(size, mtime_ns, what the reading depends on beside the bytes): equal states need no second reading."""
    settings = f"{__version__} ocr={options.ocr}"
    try:
        stat = Path(path).stat()
    except OSError:  # the reader says what is wrong with it
        return (-1, -1, settings)
    return (stat.st_size, stat.st_mtime_ns, settings)


def _fingerprint(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    return {"ci-text": __version__, **{name: version(name) for name in LIBRARIES}}

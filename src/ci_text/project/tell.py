"""Comparison, quotes, report, exports, status: what comes out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.findings import Findings, NamedLevel
from ci_text.project.judge import Judging
from ci_text.records import Document, Line, Metadata, Passage, Quote
from ci_text.status import LEAST_OF_ID

if TYPE_CHECKING:
    from ci_text.compare import Comparison
    from ci_text.quotes import QuoteFilter
    from ci_text.themes import ThemeModel

QUOTES = (".docx", ".xlsx", ".csv", ".md", ".jsonl", ".csl.json")
AGREEMENT = "agreement"  # the table; there where two people coded the same
QUOTES_PER_CELL = 10


class Telling(Judging):
    """compare, quotes, report, export, status."""

    def compare(self, by: str = "initiative") -> Comparison:
        """Group x code with counts, shares and intervals; beside them the maturity sheet and its gaps, and how far
        coders agree where two or more decided on the same passages.

        Raises UsageError for a column that nothing has; its message names those there are.
        """
        return self._compared(self.corpus(), by)

    def _compared(self, corpus: Corpus, by: str) -> Comparison:
        from ci_text.compare import compare
        from ci_text.maturity import maturity_tables
        from ci_text.statistics.agreement import agreement_table

        more = dict(maturity_tables(corpus, self.codebook, self.rubric, self.store.levels()))
        codes = frozenset(self.codebook.code_ids)
        agreed = agreement_table((t for t in self.store.tags.every() if t.code in codes), corpus, self.codebook)
        if len(agreed):
            more[AGREEMENT] = agreed
        return compare(corpus, self.codebook, by=by).with_tables(more)

    def quotes(self, where: QuoteFilter | None = None, **fields: Any) -> list[Quote]:
        """Quotes, best first, each checked to be verbatim in its document; fields as in `QuoteFilter`."""
        from ci_text.quotes import QuoteFilter, find_quotes

        where = where or QuoteFilter(**fields)
        matching = frozenset(self.store.search(where.search)) if where.search else None
        notes = self.store.quote_notes()
        return find_quotes(self.corpus(), self.codebook, where, self.text_of, notes, matching, self._lines_of)

    def check_place(self, where: QuoteFilter) -> None:
        """Raises UsageError for an initiative, a theme or a role that nothing in the project has; its message names
        those there are."""
        for wanted, known, none, listed in (
            (where.initiative, self._initiatives(), "No initiative {!r}.", "Initiatives"),
            (where.theme, {t.id for t in self.store.themes()[0]}, "There is no theme {}.", "Themes"),
            (where.role, self._roles() if where.role else set(), "No role {!r}.", "Roles"),
        ):
            for one in wanted if isinstance(wanted, tuple) else (wanted,):
                if one is not None and one not in known:
                    named = ", ".join(str(name) for name in sorted(known) if name != "")
                    raise UsageError(none.format(one), f"{listed}: {named or '–'}.")

    def _initiatives(self) -> set[str]:
        """Written as `QuoteFilter` compares them; '' of files that have none."""
        return {unicodedata.normalize("NFC", f.metadata.initiative) for f in self.store.files()}

    def _roles(self) -> set[str]:
        return {p.role for p in self.store.passages() if p.role}

    def _lines_of(self, document_id: str) -> Sequence[Line]:
        return self.store.document(document_id).lines

    def cite(self, quote: Quote, lang: str = "da") -> str:
        """Where a quote comes from, in one line: speaker, source, year, page."""
        from ci_text.citations import short

        known = {f.document_id: f.metadata for f in self.store.files() if f.document_id}
        return short(quote, known.get(quote.document_id, Metadata()), lang)

    def text_of(self, document_id: str) -> str:
        """The reading text of a document."""
        return self.store.document(document_id).text

    def findings(self, quotes_per_cell: int = QUOTES_PER_CELL) -> Findings:
        """All that a report or an export shows; quotes for and against, the best of each initiative and code."""
        from ci_text.quotes import QuoteFilter, find_quotes
        from ci_text.themes import theme_pictures

        corpus = self.corpus()
        model, status = self.themes_kept(), self.status(corpus)
        tables = self._tables(corpus, model)
        per_cell = QuoteFilter(per_cell=quotes_per_cell, against=True)
        quotes = find_quotes(corpus, self.codebook, per_cell, self.text_of, self.store.quote_notes(), None)
        return Findings(
            corpus=corpus,
            codebook=self.codebook,
            tables=tables,
            quotes=tuple(quotes),
            status=status,
            methods=self._methods(corpus, status, tables),
            theme_message=self.store.kept("themes_message", {}),
            theme_pictures=theme_pictures(corpus, model) if model else {},
            runs=tuple(self.store.runs()),
            levels=tuple(NamedLevel(one.id, one.name, one.meaning) for one in self.rubric.levels),
            sources=self._sources(),
        )

    def themes_as_json(self) -> dict[str, Any]:
        """The kept themes as plain data: message, keywords, themes with quotes and sources, hierarchy, changes, drift,
        details. Raises UsageError where no themes were modelled."""
        from ci_text.themes import theme_quotes

        model = self._kept_themes()
        corpus = self.corpus()
        paths, quotes = corpus.paths(), theme_quotes(model, corpus.passages)
        themes = []
        for theme in model.themes:
            said = [{**asdict(q), "path": paths.get(q.document_id, "")} for q in quotes[theme.id]]
            themes.append({**asdict(theme), "edited": theme.id in model.edited, "quotes": said})
        return {
            "message": dict(model.message),
            "keywords": list(model.keywords),
            "themes": themes,
            "outliers": sorted(p for p, label in model.labels.items() if label < 0),
            "hierarchy": [asdict(m) for m in model.hierarchy],
            "changes": [asdict(c) for c in model.changes],
            "drift": asdict(model.drift) if model.drift else None,
            "details": dict(model.details),
        }

    def write_themes(self, folder: Path, lang: str = "da") -> list[Path]:
        """Write the tables of the kept themes (.csv) and their pictures (.svg, .png); returns what was written.

        A corpus with too few passages for themes gives no table but those of its passages, and no picture.
        """
        from ci_text.exporters.tables import write_table
        from ci_text.themes import theme_pictures, theme_tables, write_pictures

        model, corpus = self._kept_themes(), self.corpus()
        written = write_pictures(theme_pictures(corpus, model), folder, png=True)
        for name, table in theme_tables(corpus, model).items():
            written.append(folder / f"{name}.csv")
            write_table(written[-1], table, lang)
        return written

    def tables(self) -> dict[str, Any]:
        """All tables of the findings by name: the comparison of initiatives, the maturity sheet, the themes."""
        return self._tables(self.corpus(), self.themes_kept())

    def _tables(self, corpus: Corpus, model: ThemeModel | None) -> dict[str, Any]:
        from ci_text.themes import theme_tables

        return {**self._compared(corpus, "initiative").tables(), **(theme_tables(corpus, model) if model else {})}

    def methods(self) -> dict[str, str]:
        """Language -> the methods section of a report (Markdown), filled in from what was done."""
        corpus = self.corpus()
        return self._methods(corpus, self.status(corpus), self._compared(corpus, "initiative").tables())

    def _methods(self, corpus: Corpus, status: dict[str, Any], tables: Mapping[str, Any]) -> dict[str, str]:
        from ci_text.methods import methods_text
        from ci_text.statistics.agreement import machine_against_people

        agreed = tables[AGREEMENT].iloc[0].to_dict() if AGREEMENT in tables else None
        cells = tables["matrix"]["corrected"]
        against = machine_against_people(corpus, self.codebook)
        corrected = (int(cells.sum()), len(cells))
        return methods_text(status, self.store.runs(), self.codebook, None, agreed, against, corrected)

    def _sources(self) -> dict[str, Path]:
        return {f.path: self.source(f.path) for f in self.store.files()}

    def export_quotes(self, path: Path, quotes: Sequence[Quote], lang: str = "da") -> None:
        """Write chosen quotes: .docx, .xlsx, .csv, .md, .jsonl, and their sources: .csl.json.

        Raises UsageError for other endings.
        """
        from ci_text.exporters import write_export

        if not path.name.lower().endswith(QUOTES):
            raise UsageError(f"{path}: quotes are not written in this form.", f"Endings: {', '.join(QUOTES)}.")
        corpus = self.corpus()
        status = self.status(corpus)
        chosen = Findings(corpus, self.codebook, {}, tuple(quotes), status, sources=self._sources())
        write_export(path, chosen, lang, "quotes.jsonl" if path.suffix.lower() == ".jsonl" else "")

    def report(self, path: Path, lang: str = "da", findings: Findings | None = None) -> None:
        """Write the report: one self-contained HTML page, in Danish or English."""
        from ci_text.report import write_report

        write_report(path, findings or self.findings(), lang)

    def export(self, path: Path, lang: str = "da", findings: Findings | None = None) -> None:
        """Write an export; the file's suffix says which: .xlsx, .jsonl, .csv, .docx, .md …"""
        from ci_text.exporters import write_export

        write_export(path, findings or self.findings(), lang)

    def status(self, corpus: Corpus | None = None) -> dict[str, Any]:
        """What the project holds: files, failures, pages by verdict, passages, tags, themes, last runs."""
        from ci_text.status import status

        return status(self.store, self.codebook, corpus, self.store.kept("versions", []))

    def codeless(self) -> list[dict[str, str]]:
        """The human decisions on codes that the codebook lacks, which no table counts."""
        from ci_text.status import codeless

        return codeless(self.store.tags, self.store.tags.reviewed(), frozenset(self.codebook.code_ids))

    def repeated(self) -> int:
        """How many passages say what another document's passage says, and are not counted."""
        return len(self.store.duplicates())

    def has_versions(self) -> bool:
        """Whether files look like versions of each other; `status` names them."""
        here = {f.document_id[:LEAST_OF_ID] for f in self.store.files() if f.document_id}
        return any(first in here and other in here for first, other, _ in self.store.kept("versions", []))

    def document(self, document_id: str) -> Document:
        return self.store.document(document_id)

    def passages(self) -> list[Passage]:
        return list(self.store.passages())

"""Comparison, quotes, report, exports, status: what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.findings import Findings
from ci_text.project.judge import Judging
from ci_text.records import Document, Metadata, Passage, Quote

if TYPE_CHECKING:
    from ci_text.compare import Comparison
    from ci_text.quotes import QuoteFilter
    from ci_text.themes import ThemeModel


class Telling(Judging):
    """compare, quotes, report, export, status."""

    def compare(self, by: str = "initiative") -> Comparison:
        """Group x code with counts, shares and intervals; the maturity sheet and its gaps beside them.

        Raises UsageError for a column that nothing has; its message names those there are.
        """
        return self._compared(self.corpus(), by)

    def _compared(self, corpus: Corpus, by: str) -> Comparison:
        from ci_text.compare import compare
        from ci_text.maturity import maturity_tables

        sheet = maturity_tables(corpus, self.codebook, self.rubric, self.store.levels())
        return compare(corpus, self.codebook, by=by).with_tables(sheet)

    def quotes(self, where: QuoteFilter | None = None, **fields: Any) -> list[Quote]:
        """Quotes, best first, each checked to be verbatim in its document; fields as in `QuoteFilter`."""
        from ci_text.quotes import QuoteFilter, find_quotes

        where = where or QuoteFilter(**fields)
        matching = frozenset(self.store.search(where.search)) if where.search else None
        return find_quotes(self.corpus(), self.codebook, where, self.text_of, self.store.quote_notes(), matching)

    def cite(self, quote: Quote, lang: str = "da") -> str:
        """Where a quote comes from, in one line: speaker, source, year, page."""
        from ci_text.citations import short

        known = {f.document_id: f.metadata for f in self.store.files() if f.document_id}
        return short(quote, known.get(quote.document_id, Metadata()), lang)

    def text_of(self, document_id: str) -> str:
        """The reading text of a document."""
        return self.store.document(document_id).text

    def findings(self, quotes_per_cell: int = 5) -> Findings:
        """All that a report or an export shows."""
        from ci_text.methods import methods_text
        from ci_text.quotes import QuoteFilter, find_quotes
        from ci_text.themes import theme_pictures, theme_tables

        corpus = self.corpus()
        comparison = self._compared(corpus, "initiative")
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

    def _kept_themes(self) -> ThemeModel:
        model = self.themes_kept()
        if model is None:
            raise UsageError("There are no themes yet.", "Model them first: `ci-text themes`.")
        return model

    def export_quotes(self, path: Path, quotes: Sequence[Quote], lang: str = "da") -> None:
        """Write chosen quotes: .docx, .xlsx, .csv, .md, quotes.jsonl, .csl.json."""
        from ci_text.exporters import write_export

        chosen = Findings(self.corpus(), self.codebook, {}, tuple(quotes), self.status())
        write_export(path, chosen, lang)

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

"""Giving account: manifest, everything written out, the material with its codes marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ci_text.corpus import Corpus
from ci_text.errors import CiTextError, EncryptedFile, UsageError
from ci_text.findings import Findings
from ci_text.project.base import program_state, way_to
from ci_text.project.tell import Telling
from ci_text.records import SourceFile, coder_of, is_human
from ci_text.whole_file import write_text

HISTORY = ("theme_changes",)  # tables of what was before: no result of the inputs
LEAST_OF_ID = 8  # characters that name a document
OUTPUTS = ("report.html", "evidence.xlsx", "passages.jsonl", "manifest.json")


class Accounting(Telling):
    """manifest, write_all, highlight."""

    def manifest(self, tables: Mapping[str, Any] | None = None, folder: Path | None = None) -> dict[str, Any]:
        """What went in and how it was treated, as JSON: all that `rerun` needs but the files themselves.

        `tables` are those of the findings, made here where they are not at hand. `folder` is where the manifest will
        lie (the project's folder where nothing is said): the ways to the files are seen from there. No text of the
        material is in it; who decided what on which passage is.
        """
        from ci_text.methods import manifest, without_numbers

        if tables is None:
            tables = self.tables()
        notes = self.store.notes.every()
        seen_from = folder or self.path.parent
        codebook, rubric = (way_to(own, seen_from) if own else "" for own in map(self.own_file, ("codebook", "rubric")))
        replay = {
            "adds": self._adds(seen_from),
            "rubric": rubric,
            "decisions": [
                [t.passage_id, t.code, t.stance if t.score > 0 else None, coder_of(t.source)]
                for t in self.store.tags.every()
                if is_human(t.source)
            ],
            "levels": [[*key, v["level"], v["coder"], v["why"]] for key, v in self.store.levels().items()],
            "quotes": [list(note) for note in notes],
            "tables": {name: table_hash(tables[name]) for name in sorted(tables) if name not in HISTORY},
            "unnumbered": {name: table_hash(table) for name, table in sorted(without_numbers(tables).items())},
        }
        return manifest(self.corpus(), self.codebook, self.store.runs(), self.store.levels(), codebook, replay, notes)

    def _adds(self, seen_from: Path) -> list[dict[str, Any]]:
        """What was read from where, each place once, as it was asked for last; `folder` is the way to the folder in
        which it was asked for."""
        adds: dict[str, dict[str, Any]] = {}
        for run in self.store.runs():
            if run["step"] == "add":
                wanted = {name: run.get(name) for name in ("paths", "metadata", "options")}
                wanted["folder"] = way_to(self.path.parent / run.get("folder", "."), seen_from)
                adds[repr((wanted["paths"], wanted["metadata"], wanted["folder"]))] = wanted
        return list(adds.values())

    def write_all(self, folder: Path, lang: str = "da") -> bool:
        """Write report, evidence, passages and manifest into a folder; False where they are there and nothing changed.

        Nothing changed: the same files, tags, themes, decisions, codebook, rubric, language and program, and the
        files as they were written.
        """
        made_of = self._outputs_made_of(lang)
        if self.store.kept("outputs") == [made_of, _outputs(folder)]:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        findings: Findings = self.findings()
        self.report(folder / "report.html", lang, findings)
        for name in ("evidence.xlsx", "passages.jsonl"):
            self.export(folder / name, lang, findings)
        write_manifest(folder / "manifest.json", self.manifest(findings.tables, folder))
        self.store.keep("outputs", [made_of, _outputs(folder)])
        return True

    def _outputs_made_of(self, lang: str) -> str:
        corpus = self.corpus()
        rubric = repr(self.rubric) if self.store.kept("rubric") else ""
        settings = (lang, program_state(), self.store.kept("themes_of"), self.store.kept("themes_message"), rubric)
        told = (self.store.levels(), self.store.quote_notes(), self.store.tags.homeless(), self.codebook)
        last = {run["step"]: run for run in self.store.runs() if run["step"] != "add"}  # an add that found nothing new
        whole = hashlib.sha256()
        for part in (*settings, *told, last, corpus.files, corpus.passages, corpus.tags, corpus.machine_tags):
            whole.update(repr(part).encode("utf-8", "surrogatepass") + b"\x1f")
        for part in (corpus.themes, corpus.shares, sorted(corpus.duplicates.items()), corpus.pages):
            whole.update(repr(part).encode("utf-8", "surrogatepass") + b"\x1f")
        return whole.hexdigest()

    def highlight(
        self, folder: Path, documents: Sequence[str] = (), lang: str = "da", passwords: Sequence[str] = ()
    ) -> tuple[list[tuple[Path, int]], list[tuple[str, CiTextError]]]:
        """Copies of the project's PDFs with each tag as a highlight: (copy, number of highlights), and what failed.

        `documents` are paths, file names or the beginnings of document ids; all PDFs where none is named. Copies lie in
        a folder for each initiative; none takes the place of a file that the project has read. Raises UsageError for a
        name that fits no PDF of the project.
        """
        made: dict[Path, int] = {}
        failed: list[tuple[str, CiTextError]] = []
        corpus, originals, taken = self.corpus(), self._originals(), set[str]()
        for file in self._pdfs(documents):
            target = folder / _as_name(file.metadata.initiative) / Path(file.path).name
            while _spot(target) in taken:  # a namesake from another folder
                target = target.with_name(f"{(file.document_id or '')[:8]}-{target.name}")
            taken.add(_spot(target))
            try:
                if _spot(target) in originals:
                    raise UsageError(f"{target}: the highlights go into a copy.", "Name another folder.")
                target.parent.mkdir(parents=True, exist_ok=True)
                made[target] = self._highlighted(corpus, file, target, lang, passwords)
            except CiTextError as error:
                failed.append((file.path, error))
        return list(made.items()), failed

    def _originals(self) -> set[str]:
        """Where the files of the project lie and lay, those that could not be read and those that are gone, too."""
        near = {path: place for path, place in self.places().items() if not path.startswith("\\\\")}  # see `source`
        return {_spot(one) for path, place in near.items() for one in (place, self.source(path))}

    def _pdfs(self, names: Sequence[str]) -> list[SourceFile]:
        pdfs = [f for f in self.store.files() if f.document_id and f.path.lower().endswith(".pdf")]
        if not names:
            return pdfs
        chosen = []
        for name in names:
            fitting = [f for f in pdfs if _is_named(f, name)]
            if not fitting:
                raise UsageError(f"No PDF {name!r} in the project.", f"PDFs: {', '.join(f.path for f in pdfs)}.")
            chosen += [f for f in fitting if f not in chosen]
        return chosen

    def _highlighted(self, corpus: Corpus, file: SourceFile, target: Path, lang: str, passwords: Sequence[str]) -> int:
        from ci_text.highlights import highlight_pdf, tagged_passages

        assert file.document_id is not None
        passages = tagged_passages(corpus, file.document_id)
        lines = self.document(file.document_id).lines
        locked: EncryptedFile | None = None
        for password in ("", *passwords):
            try:
                return highlight_pdf(self.source(file.path), target, passages, self.codebook, lang, lines, password)
            except EncryptedFile as error:
                locked = error
        assert locked is not None
        raise locked


def write_manifest(path: Path, record: Mapping[str, Any]) -> None:
    """A manifest as JSON, indented so that two of them can be compared by eye."""
    write_text(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def table_hash(frame: Any) -> str:
    """sha256 of a table without its times, numbers to nine digits: the order in which sums were made is no change."""
    timeless = frame.drop(columns=["decided"], errors="ignore")
    return hashlib.sha256(timeless.to_csv(index=False, float_format="%.9g").encode("utf-8")).hexdigest()


def _outputs(folder: Path) -> dict[str, list[int]]:
    stats = {name: (folder / name).stat() for name in OUTPUTS if (folder / name).exists()}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _is_named(file: SourceFile, name: str) -> bool:
    document_id = file.document_id or ""
    return name in (file.path, Path(file.path).name) or (len(name) >= LEAST_OF_ID and document_id.startswith(name))


def _spot(path: Path) -> str:
    """One name for a file however it is reached, also where a disk does not tell capitals apart."""
    return str(path.resolve()).casefold()


def _as_name(initiative: str) -> str:
    """An initiative as the name of a folder."""
    return "".join("-" if c in '/\\:*?"<>|' else c for c in initiative).strip(" .") or "-"

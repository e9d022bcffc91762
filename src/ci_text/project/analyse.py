"""Tags, human decisions, themes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.project.base import Base, Progress, program_state, silent, versions
from ci_text.records import HUMAN, UNCODED_KINDS, Tag
from ci_text.status import LEAST_OF_ID

if TYPE_CHECKING:
    from ci_text.taggers import Tagger, TaggerOptions
    from ci_text.themes import ThemeModel, ThemeOptions


RULES = "2"  # another where the same model and codebook tag otherwise than before: what is kept is tagged anew
AT_ONCE = 64  # passages tagged between two steps of the progress bar; no passage's tags depend on another's


class Analysis(Base):
    """tag, decide, themes: what is made of the passages."""

    def corpus(self) -> Corpus:
        """All passages, tags and themes, with `to_frame()` and `tag_frame()` for pandas."""
        return self.store.corpus()

    def tagger(self, name: str = "auto", options: TaggerOptions | None = None) -> Tagger:
        """The tagger of that name; 'auto' is the trained one where the packed model fits the codebook."""
        from ci_text.taggers import load_tagger

        return load_tagger(name, self.codebook, options)

    def tag(self, name: str = "auto", options: TaggerOptions | None = None, progress: Progress = silent) -> int:
        """Tag every document that this tagger has not tagged yet under this codebook; returns how many were. Human tags
        stay. A document that is forgotten or read anew meanwhile is left for the next time."""
        from ci_text.taggers.contract import TaggerOptions
        from ci_text.taggers.model import read_facts

        documents = list(dict.fromkeys(f.document_id for f in self.store.files() if f.document_id))
        settings = {"name": name, "options": _plain(asdict(options or TaggerOptions()))}
        own = [read_facts(options.model)["digest"]] if options is not None and options.model is not None else []
        made_with = _fingerprint([repr(settings), repr(self.codebook), program_state(), *own])
        known = self.store.kept("tagger_made", {}).get(made_with)
        if known and all(self.store.tags.is_tagged(d, known) for d in documents):
            return 0  # without making the tagger, which takes longer than all else of a run with nothing new
        tagger = self.tagger(name, options)
        judge = f"{tagger.source} {_fingerprint([repr(self.codebook), RULES])[:8]}"  # another codebook has other cues
        self.store.keep("tagger_made", {made_with: judge})
        due = [d for d in documents if not self.store.tags.is_tagged(d, judge)]
        done, tagged, total = 0, 0, sum(self.store.number_of_passages(d) for d in due)
        for document_id in due:
            passages, tags = list(self.store.passages(document_id)), []
            for first in range(0, len(passages), AT_ONCE):
                progress("tag", done, total)
                tags += tagger.tag(passages[first : first + AT_ONCE])
                done += len(passages[first : first + AT_ONCE])
            tagged += self.store.tags.save_machine(document_id, judge, tags, passages)
        progress("tag", total, total)
        if due:
            self.store.keep("tagger", tagger.source)
            self.store.log("tag", {"source": tagger.source, "documents": tagged, **settings, "versions": versions()})
        return tagged

    def decide(self, passage_id: str, code: str, stance: str | None, coder: str) -> None:
        """Keep a coder's decision on one code of one passage; `stance` None says that the code does not apply.

        Raises UsageError for a code that is not in the codebook and a passage that is not in the project. `uncounted`
        says where a decision is kept but no table counts it.
        """
        from ci_text.store.project_file import now

        self.check_code(code)
        self.check_passage(passage_id)
        tag = Tag(passage_id, code, stance or "general", 0.0 if stance is None else 1.0, f"{HUMAN}{coder}")
        self.store.tags.decide(tag, now())

    def uncounted(self, passage_id: str) -> tuple[str, str] | None:
        """Why no table counts what is said of a passage: ('repeats', the passage that counts in its place) or
        ('uncoded', its kind: context, that is never coded); None where it counts."""
        if kept := self.store.duplicates().get(passage_id):
            return "repeats", kept
        documents = {f.document_id for f in self.store.files() if f.document_id}
        own = [d for d in documents if passage_id.startswith(d[:LEAST_OF_ID])]
        kinds = {p.kind for document in own for p in self.store.passages(document) if p.id == passage_id}
        return next((("uncoded", kind) for kind in kinds if kind in UNCODED_KINDS), None)

    def check_code(self, code: str) -> None:
        """Raises UsageError where the codebook has no such code."""
        if code not in self.codebook.code_ids:
            raise UsageError(f"No code {code!r}.", f"Codes: {', '.join(self.codebook.code_ids)}.")

    def check_passage(self, passage_id: str) -> None:
        """Raises UsageError where the project has no such passage."""
        if passage_id not in self.store.passage_ids():
            raise UsageError(
                f"No passage {passage_id!r}.", "`ci-text quotes` prints the id of each passage, in [brackets]."
            )

    def themes(self, options: ThemeOptions | None = None, progress: Progress = silent) -> ThemeModel:
        """Model themes over the passages, or give back the kept model where nothing has changed.

        Without `options` those of the last time hold (`theme_options`), so that twelve themes stay twelve.
        """
        from ci_text.themes import model_themes

        options = options or self.theme_options()
        corpus = self.corpus()
        fingerprint = _fingerprint(
            [repr(options), program_state(), *(p.id for p in corpus.passages), *map(repr, corpus.tags)]
        )
        previous = self.themes_kept()
        if previous is not None and self.store.kept("themes_of") == fingerprint:
            return previous
        counted = [p for p in corpus.passages if p.id not in corpus.duplicates]
        copies = len(corpus.passages) - len(counted)
        model = model_themes(counted, self.codebook, corpus.tags, options, previous, progress, copies)
        self._keep_themes(model, fingerprint)
        self.store.keep("theme_options", asdict(options))
        self.store.log("themes", {"themes": len(model.themes), "options": asdict(options), "versions": versions()})
        return model

    def theme_options(self) -> ThemeOptions:
        """The options that themes were last modelled with; the defaults where none were."""
        from ci_text.themes import ThemeOptions

        known = {f.name for f in fields(ThemeOptions)}
        return ThemeOptions(**{k: v for k, v in self.store.kept("theme_options", {}).items() if k in known})

    def update_themes(self, progress: Progress = silent) -> ThemeModel:
        """Keep the themes, place new passages in them and forget those that count no more; `drift` of the model says
        how well the new ones fit."""
        from ci_text.themes import update

        kept = self._kept_themes()
        corpus = self.corpus()
        progress("themes", 0, 1)
        counted = [p for p in corpus.passages if p.id not in corpus.duplicates]
        model = update(kept, counted, {p.id for p in counted})
        self._keep_themes(model, None)
        progress("themes", 1, 1)
        return model

    def name_theme(self, theme_id: int, name: str) -> ThemeModel:
        """Give a theme a name of your own; it is kept over refits while the theme lives."""
        return self.name_themes({theme_id: name})

    def name_themes(self, names: Mapping[int, str]) -> ThemeModel:
        """Give themes names of your own, by number: all of them, or none where one can't be given (UsageError)."""
        model = self._kept_themes()
        for theme_id, name in names.items():
            model = model.renamed(theme_id, name)
        self._keep_themes(model, self.store.kept("themes_of"))
        return model

    def _kept_themes(self) -> ThemeModel:
        """The theme model of the last run; raises UsageError where there is none."""
        model = self.themes_kept()
        if model is None:
            raise UsageError("There are no themes yet.", "Model them first: `ci-text themes`.")
        return model

    def _keep_themes(self, model: ThemeModel, fingerprint: str | None) -> None:
        model.save(self.path.with_suffix(".themes"))
        self.store.save_themes(model.themes, model.shares)
        self.store.keep("themes_of", fingerprint)
        self.store.keep("themes_message", dict(model.message))

    def themes_kept(self) -> ThemeModel | None:
        """The theme model of the last run, None where there is none. A folder beside a project whose themes were never
        modelled is that of an older project of the same name."""
        from ci_text.themes import ThemeModel

        folder = self.path.with_suffix(".themes")
        return ThemeModel.load(folder) if folder.exists() and self.store.kept("theme_options") else None


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Path) else value for name, value in options.items()}


def _fingerprint(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

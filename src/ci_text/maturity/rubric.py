"""YAML -> Rubric. Every mistake of a file is found and reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ci_text import plain_yaml
from ci_text.codebook import LANGUAGES, Codebook, Labels
from ci_text.errors import UsageError

MAX_BYTES = 1_000_000
SHARES = ("at_work_share", "lacking_share", "reviewed_share")
MEASURES = (
    "passages", "documents", "sources", "speakers", "roles", "at_work", "lacking", "advised", "at_work_documents",
    "lacking_documents", "independent", "self", "years", *SHARES,
)  # fmt: skip
LEVEL_KEYS = {"id", "name", "meaning", "at_least", "at_most"}
RUBRIC_KEYS = {"id", "version", "title", "families", "levels"}


class RubricError(UsageError):
    """A rubric file has mistakes; all of them are listed at once in `mistakes`."""

    kind = "rubric"

    def __init__(self, path: str, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        listing = "\n".join(f"  - {mistake}" for mistake in mistakes)
        super().__init__(
            f"The rubric {path} has {len(mistakes)} mistake(s):\n{listing}\n",
            "Mend them; the packed rubric (ci_text/data/rubric.yaml) shows the form.",
        )


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the rubric: its needs by measure. The lowest level has none."""

    id: str
    name: Labels
    meaning: Labels
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rubric:
    """Levels from lowest to highest. `families` of the codebook are rated, its first one where none is named."""

    id: str
    version: str
    title: Labels
    levels: tuple[Level, ...]
    families: tuple[str, ...] = ()

    def level(self, level_id: str) -> Level | None:
        return next((level for level in self.levels if level.id == level_id), None)

    def codes(self, codebook: Codebook) -> tuple[str, ...]:
        """The codes that are rated; raises RubricError where a family is not in the codebook."""
        unknown = [f for f in self.families if f not in codebook.families]
        if unknown:
            there = ", ".join(codebook.families)
            raise RubricError(self.id, [f"families: the codebook has no {f!r} (it has: {there})" for f in unknown])
        families = self.families or tuple(codebook.families)[:1]
        return tuple(code.id for code in codebook.codes if code.family in families)


@cache
def default_rubric() -> Rubric:
    """The four levels that ship with the program."""
    return load_rubric(Path(str(resources.files("ci_text.data") / "rubric.yaml")))


def load_rubric(path: Path) -> Rubric:
    """Read and check a rubric; raises RubricError listing all mistakes."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RubricError(str(path), [f"larger than {MAX_BYTES} bytes"])
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RubricError(str(path), [str(error)]) from error
    return _checked(raw, str(path))


@lru_cache(maxsize=4)
def _checked(raw: str, name: str) -> Rubric:
    """Kept by what stands in the file: it is checked before a project is made, and read again by the project."""
    import yaml

    try:
        data = plain_yaml.parse(raw)
    except yaml.YAMLError as error:
        raise RubricError(name, [f"not YAML: {error}"]) from error
    checker = _Checker()
    rubric = checker.rubric(data)
    if checker.mistakes:
        raise RubricError(name, checker.mistakes)
    return rubric


class _Checker:
    """Builds the rubric and collects every mistake on the way."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def rubric(self, data: Any) -> Rubric:
        data = self.mapping(data, "the file")
        self.keys(data, RUBRIC_KEYS, "the file")
        raw = data.get("levels")
        if not isinstance(raw, list) or len(raw) < 2:
            self.mistakes.append("levels: a list of two levels or more is needed, lowest first")
            raw = []
        levels = tuple(self.level(item, number) for number, item in enumerate(raw, 1))
        ids = [level.id for level in levels]
        self.mistakes += [f"levels: {i!r} stands {ids.count(i)} times" for i in sorted({*ids}) if ids.count(i) > 1]
        if levels and (levels[0].at_least or levels[0].at_most):
            self.mistakes.append(f"levels/{levels[0].id}: the lowest level is for no evidence: it can have no needs")
        for level in levels[1:]:
            if not level.at_least:
                self.mistakes.append(f"levels/{level.id}/at_least: a need is missing, as {{passages: 1}}")
        return Rubric(
            id=str(data.get("id", "rubric")),
            version=str(data.get("version", "1")),
            title=self.labels(data.get("title", str(data.get("id", "rubric"))), "title"),
            levels=levels,
            families=self.names(data.get("families", []), "families"),
        )

    def level(self, data: Any, number: int) -> Level:
        data = self.mapping(data, f"levels[{number}]")
        level_id = str(data.get("id") or "")
        where = f"levels/{level_id or number}"
        if not level_id:
            self.mistakes.append(f"{where}: an id is needed")
        self.keys(data, LEVEL_KEYS, where)
        return Level(
            id=level_id,
            name=self.labels(data.get("name"), f"{where}/name"),
            meaning=self.labels(data["meaning"], f"{where}/meaning") if data.get("meaning") else {},
            at_least=self.needs(data.get("at_least", {}), f"{where}/at_least"),
            at_most=self.needs(data.get("at_most", {}), f"{where}/at_most"),
        )

    def needs(self, data: Any, where: str) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for name, value in self.mapping(data, where).items():
            if name not in MEASURES:
                self.mistakes.append(f"{where}: no measure {name!r} (known: {', '.join(MEASURES)})")
            elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                self.mistakes.append(f"{where}/{name}: a number from 0 is needed, not {value!r}")
            elif name in SHARES and value > 1:
                self.mistakes.append(f"{where}/{name}: a share lies between 0 and 1, not {value!r}")
            else:
                found[str(name)] = float(value)
        return found

    def keys(self, data: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in sorted(set(map(str, data)) - known):
            self.mistakes.append(f"{where}: unknown key {key!r} (known: {', '.join(sorted(known))})")

    def mapping(self, data: Any, where: str) -> Mapping[str, Any]:
        if isinstance(data, dict):
            return data
        self.mistakes.append(f"{where}: keys with values are needed, not {type(data).__name__}")
        return {}

    def names(self, data: Any, where: str) -> tuple[str, ...]:
        if isinstance(data, list) and all(isinstance(item, str) for item in data):
            return tuple(data)
        self.mistakes.append(f"{where}: a list of names is needed")
        return ()

    def labels(self, data: Any, where: str) -> Labels:
        if isinstance(data, str) and data.strip():
            return dict.fromkeys(LANGUAGES, data)
        given = self.mapping(data, where)
        labels = {lang: str(given[lang]) for lang in LANGUAGES if str(given.get(lang) or "").strip()}
        if not labels:
            self.mistakes.append(f"{where}: a text in Danish (da) or English (en) is needed")
            return labels
        filler = next(iter(labels.values()))
        return {lang: labels.get(lang, filler) for lang in LANGUAGES}

"""YAML -> Codebook. Every mistake of a file is found and reported at once.

The packed codebook is data like any other: nothing in the code names a code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ci_text import plain_yaml
from ci_text.errors import AccessDenied, CodebookError
from ci_text.records import STANCES

LANGUAGES = ("da", "en")
MAX_BYTES = 5_000_000
PLACE = re.compile(r"\([^)]*\)|\S+")
GAPS, FILLERS = {"..", "..."}, {"..", "...", "_"}

Labels = Mapping[str, str]
Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it means, in each language, and the cue terms that speak for it."""

    id: str
    family: str
    name: Labels
    definition: Labels
    include: Lists
    exclude: Lists
    near: tuple[tuple[str, Labels], ...]
    examples: Mapping[str, tuple[tuple[str, str], ...]]  # language -> (text, stance)
    cues: Lists


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes, in the order of the file, their families and the four stances."""

    id: str
    version: str
    title: Labels
    families: Mapping[str, Labels]
    stances: Mapping[str, Labels]
    codes: tuple[Code, ...]

    def __getitem__(self, code_id: str) -> Code:
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    @property
    def code_ids(self) -> tuple[str, ...]:
        return tuple(code.id for code in self.codes)


def packed_codebook_path() -> Path:
    """The path of the codebook that ships with the program."""
    return Path(str(resources.files("ci_text.data") / "codebook.yaml"))


@cache
def default_codebook() -> Codebook:
    return load_codebook(packed_codebook_path())


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook; raises CodebookError listing all mistakes."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CodebookError(str(path), [f"larger than {MAX_BYTES} bytes"])
        raw = path.read_text("utf-8")
    except PermissionError as error:
        raise AccessDenied(f"{path}: may not be read.", "Change its permissions.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(str(path), [str(error)]) from error
    return _checked(raw, str(path))


@lru_cache(maxsize=4)
def _checked(raw: str, name: str) -> Codebook:
    """Kept by what stands in the file: a command checks it before it opens the project, which reads it again."""
    import yaml

    try:
        data = plain_yaml.parse(raw)
    except yaml.YAMLError as error:
        raise CodebookError(name, [f"not YAML: {error}"]) from error
    checker = _Checker()
    book = checker.codebook(data)
    if checker.mistakes:
        raise CodebookError(name, checker.mistakes)
    return book


class _Checker:
    """Builds the codebook and collects every mistake on the way."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def codebook(self, data: Any) -> Codebook:
        data = self.mapping(data, "the file")
        families = {
            str(f.get("id", "")): self.labels(f.get("name"), f"families/{f.get('id', '?')}/name")
            for f in self.mappings(data.get("families"), "families")
        }
        stances = {
            str(s.get("id", "")): self.labels(s.get("name"), f"stances/{s.get('id', '?')}/name")
            for s in self.mappings(data.get("stances"), "stances")
        }
        for stance in set(stances) ^ set(STANCES):
            self.mistakes.append(f"stances: {stance!r}: the four stances are {', '.join(STANCES)}")
        codes = tuple(self.code(c, n, families) for n, c in enumerate(self.mappings(data.get("codes"), "codes"), 1))
        ids = [code.id for code in codes]
        for code_id in sorted({i for i in ids if ids.count(i) > 1}):
            self.mistakes.append(f"codes: {code_id!r} stands {ids.count(code_id)} times")
        for code in codes:
            for near, _ in code.near:
                if near not in ids:
                    self.mistakes.append(f"codes/{code.id}/near: no code {near!r}")
        return Codebook(
            id=str(data.get("id", "codebook")),
            version=str(data.get("version", "1")),
            title=self.labels(data.get("title"), "title"),
            families=families,
            stances=stances,
            codes=codes,
        )

    def code(self, data: Mapping[str, Any], number: int, families: Mapping[str, Labels]) -> Code:
        code_id = str(data.get("id") or "")
        where = f"codes/{code_id or number}"
        if not code_id.replace("_", "a").replace("-", "a").isalnum():
            self.mistakes.append(f"{where}: an id of letters, digits, '_' and '-' is needed")
        family = str(data.get("family", ""))
        if family not in families:
            self.mistakes.append(f"{where}/family: {family!r} is not among the families ({', '.join(families)})")
        known = {"id", "family", "name", "definition", "include", "exclude", "near", "examples", "cues"}
        for key in sorted(set(map(str, data)) - known):
            self.mistakes.append(f"{where}: unknown key {key!r} (known: {', '.join(sorted(known))})")
        near = tuple(
            (str(n.get("code", "")), self.labels(n.get("note", {}), f"{where}/near/note", needed=False))
            for n in self.mappings(data.get("near", []), f"{where}/near")
        )
        return Code(
            id=code_id,
            family=family,
            name=self.labels(data.get("name"), f"{where}/name"),
            definition=self.labels(data.get("definition"), f"{where}/definition"),
            include=self.lists(data.get("include", {}), f"{where}/include"),
            exclude=self.lists(data.get("exclude", {}), f"{where}/exclude"),
            near=near,
            examples=self.examples(data.get("examples", {}), f"{where}/examples"),
            cues=self.cues(data.get("cues", {}), f"{where}/cues"),
        )

    def cues(self, data: Any, where: str) -> Lists:
        lists = self.lists(data, where)
        for lang, cues in lists.items():
            for cue in cues:
                if cue.count("(") != cue.count(")"):
                    self.mistakes.append(f"{where}/{lang}: brackets don't match in {cue!r}")
                head, _, weight = cue.partition("^")
                if not head.strip() or (weight and not weight.strip().replace(".", "", 1).isdigit()):
                    self.mistakes.append(f"{where}/{lang}: {cue!r}: a cue is words, then perhaps ^weight")
                elif _never_fits(head):
                    self.mistakes.append(f"{where}/{lang}: {cue!r} never fits: gaps and '_' stand between words")
        return lists

    def examples(self, data: Any, where: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for lang, items in self.mapping(data, where).items():
            pairs = [
                (str(i.get("text", "")), str(i.get("stance", ""))) for i in self.mappings(items, f"{where}/{lang}")
            ]
            for text, stance in pairs:
                if stance not in STANCES:
                    self.mistakes.append(f"{where}/{lang}: stance {stance!r} of {text[:40]!r} is not one of the four")
            found[str(lang)] = tuple(pairs)
        return found

    def mapping(self, data: Any, where: str) -> Mapping[str, Any]:
        if isinstance(data, dict):
            return data
        self.mistakes.append(f"{where}: keys with values are needed, not {type(data).__name__}")
        return {}

    def mappings(self, data: Any, where: str) -> list[Mapping[str, Any]]:
        if not isinstance(data, list):
            self.mistakes.append(f"{where}: a list is needed, not {type(data).__name__}")
            return []
        return [self.mapping(item, f"{where}[{n}]") for n, item in enumerate(data, 1)]

    def labels(self, data: Any, where: str, needed: bool = True) -> Labels:
        if isinstance(data, str) and data.strip():
            return dict.fromkeys(LANGUAGES, data)
        labels = {str(k): str(v) for k, v in self.mapping(data, where).items()} if data or needed else {}
        if needed and not any(labels.get(lang, "").strip() for lang in LANGUAGES):
            self.mistakes.append(f"{where}: a text in Danish (da) or English (en) is needed")
        if labels:
            filler = next(iter(labels.values()))
            for lang in LANGUAGES:
                labels.setdefault(lang, filler)
        return labels

    def lists(self, data: Any, where: str) -> Lists:
        found: dict[str, tuple[str, ...]] = {}
        for lang, items in self.mapping(data, where).items():
            if not isinstance(items, list) or any(isinstance(i, dict | list) or i is None for i in items):
                self.mistakes.append(f"{where}/{lang}: a list of texts is needed")
                continue
            found[str(lang)] = tuple(str(i) for i in items)
        return found


def _never_fits(cue: str) -> bool:
    """Whether no text can hold the cue: a gap has a word on either side."""
    places = PLACE.findall(cue)
    at_an_end = GAPS.intersection((places[0], places[-1]))
    return bool(at_an_end) or (len(places) > 1 and FILLERS.issuperset(places[1:]))

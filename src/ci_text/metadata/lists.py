"""`corpus.toml` and `corpus.csv`: lists of documents with what is known of each.

Names are composed (NFC): macOS writes 'Å' in two characters, and two spellings of one name would be two initiatives.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import normalize

from ci_text.column_words import value as in_words
from ci_text.corpus import OWN_COLUMNS
from ci_text.errors import MetadataError
from ci_text.records import Metadata

KNOWN = {f.name for f in fields(Metadata)} - {"extra"}
ROLES = ("interviewer", "informant", "other")
VOICES = ("independent", "self")
YEARS = range(1000, 3000)  # four digits: what has more or fewer is a slip, a day of Excel's or a time stamp
ALIKE = 0.8  # 'initiatve', 'organization', 'years'; not 'mind' for 'kind'


def read_list(path: Path, notes: list[str]) -> dict[str, dict[str, Any]]:
    """Real path of each listed file -> its entry; `notes` get what is to be known of its keys.

    Raises MetadataError naming every mistake, and where nothing is listed.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MetadataError(f"{path}: {error.strerror or error}.", "Check the path and its permissions.") from error
    entries = _toml(path, raw) if path.suffix.lower() == ".toml" else _csv(path, raw)
    if not entries:
        raise MetadataError(
            f"{path}: the list is empty.",
            "List the documents, or take the list away: then every file in the folder is read.",
        )
    mistakes: list[str] = []
    listed: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, entry in enumerate(entries, 1):
        if not str(entry.get("path", "")).strip() or "\0" in str(entry["path"]):
            mistakes.append(f"entry {number}: no path")
            continue
        where = f"entry {number} ({entry['path']})"
        entry = _checked(entry, where, mistakes) | {"path": _as_on_disk(path.parent, str(entry["path"]))}
        first, other = listed.setdefault(os.path.realpath(path.parent / entry["path"]), (number, entry))
        if {**other, "path": ""} != {**entry, "path": ""}:
            mistakes.append(f"{where}: listed as entry {first} already, with other values")
    if mistakes:
        listing = "\n".join(f"  - {mistake}" for mistake in mistakes)
        raise MetadataError(f"{path}:\n{listing}\n", "Mend the list and run again.")
    notes.extend(f"{path}: {note}" for note in _strange({key for entry in entries for key in entry}))
    return {key: entry for key, (_, entry) in listed.items()}


def composed(name: str) -> str:
    """The name with each letter and its marks in one character, where there is one."""
    return normalize("NFC", name)


def _as_on_disk(folder: Path, listed: str) -> str:
    """The listed path, spelt as the disk spells it: letters with marks can be written in two ways."""
    if os.path.lexists(folder / listed):
        return listed
    found = Path()
    for part in Path(listed).parts:
        found /= part if os.path.lexists(folder / found / part) else _alike(folder / found, part)
    return str(found) if os.path.lexists(folder / found) else listed


def _alike(folder: Path, name: str) -> str:
    try:
        there = [one.name for one in folder.iterdir()]
    except OSError:  # no folder, or shut: the path is told as it is listed
        return name
    return next((one for one in there if composed(one) == composed(name)), name)


def _checked(entry: Mapping[str, Any], where: str, mistakes: list[str]) -> dict[str, Any]:
    entry = dict(entry)
    if entry.get("year") not in (None, ""):
        try:
            entry["year"] = int(entry["year"])
        except (TypeError, ValueError, OverflowError):
            mistakes.append(f"{where}: year {entry['year']!r} is no number")
        else:
            if entry["year"] not in YEARS:
                mistakes.append(f"{where}: year {entry['year']} does not lie between {YEARS[0]} and {YEARS[-1]}")
    speakers = entry.get("speakers", {})
    if not isinstance(speakers, Mapping):
        mistakes.append(f"{where}: speakers: a table of name = role is needed")
    else:
        wrong = [f"{name} = {role}" for name, role in speakers.items() if role not in ROLES]
        mistakes.extend(f"{where}: speakers: {w!r}: a role is one of {', '.join(ROLES)}" for w in wrong)
    for key, value in entry.items():
        if key in KNOWN - {"year", "speakers"} or isinstance(value, (date, time)):
            entry[key] = str(value)
    if "voice" in entry:
        entry["voice"] = entry["voice"].strip()
    if voice := entry.get("voice", ""):
        entry["voice"] = _voice(voice)
        if not entry["voice"]:
            mistakes.append(f"{where}: voice {voice!r} is none of {', '.join(VOICES)}")
    return entry


def _voice(given: str) -> str:
    """The voice by its name, or by the words that tables have for it; '' where it is none."""
    names = {name: name for name in VOICES}
    words = {in_words("voice", name, lang): name for name in VOICES for lang in ("da", "en")}
    return (words | names).get(given.strip().lower(), "")


def _strange(keys: set[str]) -> list[str]:
    """What is to be known of keys of the user's own: those that the program has too, those that may be slips."""
    notes = []
    for key in sorted(keys - KNOWN - {"path"}):
        if key in OWN_COLUMNS:
            notes.append(f"{key!r} is what the program finds itself, and it hides yours in tables; name it otherwise.")
        elif near := get_close_matches(key.lower(), KNOWN, 1, ALIKE):
            notes.append(f"{key!r} is taken as a key of your own; did you mean {near[0]!r}?")
    return notes


def _toml(path: Path, raw: bytes) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(composed(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise MetadataError(
            f"{path}: not TOML: {error}.", "Each document is a [[document]] with path = '...'."
        ) from error
    documents = data.get("document", [])
    if not isinstance(documents, list) or not all(isinstance(d, dict) for d in documents):
        raise MetadataError(f"{path}: 'document' is not a list of tables.", "Write [[document]], with two brackets.")
    return documents


def _csv(path: Path, raw: bytes) -> list[dict[str, Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n"))
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise MetadataError(f"{path}: not CSV: {error}.", "Save it anew as CSV, a line a document.") from error
    if rows and "path" not in rows[0]:
        raise MetadataError(f"{path}: no column 'path'.", f"Its columns are: {', '.join(map(str, rows[0]))}.")
    filled = ({k: v for k, v in row.items() if k and v and v.strip()} for row in rows)
    return [row for row in filled if row]  # Excel writes blank rows too

"""What `add`, `run`, `tag` and `status` say, in Danish and English; the readers' own words through `ci_text.causes`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ci_text.causes import difference, failure, reason, remark
from ci_text.column_words import head, value
from ci_text.plain_yaml import packed

if TYPE_CHECKING:
    from ci_text.methods import Change
    from ci_text.project import Added

LABEL = 14  # characters


def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = packed("ci_text.data", "told.yaml")
    return table


def words(part: str, key: str, lang: str, **values: Any) -> str:
    """A sentence of the table, filled in."""
    return str(_table()[part][key][lang]).format(**values)


def added_text(added: Added, lang: str) -> str:
    """What was read and what was not and why, and what is to be known of the files."""
    lines = [_remark(text, lang) for text in added.notes]
    numbers = {"read": len(added.read), "unchanged": len(added.unchanged), "failed": len(added.failed)}
    lines.append(words("added", "sum", lang, **numbers))
    lines += [f"  {path}: {_failed(error.kind, error.message, error.remedy, lang)}" for path, error in added.failed]
    lines += [f"  {words('added', 'homeless', lang, text=repr(text[:80]))}" for text in added.homeless]
    return "\n".join(lines)


def _remark(text: str, lang: str) -> str:
    """'path: remark' with the remark in the language; a path may hold ': ' itself."""
    for colon in re.finditer(": ", text):
        told = remark(text[colon.end() :], lang)
        if told != text[colon.end() :]:
            return text[: colon.end()] + told
    return text


def _failed(kind: str, error: str, remedy: str, lang: str) -> str:
    told = " ".join(part for part in failure(kind, error, remedy, lang) if part)
    return told if lang == "da" else f"{kind}: {told}"


def status_text(found: Mapping[str, Any], lang: str = "da") -> str:
    """What a project holds, for a terminal; `found` is what `ci_text.status.status` returns."""
    return "\n".join(_lines(found, lang))


def _lines(found: Mapping[str, Any], lang: str) -> Iterator[str]:
    def row(key: str, said: str) -> str:
        return f"{words('labels', key, lang):{LABEL}}{said}".rstrip()

    def told(key: str, **values: Any) -> str:
        return row(key, words("status", key, lang, **values))

    files, pages = found["files"], found["pages"]
    yield told("files", read=files["read"], failed=len(files["failed"]))
    for f in files["failed"]:
        yield f"  {f['path']}: {_failed(f['kind'], f['error'], f['remedy'], lang)}"
    nameless = words("status", "no_initiative", lang)
    initiatives = ", ".join(f"{name or nameless} {n}" for name, n in found["initiatives"].items())
    yield row("documents", f"{found['documents']}  {initiatives}")
    yield told("pages", **{name: n for name, n in pages.items() if name != "bad"})
    for p in pages["bad"]:
        said = {**p, "verdict": words("status", p["verdict"], lang), "reason": reason(p["reason"], lang)}
        yield f"  {words('status', 'page', lang, **said)}"
    yield told("characters", **{name: n for name, n in found["characters"].items() if name != "set_aside_by_kind"})
    yield told("passages", **found["passages"], duplicates=found["duplicates"])
    for v in found["versions"]:
        yield row("versions", words("status", "version", lang, **{**v, "share": round(100 * v["share"])}))
    for talk in found["unled"]:
        yield row("unled", words("status", "unled", lang, path=talk["path"], speakers=", ".join(talk["speakers"])))
    yield row(
        "tags", f"{found['tags']['in_force']}  " + ", ".join(f"{s} {n}" for s, n in found["tags"]["by_source"].items())
    )
    yield told("reviewed", **found["reviewed"])
    yield told("themes", **found["themes"])
    if found["homeless"]:
        yield told("homeless", n=len(found["homeless"]))
    yield from (f"  {h['code']} ({h['coder']}): {h['text'][:80]}" for h in found["homeless"])
    if found["unplaced"]["decisions"]:
        yield row("unplaced", codeless_text(found["unplaced"]["decisions"], lang))
    levels, notes = found["unplaced"]["levels"], found["unplaced"]["notes"]
    if levels or notes:
        yield told("unplaced", levels=len(levels), notes=len(notes))
    yield from (f"  {v['initiative']}: {v['code']} {v['level']} ({v['coder']})" for v in levels)
    yield from (f"  {v['code']} {v['state']}: {v['reason']}".rstrip(": ") for v in notes)
    yield from (row("run", f"{run['at']}  {run['step']}") for run in found["runs"])


def codeless_text(decisions: Sequence[Mapping[str, str]], lang: str) -> str:
    """The human decisions on codes that the codebook lacks, a line each."""
    lines = [f"  {d['passage']}: {d['code']}: {d['stance']} ({d['coder']})" for d in decisions]
    return "\n".join([words("status", "codeless", lang, n=len(decisions)), *lines])


def change_text(change: Change, lang: str) -> str:
    """A difference between two projects, its reason, and how it was and is, a line each."""
    kind, why = words("account", change.kind, lang), words("account", "why", lang)
    lines = [f"{kind:9} {change.what}", f"{'':10}{why:9}{difference(change.why, lang)}"]
    for sign, text in (("-", change.before), ("+", change.after)):
        if text:
            lines.append(f"{'':10}{sign:9}{_state(change.kind, text, lang)}")
    return "\n".join(lines)


def _state(kind: str, text: str, lang: str) -> str:
    """A stance, or the numbers of a cell, as people read them; words as they are."""
    if kind == "tag":
        return head(text, lang).lower()
    if kind != "cell":
        return text
    pairs = [one.split(" ", 1) for one in text.split(", ")]
    return ", ".join(f"{head(name, lang).lower()} {value(name, number, lang)}" for name, number in pairs)

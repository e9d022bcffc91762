"""The grammar of speaker labels: what can stand before the words that somebody says.

A candidate is only a possibility; `turns.find_turns` decides over the whole document which of them are speakers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTERVIEWERS: Final = _words(
    """
    interviewer interviewers int intv spørger spørgeren spørgsmål spm spmål moderator facilitator ordstyrer
    journalist journalisten reporter host vært q question
    """
)
INFORMANTS: Final = _words(
    """
    informant informanten respondent respondenten interviewee interviewperson interviewpersonen deltager
    deltageren participant ip svar svarer sv answer a
    """
)
NUMBERED: Final = _words(
    """
    speaker taler person stemme voice mand kvinde man woman male female elev borger forælder barn pige dreng
    student pupil citizen parent medarbejder employee ukendt unknown guest gæst
    """
)
"""Labels that carry a number or letter: 'Speaker 1', 'Kvinde 2', 'Informant A'."""

WEAK: Final = _words("q a i r s p m b f int ip sp sv spm")
"""Typical, and common in ordinary text too ('A: first choice'): they need a counterpart."""

PAIRS: Final = (("q", "a"), ("i", "r"), ("i", "ip"), ("i", "p"), ("i", "b"), ("i", "s"), ("i", "a"), ("int", "r"),
                ("int", "ip"), ("spm", "sv"), ("sp", "sv"), ("s", "a"), ("s", "i"), ("m", "p"), ("f", "p"))  # fmt: skip
"""Weak labels that belong together, the one who asks first where the order says anything."""

FIELDS: Final = _words(
    """
    formål mål målgruppe bemærk bemærkning tid tidspunkt sted dato varighed resultat resultater konklusion note
    noter obs nb ps kilde kilder eksempel eksempler læring udfordring udfordringer anbefaling anbefalinger
    baggrund metode budget økonomi status ansvarlig ansvar kontakt telefon tlf mail e-mail email adresse web www
    emne titel navn alder stilling indhold indsats effekt effekter styrker svagheder muligheder trusler fordele
    ulemper partnere aktiviteter case interview figur tabel bilag kapitel afsnit side trin fase uge dag år punkt
    tema citat til fra cc re vedr sag fakta tip husk vigtigt deltagere medvirkende tilstede referent dagsorden
    beslutning opfølgning kl pris antal periode del purpose aim aims goal goals target time date place venue
    duration result results outcome outcomes conclusion conclusions notes source sources example examples lesson
    lessons challenge challenges recommendation recommendations background method methods cost costs owner
    contact phone email address subject title name age role content activity activities strengths weaknesses
    opportunities threats partners figure table appendix chapter section page step phase week day year item
    theme topic quote to from date warning caution tip remember important participants present agenda decision
    action actions follow-up keywords abstract summary context update part file recorder recorded transcript
    transcription interviewed lydfil optaget optagelse udskrift transskription
    """
)
"""Words that head a field or a remark, never a speaker."""

SPOKEN: Final = re.compile(
    r"\b(?:(?i:jeg|mig|min|mit|mine|du|dig|din|dit|ja|nej|altså|nå|okay|tak|hvad|hvordan|hvorfor|"
    r"me|my|you|your|yes|no|yeah|well|ok|what|how|why)|I'm|I've|I'd|I)\b|\?"
)
"""Signs that somebody speaks to somebody: first and second person, yes and no, questions."""

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TO = rf"(?:\s*(?:-->|–|—|-)\s*{_TIME})?"


def _stamp(group: str) -> str:
    return rf"[\[(<#]{{0,2}}(?P<{group}>{_TIME}){_TO}[\])>#]{{0,2}}"


_UPPER = "A-ZÆØÅÄÖÜÉÈÓÁÍŠŽŁ"
_WORD = (
    rf"(?:[{_UPPER}][\w'’.\-]*|[{_UPPER}]\.|\d{{1,2}}(?!\d|:\d)"
    r"|(?:af|de|du|den|der|la|le|van|von|til|og|&|bin|al)(?=\s))"
)
NAME = rf"(?P<name>[{_UPPER}][\w'’.\-]*(?: {_WORD}){{0,4}})"  # '_' is a letter of a word
_ASIDE = r"(?P<aside>\s*[(\[][^)\]\d][^)\]]{0,40}[)\]])?"
_NUMBER = r"(?P<number>\d{1,4}[.)]?[ \t]+)?"

_START = re.compile(rf"\s*{_NUMBER}(?:{_stamp('before')}[ \t]*(?:[-–—][ \t]*)?)?")
_LABEL = re.compile(rf"{NAME}{_ASIDE}(?:[ \t]*[,–-]?[ \t]*{_stamp('after')})?[ \t]*(?P<mark>:(?=\s|$)|[–—-](?=[ \t])|)")
_WEAK_DOT = re.compile(rf"(?P<name>{'|'.join(sorted(WEAK, key=len, reverse=True))})\.(?=\s)", re.IGNORECASE)
_LETTER = re.compile(rf"(?P<name>[QA])(?=\s+[{_UPPER}\"'“”])")
_IN_BOLD = re.compile(rf"{NAME}{_ASIDE}\s*[:.–—-]?")
_AFTER_BOLD = re.compile(rf"\s*(?:[:.–—-](?=\s)|,?{_stamp('after')}:?(?=\s|$))?")
_SURNAME = re.compile(
    rf"{NAME.replace('name', 'surname')}, {NAME.replace('name', 'given')}\s+{_stamp('after')}:?(?=\s|$)"
)
_BRACKETED = re.compile(rf"\[{NAME}\](?P<mark>:)?(?=\s|$)")
_FIRST = re.compile(rf"[{_UPPER}\d\[(<#\s]")
MAX_LABEL = 48


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible label; `end` is where the words that are said begin, `form` what set the label apart.

    Forms: colon, dot, dash, tab, bold, letter ('Q And'), line (nothing else in the paragraph), time, open (a time, then
    words in capitals).
    """

    name: str
    form: str
    end: int
    time: str | None
    name_start: int


def key(name: str) -> str:
    """What makes two labels the same speaker: the same letters, whatever their case."""
    return " ".join(name.replace("_", " ").casefold().split()).rstrip(".")


def is_typical(label: str) -> bool:
    """Whether a label (as `key` gives it) is a usual name for somebody in an interview."""
    first, _, rest = label.partition(" ")
    known = first in INTERVIEWERS or first in INFORMANTS
    if not rest:
        return known or label in WEAK or first in {"speaker", "taler", "ukendt", "unknown"}
    short = len(rest) <= 2 or rest.isdigit()
    return short and (known or first in NUMBERED)


def is_field(label: str) -> bool:
    """Whether a label heads a field: 'Formål', 'Figur 3', 'Til stede'."""
    first = label.split(" ")[0]
    return first in FIELDS or label.split(" ")[-1] in FIELDS


def heads_field(name: str) -> bool:
    """Whether a label as it is written heads a field; initials that look like one ('KL', 'DAG') do not."""
    initials = name.isupper() and 2 <= len(name) <= 3 and name not in {"NB", "PS", "OBS", "CC", "RE", "TLF", "URL"}
    return is_field(key(name)) and not initials


def timestamp(text: str | None) -> str | None:
    """A time stamp as 'HH:MM:SS'; two fields are minutes and seconds."""
    if text is None:
        return None
    parts = [int(p) for p in re.split(r"[.,]", text)[0].split(":")]
    hours, minutes, seconds = ([0] * (3 - len(parts))) + parts
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def candidate(text: str, bold: int = 0) -> Candidate | None:
    """What could be a label at the start of a paragraph whose first `bold` characters are bold; None if nothing."""
    if not _FIRST.match(text):
        return None
    start = _START.match(text)
    at, before = (start.end(), start["before"]) if start else (0, None)
    in_bold = _bold(text, at, bold)
    if in_bold:
        name, end, after = in_bold
        return Candidate(name, "bold", _skip(text, end), timestamp(before or after), at)
    if full := _SURNAME.match(text, at, at + MAX_LABEL + 24):
        name = f"{full['surname']}, {full['given']}"
        return Candidate(name, "time", _skip(text, full.end()), timestamp(before or full["after"]), at)
    if (inside := _BRACKETED.match(text, at, at + MAX_LABEL + 24)) and (
        inside["mark"] or is_typical(key(inside["name"]))
    ):
        return Candidate(inside["name"], "colon", _skip(text, inside.end()), timestamp(before), at)
    match = _LABEL.match(text, at, at + MAX_LABEL + 24)
    if match is None:
        return None
    name = match["name"].rstrip(" .") or match["name"]
    time, end, form = timestamp(before or match["after"]), _skip(text, match.end()), ""
    if len(name) > MAX_LABEL:
        return None
    if match["mark"] == ":":
        form = "colon"
    elif match["after"] is not None or (before is not None and end >= len(text.rstrip())):
        form = "time"
    elif dot := _WEAK_DOT.match(text, at):
        name, end, form = dot["name"], _skip(text, dot.end()), "dot"
    elif match["mark"]:
        form = "dash"
    elif match["aside"] is None and text[match.end("name") : match.end("name") + 1] == "\t":
        end, form = _skip(text, match.end("name")), "tab"
    elif letter := _LETTER.match(text, at):
        name, end, form = letter["name"], _skip(text, letter.end()), "letter"
    elif before is not None:
        end, form = _skip(text, match.end("name")), "open"
    elif text[match.end() :].strip() == "" and not match["name"].endswith("."):
        form = "line"
    return Candidate(name, form, end, time, at) if form else None


def _bold(text: str, at: int, bold: int) -> tuple[str, int, str | None] | None:
    """The name in bold type at the start of a paragraph that goes on in another, where it ends, a time after it."""
    if bold <= at or not text[bold:].strip():
        return None
    match = _IN_BOLD.fullmatch(text[at:bold].strip())
    if match is None or match.end() > MAX_LABEL:
        return None
    rest = _AFTER_BOLD.match(text, at + len(text[at:bold].rstrip()))
    end, after = (rest.end(), rest["after"]) if rest else (bold, None)
    return match["name"].rstrip(" .") or match["name"], end, after


def _skip(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end

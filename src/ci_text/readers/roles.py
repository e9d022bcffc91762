"""Who asks and who answers: from the labels, from the head of the transcript, from questions and length of turns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Final

from ci_text.readers.labels import INFORMANTS, INTERVIEWERS, NAME, Candidate, is_field, is_typical, key

ASKS: Final = 0.4  # share of turns with a question that makes an interviewer …
LEAD: Final = 1.5  # … if it is so many times that of the next speaker
_NAME_ALONE = re.compile(rf"{NAME}(?:\s*\((?P<short>[^)]{{1,12}})\))?(?:[,;(].*)?$")
_SENTENCE_END = re.compile(r"[.?!…]\s*$")


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a transcript says: the paragraphs that say it, and label -> role."""

    lines: frozenset[int] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)


def role_of_label(label: str) -> str | None:
    """The role that a usual label (as `labels.key` gives it) stands for."""
    first = label.split(" ")[0]
    if first in INTERVIEWERS or label == "i":
        return "interviewer"
    return "informant" if first in INFORMANTS or label == "r" else None


def roles_of_header(paragraphs: Sequence[str], found: Mapping[int, Candidate]) -> Header:
    """Lines such as 'Interviewer: Anna Holm (AH)' over the talk; they are no turns."""
    labels = Counter(key(c.name) for c in found.values())
    lines: set[int] = set()
    roles: dict[str, str] = {}
    presented: dict[int, set[str]] = {}  # line -> what the one it names may be called
    for i, c in sorted(found.items()):
        label = key(c.name)
        if not is_typical(label) and not is_field(label):
            if c.form == "line" and labels[label] == 1:
                continue  # a title of a word or two
            break  # the talk has begun
        said = paragraphs[i][c.end :]
        name = _NAME_ALONE.match(said)
        if not is_field(label) and c.form == "colon" and name is not None and not _SENTENCE_END.search(said):
            presented[i] = _short_forms(name["name"]) | ({key(name["short"])} if name["short"] else set())
    for i, names in reversed(presented.items()):
        beside_field = any(j in found and is_field(key(found[j].name)) for j in (i - 1, i + 1))
        if beside_field or i + 1 in lines or names & labels.keys():
            lines.add(i)
            role = role_of_label(key(found[i].name))
            roles.update({one: role for one in names & labels.keys() if role})
    return Header(frozenset(lines), roles)


def _short_forms(name: str) -> set[str]:
    words = key(name).split()
    return {" ".join(words), words[0], words[-1], "".join(word[0] for word in words)}


def infer_roles(said: Sequence[tuple[str, str]], known: Mapping[str, str]) -> dict[str, str]:
    """Label -> interviewer or informant for (label, words) in order; a label is left out where nothing tells.

    Usual labels and the head of the transcript come first. Without them the interviewer is the one who asks in at
    least 40 % of the turns, half as often again as anybody else, and speaks shorter than the others.
    """
    turns: dict[str, list[str]] = defaultdict(list)
    for label, words in said:
        turns[label].append(words)
    roles = {label: role for label in turns if (role := known.get(label) or role_of_label(label))}
    if len(turns) < 2:
        return roles
    asks = {label: mean("?" in words for words in texts) for label, texts in turns.items()}
    if "interviewer" not in roles.values():
        one = _who_asks(turns, asks, roles)
        if one is None:
            return roles
        roles[one] = "interviewer"
    top = max(asks[label] for label, role in roles.items() if role == "interviewer")
    for label in turns:
        if label not in roles and (asks[label] < max(top / LEAD, ASKS) or _is_listed(roles, known)):
            roles[label] = "informant"
    return roles


def _is_listed(roles: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Whether a label or the head names the interviewer, so that all others answer."""
    return any(role == "interviewer" and (label in known or role_of_label(label)) for label, role in roles.items())


def _who_asks(turns: Mapping[str, list[str]], asks: Mapping[str, float], roles: Mapping[str, str]) -> str | None:
    """Whoever speaks once ('May I add something?') has no say in it where two others talk."""
    heard = [label for label, texts in turns.items() if len(texts) > 1]
    heard = heard if len(heard) > 1 else list(turns)
    order = sorted((label for label in heard if label not in roles), key=lambda label: (-asks[label], label))
    if not order:
        return None
    one = order[0]
    others = [label for label in heard if label != one]
    length = {label: mean(len(words) for words in texts) for label, texts in turns.items()}
    if asks[one] < ASKS or asks[one] < LEAD * max(asks[other] for other in others):
        return None
    return one if length[one] < max(length[other] for other in others) else None

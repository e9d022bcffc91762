"""Speaker turns: which paragraphs of a document begin with the label of somebody who speaks.

Decided over the whole document, since 'Formål:' looks like 'Mette:' line by line: labels must recur and alternate, or
be usual ones ('Interviewer', 'Q' and 'A', 'Speaker 1'), and what follows must sound spoken where the labels alone
do not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ci_text.readers.labels import PAIRS, SPOKEN, WEAK, Candidate, candidate, heads_field, is_typical, key
from ci_text.readers.roles import infer_roles, roles_of_header
from ci_text.records import Block

SURE_FORMS: Final = frozenset({"colon", "bold", "time", "open"})
LOOSE_FORMS: Final = ("dot", "letter", "dash", "tab", "line")
SPOKEN_NAMES, SPOKEN_NOUNS, SPOKEN_LOOSE = 0.12, 0.3, 0.3
"""Share of the labelled paragraphs that must sound spoken: under names, under common nouns, under loose marks."""
QUESTION: Final = 1000  # characters of a question that stay beside its answers: every block of them carries it
_SENTENCE_END: Final = re.compile(r"[.!?…][»”\"')]*\s+")


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph opens with a speaker's label; the words that are said begin at `label_end` (code points)."""

    label_end: int
    speaker: str
    time: str | None = None  # 'HH:MM:SS'
    role: str | None = None  # interviewer | informant


def find_turns(paragraphs: Sequence[str], bold_prefix: Sequence[int] | None = None) -> list[Turn | None]:
    """For each paragraph the turn that it opens, or None: it goes on with the last turn, or nobody speaks.

    `bold_prefix[i]` is how many characters at the start of paragraph i are bold. `label_end` is the length of a
    paragraph that holds a label alone: its words are in the paragraphs after it.
    """
    found = _candidates(paragraphs, bold_prefix)
    if len(found) < 2:
        return [None] * len(paragraphs)
    nouns = _common_words(paragraphs, found.values())
    header = roles_of_header(paragraphs, found)
    usable = {i: c for i, c in found.items() if i not in header.lines and not heads_field(c.name)}
    accepted: dict[int, Candidate] = {}
    for forms in (SURE_FORMS, *({form} for form in LOOSE_FORMS)):
        group = {i: c for i, c in usable.items() if c.form in forms and i not in accepted}
        accepted.update(_accept(group, paragraphs, nouns, loose=forms is not SURE_FORMS))
    speakers = {key(c.name) for c in accepted.values()}  # 'Q.' between 'Q:' and 'A:' is a slip of the pen
    accepted.update({i: c for i, c in usable.items() if c.form == "dot" and key(c.name) in speakers})
    return _turns(paragraphs, accepted, header.roles)


def _turns(paragraphs: Sequence[str], accepted: Mapping[int, Candidate], known: Mapping[str, str]) -> list[Turn | None]:
    said: list[tuple[str, str]] = []
    for i, paragraph in enumerate(paragraphs):
        if i in accepted:
            said.append((key(accepted[i].name), paragraph[accepted[i].end :]))
        elif said:
            said[-1] = (said[-1][0], f"{said[-1][1]} {paragraph}")
    roles = infer_roles(said, known)
    spelling: dict[str, str] = {}
    turns: list[Turn | None] = [None] * len(paragraphs)
    for i in sorted(accepted):
        c = accepted[i]
        name = spelling.setdefault(key(c.name), " ".join(c.name.split()))
        turns[i] = Turn(c.end, name, c.time, roles.get(key(c.name)))
    return turns


def _candidates(paragraphs: Sequence[str], bold_prefix: Sequence[int] | None) -> dict[int, Candidate]:
    found = {}
    for i, text in enumerate(paragraphs):
        c = candidate(text, bold_prefix[i] if bold_prefix else 0)
        if c is not None:
            found[i] = c
    return _settle_open(paragraphs, found)


def _settle_open(paragraphs: Sequence[str], found: dict[int, Candidate]) -> dict[int, Candidate]:
    """Where a name ends that has no mark after it ('00:03 Mette Holm Jeg …'): where what follows begins to vary."""
    opened = {i: c.name.split() for i, c in found.items() if c.form == "open"}
    prefixes = Counter(tuple(words[:n]) for words in opened.values() for n in range(1, len(words) + 1))
    others = {key(c.name) for c in found.values() if c.form != "open"}
    for i, words in opened.items():
        size = next((n for n in range(len(words), 0, -1) if key(" ".join(words[:n])) in others), 0)
        if not size and prefixes[tuple(words[:1])] > 1:
            size = 1
            while size < len(words) and prefixes[tuple(words[: size + 1])] == prefixes[tuple(words[:size])]:
                size += 1
        if not size:
            del found[i]
            continue
        c, text = found[i], paragraphs[i]
        match = re.compile(r"\s+".join(map(re.escape, words[:size])) + r"\s*").match(text, c.name_start)
        found[i] = replace(c, name=" ".join(words[:size]), end=match.end() if match else c.end)
    return found


def _common_words(paragraphs: Sequence[str], found: Iterable[Candidate]) -> frozenset[str]:
    """Labels whose words also stand in the text in lower case: nouns, not names."""
    wanted = {word for c in found for word in key(c.name).split() if len(word) > 1}
    seen: set[str] = set()
    for text in paragraphs:
        seen.update(wanted.intersection(re.findall(r"(?<![.@\w])[a-zæøåäöüé]{2,}\b", text)))
    return frozenset(key(c.name) for c in found if all(w in seen for w in key(c.name).split()))


def _accept(
    group: dict[int, Candidate], paragraphs: Sequence[str], nouns: frozenset[str], loose: bool
) -> dict[int, Candidate]:
    """The candidates of a form that are speakers, none if the form does not mark speakers in this document."""
    labels = {i: key(c.name) for i, c in group.items()}
    counts = Counter(labels.values())
    steady = {label for label, n in counts.items() if n >= 2 or _stands_alone(label, counts)}
    steady -= {label for label in steady if label in WEAK and not _has_counterpart(label, counts)}
    talk = _talk(labels, paragraphs, group)
    named = {label for label in steady if label not in nouns or is_typical(label) or talk[label] >= SPOKEN_NOUNS}
    sequence = [labels[i] for i in sorted(labels) if labels[i] in named]
    if not _convinces(sequence, counts, nouns, talk, group, labels, loose):
        return {}
    first, last = (f(i for i, label in labels.items() if label in named) for f in (min, max))
    return {
        i: c
        for i, c in group.items()
        if labels[i] in named or (not loose and first - 2 <= i <= last + 2 and _rare_name(labels[i], nouns))
    }


def _convinces(
    sequence: list[str],
    counts: Counter[str],
    nouns: frozenset[str],
    talk: Mapping[str, float],
    group: Mapping[int, Candidate],
    labels: Mapping[int, str],
    loose: bool,
) -> bool:
    if not sequence:
        return False
    speakers = set(sequence)
    share = sum(talk[label] for label in sequence) / len(sequence)
    back = any(a == c != b for a, b, c in zip(sequence, sequence[1:], sequence[2:], strict=False)) or _returns(sequence)
    common = sum(label in nouns and not is_typical(label) for label in sequence) > len(sequence) / 2
    if loose:
        return len(speakers) >= 2 and back and len(sequence) >= 4 and share >= SPOKEN_LOOSE and not common
    strong = any(is_typical(label) and label not in WEAK for label in speakers)
    if strong and (len(sequence) >= 2 or len(counts) >= 2):
        return len(counts) >= 2 or share >= SPOKEN_NAMES
    times = [c.time for i, c in sorted(group.items()) if labels[i] in speakers and c.time]
    if len(times) >= max(2, len(sequence) / 2):
        return _ascend(times)
    if len(speakers) >= 2 and (back or speakers <= WEAK):
        enough = 2 if speakers <= WEAK else 4
        wanted = SPOKEN_NOUNS if common else SPOKEN_NAMES
        return len(sequence) >= enough and share >= wanted and not (common and _is_cycle(sequence))
    return len(speakers) == 1 and len(sequence) >= 3 and share >= SPOKEN_NOUNS and not common


def _returns(sequence: list[str]) -> bool:
    """Whether some speaker speaks again after another."""
    runs = [a for a, b in zip(sequence, [*sequence[1:], ""], strict=True) if a != b]
    return len(set(runs)) < len(runs)


def _ascend(times: Sequence[str]) -> bool:
    """Whether times run on, as those of a recording do and those of Bible verses ('ISA 14:13') do not."""
    return sum(a <= b for a, b in pairwise(times)) >= 0.8 * (len(times) - 1)


def _is_cycle(sequence: list[str]) -> bool:
    """Three or more labels always in the same order: the fields of a form, not a talk."""
    size = len(set(sequence))
    return size >= 3 and all(sequence[i] == sequence[i % size] for i in range(len(sequence)))


def _stands_alone(label: str, counts: Counter[str]) -> bool:
    return is_typical(label) and (label not in WEAK or _has_counterpart(label, counts))


def _has_counterpart(label: str, counts: Counter[str]) -> bool:
    if any(label in pair and all(one in counts for one in pair) for pair in PAIRS):
        return True
    return counts[label] >= 2 and any(n >= 2 and other != label and len(other) > 1 for other, n in counts.items())


def _rare_name(label: str, nouns: frozenset[str]) -> bool:
    """A label that comes once, in a document whose other labels are speakers."""
    return label not in nouns and len(label.split()) <= 3 and not any(c.isdigit() for c in label)


def _talk(labels: Mapping[int, str], paragraphs: Sequence[str], group: Mapping[int, Candidate]) -> dict[str, float]:
    """Label -> share of its paragraphs that sound spoken. A label alone is judged by the paragraph after it."""
    total: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for i, label in labels.items():
        said = paragraphs[i][group[i].end :]
        if not said.strip() and i + 1 < len(paragraphs):
            said = paragraphs[i + 1]
        total[label] += 1
        spoken[label] += bool(SPOKEN.search(said))
    return {label: spoken[label] / n for label, n in total.items()}


def attach_questions(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with `context` of each answer set to what the interviewer said last, of a long question to its end.

    A short 'mm' or 'ja' of the interviewer in the midst of an answer does not take the question's place.
    """
    result: list[Block] = []
    question: list[str] = []
    asking, context = False, ""
    for block in blocks:
        if block.role == "interviewer":
            words = text[block.start : block.end].strip()
            if not asking and ("?" in words or len(words.split()) > 3):
                question, asking = [], True
            if asking:
                question.append(words)
        elif block.speaker is not None:
            if asking:
                asking, context = False, _end_of(" ".join(question))
            if block.role == "informant" and context:
                block = replace(block, context=context)
        result.append(block)
    return tuple(result)


def _end_of(question: str) -> str:
    """The end of a long question: from the beginning of a sentence, where one comes early in it, else of a word."""
    if len(question) <= QUESTION:
        return question
    end = question[-QUESTION:]
    before = _SENTENCE_END.search(end, 0, QUESTION // 2) or re.search(r"\s+", end)
    return end[before.end() :] if before else end

"""Turns in the forms that transcripts come in, and prose that only looks like it."""

from __future__ import annotations

import time

import pytest

from ci_text.readers.turns import Turn, attach_questions, find_turns
from ci_text.records import Block

ASK = [
    "Hvordan begyndte samarbejdet i kommunen?",
    "Og hvem tog initiativet dengang?",
    "Hvad ville du gøre anderledes i dag?",
]
ANSWER = [
    "Altså jeg tror, at det begyndte med en frokost, hvor vi opdagede, at vi havde de samme unge.",
    "Det gjorde vores chef. Hun ringede rundt til alle de andre, og så sad vi der pludselig ti mennesker.",
    "Jeg ville have taget skolerne med fra starten, for det har kostet os et år at vente på dem.",
]

FORMS = {
    "name": ("Anna Lund: ", "Mette Holm: "),
    "first name": ("Anna: ", "Mette: "),
    "upper case": ("ANNA LUND: ", "METTE HOLM: "),
    "initials": ("AL: ", "MH: "),
    "typical": ("Interviewer: ", "Informant: "),
    "numbered speakers": ("Interviewer: ", "Informant 2: "),
    "diarised": ("SPEAKER_00: ", "SPEAKER_01: "),
    "speaker n": ("Speaker 1: ", "Speaker 2: "),
    "I and IP": ("I: ", "IP: "),
    "Q and A": ("Q: ", "A: "),
    "Q. and A.": ("Q. ", "A. "),
    "court": ("Q   ", "A   "),
    "Danish": ("Spørgsmål: ", "Svar: "),
    "asker": ("Spørger: ", "Svar: "),
    "with role": ("Anna Lund (interviewer): ", "Mette Holm (skoleleder): "),
    "profession": ("Interviewer: ", "Skoleleder: "),
    "dash": ("AL – ", "MH – "),
    "tab": ("AL\t", "MH\t"),
}
TIMED = {
    "before": ("[00:03:{:02}] Anna: ", "[00:03:{:02}] Mette: "),
    "bare": ("00:03:{:02} Anna Lund: ", "00:03:{:02} Mette Holm: "),
    "no colon": ("00:03:{:02} Anna Lund ", "00:03:{:02} Mette Holm "),
    "after": ("Anna Lund (00:03:{:02}): ", "Mette Holm (00:03:{:02}): "),
    "after, alone": ("Anna Lund  00:03:{:02} ", "Mette Holm  00:03:{:02} "),
    "minutes": ("(03:{:02}) Anna: ", "(03:{:02}) Mette: "),
    "range": ("[00:03:{:02} - 00:04:01] Anna: ", "[00:03:{:02} - 00:04:01] Mette: "),
}


def transcript(ask: str, answer: str) -> tuple[list[str], list[str]]:
    """Labels and paragraphs of a talk of six turns."""
    labels, paragraphs = [], []
    for n, (q, a) in enumerate(zip(ASK, ANSWER)):
        labels += [ask.format(2 * n), answer.format(2 * n + 1)]
        paragraphs += [labels[-2] + q, labels[-1] + a]
    return labels, paragraphs


@pytest.mark.parametrize("form", FORMS)
def test_form(form):
    labels, paragraphs = transcript(*FORMS[form])
    turns = find_turns(["Udskrift af samtale", *paragraphs])
    assert turns[0] is None
    assert [t.label_end for t in turns[1:]] == [len(label) for label in labels]
    assert [t.role for t in turns[1:]] == ["interviewer", "informant"] * 3
    assert len({t.speaker for t in turns[1:]}) == 2


@pytest.mark.parametrize("form", TIMED)
def test_time_stamps(form):
    labels, paragraphs = transcript(*TIMED[form])
    turns = find_turns(paragraphs)
    assert [t.label_end for t in turns] == [len(label) for label in labels]
    assert [t.time for t in turns] == [f"00:03:{s:02}" for s in range(6)]
    assert turns[0].speaker.split()[0] == "Anna"
    assert turns[1].role == "informant"


@pytest.mark.parametrize("colon", ["", ":"])
def test_bold_names(colon):
    _, paragraphs = transcript(f"Anna Lund{colon} ", f"Mette Holm{colon} ")
    bold = [len(f"Anna Lund{colon}"), len(f"Mette Holm{colon}")] * 3
    turns = find_turns(paragraphs, bold)
    assert [t.speaker for t in turns] == ["Anna Lund", "Mette Holm"] * 3
    assert [p[t.label_end :] for p, t in zip(paragraphs, turns)] == [x for pair in zip(ASK, ANSWER) for x in pair]


@pytest.mark.parametrize("is_bold", [True, False])
def test_names_on_their_own_line(is_bold):
    paragraphs = [p for q, a in zip(ASK, ANSWER) for p in ("Anna Lund", q, "Mette Holm", a)]
    bold = [len(p) if is_bold and i % 2 == 0 else 0 for i, p in enumerate(paragraphs)]
    turns = find_turns(paragraphs, bold)
    assert [t and t.speaker for t in turns[:4]] == ["Anna Lund", None, "Mette Holm", None]
    assert turns[0].label_end == len("Anna Lund")
    assert turns[2].role == "informant"


def test_numbered_lines():
    _, paragraphs = transcript("Anna: ", "Mette: ")
    turns = find_turns([f"{12 + 3 * i} {p}" for i, p in enumerate(paragraphs)])
    assert [t.speaker for t in turns] == ["Anna", "Mette"] * 3
    assert turns[0].label_end == len("12 Anna: ")


def test_paragraphs_without_a_label_go_on():
    _, paragraphs = transcript("AL: ", "MH: ")
    paragraphs.insert(2, "Og så var der skolerne, men det er en anden historie.")
    assert find_turns(paragraphs)[2] is None


def test_somebody_who_says_one_thing():
    _, paragraphs = transcript("Anna Lund: ", "Mette Holm: ")
    paragraphs.insert(3, "Jens Peter: Må jeg lige lukke døren?")
    assert find_turns(paragraphs)[3].speaker == "Jens Peter"


def test_case_does_not_make_another_speaker():
    _, paragraphs = transcript("Anna: ", "METTE: ")
    paragraphs[3] = paragraphs[3].replace("METTE", "Mette")
    assert {t.speaker for t in find_turns(paragraphs)} == {"Anna", "METTE"}


@pytest.mark.parametrize(
    "head",
    [
        ["Dato: 4. maj 2021", "Interviewer: Anna Lund", "Informant: Mette Holm, skoleleder", "Sted: Strynsbro"],
        ["Interviewudskrift", "Interviewer: Anna Lund (AL)", "Informant: Mette Holm (MH), beboer", "Dato: 4. maj"],
    ],
    ids=["between fields", "under a title of one word"],
)
def test_the_head_of_a_transcript_is_no_turn_and_tells_who_asks(head):
    _, paragraphs = transcript("AL: ", "MH: ")
    paragraphs = [p.replace("?", ".") for p in paragraphs]
    turns = find_turns(head + paragraphs)
    assert turns[:4] == [None] * 4
    assert [t.role for t in turns[4:6]] == ["interviewer", "informant"]


def test_a_line_of_the_head_over_another_is_no_turn_either():
    _, paragraphs = transcript("Interviewer: ", "Informant: ")
    head = ["Interviewer: Anna Lund", "Informant: Mette Holm, beboer siden 1998", "Dato: 4. maj 2022"]
    assert find_turns(head + paragraphs)[:3] == [None] * 3


def test_whoever_speaks_once_has_no_say_in_who_asks():
    _, paragraphs = transcript("Anna: ", "Mette: ")
    paragraphs.insert(4, "Jens: Må jeg lige tilføje noget? Politiet er først kommet med i år.")
    roles = {t.speaker: t.role for t in find_turns(paragraphs) if t}
    assert (roles["Anna"], roles["Mette"]) == ("interviewer", "informant")


def test_two_turns_are_enough_under_usual_labels():
    turns = find_turns(["Q: " + ASK[0], "A: " + ANSWER[0]])
    assert [t.role for t in turns] == ["interviewer", "informant"]


PROSE = {
    "fields": ["Formål: at unge kommer i skole", "Tid: 2019-2021", "Sted: Hjortsø", "Bemærk: tallene er nye"] * 4,
    "cases": [
        p
        for n in range(4)
        for p in (f"Case {n}: Opgangen", "Udfordring: Jeg kom for sent", "Løsning: Vi ringede", "Læring: Spørg først")
    ],
    "web": ["http: //www.dr.dk", "Se mere her: www.dr.dk", "https://x.dk/a: b"] * 3,
    "one question": ["Spørgsmål: Hvad har vi lært?", "Vi har lært meget.", "Meget mere står i bilaget."],
    "literature": ["Rambøll: Evaluering af indsatsen, 2014", "Realdania: Syv veje", "Rambøll: Midtvejsnotat"] * 2,
    "list": ["A. første mulighed", "B. anden mulighed", "C. tredje mulighed", "I. et", "II. to"],
    "choices": ["A: den lange vej", "B: den korte vej", "C: ingen af delene"],
    "figures": ["Figur 1: Fravær over tid", "Figur 2: Hvad siger du?", "Figur 3: Jeg ved det ikke", "Tabel 1: Ja"],
    "clock": ["Kl. 10:30: mødet begynder, siger jeg", "Kl. 11:00: vi drikker kaffe, ja"] * 3,
    "articles": ["A Danish study has shown it.", "A Swedish one too.", "Q Park is a company.", "A third did not."],
    "dates": ["12.03.2021 Mødet", "14.04.2021 Frist", "00:30 Pause", "08:15 Start"],
    "speech in a report": ["Hun sagde: Jeg vil ikke mere.", "Han svarede: Nej, hvorfor?"] * 3,
    "verses": ["ISA 14:13 For thou hast said", "DAN 10:12 Then said he", "ISA 2:2 And it shall", "DAN 1:1 In the"],
    "headings": ["Barrierer", "Hvad gør vi ved barrierer?", "Potentialer", "Jeg ser potentialer her."] * 3,
    "names of places": ["Hjortsø", "Fire skoler var med.", "Strynsbro", "To skoler var med."] * 3,
    "definitions": ["Backbone: en enhed, der driver", "Fælles mål: noget, du kan måle", "Tillid: jeg ved det ikke"],
}


@pytest.mark.parametrize("kind", PROSE)
def test_prose_is_no_talk(kind):
    assert find_turns(PROSE[kind]) == [None] * len(PROSE[kind])


def test_nothing():
    assert find_turns([]) == []
    assert find_turns(["", " "]) == [None, None]


def test_questions_are_kept_beside_the_answers():
    parts = ["Hvem tog initiativet?", "Det gjorde vi.", "Mm.", "Og så kom de andre.", "Hvornår var det så?", "I maj."]
    roles = ["interviewer", "informant"] * 3
    text = "\n\n".join(parts)
    blocks, at = [], 0
    for part, role in zip(parts, roles):
        blocks.append(Block(at, at + len(part), "turn", speaker=role, role=role))
        at += len(part) + 2
    blocks = attach_questions(text, blocks)
    assert [b.context for b in blocks] == ["", parts[0], "", parts[0], "", parts[4]]


def test_turn_is_frozen():
    with pytest.raises(AttributeError):
        Turn(1, "A").speaker = "B"


def test_a_slip_of_the_mark_is_no_other_speaker() -> None:
    lines = [
        "Q: What changed?",
        "A: We asked what you need.",
        "Q: Who decided?",
        "A: I did.",
        "Q. And then?",
        "A. Yes.",
    ]
    turns = find_turns(lines)
    assert [turn.speaker if turn else None for turn in turns] == ["Q", "A", "Q", "A", "Q", "A"]


@pytest.mark.parametrize("line", ["[" + "A_" * 200 + "!", "A_" * 200 + ", B " * 50, "Navn: " + "A_" * 300 + "!"])
def test_a_line_made_to_be_slow_is_read_at_once(line: str) -> None:
    start = time.perf_counter()
    assert len(find_turns([line] * 20)) == 20
    assert time.perf_counter() - start < 2


def test_of_a_long_question_all_its_answers_share_the_end():
    opening = "Så gik der en uge. " * 100
    parts = [opening, "Hvad skete der så?", *["Vi mødtes igen."] * 3]
    for question, kept in ((opening, "Så gik der"), ("og så videre " * 200, "")):
        parts[0], blocks, at = question.strip(), [], 0
        for n, part in enumerate(parts):
            who = "interviewer" if n < 2 else "informant"
            blocks.append(Block(at, at + len(part), "turn", speaker=who, role=who))
            at += len(part) + 2
        answers = attach_questions("\n\n".join(parts), blocks)[2:]
        context = answers[0].context
        assert 900 < len(context) <= 1000 and f" {parts[0]} {parts[1]}".endswith(f" {context}")
        assert context.startswith(kept)
        assert all(answer.context is context for answer in answers)

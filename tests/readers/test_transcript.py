"""VTT and SRT as Teams, Zoom, Whisper and players write them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_text.errors import DamagedFile
from ci_text.readers import read_file
from readers.promises import check, said, texts

TEAMS = """WEBVTT

4f3b-11/12-0
00:00:03.012 --> 00:00:05.400
<v Anna Lund>Hvordan begyndte samarbejdet
i kommunen?</v>

4f3b-11/13-0
00:00:05.900 --> 00:00:09.120
<v Mette Holm>Altså, det var R&amp;D, </v>

4f3b-11/13-1
00:00:09.120 --> 00:00:12.000
<v Mette Holm>der ringede til os.</v>

00:00:12.100 --> 00:00:13.000
<v Anna Lund>Hvem?</v><v Mette Holm>Chefen.</v>
"""


def test_words_after_a_blank_line_and_times_without_parts_of_seconds(read):
    talk = "1\n00:00:01 --> 00:00:04\n\nVi begyndte i\n \nkommunen.\n\n2\n00:00:09 --> 00:00:12\nOg så gik det.\n"
    found = read("a.srt", talk)
    assert " ".join(texts(found)) == "Vi begyndte i kommunen. Og så gik det."
    assert found.pages[0].unaccounted == 0


def test_teams(read):
    found = read("a.vtt", TEAMS)
    assert said(found) == [
        ("Anna Lund", "Hvordan begyndte samarbejdet i kommunen?"),
        ("Mette Holm", "Altså, det var R&D, der ringede til os."),
        ("Anna Lund", "Hvem?"),
        ("Mette Holm", "Chefen."),
    ]
    assert [b.time for b in found.blocks] == ["00:00:03", "00:00:05", "00:00:12", "00:00:12"]
    assert [b.role for b in found.blocks[:2]] == ["interviewer", "informant"]
    assert found.blocks[1].context == "Hvordan begyndte samarbejdet i kommunen?"
    assert "\n\nMette Holm: Altså" in found.text
    assert found.format == "vtt"


ZOOM = """WEBVTT

1
00:00:03.000 --> 00:00:05.000
Anna Lund: Hvem var med?

2
00:00:06.000 --> 00:00:08.000
Mette Holm: Det var vi alle,

3
00:00:08.000 --> 00:00:10.000
Mette Holm: og det var Mål: 4.

4
00:00:11.000 --> 00:00:12.000
Anna Lund: Kun jer?
"""


def test_zoom(read):
    assert said(read("a.vtt", ZOOM)) == [
        ("Anna Lund", "Hvem var med?"), ("Mette Holm", "Det var vi alle, og det var Mål: 4."), ("Anna Lund", "Kun jer?")
    ]  # fmt: skip


def srt(*cues: tuple[float, float, str]) -> str:
    def stamp(at: float) -> str:
        return f"{int(at // 3600):02}:{int(at // 60 % 60):02}:{at % 60:06.3f}".replace(".", ",")

    return "".join(f"{n}\r\n{stamp(a)} --> {stamp(b)}\r\n{t}\r\n\r\n" for n, (a, b, t) in enumerate(cues, 1))


def test_whisper_without_names_is_cut_at_pauses(read):
    found = read("a.srt", srt((0, 2, "Så, nu er vi i gang."), (2, 5, "Jeg hedder Mette,"), (5.5, 7, "og jeg bor her."),
                              (9, 12, "Vi begyndte i 2016."), (17, 19, "hvor der ikke var nogen")))  # fmt: skip
    assert texts(found) == [
        "Så, nu er vi i gang. Jeg hedder Mette, og jeg bor her.", "Vi begyndte i 2016.", "hvor der ikke var nogen"
    ]  # fmt: skip
    assert {b.speaker for b in found.blocks} == {None}
    assert {b.kind for b in found.blocks} == {"paragraph"}


def test_long_speech_without_pause_is_cut_at_sentences(read):
    found = read("a.srt", srt(*((n, n + 1, f"Dette er sætning nummer {n}, og den er lang.") for n in range(60))))
    assert len(found.blocks) > 3
    assert all(t.endswith(".") and len(t) < 700 for t in texts(found))


def test_diarised_whisper(read):
    found = read("a.srt", srt((0, 2, "[SPEAKER_00]: Hvem var med?"), (2, 4, "[SPEAKER_01]: Det var jeg."),
                              (4, 6, "[SPEAKER_00]: Kun dig?"), (6, 8, "[SPEAKER_01]: Ja."),
                              (8, 9, "[SPEAKER_01]: Kun mig.")))  # fmt: skip
    assert said(found)[-1] == ("SPEAKER_01", "Ja. Kun mig.")
    assert len(found.blocks) == 4


def test_marks_and_styles_are_set_aside(read):
    found = read("a.vtt", "WEBVTT - Optagelse\nKind: captions\n\nNOTE kun til os\n\nSTYLE\n::cue {color: red}\n\n"
                 "00:01.000 --> 00:02.000 align:start\n<c.yellow>Der <i>var</i></c> <00:01.500>ingen.\n")  # fmt: skip
    assert texts(found) == ["Der var ingen."]
    assert set(found.pages[0].set_aside) == {"cue_mark"}


def test_rolling_captions_say_each_line_once(read):
    found = read("a.srt", srt((0, 2, "vi begyndte i en opgang"), (2, 4, "vi begyndte i en opgang\nhvor ingen kendte"),
                              (4, 6, "hvor ingen kendte\nderes naboer mere.")))  # fmt: skip
    assert texts(found) == ["vi begyndte i en opgang hvor ingen kendte deres naboer mere."]
    assert found.pages[0].set_aside["duplicate"] > 20


def test_missing_blank_lines(read):
    found = read(
        "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nDet første\n2\n00:00:02,000 --> 00:00:03,000\nog det andet."
    )
    assert texts(found) == ["Det første og det andet."]


def test_no_cue(tmp_path):
    (tmp_path / "a.vtt").write_text("WEBVTT\n\nDet er bare tekst.")
    with pytest.raises(DamagedFile, match="no line with a time"):
        read_file(tmp_path / "a.vtt")


NAMES = st.sampled_from(["Anna Lund", "Mette Holm", "Jens", "IP 2"])
WORDS = st.text(st.sampled_from("abcæøå ,.?!"), min_size=1, max_size=40).map(lambda t: "x" + t.strip() + "y")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=25))
def test_turns_are_never_merged_or_split_across_speakers(tmp_path, turns):
    cues = [f"00:00:{n:02}.000 --> 00:00:{n:02}.900\n<v {who}>{words}</v>\n" for n, (who, words) in enumerate(turns)]
    path = tmp_path / "any.vtt"
    path.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    joined: list[tuple[str, str]] = []
    for who, words in turns:
        words = " ".join(words.split())
        if joined and joined[-1][0] == who:
            joined[-1] = (who, f"{joined[-1][1]} {words}")
        else:
            joined.append((who, words))
    assert said(check(read_file(path), path)) == joined

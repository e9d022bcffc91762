"""The same passage in several documents, with what a quoting hand and two readers change."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from ci_text.duplicates import Versions, find_duplicates, find_versions, links

LONG = (
    "Samarbejdet mellem skolen, familiehuset og boligforeningen begyndte, fordi de samme unge dukkede op tre steder "
    "på en uge, og ingen af de voksne kendte hinanden ved navn."
)
CHANGED = LONG.replace("dukkede op", "blev set")
OTHER = "Fonden bandt sine midler i seks år, og det gav ro til at prøve noget, der kunne slå fejl undervejs i forløbet."


def test_equal_and_nearly_equal_passages_link_to_the_first():
    passages = [("a:0-9", LONG), ("b:0-9", OTHER), ("b:9-20", LONG.upper()), ("c:0-9", CHANGED), ("d:0-9", OTHER)]
    assert find_duplicates(passages) == [["a:0-9", "b:9-20", "c:0-9"], ["b:0-9", "d:0-9"]]


def test_what_typesetting_changes_does_not_matter():
    set_otherwise = LONG.replace("familie", "fami\u00adlie").replace("fordi", "\ufb01rdi").replace(" ", "\u00a0")
    assert find_duplicates([("a:1", LONG.replace("fordi", "firdi")), ("b:1", set_otherwise)]) == [["a:1", "b:1"]]


def test_a_document_does_not_repeat_itself():
    assert find_duplicates([("a:0-9", LONG), ("a:50-90", LONG)]) == []
    assert find_duplicates([("a:0-9", LONG), ("a:5-9", LONG), ("b:0-9", LONG), ("b:3-9", LONG)]) == [
        ["a:0-9", "b:0-9", "b:3-9"]
    ]


def test_short_passages_only_where_all_words_agree():
    one, two = "Vi mødtes hver mandag klokken otte", "Vi mødes hver mandag klokken otte"
    assert find_duplicates([("a:1", one), ("b:1", two), ("c:1", one + "!")]) == [["a:1", "c:1"]]


def test_numbers_and_negations_make_a_difference():
    year = "I 2019 steg antallet af unge i job med tolv procent i de fire kommuner, der var med i forsøget fra start."
    assert find_duplicates([("a:1", year), ("b:1", year.replace("2019", "2020"))]) == []
    claim = "Det lykkedes for de fire kommuner at få de unge i job, og det skyldes efter vores vurdering sekretariatet."
    assert find_duplicates([("a:1", claim), ("b:1", claim.replace("lykkedes", "lykkedes ikke"))]) == []


def test_blank_passages_are_nothing():
    assert find_duplicates([("a:1", ""), ("b:1", "…"), ("c:1", " - ")]) == []


def test_links():
    assert links([["a", "b", "c"], ["d", "e"]]) == {"b": "a", "c": "a", "e": "d"}


def test_versions_of_a_document():
    words = [f"{OTHER} Afsnit {chr(97 + n) * 4} {chr(107 + n % 13) * 5} {'æøå'[n % 3] * 4}." for n in range(12)]
    first = [(f"a:{n}", text) for n, text in enumerate(words)]
    second = [(f"b:{n}", text) for n, text in enumerate([*words[:9], LONG, CHANGED])]
    third = [("c:0", words[0]), ("c:1", LONG), ("c:2", "Helt andet om en café, der åbnede i foråret på torvet i byen.")]
    passages = first + second + third
    groups = find_duplicates(passages, threshold=0.99)
    assert find_versions(passages, groups) == [Versions("a", "b", round(9 / 11, 3)), Versions("b", "c", 0.667)]


WORDS = st.lists(
    st.sampled_from(["en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ikke", "7"]), max_size=14
).map(" ".join)


@given(texts=st.lists(WORDS, max_size=12))
def test_groups_are_stable_and_heads_come_first(texts):
    passages = [(f"d{n}:0", text) for n, text in enumerate(texts)]
    groups = find_duplicates(passages)
    assert groups == find_duplicates(passages)
    order = {passage_id: n for n, (passage_id, _) in enumerate(passages)}
    members = [one for group in groups for one in group]
    assert len(members) == len(set(members))
    for group in groups:
        assert len(group) > 1
        assert [order[one] for one in group] == sorted(order[one] for one in group)
    same: dict[str, list[str]] = {}
    for passage_id, text in passages:
        if text:
            same.setdefault(text, []).append(passage_id)
    head = {one: group[0] for group in groups for one in group}
    for equal in same.values():
        assert len(equal) == 1 or len({head[one] for one in equal}) == 1


def test_changed_passages_are_found_in_a_large_corpus_in_time():
    rng = random.Random(7)
    vocabulary = ["".join(rng.choices("abdefghiklmnoprstuvyæøå", k=rng.randrange(2, 11))) for _ in range(8000)]
    texts = [rng.choices(vocabulary, k=rng.randrange(12, 70)) for _ in range(5000)]
    passages = [(f"a{n // 50}:{n}", " ".join(words)) for n, words in enumerate(texts)]
    for n in range(300):
        words = list(texts[n * 16])
        words[rng.randrange(len(words))] = "ændret"
        passages.append((f"b{n // 50}:{n}", " ".join(words)))
    start = time.process_time()
    found = links(find_duplicates(passages))
    assert time.process_time() - start < 10  # 50,000 in about 20 s, with room for a slow machine
    right = sum(found.get(f"b{n // 50}:{n}") == f"a{n * 16 // 50}:{n * 16}" for n in range(300))
    assert right >= 285
    assert len(found) - right <= 1


def test_what_one_document_repeats_and_tables_that_are_alike_take_no_time_to_the_square():
    names = ["".join("abcdefghij"[int(figure)] for figure in str(n)) for n in range(800)]
    row = "Foreningen {} har {} haft et samarbejde med de lokale skoler og klubber om de unge, der bor på stedet"
    tables = [
        (f"{document}:{n}", row.format(name, when))
        for document, when in (("a", "i maj"), ("b", "om sommeren"))
        for n, name in enumerate(names)
    ]
    said = [("c:0", "Ja."), *((f"d:{n}", "Ja.") for n in range(10_000)), *((f"e:{n}", "Nej.") for n in range(10_000))]
    start = time.process_time()
    groups = find_duplicates(tables + said)
    assert time.process_time() - start < 9  # 2 s; looking at all that is alike took 18
    pairs = groups[:-1]
    assert len(pairs) > 780 and all(one[2:] == other[2:] for one, other in pairs)  # hashing misses one in a hundred
    assert len(groups[-1]) == 10_001 and groups[-1][0] == "c:0"

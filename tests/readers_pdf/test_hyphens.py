"""The rules for hyphens at line ends, in their order."""

from __future__ import annotations

import pytest

from ci_text.readers.pdf.hyphens import Hyphens


def joined(before: str, after: str, known: str = "") -> str:
    hyphens = Hyphens()
    hyphens.learn(known)
    sign, blank = hyphens.join(before, after)
    return before[:-1] + sign + blank + after


@pytest.mark.parametrize(
    ("before", "after", "known", "whole"),
    [
        ("foran-", "dring", "", "forandring"),
        ("foran\u2010", "dring", "", "forandring"),
        ("foran\u00ad", "dring", "", "forandring"),
        ("foran\x02", "dring", "", "forandring"),
        ("silo-", "og kassetænkning", "", "silo- og kassetænkning"),
        ("Lolland-", "Falster", "", "Lolland-Falster"),
        ("FN-", "støttet", "", "FN-støttet"),
        ("2011-", "2013", "", "2011-2013"),
        ("25-", "årig", "", "25-årig"),
        ("cpr-", "numre", "", "cpr-numre"),
        ("on-", "going", "et on-going arbejde", "on-going"),
        ("MedVind-", "ordningen", "", "MedVindordningen"),
        ("https://sus.dk/ud-", "givelse", "", "https://sus.dk/ud-givelse"),
    ],
)
def test_join(before: str, after: str, known: str, whole: str) -> None:
    assert joined(before, after, known) == whole

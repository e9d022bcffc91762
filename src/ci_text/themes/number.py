"""How many themes, and how many fits they are agreed on by: both by the size of the corpus."""

from __future__ import annotations


def expected(n: int) -> int:
    """About how many themes a reader would want of n passages: 4 of 50, 7 of 300, 11 of 1,000, 30 of 20,000.

    A number that hangs on the size alone is part of what makes themes stay the same. Chosen by the widest gap between
    the eigenvalues of the affinity (von Luxburg 2007), agreement with known classes (news .70, newsgroups .38, Danish
    .21) and stability after dropping a tenth (.95, .80, .76) were no better on the whole than by size (.68, .40, .25
    and .94, .83, .77; five draws of 300 each). Nine instead of seven of 300 were better on four corpora that settings
    are tried on (agreement .31 to .34, stability .82 to .84) and not on four kept out (.104 to .110, .770 to .753).
    """
    return int(min(30, max(2, round(0.9 * n**0.36))))


def fits(core: int) -> int:
    """More fits where they are cheap (drop-10 % stability at 300: .73-.89 with 60, .80-.92 with 150; .824 with 100
    and .815 with 300 on four other corpora, so there is nothing to win by more)."""
    return int(min(300, max(100, 100_000 // max(core, 1))))

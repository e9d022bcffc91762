"""How many themes, and how many fits they are agreed on by: both by the size of the corpus."""

from __future__ import annotations


def expected(n: int) -> int:
    """About how many themes a reader would want of n passages: 5 of 50, 9 of 300, 14 of 1,000, 30 of 9,000 and more.

    A number that hangs on the size alone is part of what makes themes stay the same. Chosen by the widest gap between
    the eigenvalues of the affinity (von Luxburg 2007), agreement with known classes (news .70, newsgroups .38, Danish
    .21) and stability after dropping a tenth (.95, .80, .76) were no better on the whole than by size (.68, .40, .25
    and .94, .83, .77; five draws of 300 each). Nine themes of 300 instead of seven: agreement .429 to .438 and
    stability .844 to .845 on those three corpora (five draws), .228 to .240 and .814 to .802 on seven others (three),
    and blind readers, with names, keywords and quotes alone, were sure of six of nine instead of four of seven.
    """
    return int(min(30, max(2, round(1.15 * n**0.36))))


def fits(core: int) -> int:
    """More fits where they are cheap (drop-10 % stability at 300: .73-.89 with 60, .80-.92 with 150; .824 with 100
    and .815 with 300 on four other corpora, so there is nothing to win by more)."""
    return int(min(300, max(100, 100_000 // max(core, 1))))

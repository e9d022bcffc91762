"""How many themes: few on small corpora, and as many as the fits agree on."""

from __future__ import annotations

from typing import Any

from ci_text.themes.consensus import Spectrum


def expected(n: int) -> int:
    """About how many themes a reader would want of n passages: 4 of 50, 7 of 300, 11 of 1,000, 30 of 20,000."""
    return int(min(30, max(2, round(0.9 * n**0.36))))


def fits(core: int) -> int:
    """How many fits the consensus is made of: more where they are cheap (drop-10 % stability at 300: .73-.89 with 60,
    .80-.92 with 150)."""
    return int(min(300, max(100, 100_000 // max(core, 1))))


def choose(found: Spectrum, n: int, least: int) -> int:
    """The number with the widest gap between eigenvalues near the expected number (von Luxburg 2007, section 8.3)."""
    middle = expected(n)
    low = max(2, round(0.6 * middle))
    high = max(low, min(round(1.4 * middle), n // least, len(found.values) - 1))
    gaps = {k: float(found.values[k - 1] - found.values[k]) for k in range(low, high + 1)}
    return max(gaps, key=lambda k: (round(gaps[k], 9), -k))


def most(n: int) -> Any:
    """How many eigenvalues `choose` may ask for."""
    return min(n, round(1.4 * expected(n)) + 2)

"""What the user can set for themes."""

from __future__ import annotations

from dataclasses import dataclass

from ci_text.errors import UsageError


@dataclass(frozen=True, slots=True)
class ThemeOptions:
    """Settings of `model_themes`; the defaults serve most corpora.

    n_themes: how many themes; None chooses by the number of passages.
    seed: start of all pseudo-random numbers; another seed is another, equally good run.
    embedding: 'built-in' (words and semantic fields), or a folder or name for sentence-transformers or model2vec.
    reassign_outliers: put passages that fit no theme into the nearest instead of showing them as outliers.
    guided: let the codes of the codebook pull passages together.
    floor: below this many usable passages keywords are given instead of themes.
    min_size: no theme is smaller than this.
    fragile_below: themes of lower stability are marked fragile; so are those whose words are in few of their passages.
    fits: how many models on resamples the consensus is made of; 0 chooses by corpus size.
    """

    n_themes: int | None = None
    seed: int = 0
    embedding: str = "built-in"
    reassign_outliers: bool = False
    guided: bool = False
    floor: int = 20
    min_size: int = 5
    fragile_below: float = 0.6
    fits: int = 0

    def __post_init__(self) -> None:
        if self.n_themes is not None and self.n_themes < 2:
            raise UsageError(f"{self.n_themes} themes are none to tell apart.", "Ask for two or more.")
        if self.min_size < 1 or self.floor < 1 or self.fits < 0:
            raise UsageError("min_size and floor are 1 or more, fits 0 or more.", "Mend the theme options.")

"""Themes across a corpus: stable, readable, in two languages, with a figure for how stable.

    model = model_themes(passages, codebook)
    model.themes, model.shares, model.message["en"]

Engine: passages as vectors (embed), many fits on resamples and their consensus (consensus), words,
hierarchy and tables by BERTopic (represent).
"""

from ci_text.themes.build import model_themes
from ci_text.themes.match import Change
from ci_text.themes.messages import line as describe_theme
from ci_text.themes.messages import told as describe_change
from ci_text.themes.model import Drift, Merge, ThemeModel
from ci_text.themes.options import ThemeOptions
from ci_text.themes.pictures import theme_pictures, write_pictures
from ci_text.themes.quotes import ThemeQuote, theme_quotes
from ci_text.themes.tables import theme_tables
from ci_text.themes.update import update

__all__ = [
    "Change",
    "Drift",
    "Merge",
    "ThemeModel",
    "ThemeOptions",
    "ThemeQuote",
    "describe_change",
    "describe_theme",
    "model_themes",
    "theme_pictures",
    "theme_quotes",
    "theme_tables",
    "update",
    "write_pictures",
]

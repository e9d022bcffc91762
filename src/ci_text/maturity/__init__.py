"""The maturity sheet: how far each initiative is on each element, on a rubric that the user defines."""

from ci_text.maturity.rubric import Level, Rubric, RubricError, default_rubric, load_rubric
from ci_text.maturity.sheet import assess, check_level, maturity_tables

__all__ = [
    "Level",
    "Rubric",
    "RubricError",
    "assess",
    "check_level",
    "default_rubric",
    "load_rubric",
    "maturity_tables",
]

"""How good a tagger is on labelled passages."""

from ci_text.evaluation.gold import Labelled, is_text, lone_passage, read_gold
from ci_text.evaluation.measures import FIGURES, evaluate_file, measure
from ci_text.evaluation.words import table

__all__ = ["FIGURES", "Labelled", "evaluate_file", "is_text", "lone_passage", "measure", "read_gold", "table"]

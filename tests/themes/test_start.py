"""What themes cost before the first fit."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from ci_text.themes import represent
represent.load()
print(sorted(name for name in represent.UNUSED if name in sys.modules))
import bertopic, huggingface_hub, spacy
print(spacy.blank("da").lang, bertopic.BERTopic.__name__)
"""


def test_bertopic_comes_without_what_themes_do_not_use_and_that_still_loads_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "da BERTopic"]

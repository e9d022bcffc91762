"""Tables as the terminal shows them."""

from __future__ import annotations

import pandas as pd

from ci_text.cli.analyse import printed
from ci_text.codebook import default_codebook


def test_what_is_not_known_is_left_blank() -> None:
    tables = pd.DataFrame([{"a": "x", "share_a": 0.5, "p": None}, {"a": "y", "share_a": None, "p": None}])
    text = printed(tables, default_codebook(), "initiative", "da")
    assert "0,500" in text and "None" not in text and "nan" not in text.lower()

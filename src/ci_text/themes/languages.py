"""What of a passage's vector is its language, and what its subject.

The mean vector of a language, taken off, keeps a language from being a theme. But where one language is one
initiative's, its mean is that initiative's subject, and taking it off strews the subject over the themes of the other
language. So the difference between the languages is taken at equal subjects: a regression of the vectors on the
language with the semantic fields of the passages held constant (analysis of covariance, Fisher 1932), since the fields
are one list for both languages. On 300 passages where half of the subjects are of one language, agreement with known
classes is .47 so, .44 with plain means and .46 with nothing taken off; where all are of both .39, .40 and .36.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST_SUBJECTS = 80
PER_SUBJECT = 4  # passages for each direction that is held constant


def subjects(fields: Any) -> Any:
    """Passages x directions: the leading principal components of passages x semantic fields (sparse)."""
    import numpy as np

    n = fields.shape[0]
    middle = np.asarray(fields.mean(axis=0)).ravel()
    values, axes = np.linalg.eigh((fields.T @ fields).toarray() - n * np.outer(middle, middle))
    kept = min(MOST_SUBJECTS, n // PER_SUBJECT)
    axes = axes[:, ::-1][:, :kept][:, values[::-1][:kept] > 1e-6 * max(float(values[-1]), 1e-12)]
    return fields @ axes - middle @ axes


def levels(found: Any, langs: Sequence[str], about: Any) -> dict[str, Any]:
    """Language -> the mean of its vectors if it spoke of what the whole corpus speaks of (`about`: see subjects).

    Rows of zeros (passages without a known word) don't count.
    """
    import numpy as np

    names = sorted(set(langs))
    known = np.linalg.norm(found, axis=1) > 0
    which = np.array([[lang == name for name in names] for lang in langs], dtype=float)
    slopes = np.linalg.lstsq(np.hstack([which, about])[known], found[known], rcond=None)[0]
    return {name: slopes[i] for i, name in enumerate(names)}

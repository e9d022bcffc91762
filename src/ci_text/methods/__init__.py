"""What was done, told so that others can judge and repeat it: methods text, manifest, differences of two projects."""

from ci_text.methods.changes import Change, diff
from ci_text.methods.manifest import changed_inputs, manifest
from ci_text.methods.text import methods_text
from ci_text.methods.theme_numbers import without_numbers

__all__ = ["Change", "changed_inputs", "diff", "manifest", "methods_text", "without_numbers"]

"""`python -m ci_text` is `ci-text`."""

from ci_text.cli import main

main(prog_name="ci-text")

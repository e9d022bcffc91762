"""What people say beside the tags: levels of maturity, quotes starred and discarded."""

from __future__ import annotations

from ci_text.errors import UsageError
from ci_text.project.analyse import Analysis


class Judging(Analysis):
    """set_level, note_quote: decisions on initiatives and quotes, kept with who made them."""

    def set_level(self, initiative: str, code: str, level: str, coder: str, why: str = "") -> None:
        """Keep the level that a person gives an initiative on one code, in place of an earlier one.

        Raises UsageError for a level that the rubric lacks, a code that it does not rate, an unknown initiative.
        """
        from ci_text.maturity import check_level

        self.check_code(code)
        rated = self.rubric.codes(self.codebook)
        if code not in rated:
            raise UsageError(f"The rubric {self.rubric.id!r} does not rate {code!r}.", f"It rates: {', '.join(rated)}.")
        known = self.initiatives()
        if initiative not in known:
            raise UsageError(f"No initiative {initiative!r}.", f"Initiatives: {', '.join(known)}.")
        check_level(self.rubric, level)
        self.store.set_level(initiative, code, level, coder, why)

    def note_quote(self, passage_id: str, code: str, state: str, coder: str, reason: str = "") -> None:
        """Star ('starred') or discard ('discarded') a passage as a quote on a code; '' takes either back.

        Raises UsageError where the passage does not carry the code.
        """
        self.check_code(code)
        self.check_passage(passage_id)
        carried = sorted({t.code for t in self.store.tags.in_force() if t.passage_id == passage_id})
        if state and code not in carried:
            raise UsageError(
                f"The passage {passage_id} does not carry {code!r} (it carries: {', '.join(carried) or 'no code'}).",
                "Say that it does with `ci-text code` first.",
            )
        self.store.note_quote(passage_id, code, state, reason, coder)

    def take_back(self, passage_id: str, code: str, state: str, coder: str) -> None:
        """Take back a star ('starred') or a discard ('discarded'), whoever gave it; it is logged.

        Raises UsageError where the quote has no such note.
        """
        self.check_code(code)
        self.check_passage(passage_id)
        _, _, there, _, who = self.store.notes.of(passage_id, code)
        if there != state:
            now = f"it is {there} by {who}" if there else "nothing is noted on it"
            raise UsageError(f"The passage {passage_id} is not {state} on {code!r}: {now}.", "See `ci-text quotes`.")
        self.store.note_quote(passage_id, code, "", "", coder)

    def initiatives(self) -> list[str]:
        """The names of the initiatives, in alphabetical order."""
        return sorted({f.metadata.initiative for f in self.store.files() if f.metadata.initiative})

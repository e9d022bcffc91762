"""What can go wrong, said so that the user knows what to do next.

Every error names its cause and a remedy and carries the exit code of the command that meets it.
"""

from __future__ import annotations


class CiTextError(Exception):
    """The base of all errors of the program.

    `message` says what happened, `remedy` what the user can do about it, `kind` is a stable short name for
    programs (store, JSON), `exit_code` what the command line ends with.
    """

    kind = "error"
    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(CiTextError):
    """The command or the call was wrong: nothing was done."""

    kind = "usage"
    exit_code = 2


class CodebookError(UsageError):
    """A codebook file has mistakes; all of them are listed at once in `mistakes`."""

    kind = "codebook"

    def __init__(self, path: str, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        listing = "\n".join(f"  - {mistake}" for mistake in mistakes)
        super().__init__(
            f"The codebook {path} has {len(mistakes)} mistake(s):\n{listing}\n",
            "Mend them and check with `ci-text codebook check FILE`.",
        )


class MetadataError(UsageError):
    """A corpus.toml, a metadata CSV or a speaker list can't be used."""

    kind = "metadata"


class StoreError(CiTextError):
    """The project file can't be opened or is of another version."""

    kind = "store"


class MissingDependency(CiTextError):
    """An optional library or program is needed for what was asked; `remedy` is the line to type."""

    kind = "missing-dependency"


class ReadError(CiTextError):
    """One file can't be read; the batch goes on without it."""

    kind = "unreadable"


class EncryptedFile(ReadError):
    """The file wants a password that was not given."""

    kind = "encrypted"


class DamagedFile(ReadError):
    """The file is not what its name says, or broken beyond reading."""

    kind = "damaged"


class EmptyFile(ReadError):
    """The file holds nothing: zero bytes, or no page."""

    kind = "empty"


class NoText(ReadError):
    """The file could be opened and holds no text at all (pictures only)."""

    kind = "no-text"


class FileTooLarge(ReadError):
    """The file passes a limit on bytes, pages or unpacked size."""

    kind = "too-large"


class ReadTimeout(ReadError):
    """Reading took longer than the limit."""

    kind = "time-out"


class ReaderCrash(ReadError):
    """The worker that read the file died (crash of a library, memory limit)."""

    kind = "crash"


class UnknownFormat(ReadError):
    """No reader knows this kind of file."""

    kind = "unknown-format"


class AccessDenied(ReadError):
    """The file or folder exists but may not be read."""

    kind = "access"


class NotVerbatim(CiTextError):
    """A quote is not word for word in its document: it is refused."""

    kind = "not-verbatim"


READ_ERRORS: dict[str, type[ReadError]] = {
    cls.kind: cls
    for cls in (
        ReadError,
        EncryptedFile,
        DamagedFile,
        EmptyFile,
        NoText,
        FileTooLarge,
        ReadTimeout,
        ReaderCrash,
        UnknownFormat,
        AccessDenied,
    )
}

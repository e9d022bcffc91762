"""A file that is written whole or not at all, for the eyes of those that its folder is for."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ci_text.errors import UsageError

FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}  # no room on the disk, or for this user


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, put in its place when all is written and taken away when something fails.

    Who may read it is as with any file that the user makes, or as with the one that it takes the place of. Raises
    UsageError where the folder isn't there, can't be written to or has no room.
    """
    if path.exists() and not path.is_file():  # /dev/stdout
        yield path
        return
    path = path.resolve()  # a link stays one
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder.", "Make it first, or name another.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _refused(path, error) from error
    os.close(handle)
    unfinished = Path(name)
    try:
        try:
            yield unfinished
        except OSError as error:
            if error.errno in FULL:
                raise _refused(path, error) from error
            raise  # of a file that it is made from
        try:
            unfinished.chmod(_mode(path))
            unfinished.replace(path)
        except OSError as error:
            raise _refused(path, error) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> UsageError:
    why = error.strerror or str(error)
    return UsageError(f"{path}: can't be written ({why}).", "Choose a folder you may write to, with room on its disk.")


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, whole or not at all; the folder is made where it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path.parent}: can't be made ({error.strerror}).", "Choose another place.") from error
    with whole_file(path) as unfinished:
        unfinished.write_text(text, "utf-8")


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

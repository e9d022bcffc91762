"""The inside of a worker: options first, then a path and its document, again and again."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from ci_text.errors import ReaderCrash, ReadError
from ci_text.readers import ReadOptions, read_file
from ci_text.records import Document
from ci_text.workers.messages import receive, send

LONGEST = 1e8  # seconds that a timer can count
GRACE = 5.0  # seconds: who watches the limit ends this process first, and what it has started with it


def read_here(path: str, options: ReadOptions) -> Document | ReadError:
    """The document in a file, or what went wrong as the error it is; nothing that a reader raises gets out."""
    try:
        return read_file(Path(path), options)
    except ReadError as error:
        return error
    except MemoryError:
        return ReaderCrash(f"{path} needs more memory than the limit.", "Raise --memory-limit, or split it.")
    except RecursionError:
        return ReaderCrash(f"{path} is nested too deeply to be read.", "Save it anew in the program that made it.")
    except Exception as error:  # noqa: BLE001 - a mistake in a reader must cost one file, and is named
        what = f"{type(error).__name__} in {_place(error)}"  # its own words may hold text of the interview
        return ReaderCrash(f"{path}: the reader failed with {what}.", "Please report this with the file.")


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"


def serve() -> None:
    """The life of a worker: options first, then paths, until its standard input ends."""
    # what libraries print must not mix with the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):  # the program that asked is gone or has enough
        options = receive(requests)
        _limit(options.memory_limit)
        send(answers, "ready")
        while True:
            path = receive(requests)
            _end_after(options.time_limit + GRACE)
            document = read_here(path, options)
            _end_after(0)
            send(answers, document)


def _end_after(seconds: float) -> None:
    """End this process, whatever it does then, in case the program that watches it is gone; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, min(seconds, LONGEST))


def _limit(memory: int) -> None:
    """Hold this process to so many bytes of address space; systems without such limits (Windows) have none."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses limits on address space
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

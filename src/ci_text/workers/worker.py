"""One worker as it is seen from outside: a process that is asked, waited for, and ended at the time limit."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from ci_text.errors import ReaderCrash, ReadError, ReadTimeout
from ci_text.readers import ReadOptions
from ci_text.records import Document
from ci_text.workers.messages import receive, send

FILES_PER_WORKER = 200  # a worker is renewed after so many files: what a library leaks goes with it
PROGRAM = "from ci_text.workers.serving import serve; serve()"
START_LIMIT = 120.0  # seconds for a worker to start


class Worker:
    """A process that reads files, one at a time."""

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.files = 0
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM],  # -P: no module of the folder where the user stands
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=_environment(),
            start_new_session=True,  # it and what it starts (tesseract) end together
        )
        self.alive = True
        self.alive = self._answer(options, START_LIMIT)[0] is not None

    def read(self, path: str) -> Document | ReadError:
        self.files += 1
        if not self.alive:
            return ReaderCrash(
                f"{path}: no reader could be started: {self._death(self.process.wait())}", "Report this."
            )
        answer, late = self._answer(path, self.options.time_limit)
        if answer is not None:
            result: Document | ReadError = answer
            return result
        self.kill()
        self.alive = False
        code = self.process.wait()
        if late:
            return ReadTimeout(
                f"{path} took longer than {self.options.time_limit:g} s.", "Raise --time-limit, or split it."
            )
        return ReaderCrash(f"{path}: {self._death(code)}", "Try to print it to PDF anew, or raise --memory-limit.")

    def _answer(self, request: object, limit: float) -> tuple[Any, bool]:
        """What the worker answers (None where it died), and whether it was ended at the limit."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(limit, end)
        timer.daemon = True
        timer.start()
        try:
            assert self.process.stdin and self.process.stdout
            send(self.process.stdin, request)
            answer = receive(self.process.stdout)
            self.alive = not late.is_set()  # ended in the moment in which it was done
            return answer, False
        except (EOFError, BrokenPipeError, ConnectionError):
            return None, late.is_set()
        finally:
            timer.cancel()

    def _death(self, code: int) -> str:
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        if code == -signal.SIGABRT:
            how += ", as PDF libraries do when the memory limit is reached"
        self.log.seek(0)
        lines = self.log.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        return f"its reader died {how}" + (f" ({lines[-1]})." if lines else ".")

    @property
    def fit(self) -> bool:
        """Whether it lives and has not read so many files that it should be renewed."""
        return self.alive and self.files < FILES_PER_WORKER and self.process.poll() is None

    def kill(self) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it ended in this moment
                if hasattr(os, "killpg"):
                    os.killpg(self.process.pid, signal.SIGKILL)
                else:
                    self.process.kill()

    def close(self) -> None:
        self.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.log):
            with contextlib.suppress(BrokenPipeError):  # what was not sent is lost with the worker
                if stream is not None:
                    stream.close()


def _environment() -> dict[str, str]:
    """The environment of a worker: it finds this package, and numeric libraries keep to one thread."""
    here = str(Path(__file__).resolve().parents[2])
    paths = [here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}

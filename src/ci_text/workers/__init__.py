"""Reading files in processes of their own: a file that crashes or hangs its reader costs that file only.

Own processes, since nothing at hand does it all: `concurrent.futures` and loky (BSD) give the whole pool up when one
worker dies and have no time limit for a task; pebble has both, under the LGPL; and `multiprocessing` starts the
user's own script again in each worker, which breaks scripts without a main guard. Here a worker is a plain Python
process that takes paths on its standard input and answers on its standard output. What comes back is pickled: both
ends are this program, on this machine.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from ci_text.errors import ReaderCrash, ReadError
from ci_text.readers import ReadOptions
from ci_text.records import Document
from ci_text.workers.serving import read_here
from ci_text.workers.worker import Worker

Outcome = tuple[str, Document | ReadError]


class Executor(Protocol):
    """Where files are read: here, in processes of this machine, or (later) on a cluster."""

    def read(self, paths: Sequence[str], options: ReadOptions) -> Iterator[Outcome]:
        """Each path once with its document or what went wrong, in whatever order they are done."""
        ...


def read_isolated(
    paths: Sequence[str | Path],
    options: ReadOptions | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Each path, as given, with its document or the error that it met; never raises for a file.

    `jobs` is the number of processes, None for one per processor, 0 for reading in this process (no limits of time
    and memory then). The order is that in which files are done: sort where order matters.
    """
    options = options or ReadOptions()
    if executor is None:
        wanted = _processors() if jobs is None else jobs
        executor = Processes(min(wanted, len(paths))) if wanted > 0 else InProcess()
    return executor.read([str(path) for path in paths], options)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class InProcess:
    """Reads in this process, one file after the other."""

    def read(self, paths: Sequence[str], options: ReadOptions) -> Iterator[Outcome]:
        for path in paths:
            yield path, read_here(path, options)


@dataclass(slots=True)
class Processes:
    """Reads in `jobs` processes, each watched by a thread."""

    jobs: int

    def read(self, paths: Sequence[str], options: ReadOptions) -> Iterator[Outcome]:
        waiting: SimpleQueue[str] = SimpleQueue()
        for path in paths:
            waiting.put(path)
        done: SimpleQueue[Outcome | BaseException] = SimpleQueue()
        # a semaphore keeps readers from running far ahead of whoever takes the documents
        room = threading.Semaphore(4 * self.jobs)
        watchers = [_Watcher(waiting, done, room, options) for _ in range(self.jobs)]
        for watcher in watchers:
            watcher.thread.start()
        try:
            for _ in paths:
                outcome = done.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                room.release()
                yield outcome
        finally:
            for watcher in watchers:
                watcher.stop()
            for _ in range(2 * len(watchers)):  # all are stopped: none takes a path more, whichever wakes first
                room.release()
            for watcher in watchers:
                watcher.thread.join()


class _Stopped(Exception):
    """Nobody waits for a document any more."""


@dataclass(slots=True)
class _Watcher:
    """A thread that keeps one worker at work, ends it at the time limit and starts another when it has died."""

    waiting: SimpleQueue[str]
    done: SimpleQueue[Outcome | BaseException]
    room: threading.Semaphore
    options: ReadOptions
    worker: Worker | None = None
    stopped: bool = False
    lock: Any = field(default_factory=threading.Lock)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def stop(self) -> None:
        with self.lock:
            self.stopped = True
            if self.worker is not None:
                self.worker.kill()

    def _watch(self) -> None:
        try:
            while True:
                self.room.acquire()
                if self.stopped:
                    return
                path = self.waiting.get_nowait()
                self.done.put((path, self._read(path)))
        except (Empty, _Stopped):
            return
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
            self.done.put(error)
        finally:
            with self.lock:
                if self.worker is not None:
                    self.worker.close()
                    self.worker = None

    def _read(self, path: str) -> Document | ReadError:
        if self.worker is None or not self.worker.fit:
            if self.worker is not None:
                self.worker.close()
            with self.lock:
                if self.stopped:  # since the path was taken: a worker begun now would read it to its end
                    raise _Stopped
                try:
                    self.worker = Worker(self.options)
                except OSError as error:  # no memory, no process, no file handle left: the next file may find one
                    self.worker = None
                    return ReaderCrash(
                        f"{path}: no reader could be started: {error}.",
                        "Close other programs, or use fewer --jobs, and run again.",
                    )
        return self.worker.read(path)

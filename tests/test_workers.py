"""Isolation with real processes: a reader that crashes, hangs or eats memory costs its file only."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ci_text.errors import READ_ERRORS, EmptyFile, ReaderCrash, ReadError, ReadTimeout
from ci_text.readers import ReadOptions
from ci_text.records import Document
from ci_text.workers import read_isolated, worker
from ci_text.workers.messages import send

# A worker with one more format, whose files hold the Python that their reader runs.
PROGRAM = """
import pathlib, sys, types
import ci_text.readers as readers
from ci_text.readers import content

def read(path, data, options):
    exec(data.decode(), {})
    return readers._formats()[".txt"].read(path, b"Alt gik godt.", options)

bad = types.ModuleType("bad")
bad.SUFFIXES, bad.CONTENT, bad.read = (".bad",), "text", read
readers._formats()[".bad"] = bad
from ci_text.workers.serving import serve
serve()
"""


@pytest.fixture
def bad_reader(monkeypatch):
    monkeypatch.setattr(worker, "PROGRAM", PROGRAM)


def write(folder: Path, **files: str) -> list[str]:
    paths = []
    for name, text in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return paths


def outcomes(paths, **options):
    jobs = options.pop("jobs", 2)
    return dict(read_isolated(paths, ReadOptions(**options), jobs=jobs))


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_every_file_has_one_outcome(tmp_path, jobs):
    paths = write(tmp_path, **{f"t{n}_txt": f"Tekst nummer {n}." for n in range(12)}, empty_txt="", x_xyz="?")
    paths.append(str(tmp_path / "missing.txt"))
    found = list(read_isolated(paths, jobs=jobs))
    assert sorted(path for path, _ in found) == sorted(paths)
    kinds = {Path(path).name: getattr(result, "kind", "read") for path, result in found}
    assert kinds.pop("empty.txt") == "empty"
    assert kinds.pop("x.xyz") == "unknown-format"
    assert kinds.pop("missing.txt") == "unreadable"
    assert set(kinds.values()) == {"read"}


def test_processes_and_in_process_agree(tmp_path):
    paths = write(tmp_path, a_txt="Første afsnit.\n\nAndet afsnit.", b_md="# Titel\n\n- punkt")
    assert outcomes(paths, jobs=2) == outcomes(paths, jobs=0)


def test_no_files():
    assert list(read_isolated([])) == []


CRASHES = {
    "signal": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "abort": ("import os; os.abort()", "SIGABRT"),
    "exit": ("import os; os._exit(3)", "exit code 3"),
    "null": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "mistake": ("{}['x']", "KeyError"),
    "recursion": ("f = lambda: f()\nf()", "nested too deeply"),
    "memory": ("x = bytearray(10 ** 13)", "more memory"),
    "slow memory": ("x = []\nwhile True: x.append(bytearray(10_000_000))", "more memory"),
}


@pytest.mark.parametrize("how", CRASHES)
def test_a_crash_costs_one_file(tmp_path, bad_reader, how):
    code, words = CRASHES[how]
    paths = write(tmp_path, a_txt="Før.", b_bad=code, c_txt="Efter.", d_bad="")
    Path(paths[3]).write_text("pass")
    found = outcomes(paths, jobs=1, memory_limit=600_000_000)
    assert isinstance(found[paths[1]], ReaderCrash)
    assert words in str(found[paths[1]])
    assert all(isinstance(found[path], Document) for path in (paths[0], paths[2], paths[3]))


def test_a_hang_ends_at_the_limit(tmp_path, bad_reader):
    paths = write(tmp_path, a_bad="while True: pass", b_bad="import time; time.sleep(99)", c_txt="Efter.")
    start = time.monotonic()
    found = outcomes(paths, jobs=1, time_limit=1.0)
    assert time.monotonic() - start < 15
    assert isinstance(found[paths[0]], ReadTimeout)
    assert isinstance(found[paths[1]], ReadTimeout)
    assert isinstance(found[paths[2]], Document)


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")
def test_what_a_worker_started_ends_with_it(tmp_path, bad_reader):
    mark = f"import time; time.sleep(98.{os.getpid()})"
    (path,) = write(tmp_path, a_bad=f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{mark}'])")
    assert isinstance(outcomes([path], time_limit=1.5)[path], ReadTimeout)
    time.sleep(0.2)
    assert not [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]


def test_what_a_reader_prints_does_not_mix_with_answers(tmp_path, bad_reader):
    (path,) = write(tmp_path, a_bad="import os; print('x' * 100000); os.write(1, b'y' * 100000)")
    assert isinstance(outcomes([path])[path], Document)


def test_workers_are_renewed(tmp_path, bad_reader, monkeypatch):
    monkeypatch.setattr(worker, "FILES_PER_WORKER", 2)
    code = "import os; raise __import__('ci_text.errors').errors.DamagedFile(str(os.getpid()))"
    found = outcomes(write(tmp_path, **{f"f{n}_bad": code for n in range(6)}), jobs=1)
    assert len({error.message for error in found.values()}) == 3


def test_leaving_early_ends_the_workers(tmp_path, bad_reader):
    paths = write(tmp_path, a_txt="Hurtig.", **{f"f{n}_bad": "import time; time.sleep(60)" for n in range(5)})
    before = {p.pid for p in psutil.Process().children()}
    reading = read_isolated(paths, jobs=2)
    start = time.monotonic()
    next(reading)
    reading.close()
    assert time.monotonic() - start < 10
    assert {p.pid for p in psutil.Process().children()} <= before


def test_a_worker_that_can_not_start_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "PROGRAM", "import no_such_module")
    (path,) = write(tmp_path, a_txt="Tekst.")
    found = outcomes([path])[path]
    assert isinstance(found, ReaderCrash)
    assert "no_such_module" in str(found)


def test_a_machine_that_starts_no_process_is_said_of_each_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    found = outcomes(write(tmp_path, a_txt="Tekst.", b_txt="Mere."), jobs=1)
    assert [type(error) for error in found.values()] == [ReaderCrash] * 2
    assert all("no reader could be started: [Errno 2]" in str(error) for error in found.values())


def test_a_script_without_main_guard_can_read(tmp_path):
    (path,) = write(tmp_path, a_txt="Tekst.")
    script = tmp_path / "script.py"
    script.write_text(
        f"from ci_text.workers import read_isolated\nprint([p for p, _ in read_isolated([{path!r}], jobs=2)])\n"
    )
    source = str(Path(worker.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": source}
    )
    assert done.stdout.strip() == str([path]), done.stderr


@pytest.mark.parametrize("kind", READ_ERRORS)
def test_errors_travel_whole(kind):
    error = READ_ERRORS[kind]("Hvad der skete.", "Hvad du kan gøre.")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (back.message, back.remedy, back.kind) == (error.message, error.remedy, error.kind)


def test_errors_are_read_errors(tmp_path):
    (path,) = write(tmp_path, a_txt="")
    found = outcomes([path])[path]
    assert isinstance(found, EmptyFile)
    assert isinstance(found, ReadError)


@pytest.mark.skipif(os.name != "posix", reason="timers and terminals are POSIX")
def test_a_worker_ends_at_its_limit_when_nobody_watches_it(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "PROGRAM", f"from ci_text.workers import serving\nserving.GRACE = 0.1\n{PROGRAM}")
    quick, slow = write(tmp_path, a_bad="pass", b_bad="while True: pass")
    alone = worker.Worker(ReadOptions(time_limit=1.0))
    try:
        assert isinstance(alone.read(quick), Document)
        time.sleep(1.5)  # between files there is no limit
        send(alone.process.stdin, slow)
        assert alone.process.wait(timeout=15) == -signal.SIGALRM
    finally:
        alone.close()


@pytest.mark.skipif(os.name != "posix", reason="timers and terminals are POSIX")
def test_closing_the_terminal_ends_the_workers(tmp_path):
    (path,) = write(tmp_path, a_bad=f"open({str(tmp_path / 'on')!r}, 'w').close()\nwhile True: pass")
    plainly = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # tests may run under nohup
    program = f"from ci_text.workers import worker\nworker.PROGRAM = {PROGRAM!r}\nfrom ci_text.cli import main\nmain()"
    script = plainly + program
    run = subprocess.Popen([sys.executable, "-c", script, "-p", str(tmp_path / "p.db"), "add", path])
    while not (tmp_path / "on").exists() and run.poll() is None:
        time.sleep(0.1)
    [child] = psutil.Process(run.pid).children()
    run.send_signal(signal.SIGHUP)
    assert run.wait(timeout=15) == 128 + signal.SIGHUP
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE

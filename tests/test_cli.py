"""The command line as its users type it, on real files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from small import ROOT, SAMPLE

CI_TEXT = [sys.executable, "-m", "ci_text"]


def ci_text(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CI_TEXT, *args], capture_output=True, text=True, cwd=cwd, timeout=300)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two initiatives with a real PDF and two texts, in a path with Danish letters and a space."""
    top = tmp_path_factory.mktemp("æ ø å") / "stof"
    for folder, name in (("Nøgle først", "noegle-foerst/interview.pdf"), ("Kaffe", "kaffe-klokken-tre/report.pdf")):
        (top / folder).mkdir(parents=True)
        (top / folder / Path(name).name).write_bytes((SAMPLE / name).read_bytes())
    (top / "Kaffe" / "nyt.md").write_text(
        (SAMPLE / "sammen-om-fremmoede" / "nyhedsbrev.md").read_text("utf-8"), "utf-8"
    )
    return top


@pytest.fixture(scope="module")
def ran(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    done = ci_text("run", str(corpus), "-o", str(out))
    assert done.returncode == 0, done.stderr
    return out


def test_run_writes_what_it_says(ran: Path) -> None:
    assert {"project.db", "report.html", "evidence.xlsx", "passages.jsonl", "manifest.json"} <= {
        p.name for p in ran.iterdir()
    }
    lines = [json.loads(line) for line in (ran / "passages.jsonl").read_text("utf-8").splitlines()]
    keys = {
        "document",
        "initiative",
        "kind",
        "page",
        "page_end",
        "start",
        "end",
        "text",
        "heading",
        "speaker",
        "lang",
        "codes",
        "themes",
    }
    assert all(keys <= set(line) for line in lines)
    assert {line["initiative"] for line in lines} == {"Nøgle først", "Kaffe"}
    tagged = [code for line in lines for code in line["codes"].values()]
    assert tagged and all({"score", "stance", "source", "evidence"} <= set(code) for code in tagged)
    assert any(line["speaker"] for line in lines)


def test_a_second_run_reads_nothing_and_ends_with_the_same_rows(corpus: Path, ran: Path) -> None:
    before = (ran / "passages.jsonl").read_text("utf-8")
    again = ci_text("run", str(corpus), "-o", str(ran))
    assert "Filer: 0 læst, 3 uændret, 0 kunne ikke læses." in again.stderr
    assert (ran / "passages.jsonl").read_text("utf-8") == before


def test_killed_in_the_middle_and_run_again_ends_with_the_same_rows(corpus: Path, ran: Path, tmp_path: Path) -> None:
    running = subprocess.Popen([*CI_TEXT, "run", str(corpus), "-o", str(tmp_path)], stderr=subprocess.DEVNULL)
    deadline = time.time() + 120
    while not (tmp_path / "project.db").exists() and time.time() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    running.kill()
    running.wait()
    done = ci_text("run", str(corpus), "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "passages.jsonl").read_text("utf-8") == (ran / "passages.jsonl").read_text("utf-8")


def test_quotes_are_printed_with_their_source(ran: Path) -> None:
    status = json.loads(ci_text("-p", str(ran / "project.db"), "status", "--json").stdout)
    assert json.dumps(status)
    lines = [json.loads(line) for line in (ran / "passages.jsonl").read_text("utf-8").splitlines()]
    code = next(code for line in lines for code in line["codes"])
    done = ci_text("-p", str(ran / "project.db"), "quotes", code, "--limit", "2")
    assert done.returncode == 0 and done.stdout.startswith("”") and "—" in done.stdout
    found = json.loads(ci_text("-p", str(ran / "project.db"), "quotes", code, "--json").stdout)
    texts = {line["text"] for line in lines}
    assert found and all(any(quote["text"] in text for text in texts) for quote in found)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["run", "nowhere", "-o", "out"], 2, "no such file or folder"),
        (["run", "empty", "-o", "out"], 2, "No documents"),
        (["--codebook", "broken.yaml", "run", "empty", "-o", "out"], 2, "broken.yaml"),
        (["-p", "new.db", "add", "nowhere"], 2, "no such file or folder"),
        (["-p", "none.db", "status"], 1, "no such project file"),
        (["-p", "text.pdf", "status"], 1, "not a ci-text project file"),
        (["text", "text.pdf"], 1, "text.pdf"),
        (["text", "zero.pdf"], 1, "zero.pdf"),
        (["codebook", "check", "broken.yaml"], 2, "broken.yaml"),
        (["codebook", "show", "nosuch"], 2, "nosuch"),
        (["try", "x", "--tagger", "nosuch"], 2, "combined"),
        (["try", "x", "--precision", "0.8", "--recall", "0.9"], 2, "not both"),
    ],
)
@pytest.mark.usefixtures("english")
def test_bad_input_is_a_message_and_an_exit_code(args: list[str], code: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.pdf").write_text("not a PDF at all " * 50)
    (tmp_path / "zero.pdf").write_bytes(b"")
    (tmp_path / "broken.yaml").write_text("codes: 7")
    done = ci_text(*args, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"empty", "text.pdf", "zero.pdf", "broken.yaml"}, "nothing is left"


def test_bad_files_cost_only_themselves(tmp_path: Path) -> None:
    (tmp_path / "stof" / "a").mkdir(parents=True)
    (tmp_path / "stof" / "a" / "god.txt").write_text("Partnerne mødtes hver uge for at dele erfaringer.\n", "utf-8")
    (tmp_path / "stof" / "a" / "tom.pdf").write_bytes(b"")
    (tmp_path / "stof" / "a" / "falsk.pdf").write_text("tekst " * 100)
    (tmp_path / "stof" / "a" / "ukendt.xyz").write_text("?")
    done = ci_text("run", str(tmp_path / "stof"), "-o", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("tom.pdf", "falsk.pdf", "ukendt.xyz"):
        assert name in done.stderr
    assert (tmp_path / "out" / "report.html").exists()


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from ci_text.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'spacy', 'sklearn', 'pandas', 'numpy', 'scipy', 'bertopic', 'pdfplumber', 'pypdfium2', 'yaml'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "HEAVY []" in done.stdout
    start = time.perf_counter()
    ci_text("--help")
    assert time.perf_counter() - start < 3  # 0.1 s on an idle machine; CI machines are not idle


def test_every_command_has_help_with_an_example() -> None:
    names = re.findall(r"^  (\w+) ", ci_text("--help").stdout.split("Commands:")[1], re.M)
    assert len(names) >= 12
    for name in names:
        text = ci_text(name, "--help").stdout
        assert "Example:" in text or name == "codebook"


def test_the_readme_shows_commands_that_exist() -> None:
    names = set(re.findall(r"^  (\w+) ", ci_text("--help").stdout.split("Commands:")[1], re.M))
    shown = re.findall(r"^ci-text (?:-p \S+ )?(\w+)", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(shown) > 8
    assert set(shown) <= names


def test_nothing_opens_a_connection(corpus: Path, tmp_path: Path) -> None:
    """The main job in one process with every outgoing connection refused."""
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise RuntimeError('NETWORK ' + repr(a[1:]))\n"
        "socket.socket.connect = refuse; socket.socket.connect_ex = refuse; socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from ci_text.project import Project\n"
        f"p = Project(Path({str(tmp_path / 'p.db')!r}))\n"
        f"p.add([{str(corpus)!r}], jobs=0); p.tag(); p.themes(); f = p.findings()\n"
        f"p.report(Path({str(tmp_path / 'r.html')!r}), 'en', f)\n"
        f"p.export(Path({str(tmp_path / 'e.xlsx')!r}), 'en', f)\n"
        "print('DONE')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip().endswith("DONE"), done.stderr[-2000:]

"""A sentence model from a local folder or the local cache of models: model2vec or sentence-transformers.

Nothing is fetched. Themes cluster its vectors; a tagger that was made with one mixes in what they say of each code.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError

from ci_text.errors import MissingDependency, UsageError

if TYPE_CHECKING:
    import numpy as np

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")  # what the libraries read before they would download
SETTINGS = "config.json", "modules.json"  # one of which every such model has
UNREADABLE = (OSError, ValueError, LookupError, TypeError, RuntimeError, SafetensorError)
"""What they raise over other folders."""
Encode = Callable[[list[str]], Any]


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A loaded model: its name as given, the folder it was loaded from, and what else can be done without it."""

    name: str
    folder: Path
    instead: str
    _encode: Encode

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """A row of floats a text; raises UsageError where the model fails over them."""
        import numpy as np

        try:
            return np.asarray(self._encode(list(texts)), dtype=float)
        except UNREADABLE as error:
            raise _unreadable(self.name, self.instead, error) from error

    def digest(self) -> str:
        return digest_of(self.folder)


def digest_of(folder: Path) -> str:
    """sha256 over the files of the folder and their names, but for hidden ones and descriptions (.md), which change
    no vector."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in inside.parts):
            with path.open("rb") as file:
                whole.update(inside.as_posix().encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def load_sentence_model(name: str, instead: str = ".", digest: str | None = None) -> SentenceModel:
    """The model in a folder, or of a name in the local cache; `instead` ends the remedy: what to do without a model.
    With a `digest`, only the model that has it: another is not opened (MissingDependency).

    model2vec reads it where it is one of its kind, sentence-transformers otherwise. Raises MissingDependency with the
    line to type where the library is not installed, UsageError where the model is not there or can't be read.
    """
    given = Path(name).expanduser()
    if name.startswith(("/", ".", "~")) and not given.is_dir():
        raise UsageError(f"The sentence model {name!r} is no folder.", f"Name a local folder with a model{instead}")
    if given.is_dir() and not any((given / file).is_file() for file in SETTINGS):
        raise UsageError(
            f"There is no sentence model in the folder {name!r}: it has no {' or '.join(SETTINGS)}.",
            f"Name a local folder with a model{instead}",
        )
    for variable in OFFLINE:
        os.environ[variable] = "1"
    try:
        folder = given if given.is_dir() else _cached(name)
        if folder is not None:
            _check_harmless(folder, name, instead)
        opened = _model2vec(name, instead) if _is_static(folder or given) else _sentence_transformers(name, instead)
        if folder is None:
            raise UsageError(
                f"The sentence model {name!r} is not in the local cache of models.",
                f"Name a local folder with a model{instead}",
            )
        if digest is not None and digest_of(folder) != digest:
            raise MissingDependency(
                f"{name} is not the sentence model that it was made with.",
                f"Put that back, train anew (models/train.py --sentence-model){instead}",
            )
        return SentenceModel(name, folder, instead, opened(str(folder)))
    except UNREADABLE as error:
        raise _unreadable(name, instead, error) from error


def _check_harmless(folder: Path, name: str, instead: str) -> None:
    """A folder may name modules of its own, which would be run, and pickled weights, which can run anything; raises
    UsageError for both."""
    listed = folder / "modules.json"
    kinds = [str(one["type"]) for one in json.loads(listed.read_text("utf-8"))] if listed.is_file() else []
    own = [kind for kind in kinds if not kind.startswith("sentence_transformers.")]
    pickled = any(not list(p.parent.glob("*.safetensors")) for end in ("bin", "pt") for p in folder.rglob(f"*.{end}"))
    if own or pickled or not any(folder.rglob("*.safetensors")):
        why = f"brings code of its own ({', '.join(own)})" if own else "has weights that are not in safetensors"
        raise UsageError(
            f"The sentence model {name!r} {why}, so it is not opened.", f"Name a local folder with a model{instead}"
        )


def _unreadable(name: str, instead: str, error: Exception) -> UsageError:
    return UsageError(
        f"The sentence model {name!r} can't be read: {error}", f"Name a local folder with a model{instead}"
    )


def _cached(name: str) -> Path | None:
    """The folder of a name in the cache that both libraries use; None where it is not there, or no cache."""
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        return None  # neither library is there, which is told when they are asked for
    names = (name,) if "/" in name else (f"sentence-transformers/{name}", name)
    for one in names:
        try:
            return Path(snapshot_download(one, local_files_only=True))
        except (OSError, ValueError):
            continue
    return None


def _is_static(place: Path) -> bool:
    """A folder of model2vec's lists one module, the embedding, that lies in the folder itself, or names model2vec in
    its settings; of a model that is no folder the name must tell."""
    if not place.is_dir():
        return any(word in str(place) for word in ("potion", "m2v", "model2vec"))
    modules, config = place / "modules.json", place / "config.json"
    if modules.is_file():
        first = json.loads(modules.read_text("utf-8"))[0]
        return str(first["type"]).endswith("StaticEmbedding") and str(first["path"]) == "."
    return config.is_file() and "model2vec" in config.read_text("utf-8")


def _model2vec(name: str, instead: str) -> Callable[[str], Encode]:
    try:
        from model2vec import StaticModel
    except ImportError as error:
        raise MissingDependency(
            f"model2vec is not installed, and the sentence model {name!r} needs it.", f"pip install model2vec{instead}"
        ) from error
    return lambda folder: StaticModel.from_pretrained(folder).encode


def _sentence_transformers(name: str, instead: str) -> Callable[[str], Encode]:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingDependency(
            f"sentence-transformers is not installed, and the sentence model {name!r} needs it.",
            f'pip install "ci-text[embeddings]"{instead}',
        ) from error

    def opened(folder: str) -> Encode:
        model = SentenceTransformer(folder, device="cpu")
        return lambda texts: model.encode(texts, show_progress_bar=False)

    return opened

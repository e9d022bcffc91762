"""Train the default tagger on the exemplars and write models/tagger.safetensors and models/card.json.

    python models/train.py [--calibrate GOLD.jsonl] [--sentence-model FOLDER_OR_NAME] [--out FILE]

The same exemplars, encoder and versions give the same file to the byte. The encoder (models/train_encoder.py) is taken
as it is; how weights, cues and encoder are put together is fitted on the authors that it has not learnt from, and the
figures are theirs, each author by a combination fitted without it. `--calibrate` names labelled passages of real text:
the bias of the combination and the threshold are fitted on them and on the held-out authors half and half, and figures
on them are cross-validated over sources. Nothing else learns from them.

`--sentence-model` mixes in what a regression makes of the vectors of a model2vec or sentence-transformers model, a
local folder or a name in the local cache of models. Such a tagger is one's own (`ci-text try --model FILE`): it needs
that model wherever it is used, so it is not written over the packed one but into `sentence-tagger/`, or to FILE, with
the encoder beside it and its card under the same name with .json.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mixing
import numpy as np
from exemplars import describe, read_exemplars
from held_out import MIXES, NO_SENTENCE, Gold, HeldOut
from learning import Stances, Trainer
from model_file import write_model
from sentence_learning import SentenceTrainer

from ci_text.encoder import load_encoder
from ci_text.encoder.names import pack_names
from ci_text.errors import CiTextError, UsageError
from ci_text.evaluation import FIGURES, measure
from ci_text.sentence_model import load_sentence_model
from ci_text.taggers.model import ENCODER, FILE, fingerprint

ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calibrate", type=Path, help="labelled passages of real text (JSON lines)")
    parser.add_argument("--sentence-model", metavar="FOLDER_OR_NAME", help="a sentence model to mix in")
    parser.add_argument("--out", type=Path, help="where the model goes (.safetensors)")
    args = parser.parse_args()
    out = args.out or (Path("sentence-tagger") / FILE if args.sentence_model else packed())
    try:
        model = load_sentence_model(args.sentence_model) if args.sentence_model else None
        check_place(out, model is not None)
    except CiTextError as error:
        parser.error(str(error))
    trainer = Trainer(read_exemplars())
    count = len(trainer.exemplars)
    print(f"{count} exemplars, {len(set(trainer.authors))} authors, {len(trainer.space.columns)} features", flush=True)
    sentence = SentenceTrainer(trainer, model) if model else None
    held = HeldOut(trainer, load_encoder(ROOT / "models" / ENCODER), sentence)
    gold = Gold(held, args.calibrate) if args.calibrate else None
    facts = fitted(held, gold)
    card = {
        "exemplars": describe(trainer.exemplars, trainer.codes), "mixes": facts["mixes"], "stance": held.told,
        "threshold": facts["thresholds"]["combined"]["balance"], "held_out_authors": held.encoder.facts["held_out"],
        **measured(held, gold),
    }  # fmt: skip
    if sentence:
        card["sentence"] = sentence.facts | {"without": without_sentence(held, gold)}
    lend_encoder(out)
    write(trainer, held.weights, held.bias, held.stances, facts, card, sentence, out)


def packed() -> Path:
    return ROOT / "models" / FILE


def check_place(out: Path, sentence_model: bool) -> None:
    """Raises UsageError where a model can't be written there: over the packed one, or beside another encoder."""
    if sentence_model and out.resolve() == packed().resolve():
        raise UsageError(f"{out}: is packed with the program, which has no sentence model.", "Name another with --out.")
    beside = out.with_name(ENCODER)
    if beside.exists() and not filecmp.cmp(packed().with_name(ENCODER), beside, shallow=False):
        raise UsageError(f"{beside}: another encoder than that of the package.", "Name another folder with --out.")


def lend_encoder(out: Path) -> None:
    """Put the encoder beside a model of one's own, which needs it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if not out.with_name(ENCODER).exists():
        shutil.copyfile(packed().with_name(ENCODER), out.with_name(ENCODER))


def fitted(held: HeldOut, gold: Gold | None) -> dict[str, Any]:
    """The facts of the model: the mixes, the curves of their thresholds, the shares of the stance."""
    codes = held.trainer.codes
    real = sorted(fingerprint(g.text) for g in gold.items) if gold else []
    facts: dict[str, Any] = {"codes": list(codes), "encoder": held.encoder.facts["digest"], "real": real,
                             "stance_mix": held.told["share"], "mixes": {}, "thresholds": {}}  # fmt: skip
    if held.sentence:
        facts["sentence"] = held.sentence.facts
    for name in MIXES:
        mix, curve = held.fitted(name, gold.set if gold else None)
        facts["mixes"][name] = mix
        facts["thresholds"][name] = {"balance": mixing.best_threshold(curve), "curve": curve}
        print(name, mix, "threshold", facts["thresholds"][name]["balance"], flush=True)
    return facts


def measured(held: HeldOut, gold: Gold | None) -> dict[str, Any]:
    """The figures of the card."""
    codes, labelled = held.trainer.codes, held.labelled
    tags, scores = held.answer("combined", gold)
    card = {"held_out": measure(labelled, tags, codes, scores)}
    print_scores("authors held out, each by a mix fitted without it", card["held_out"])
    for key in ("voice", "manner"):
        for value in sorted({e[key] for e in held.items}):
            part = [n for n, e in enumerate(held.items) if e[key] == value]
            card[value] = measure([labelled[n] for n in part], [tags[n] for n in part], codes, scores[part])["overall"]
            print(f"  {value}: micro F1 {card[value]['micro_f1']:.3f} of {len(part)}")
    if gold:
        tags, scores = gold.answer("combined", cross_fitted=True)
        card["real_text"] = measure(gold.items, tags, codes, scores)
        print_scores("real text (bias and threshold cross-validated over sources)", card["real_text"])
    return card


def without_sentence(held: HeldOut, gold: Gold | None) -> dict[str, Any]:
    """The same held-out authors by the mix without the sentence model, to see what it is worth."""
    tags, scores = held.answer(NO_SENTENCE, gold)
    result = measure(held.labelled, tags, held.trainer.codes, scores)
    print_scores("the same without the sentence model", result)
    overall: dict[str, Any] = result["overall"]
    return overall


def print_scores(title: str, result: dict[str, Any]) -> None:
    print(title)
    for name, row in [("overall", result["overall"]), *result["languages"].items()]:
        print(f"  {name:8}" + "  ".join(f"{f} {row[f]:.3f}" for f in FIGURES if row[f] is not None))
    print("  " + "  ".join(f"{c[:12]} {row['f1'] or 0:.2f}" for c, row in result["codes"].items()))


def write(trainer: Trainer, weights: np.ndarray, bias: np.ndarray, stances: Stances, facts: dict[str, Any],
          card: dict[str, Any], sentence: SentenceTrainer | None = None, out: Path | None = None) -> None:  # fmt: skip
    out = out or packed()
    names = sorted(trainer.space.columns, key=lambda n: trainer.space.columns[n])
    arrays = {
        "features": pack_names(names),
        "weights": np.ascontiguousarray(weights, np.float16), "bias": bias,
        "stance_features": pack_names(stances.names),
        "stance_weights": np.ascontiguousarray(stances.weights, np.float16), "stance_bias": stances.bias,
    }  # fmt: skip
    if sentence:
        arrays |= {"sentence_weights": sentence.signal.weights, "sentence_bias": sentence.signal.bias}
    card["digest"] = write_model(out, arrays, facts)
    card["versions"] = {n: version(n) for n in ("scikit-learn", "numpy", "scipy", "simplemma", "spacy")}
    beside = out.with_name("card.json") if out.resolve() == packed().resolve() else out.with_suffix(".json")
    beside.write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()

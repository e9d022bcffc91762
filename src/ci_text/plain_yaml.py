"""YAML as plain data: from a user's file, without aliases, and the tables that are packed with the program."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


def parse(raw: str) -> Any:
    """The data of a YAML text; raises yaml.YAMLError, for aliases too: nested ones grow a small file into gigabytes."""
    import yaml

    loader = _loader()
    if any(isinstance(event, yaml.events.AliasEvent) for event in yaml.parse(raw, Loader=loader)):
        raise yaml.YAMLError("aliases (*name) are not allowed: a few of them can stand for gigabytes")
    try:
        return yaml.load(raw, Loader=loader)  # noqa: S506 - a safe loader either way
    except (ValueError, OverflowError, RecursionError) as error:  # a 30th of February, `!!int x`
        raise yaml.YAMLError(str(error)) from error


@cache
def packed(package: str, *path: str) -> Any:
    """The data of a YAML file that lies in a package of the program; read once, and not to be changed."""
    import yaml

    raw = resources.files(package).joinpath(*path).read_text("utf-8")
    return yaml.load(raw, Loader=_loader())  # noqa: S506 - a safe loader either way


def _loader() -> Any:
    """libyaml's where it was built, eight times as fast."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)

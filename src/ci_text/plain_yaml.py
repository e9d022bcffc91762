"""YAML as plain data: from a user's file, without aliases, and the tables that are packed with the program."""

from __future__ import annotations

from importlib import resources
from typing import Any


def parse(raw: str) -> Any:
    """The data of a YAML text; raises yaml.YAMLError, for aliases too: nested ones grow a small file into gigabytes."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if any(isinstance(event, yaml.events.AliasEvent) for event in yaml.parse(raw, Loader=loader)):
        raise yaml.YAMLError("aliases (*name) are not allowed: a few of them can stand for gigabytes")
    return yaml.load(raw, Loader=loader)  # noqa: S506 - a safe loader either way


def packed(package: str, *path: str) -> Any:
    """The data of a YAML file that lies in a package of the program."""
    import yaml

    return yaml.safe_load(resources.files(package).joinpath(*path).read_text("utf-8"))

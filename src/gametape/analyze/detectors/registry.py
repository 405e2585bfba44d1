"""All detectors there are: every module of this package has one, but for the two named here."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from gametape.analyze.detectors.detecting import Detector

NO_DETECTOR = ("detecting", "registry")


@cache
def detectors() -> tuple[Detector, ...]:
    """Every detector, by name. A module without one is a mistake: AttributeError."""
    package = __name__.rpartition(".")[0]
    paths = import_module(package).__path__
    names = [found.name for found in pkgutil.iter_modules(paths) if found.name not in NO_DETECTOR]
    found = [import_module(f"{package}.{name}").DETECTOR for name in names]
    return tuple(sorted(found, key=lambda one: one.name))


def detector(name: str) -> Detector:
    """The detector of a name; raises KeyError for one that there is not."""
    return {one.name: one for one in detectors()}[name]

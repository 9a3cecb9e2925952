"""The students' resource pack, imported from its folder as a notebook beside it imports it."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

from .conftest import ROOT

RESOURCES = ROOT / "notebooks" / "deep_neural_network" / "resources"


def load(name: str) -> ModuleType:
    """A module of the pack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(RESOURCES), *sys.path])
        return importlib.import_module(name)

"""The figures are what their generator draws."""

from __future__ import annotations

from pathlib import Path

from autograder.lessons.declared import load_module
from autograder.lessons.lesson import Lesson


def test_the_figures_are_what_their_generator_draws(lesson: Lesson, tmp_path: Path) -> None:
    folder = lesson.path / "figures"
    load_module(folder / "draw.py").draw(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(drawn) > 3
    assert drawn == {path.name: path.read_bytes() for path in folder.glob("*.svg")}

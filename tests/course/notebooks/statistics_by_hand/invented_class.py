"""The invented class: each kind of submission once."""

from __future__ import annotations

from autograder.authoring import BLANK, SOLVED, Notebook, Student, dumps

WRITTEN = {"why_divide": "So that columns of different units can be compared.", "what_scaling_loses": "The units."}


def cut_off(notebook: Notebook) -> bytes:
    """A file that was not wholly uploaded."""
    data = dumps(notebook).encode()
    return data[: len(data) // 2]


def without_metadata(notebook: Notebook) -> Notebook:
    """What some editors leave of a notebook: no ids, no metadata."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    return {**notebook, "metadata": {}, "nbformat_minor": 4}


def without_hidden_tests(notebook: Notebook) -> Notebook:
    """Every hidden-test cell deleted, and one function's cell as well."""
    cells = [cell for cell in notebook["cells"] if cell["id"] != "correlation" and not cell["id"].startswith("test_")]
    return {**notebook, "cells": cells}


ENDLESS = "def correlation(x, y):\n    while True:\n        pass\n"
UNCLOSED = "def centre(X):\n    mu = mean(X\n    return X - mu, mu\n"
LEAVES = "import os\n\ndef draw_rows(X, k):\n    os._exit(0)\n"

STUDENTS = (
    Student("ada", "en", written=WRITTEN),
    Student("bo", "zh", others="right 0", written={"why_divide": "这样不同单位的列才能比较。"}),
    Student("chen", "zh", answers=dict.fromkeys(("mean", "centre", "spread"), SOLVED), others=BLANK),
    Student("dora", "en", answers={"mean": SOLVED}, others=BLANK, parts=("spread",)),
    Student(
        "emil",
        "en",
        answers={
            "mean": "mistake not-divided",
            "correlation": "mistake matrix-for-a-number",
            "Scaler": "mistake no-self",
        },
        written=WRITTEN,
    ),
    Student("fang", "zh", answers={"centre": "mistake added", "draw_rows": "mistake first-rows"}),
    Student("gina", "en", others=BLANK),
    Student("hugo", "en", answers={"correlation": ENDLESS}),
    Student("ivy", "en", spoil=cut_off),
    Student("jun", "zh", spoil=without_metadata),
    Student("kai", "zh", spoil=without_hidden_tests),
    Student("lea", "en", answers={"centre": UNCLOSED}),
    Student("mei", "zh", answers={"draw_rows": LEAVES, "Scaler": BLANK}),
)

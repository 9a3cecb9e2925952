"""A submission is rebuilt, not trusted: locked cells come from the source, the student's from the student."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.build import Notebook, dumps
from autograder.grading.bundle import Bundle
from autograder.submission import Rebuilt, rebuild, runnable

ANSWER = "def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)"


@pytest.fixture
def source(bundle: Bundle) -> Notebook:
    return bundle.sources["step_by_step"]


@pytest.fixture
def filled(released: Notebook) -> Notebook:
    """A release with one function filled in and one cell added behind it."""
    index = position(released, "linear_forward")
    released["cells"][index]["source"] = ANSWER
    added = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "helper = 1", "outputs": []}
    released["cells"].insert(index + 1, added)
    return released


def position(notebook: Notebook, name: str) -> int:
    return [cell["id"] for cell in notebook["cells"]].index(name)


def at(notebook: Notebook, name: str) -> dict[str, Any]:
    cell: dict[str, Any] = notebook["cells"][position(notebook, name)]
    return cell


def rebuilt(source: Notebook, notebook: Notebook) -> Rebuilt:
    return rebuild(source, dumps(notebook).encode(), "zh")


def codes(result: Rebuilt) -> set[str]:
    return {note.code for note in result.notes}


def order(result: Rebuilt) -> list[tuple[str, str]]:
    return [(cell["id"], cell["source"]) for cell in runnable(result)]


def test_a_faithful_submission_keeps_its_cells_in_their_places_and_is_not_noted(
    source: Notebook, filled: Notebook
) -> None:
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert result.language == "en"
    names = [name for name, _ in order(result)]
    assert names[names.index("linear_forward") : names.index("linear_forward") + 3] == [
        "linear_forward",
        "added-1",
        "test_linear_forward",
    ]
    assert dict(order(result))["linear_forward"] == ANSWER


def test_only_set_up_own_cells_and_declarations_are_run(source: Notebook, filled: Notebook) -> None:
    names = [name for name, _ in order(rebuilt(source, filled))]
    assert names[0] == "setup_imports"
    assert not [name for name in names if name.startswith(("try_", "check_", "demo_"))]


def test_untouched_cells_are_known_as_such(source: Notebook, filled: Notebook) -> None:
    result = rebuilt(source, filled)
    assert "linear_forward" not in result.untouched
    assert {"compute_cost", "why_random_weights"} <= result.untouched


def test_the_digest_tells_work_apart_and_nothing_else(source: Notebook, filled: Notebook) -> None:
    again = copy.deepcopy(filled)
    again["cells"][0]["source"] += "\n"
    at(again, "try_linear_forward")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    other = copy.deepcopy(filled)
    at(other, "linear_forward")["source"] += "  # more"
    assert rebuilt(source, again).digest == rebuilt(source, filled).digest
    assert rebuilt(source, other).digest != rebuilt(source, filled).digest


def tamper(name: str, filled: Notebook) -> None:
    cells = filled["cells"]
    test = position(filled, "test_linear_forward")
    if name == "deleted test":
        del cells[test]
    elif name == "duplicated test":
        cells.insert(test, copy.deepcopy(cells[test]))
    elif name == "moved test":
        cells.insert(0, cells.pop(test))
    elif name == "edited test":
        cells[test]["source"] = "print('full marks')"
    elif name == "points and tags":
        cells[test]["metadata"]["nbgrader"].update(points=1000, schema_version=99, grade=False)
        cells[test]["metadata"]["tags"] = ["skip-execution"]
    elif name == "cell type":
        at(filled, "linear_forward")["cell_type"] = "markdown"
    elif name == "metadata stripped":
        for cell in cells:
            cell["metadata"] = {}
            cell.pop("id", None)
    elif name == "kernel":
        filled["metadata"]["kernelspec"] = {"name": "ruby"}


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("deleted test", None),
        ("duplicated test", "duplicate"),
        ("moved test", None),
        ("edited test", "edited"),
        ("points and tags", None),
        ("cell type", "cell_type"),
        ("metadata stripped", "metadata"),
        ("kernel", None),
    ],
)
def test_tampering_changes_nothing_that_is_run(source: Notebook, filled: Notebook, name: str, note: str | None) -> None:
    expected = order(rebuilt(source, filled))
    tamper(name, filled)
    result = rebuilt(source, filled)
    assert order(result) == expected
    assert codes(result) == ({note} if note else set())
    points = at(result.notebook, "test_linear_forward")["metadata"]["nbgrader"]["points"]
    assert points == 10


def test_a_written_answer_is_found_behind_its_question_when_its_metadata_was_lost(
    source: Notebook, filled: Notebook
) -> None:
    at(filled, "why_random_weights")["source"] = "Because of symmetry."
    tamper("metadata stripped", filled)
    result = rebuilt(source, filled)
    assert at(result.notebook, "why_random_weights")["source"] == "Because of symmetry."
    assert "why_random_weights" not in result.untouched


def test_line_ends_of_another_system_are_no_edit(source: Notebook, filled: Notebook) -> None:
    expected = order(rebuilt(source, filled))
    for cell in filled["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    result = rebuilt(source, filled)
    assert order(result) == expected
    assert result.notes == ()


def test_a_second_cell_with_a_solutions_id_is_kept_behind_the_first(source: Notebook, filled: Notebook) -> None:
    """Splitting a cell copies its metadata: what the student wrote is run in the order they see."""
    index = position(filled, "linear_forward")
    second = copy.deepcopy(filled["cells"][index]) | {"source": "def linear_forward(A, W, b): return None"}
    filled["cells"].insert(index + 1, second)
    result = rebuilt(source, filled)
    sources = [text for _, text in order(result)]
    assert sources.index(ANSWER) < sources.index(second["source"])
    assert codes(result) == {"duplicate"}


def test_a_deleted_solution_cell_comes_back_blank_and_is_noted(source: Notebook, filled: Notebook) -> None:
    del filled["cells"][position(filled, "compute_cost")]
    result = rebuilt(source, filled)
    assert at(result.notebook, "compute_cost")["source"].endswith("raise NotImplementedError()")
    assert [(note.code, note.cell) for note in result.notes] == [("missing", "compute_cost")]


def test_what_is_hidden_stays_hidden(source: Notebook, filled: Notebook) -> None:
    assert "HIDDEN" not in dumps(rebuilt(source, filled).notebook)
    assert "BEGIN SOLUTION" not in dumps(rebuilt(source, filled).notebook)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "no_file"),
        (b"", "unreadable"),
        (b"{", "unreadable"),
        (b"[]", "unreadable"),
        (b"\xff\xfe\x00", "unreadable"),
        (b'{"cells": 5}', "unreadable"),
        (b'{"cells": []}', "unreadable"),
        (b'{"cells": [[]]}', "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b" " * 20_000_001, "too_large"),
    ],
)
def test_what_cannot_be_read_is_noted_and_blank(source: Notebook, data: bytes | None, code: str) -> None:
    result = rebuild(source, data, "zh")
    assert codes(result) == {code}
    assert result.language == "zh"
    assert result.untouched >= {"linear_forward"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "other"]) | json_values,
        "id": st.sampled_from(["linear_forward", "test_linear_forward", "x"]) | json_values,
        "source": st.sampled_from(["x = 1", ANSWER, "def f(:"]) | json_values,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": json_values, "tags": json_values}) | json_values,
    },
)


@given(st.lists(cells | json_values, max_size=6), json_values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_notebook_holds_makes_rebuilding_fail(source: Notebook, inside: list[Any], metadata: Any) -> None:
    result = rebuild(source, json.dumps({"cells": inside, "metadata": metadata}).encode(), "en")
    names = [cell["id"] for cell in result.notebook["cells"]]
    assert len(names) == len(set(names))
    assert {cell["id"] for cell in source["cells"] if "test" in cell["metadata"].get("tags", ())} <= set(names)
    result.digest  # noqa: B018 (must be computable)

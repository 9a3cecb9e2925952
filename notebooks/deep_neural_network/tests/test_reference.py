"""The lesson prints the reference's numbers, and its solved edition shows what the text tells of it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from this_lesson import ASSIGNMENT, COURSE, HERE, bundle, lesson

from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import Notebook, loads
from autograder.lessons.lesson import Part

REFERENCE = json.loads((HERE / "data" / "reference_outputs.json").read_text("utf-8"))["cases"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture
def committed_solved(language: Language) -> Notebook:
    return loads((COURSE.solved(language, ASSIGNMENT) / "step_by_step.ipynb").read_text("utf-8"))


def printed(notebook: Notebook, exercise: str) -> str:
    """What the try cell of an exercise printed."""
    cell = next(cell for cell in notebook["cells"] if cell["id"] == f"try_{exercise}")
    assert [output["output_type"] for output in cell["outputs"]] == ["stream"]
    return "".join(cell["outputs"][0]["text"])


def values(text: str) -> dict[str, npt.NDArray[np.float64]]:
    """``NAME = value`` lines, as NumPy prints them, by name."""
    found = {}
    for name, value in re.findall(r"^(.+?) = (.+?)(?=\n\S+(?:: \S+)? = |\Z)", text, re.MULTILINE | re.DOTALL):
        numbers = re.sub(r"(?<=[\d.\]])\s+(?=[-\d\[])", ", ", value.strip())
        found[name] = np.array(json.loads(re.sub(r"(\d)\.(?!\d)", r"\1.0", numbers)))
    return found


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if isinstance(value, dict):
        return {key: leaf for name, part in value.items() for key, leaf in leaves(part, (*path, name)).items()}
    return {path: value}


@pytest.mark.parametrize("exercise", list(REFERENCE))
def test_the_try_cells_print_the_reference_to_the_printed_digits(committed_solved: Notebook, exercise: str) -> None:
    found = values(printed(committed_solved, exercise))
    for path, expected in leaves(REFERENCE[exercise]["expected"]).items():
        name = path[0]
        if exercise == "linear_activation_forward":
            name = f"{path[0]}: A"
        elif exercise == "linear_activation_backward":
            name = f"{path[0]}: {path[1]}"
        tolerance = 1e-14 if exercise == "compute_cost" else 5e-9
        assert found[name].shape == np.shape(expected)
        assert np.abs(found[name] - np.array(expected)).max() <= tolerance


@pytest.mark.parametrize("exercise", list(REFERENCE))
def test_the_public_case_is_the_references(exercise: str) -> None:
    """The answers of the lesson's solutions on the public inputs, against literal numbers."""
    case = bundle().exercises[exercise].public(bundle().reference)
    answer = getattr(bundle().reference, exercise)(*case.args, seed=case.seed)
    expected = REFERENCE[exercise]["expected"]
    if exercise == "linear_activation_forward":
        answer, expected = {"A": answer[0]}, {"A": expected["relu"]}
    elif exercise == "linear_activation_backward":
        answer, expected = dict(zip(("dA_prev", "dW", "db"), answer, strict=True)), expected["relu"]
    elif exercise == "linear_backward":
        answer = dict(zip(("dA_prev", "dW", "db"), answer, strict=True))
    elif exercise in ("linear_forward", "L_model_forward"):
        name = "Z" if exercise == "linear_forward" else "AL"
        answer, expected = {name: answer[0]}, {name: expected[name]}
    elif exercise == "compute_cost":
        answer = {"cost": answer}
    for name, value in expected.items():
        assert np.abs(answer[name] - np.array(value)).max() <= (1e-14 if name == "cost" else 5e-9)


def test_every_card_ticks_and_the_plot_is_there(committed_solved: Notebook) -> None:
    cards = [
        "".join(output["data"]["text/plain"])
        for cell in committed_solved["cells"]
        if cell["id"].startswith("check_")
        for output in cell["outputs"]
    ]
    assert len(cards) == 10
    assert all("✓" in card for card in cards)
    pictures = [
        output
        for cell in committed_solved["cells"]
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 1


def test_the_gradient_check_is_a_verdict(committed_solved: Notebook) -> None:
    cell = next(cell for cell in committed_solved["cells"] if cell["id"] == "demo_gradient_check")
    said = {"zh": "相对差别 < 1e-7\n", "en": "relative difference < 1e-7\n"}
    assert "".join(cell["outputs"][0]["text"]) == said[committed_solved["metadata"]["lang"]]


# --- part 2 ----------------------------------------------------------------------------------------------


@pytest.fixture
def cats_solved(language: Language) -> Notebook:
    return loads((COURSE.solved(language, ASSIGNMENT) / "cat_classifier.ipynb").read_text("utf-8"))


def said(notebook: Notebook, name: str) -> str:
    """What a cell printed, cards and lines about time included."""
    outputs = next(cell for cell in notebook["cells"] if cell["id"] == name)["outputs"]
    return "".join("".join(output.get("data", {}).get("text/plain", output.get("text", ""))) for output in outputs)


def test_part_two_is_executed_on_the_drawn_cats_and_its_text_tells_how_they_come_out(cats_solved: Notebook) -> None:
    assert re.match("手绘的猫|the drawn cats", said(cats_solved, "demo_look"))
    assert "test_y:  41 / 50" in said(cats_solved, "demo_two_layers")
    assert "test_y:  78.00%" in said(cats_solved, "demo_four_layers")
    texts = [cell.source for cell in lesson().parts[1].cells if "82%" in cell.source]
    assert len(texts) == 2
    assert all("78%" in text and "72%" in text for text in texts)


def test_every_card_of_part_two_ticks_and_the_pictures_are_there(cats_solved: Notebook) -> None:
    assert re.match("已通过 10 / 10|10 of 10 right", said(cats_solved, "demo_part1"))
    for exercise in ("two_layer_model", "L_layer_model", "predict", "DeepNetwork"):
        assert "✓" in said(cats_solved, f"check_{exercise}")
    with_pictures = {
        cell["id"]
        for cell in cats_solved["cells"]
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    }
    demonstrations = "look four_layers side_by_side learning_rates weights confusion misclassified seeds"
    assert with_pictures == {f"demo_{name}" for name in demonstrations.split()}


# --- both parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", lesson().parts, ids=lambda part: part.name)
def test_the_text_shows_beside_it_what_is_printed(language: Language, part: Part) -> None:
    """To the letter: students compare the digits by eye."""
    committed = loads((COURSE.solved(language, ASSIGNMENT) / f"{part.name}.ipynb").read_text("utf-8"))
    expected = part.of_kind("expected")
    assert expected
    for cell in expected:
        lines = [line.removeprefix(">").removeprefix(" ") for line in cell.source.split("\n")]
        assert lines[0] == "```text" and lines[-1] == "```"
        assert "\n".join(lines[1:-1]) == said(committed, f"try_{cell.name}").rstrip("\n"), cell.name


@pytest.mark.parametrize("part", lesson().parts, ids=lambda part: part.name)
def test_the_committed_solved_edition_carries_no_grading(language: Language, part: Part) -> None:
    committed = loads((COURSE.solved(language, ASSIGNMENT) / f"{part.name}.ipynb").read_text("utf-8"))
    for cell in committed["cells"]:
        assert cell["metadata"] == {}
        assert not cell["id"].startswith("test_")
        assert "HIDDEN" not in cell["source"] and "SOLUTION" not in cell["source"]

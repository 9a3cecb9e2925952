"""The students' resource pack: the same numbers for everybody, careful activations, data found or told about."""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from this_lesson import COURSE, load, pack

from autograder.lessons.lesson import Lesson

cases = load("testCases_v2")
activations = load("dnn_utils_v2")
lr_utils = load("lr_utils")
demo = load("kit.demo")

Notebook = Callable[..., dict[str, Any]]

TEST_CASES: list[Callable[[], Any]] = [getattr(cases, name) for name in dir(cases) if name.endswith("_test_case")]


def flat(nest: Any) -> list[Any]:
    """The arrays of a nest of tuples, lists and dictionaries."""
    if isinstance(nest, dict):
        nest = list(nest.values())
    return [array for part in nest for array in flat(part)] if isinstance(nest, (tuple, list)) else [nest]


# --- the pack as a whole ---------------------------------------------------------------------------------


#: Run where nothing but NumPy can be imported beside the pack; each module by a process that has imported none of them.
ALONE = """
import os, sys
import numpy
sys.path.insert(0, FOLDER)
for name in ("h5py", "matplotlib", "IPython", "autograder"):
    sys.modules[name] = None
for module in MODULES:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        print(module, end=" ")
        __import__(module)
        from kit.selfcheck import check
        check(len)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_the_pack_needs_numpy_and_the_standard_library_alone() -> None:
    script = ALONE.replace("FOLDER", repr(str(pack().folder))).replace("MODULES", repr(list(pack().modules)))
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    # Each can be the first that is imported, and the card is there.
    told = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert len(told) > 30
    assert [module for module, _ in told] == list(pack().modules)
    assert [module for module, said in told if not said.startswith("○ len · ")] == []


def test_it_runs_on_python_3_9(lesson: Lesson) -> None:
    for path in (lesson.path / "pack").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 9))
        assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body) or not any(
            isinstance(node, ast.FunctionDef) for node in tree.body
        )
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not [call for call in calls if getattr(call.func, "id", "") == "zip" and call.keywords], path
        assert "pairwise" not in path.read_text("utf-8"), path


@pytest.mark.parametrize("module", pack().modules)
def test_every_module_and_every_public_function_says_what_it_is_for(module: str) -> None:
    tree = ast.parse(Path(str(load(module).__file__)).read_text("utf-8"))
    public = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name[0] != "_"]
    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


# --- testCases_v2 ----------------------------------------------------------------------------------------


def test_there_is_a_case_for_each_of_the_eight_functions() -> None:
    assert len(TEST_CASES) == 8


@pytest.mark.parametrize("case", TEST_CASES, ids=lambda case: case.__name__)
def test_a_case_is_the_same_at_every_call_and_never_shared(case: Callable[[], Any]) -> None:
    first, again = flat(case()), flat(case())
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    for array in first:
        array.fill(0)
    assert all(np.array_equal(one, other) for one, other in zip(again, flat(case()), strict=True))


def test_cases_leave_numpys_random_state_alone() -> None:
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    for case in TEST_CASES:
        case()
    assert np.random.rand() == expected


def test_numbers_are_drawn_as_after_numpys_own_seed() -> None:
    np.random.seed(3)
    AL, Y, (((A0, *_), _), ((_, W2, b2), Z2)) = cases.L_model_backward_test_case()
    drawn = [
        np.random.randn(*shape) for shape in [(1, 2), (4, 2), (3, 4), (3, 1), (3, 2), (3, 2), (1, 3), (1, 1), (1, 2)]
    ]
    assert Y.tolist() == [[1, 0]]
    assert all(np.array_equal(one, drawn[place]) for one, place in ((AL, 0), (A0, 1), (W2, 6), (b2, 7), (Z2, 8)))


# --- dnn_utils_v2 ----------------------------------------------------------------------------------------


def test_the_sigmoid_neither_overflows_nor_loses_small_values() -> None:
    A, Z = activations.sigmoid(np.array([[-1e6, -40.0, 0.0, 40.0, 1e6]]))
    assert A[0, 0] == 0
    assert A[0, 1] == pytest.approx(np.exp(-40.0), rel=1e-12)
    assert A[0, 2:].tolist() == pytest.approx([0.5, 1, 1])
    assert Z[0, 1] == -40


def test_activations_keep_the_type_of_their_numbers() -> None:
    Z = np.ones((2, 3), dtype=np.float32)
    for forward in (activations.sigmoid, activations.relu):
        assert forward(Z)[0].dtype == np.float32
    for backward in (activations.sigmoid_backward, activations.relu_backward):
        assert backward(Z, Z).dtype == np.float32


@pytest.mark.parametrize("name", ["sigmoid", "relu"])
def test_the_way_back_is_the_slope_of_the_way_forward(name: str) -> None:
    forward, backward = getattr(activations, name), getattr(activations, f"{name}_backward")
    Z = np.array([[-2.0, -0.3, 0.4, 3.0]])
    slope = (forward(Z + 1e-6)[0] - forward(Z - 1e-6)[0]) / 2e-6
    assert backward(3 * np.ones_like(Z), Z) == pytest.approx(3 * slope, abs=1e-8)


def test_relu_has_no_slope_at_zero_and_changes_nothing_in_place() -> None:
    dA, Z = np.ones((1, 3)), np.array([[-1.0, 0.0, 1.0]])
    assert activations.relu_backward(dA, Z).tolist() == [[0, 0, 1]]
    assert dA.tolist() == [[1, 1, 1]]


# --- lr_utils --------------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course folder without data, where a notebook runs two folders down."""
    below = tmp_path / "course" / "source" / "lesson"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    monkeypatch.setattr(lr_utils, "__file__", str(below / "lr_utils.py"))
    return tmp_path / "course"


def write(path: Path, split: str, count: int) -> None:
    path.parent.mkdir(exist_ok=True)
    with h5py.File(path, "w") as file:
        file[f"{split}_set_x"] = np.zeros((count, 64, 64, 3), dtype=np.uint8)
        file[f"{split}_set_y"] = np.arange(count) % 2
        file["list_classes"] = np.array([b"non-cat", b"cat"])


@pytest.fixture
def cats(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of data sets above the notebook, with small files that are taken for the real cats."""
    folder = course / "datasets"
    write(folder / lr_utils.TRAIN, "train", 5)
    write(folder / lr_utils.TEST, "test", 3)
    known = {}
    for name in (lr_utils.TRAIN, lr_utils.TEST):
        with h5py.File(folder / name) as file:
            arrays = {key: np.array(file[key]) for key in file if key != "list_classes"}
        known[name] = {key: hashlib.sha256(array.tobytes()).hexdigest() for key, array in arrays.items()}
    monkeypatch.setattr(lr_utils, "SHA256", lr_utils.SHA256 | known)
    return folder


def test_real_cats_above_the_notebook_are_read(cats: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train_x, train_y, test_x, test_y, classes = lr_utils.load_dataset()
    assert (train_x.shape, train_x.dtype) == ((5, 64, 64, 3), np.uint8)
    assert train_y.tolist() == [[0, 1, 0, 1, 0]]
    assert (test_x.shape, test_y.shape) == ((3, 64, 64, 3), (1, 3))
    assert classes.tolist() == [b"non-cat", b"cat"]
    assert "the real cats" in capsys.readouterr().out


def test_without_them_the_drawn_cats_are_read(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "datasets").mkdir()
    shutil.copy(COURSE.datasets / lr_utils.DRAWN, course / "datasets")
    train_x, train_y, test_x, test_y, _ = lr_utils.load_dataset()
    assert (train_x.shape, train_y.shape) == ((209, 64, 64, 3), (1, 209))
    assert (test_x.shape, test_y.shape) == ((50, 64, 64, 3), (1, 50))
    assert "the drawn cats" in capsys.readouterr().out


@pytest.mark.parametrize(("language", "told"), [("zh", "却没有"), ("en", "Put that there too")])
@pytest.mark.parametrize("gone", [lr_utils.TRAIN, lr_utils.TEST])
def test_one_file_of_two_is_told_and_never_other_data_given(cats: Path, gone: str, language: str, told: str) -> None:
    load("kit.selfcheck").use(language)
    (cats / gone).unlink()
    with pytest.raises(FileNotFoundError) as raised:
        lr_utils.load_dataset()
    said = str(raised.value)
    for piece in (lr_utils.TRAIN, lr_utils.TEST, str(cats), told):
        assert piece in said


@pytest.mark.parametrize(("language", "told"), [("zh", "没有找到图片"), ("en", "No pictures were found")])
def test_no_data_at_all_are_told_in_the_language_of_the_edition(course: Path, language: str, told: str) -> None:
    load("kit.selfcheck").use(language)
    with pytest.raises(FileNotFoundError) as raised:
        lr_utils.load_dataset()
    for piece in (lr_utils.DRAWN, str(course / "datasets"), told):
        assert piece in str(raised.value)


DAMAGED = {"zh": ("和应有的不一样", "读不出来"), "en": ("is not what it should be", "cannot be read")}


@pytest.mark.parametrize("language", DAMAGED)
@pytest.mark.parametrize("damage", ["truncated", "altered", "no HDF5"])
def test_a_damaged_file_is_named(cats: Path, damage: str, language: str) -> None:
    load("kit.selfcheck").use(language)
    path = cats / lr_utils.TEST
    if damage == "altered":
        with h5py.File(path, "r+") as file:
            file["test_set_y"][0] = 1
    else:
        path.write_bytes(path.read_bytes()[:3000] if damage == "truncated" else b"not this")
    with pytest.raises(OSError, match=f"{path.name}.*{DAMAGED[language][damage != 'altered']}"):
        lr_utils.load_dataset()
    # Whoever fetches the file is told, too, where there is no kit.
    with pytest.raises(OSError, match=f"{path.name}: "):
        lr_utils.verified(path)


# --- demo ------------------------------------------------------------------------------------------------


def test_right_gradients_pass_the_gradient_check_and_wrong_ones_do_not(
    solved: dict[str, Any], notebook: Notebook, lesson: Lesson
) -> None:
    assert demo.gradient_check(solved) < 1e-7
    wrong = lesson.solutions["L_model_backward"].replace('"relu"', '"sigmoid"')
    assert wrong != lesson.solutions["L_model_backward"]
    assert demo.gradient_check(notebook(L_model_backward=wrong)) > 1e-3


def test_training_parts_the_arms_where_a_straight_line_cannot(
    solved: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    X, Y = demo.toy_data()
    demo.train(X, Y, [2, 16, 12, 8, 1], solved, epochs=400)
    assert capsys.readouterr().out == "cost: 0.7 -> < 0.01\ncorrect: 400 / 400\n"
    demo.train(X, Y, [2, 1], solved, epochs=100)
    assert capsys.readouterr().out.startswith("cost: 1.3 -> 0.5")


def test_training_takes_other_batches_without_touching_numpys_random_state(solved: dict[str, Any]) -> None:
    X, Y = demo.toy_data(seed=1, m=30)
    learned = demo.train(X, Y, [2, 3, 1], solved, epochs=2, batch_size=7)
    after = np.random.rand()
    solved["initialize_parameters_deep"]([2, 3, 1])
    assert np.random.rand() == after
    assert {name: value.shape for name, value in learned.items()} == {
        "W1": (3, 2),
        "b1": (3, 1),
        "W2": (1, 3),
        "b2": (1, 1),
    }


def test_a_function_that_is_not_defined_is_named(solved: dict[str, Any]) -> None:
    del solved["update_parameters"]
    with pytest.raises(NameError, match="update_parameters is not defined yet"):
        demo.train(*demo.toy_data(), [2, 1], solved)


def test_the_boundary_is_drawn_with_named_axes_and_two_kinds_of_points(solved: dict[str, Any]) -> None:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    X, Y = demo.toy_data(m=20)
    demo.plot_boundary(X, Y, solved["initialize_parameters_deep"]([2, 3, 1]), solved)
    axes, *_ = plt.gcf().axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$x_1$", "$x_2$")
    points: Any
    points, labels = axes.get_legend_handles_labels()
    assert labels == ["$y = 0$", "$y = 1$"]
    circle, triangle = (np.asarray(one.get_paths()[0].vertices) for one in points)
    assert circle.shape != triangle.shape
    plt.close("all")


# --- the catalogue of mistakes ---------------------------------------------------------------------------


def test_a_hint_asks_a_question_in_both_languages_and_holds_no_code(lesson: Lesson) -> None:
    mistakes = [mistake for exercise in lesson.exercises for mistake in exercise.mistakes]
    assert len(mistakes) > 150
    for mistake in mistakes:
        assert "？" in mistake.hint.zh, mistake.name
        assert "?" in mistake.hint.en, mistake.name
        for code in ("np.", " @ ", ".T", "[", "("):
            assert code not in mistake.hint.zh.replace("s(1 − s)", "").replace("log(1 − a)", ""), mistake.name
            assert code not in mistake.hint.en.replace("s(1 - s)", "").replace("log(1 - a)", ""), mistake.name

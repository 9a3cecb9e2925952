"""Part 2 stands on the student's own part 1, trains so that one can look on, and shows what came of it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from this_lesson import ASSIGNMENT, LATER_PART, load

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import draw_cases
from autograder.lessons.build import dumps, solutions_module, source_notebook
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox
from tests.classroom import fill, release

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

training = load("kit.training")
compare = load("kit.compare")
gallery = load("kit.gallery")
words = load("kit.words")
part1 = load("kit.selfcheck.earlier").Earlier("step_by_step")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a student's notebooks lie."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- part 1 ----------------------------------------------------------------------------------------------


def test_the_ten_functions_come_from_the_notebook_beside(
    lesson: Lesson, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = source_notebook(lesson, lesson.parts[0])
    for one in ("with", "without"):
        if one == "without":
            notebook["cells"] = [{**cell, "id": "", "metadata": {}} for cell in notebook["cells"]]
        (folder / "step_by_step.ipynb").write_text(dumps(notebook), "utf-8")
        names = [cell.name for cell in lesson.parts[0].of_kind("solution")]
        assert [function.__name__ for function in part1.load()] == names
        assert capsys.readouterr().out == "", one
        part1.report()
        assert capsys.readouterr().out.startswith("10 of 10 right"), one


def test_after_the_deadline_a_file_takes_its_place_and_says_so(
    folder: Path, lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "step_by_step_functions.py").write_text(solutions_module(lesson.parts[0]), "utf-8")
    part1.load()
    assert "step_by_step_functions.py · the 10 functions used here" in capsys.readouterr().out
    part1.report()
    assert capsys.readouterr().out.startswith("10 of 10 right")


# --- training --------------------------------------------------------------------------------------------


def test_steps_count_like_range_and_say_nothing_of_short_trainings(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(training.steps(5)) == list(range(5))
    assert capsys.readouterr().out == ""


def interrupted(at: int) -> int:
    done = 0
    for step in training.steps(10):
        if step == at:
            os.kill(os.getpid(), signal.SIGINT)
        done += 1
    return done


def test_an_interrupt_ends_the_training_after_its_step_and_keeps_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert interrupted(3) == 4
    assert "⏱ ■ 4 / 10" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_after_a_training_that_failed_is_an_interrupt() -> None:
    def fails() -> None:
        for _ in training.steps(3):
            raise ValueError

    with pytest.raises(ValueError) as kept:
        fails()
    assert kept.tb  # which keeps the loop's frame alive
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_long_training_is_told_about(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(training, "PATIENCE", 0.0)
    list(training.steps(3))
    assert "✓ 3 / 3" in capsys.readouterr().out


# --- comparing -------------------------------------------------------------------------------------------


def wide() -> tuple[Any, Any]:
    """Few examples of many numbers each."""
    random = np.random.RandomState(0)
    Y = np.arange(12).reshape(1, 12) % 2
    return random.randn(60, 12) + 0.5 * (2 * Y - 1), Y


def test_training_in_the_directions_that_the_pictures_span_is_training(solved: dict[str, Any]) -> None:
    X, Y = wide()
    first = solved["initialize_parameters_deep"]([60, 5, 1])
    found = compare._descend(np.linalg.qr(X), Y, first, 0.05, solved, count=40)
    expected, _ = solved["L_layer_model"](X, Y, [60, 5, 1], 0.05, 40)
    for name, value in expected.items():
        assert np.abs(found[name] - value).max() < 1e-9


def test_the_directions_are_found_once_for_all_trainings(
    solved: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    X, Y = wide()
    asked: list[int] = []
    span = np.linalg.qr(X)
    monkeypatch.setattr(np.linalg, "qr", lambda of: asked.append(1) or span)
    monkeypatch.setattr(compare._descend, "__defaults__", (None, 2))
    assert len(compare.over_seeds(X, Y, (60, 5, 1), range(3), solved)) == 3
    assert len(compare.learning_rates(X, Y, (60, 5, 1), (0.01, 0.02), solved)) == 2
    assert len(asked) == 2


def test_logistic_regression_is_a_network_of_one_layer(solved: dict[str, Any]) -> None:
    X, Y = wide()
    found = compare.logistic_regression(X, Y, 0.1, 30)
    now = {"W1": np.zeros((1, 60)), "b1": np.zeros((1, 1))}
    for _ in range(30):
        AL, caches = solved["L_model_forward"](X, now)
        now = solved["update_parameters"](now, solved["L_model_backward"](AL, Y, caches), 0.1)
    assert np.abs(found["W1"] - now["W1"]).max() < 1e-9
    assert np.abs(found["b1"] - now["b1"]).max() < 1e-9


# --- the gallery -----------------------------------------------------------------------------------------


def test_a_picture_of_any_size_and_kind_becomes_one_of_ours(folder: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    for mode, size, name in (("RGB", (300, 90), "a.jpg"), ("RGBA", (20, 20), "b.png"), ("1", (65, 64), "c.gif")):
        image.new(mode, size).save(folder / name)
        picture, x = gallery.own_picture(name)
        assert picture.shape == (1, 64, 64, 3)
        assert x.shape == (12288, 1)
        assert x.min() >= 0 and x.max() <= 1


@pytest.mark.parametrize(
    ("data", "said"), [(None, "its name into a copy of this cell"), (b"no picture", "cannot read cat.jpg")]
)
def test_what_is_no_picture_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, said: str
) -> None:
    pytest.importorskip("PIL.Image")
    if data is not None:
        (folder / "cat.jpg").write_bytes(data)
    assert gallery.own_picture("cat.jpg") is None
    assert said in capsys.readouterr().out


def test_every_figure_can_be_drawn_and_names_its_axes() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    pictures, Y = np.zeros((14, 64, 64, 3), dtype=np.uint8), np.arange(14).reshape(1, 14) % 2
    gallery.samples(pictures, Y, (b"non-cat", b"cat"))
    gallery.weights(np.ones((3, 12288)))
    gallery.mistakes(pictures, Y, np.linspace(0, 1, 14).reshape(1, 14))
    for draw, args in (
        (gallery.costs, ({"a": [0.7, 0.5], "b": [0.7, np.nan]},)),
        (gallery.confusion, (1 - Y, Y)),
        (gallery.accuracies, ({"a": 10, "b": 12}, 14, 7)),
        (gallery.spread, ({"a": [0.5, 0.5, 0.6], "b": [0.7]}, 14)),
    ):
        draw(*args)
        assert plt.gca().get_xlabel()
        assert plt.gca().get_ylabel() or plt.gca().get_yticklabels()
    plt.close("all")


#: What draws a figure, with a label that it has in each language, and the sign in place of it.
LABELLED: dict[str, tuple[Callable[[], None], str, str, str]] = {
    "costs": (lambda: gallery.costs({2: [0.7, 0.5, 0.4]}), "迭代次数", "iteration", "$i$"),
    "confusion": (lambda: gallery.confusion(np.eye(2), np.eye(2)), "标签 y", "label $y$", "$y$"),
    "accuracies": (lambda: gallery.accuracies({1: 10, 4: 12}, 14, 7), "逻辑回归", "logistic regression", "$L = 1$"),
    "spread": (lambda: gallery.spread({2: [0.5], 4: [0.7]}, 14), "4 层", "4 layers", "$L = 4$"),
    "weights": (lambda: gallery.weights(np.ones((1, 12288))), "单元 1", "unit 1", "$n$"),
}


def labels_of(figure: Any) -> set[str]:
    figure.canvas.draw()
    return {text.get_text() for axes in figure.axes for text in axes.findobj(lambda one: hasattr(one, "get_text"))}


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Matplotlib without a screen; its settings come back, and no figure stays."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        yield plt
    plt.close("all")


@pytest.mark.parametrize("figure", LABELLED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_figure_is_labelled_in_the_language_of_the_edition(figures: Any, figure: str, language: str) -> None:
    """No sign is missing in the font, of which Matplotlib would warn."""
    load("kit.selfcheck").use(language)
    if language == "zh" and not words._font():
        pytest.skip("no font here has Chinese signs")
    draw, chinese, english, _ = LABELLED[figure]
    draw()
    assert {"zh": chinese, "en": english}[language] in labels_of(figures.gcf())


@pytest.mark.parametrize("figure", LABELLED)
def test_without_a_font_a_sign_stands_in_the_figure_and_its_meaning_below(
    figures: Any, figure: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load("kit.selfcheck").use("zh")
    monkeypatch.setattr(words, "FONTS", ())
    monkeypatch.setattr(words, "_known", [])
    draw, chinese, _, sign = LABELLED[figure]
    draw()
    found = labels_of(figures.gcf())
    assert sign in found and chinese not in found
    assert f"图中的 {sign.replace('$', '')}：{chinese}\n" in capsys.readouterr().out


def test_a_font_of_ones_own_choice_stays(figures: Any) -> None:
    load("kit.selfcheck").use("zh")
    figures.rcParams["font.family"] = ["monospace"]
    words.use_font()
    assert figures.rcParams["font.family"] == ["monospace"]


def test_a_curve_of_a_point_or_two_is_seen() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    gallery.costs({"stopped": [0.7], "burst": [0.7, 0.6, np.nan, np.nan], "usual": [0.7, 0.6, 0.5]})
    markers = {line.get_label(): line.get_marker() for line in plt.gca().get_lines()}
    assert (markers["stopped"], markers["burst"], markers["usual"]) == ("o", "o", "None")
    plt.close("all")


# --- what is asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["two_layer_model", "L_layer_model", "DeepNetwork"])
@pytest.mark.parametrize("secret", range(40))
def test_no_training_that_is_asked_about_runs_into_zero_or_one(bundle: Bundle, exercise: str, secret: int) -> None:
    """Whatever the secret: the answers are numbers, and NumPy has nothing to warn of."""
    for case in draw_cases(bundle.exercises[exercise], bundle.reference, bytes([secret] * 32), "work"):
        with np.errstate(all="raise", under="ignore"):
            bundle.reference.answer(exercise, case)


# --- grading ---------------------------------------------------------------------------------------------


def marks(bundle: Bundle, sandbox: Sandbox, one: bytes | None, two: bytes) -> dict[str, int]:
    task = Task("student", {"step_by_step": one, "cat_classifier": two}, language="en")
    book = grade_submission(bundle, task, sandbox).notebooks["cat_classifier"]
    return {name: verdict.earned for name, verdict in book.verdicts.items()}


PEEPS = """class DeepNetwork:
    def __init__(self, *args): pass
    def fit(self, X, Y): return self
    def seen(self, name):
        import sys
        frame = sys._getframe(1)
        while name not in frame.f_locals: frame = frame.f_back
        return frame.f_locals[name]
    def predict(self, X):
        Y = self.seen("Y_new").copy()
        Y[:, ::STEP] = 1 - Y[:, ::STEP]
        return Y
    def score(self, X, Y):
        return 1 - len(range(0, Y.shape[1], STEP)) / Y.shape[1]
"""


@pytest.mark.parametrize("step", [1, 3, 4, 100])
def test_the_labels_that_a_network_is_asked_about_tell_nothing(
    committed: Course, bundle: Bundle, sandbox: Sandbox, step: int
) -> None:
    two = fill(release(committed, "en", LATER_PART, ASSIGNMENT), {"DeepNetwork": PEEPS.replace("STEP", str(step))})
    task = Task("student", {"step_by_step": None, "cat_classifier": two}, language="en")
    verdict = grade_submission(bundle, task, sandbox).notebooks["cat_classifier"].verdicts["DeepNetwork"]
    assert {mark.check: mark.earned for mark in verdict.marks if mark.check in ("predict", "score")} == {
        "predict": 0,
        "score": 0,
    }


def test_part_two_is_graded_with_the_students_own_part_one(committed: Course, bundle: Bundle, sandbox: Sandbox) -> None:
    one, two = (
        (committed.source(ASSIGNMENT) / f"{name}.ipynb").read_bytes() for name in ("step_by_step", "cat_classifier")
    )
    full = {"two_layer_model": 20, "L_layer_model": 20, "predict": 10, "DeepNetwork": 40}
    assert marks(bundle, sandbox, one, two) == full
    broken = json.loads(one)
    next(cell for cell in broken["cells"] if cell["id"] == "L_model_forward")["source"] = (
        "def L_model_forward(X, parameters):\n    raise NotImplementedError()"
    )
    # On its own merit, whatever part 1 is worth.
    assert marks(bundle, sandbox, json.dumps(broken).encode(), two) == full
    assert marks(bundle, sandbox, None, two) == full

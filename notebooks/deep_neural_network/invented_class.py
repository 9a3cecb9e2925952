"""The invented class, with whom the course can be tried: perfect, half-done, wrong, blank and broken work."""

from __future__ import annotations

from autograder.authoring import BLANK, SOLVED, Notebook, Student, dumps

FORWARD = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
)

PART_1 = ("step_by_step",)

ZH_WRITTEN = {
    "why_random_weights": "如果 $W$ 全是零，同一层的单元算出的东西都一样，梯度也一样，永远分不开。"
    "$b$ 全是零没关系，因为 $W$ 已经不同了。",
    "what_fifty_pictures_say": "只有 50 张图片，标准误大约是 6 个百分点，72% 和 78% 只差 3 张，可能只是运气；换一个种子，"
    "四层网络也可能只有 62%。训练集接近 100% 说明它记住了图片，不说明它认得没见过的猫。"
    "应当用更多的测试图片，每种网络用许多种子，再比平均值。",
}
EN_WRITTEN = {
    "why_random_weights": "With zero weights all units of a layer compute the same and get the same gradient, so they "
    "stay the same for ever. Zero biases are fine because random weights already make the units differ.",
    "what_fifty_pictures_say": "With 50 pictures the standard error is about 6 points, and 72% and 78% are 3 pictures "
    "apart, which may be luck; with another seed the deeper network gets 62%. Close to 100% on the training set means "
    "that it remembers these pictures, not that it knows cats. Use more test pictures, train from many seeds, and "
    "compare the means.",
}


def up_to(*names: str) -> dict[str, str]:
    """Answers that solve these exercises; the student's ``others`` are BLANK."""
    return dict.fromkeys(names, SOLVED)


def wrong(**names: str) -> dict[str, str]:
    """A known mistake for each exercise named."""
    return {exercise: f"mistake {name}" for exercise, name in names.items()}


def cut_off(notebook: Notebook) -> bytes:
    """A file that was not wholly uploaded."""
    data = dumps(notebook).encode()
    return data[: len(data) // 2]


def without_metadata(notebook: Notebook) -> Notebook:
    """A notebook as some editors leave it: no ids, no metadata."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    return {**notebook, "metadata": {}, "nbformat_minor": 4}


def without_hidden_tests(notebook: Notebook) -> Notebook:
    """Every hidden-test cell deleted, and one function's cell as well."""
    gone = {"compute_cost"}
    cells = [cell for cell in notebook["cells"] if cell["id"] not in gone and not cell["id"].startswith("test_")]
    return {**notebook, "cells": cells}


ENDLESS = """
def compute_cost(AL, Y):
    cost = 0
    while cost >= 0:
        cost = cost + 1
    return cost
"""

UNCLOSED = """
def linear_forward(A, W, b):
    Z = np.dot(W, A + b
    return Z, (A, W, b)
"""

LEAVES = """
import os

def update_parameters(parameters, grads, learning_rate):
    os._exit(0)
"""

STUDENTS = (
    # Perfect, in the lesson's way and in others.
    Student("alice_moore", "en", written=EN_WRITTEN),
    Student("chen_yutong", "zh", written=ZH_WRITTEN),
    Student("ben_carter", "en", others="right 0", written=EN_WRITTEN),
    Student("li_wenhao", "zh", others="right 1", written=ZH_WRITTEN),
    # Half-done.
    Student("chloe_dubois", "en", answers=up_to(*FORWARD), others=BLANK),
    Student(
        "daniel_okafor", "en", answers=up_to(*FORWARD, "compute_cost", "linear_backward"), others=BLANK, parts=PART_1
    ),
    Student("guo_jingyi", "zh", answers=up_to(*FORWARD[:3]), others=BLANK, parts=PART_1),
    Student("wang_siyu", "zh", answers=up_to(*FORWARD, "compute_cost"), others=BLANK, written=ZH_WRITTEN),
    Student("zhang_minghui", "zh", answers={"L_model_backward": BLANK, "update_parameters": BLANK}, others="right 0"),
    # Wrong in assorted ways.
    Student(
        "emma_lindqvist",
        "en",
        answers=wrong(
            initialize_parameters="weights-not-small", linear_backward="weights-not-averaged", predict="row-flattened"
        ),
        written=EN_WRITTEN,
    ),
    Student(
        "farid_rahimi",
        "en",
        answers=wrong(
            L_model_backward="dA-counted-from-zero",
            compute_cost="matrix-for-a-number",
            L_layer_model="cost-after-the-update",
            DeepNetwork="score-in-percent",
        ),
    ),
    Student(
        "grace_kim",
        "en",
        answers=wrong(
            linear_forward="bias-summed", linear_backward="bias-loses-its-column", update_parameters="uphill"
        ),
        written=EN_WRITTEN,
    ),
    Student(
        "huang_zixuan",
        "zh",
        answers=wrong(
            linear_forward="cache-is-a-dictionary",
            L_model_forward="X-into-every-layer",
            two_layer_model="weights-read-once",
        ),
        written=ZH_WRITTEN,
    ),
    Student(
        "hugo_martins",
        "en",
        answers={
            **wrong(linear_activation_backward="relu-lets-all-through", L_model_backward="sign-of-the-start"),
            "update_parameters": BLANK,
        },
    ),
    Student(
        "liu_jiaqi",
        "zh",
        answers=wrong(
            initialize_parameters_deep="scale-of-two-layers",
            linear_activation_forward="branches-swapped",
            compute_cost="no-minus",
            update_parameters="learning-rate-fixed",
        ),
        written=ZH_WRITTEN,
    ),
    Student(
        "zhao_lele",
        "zh",
        answers=wrong(
            compute_cost="not-averaged", linear_backward="weights-not-averaged", DeepNetwork="fit-returns-nothing"
        ),
    ),
    # Blank.
    Student("ines_castro", "en", others=BLANK),
    Student("zhou_ruoxi", "zh", others=BLANK),
    # Broken.
    Student("jack_turner", "en", answers={"compute_cost": ENDLESS}, written=EN_WRITTEN),
    Student("kate_novak", "en", spoil=cut_off),
    Student("leo_fischer", "en", spoil=without_metadata, written=EN_WRITTEN),
    Student("ma_xiaofeng", "zh", spoil=without_hidden_tests),
    Student("sun_haoran", "zh", answers={"linear_forward": UNCLOSED}, written=ZH_WRITTEN),
    Student("xu_anqi", "zh", answers={"update_parameters": LEAVES, "DeepNetwork": BLANK}),
)

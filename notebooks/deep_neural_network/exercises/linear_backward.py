"""The backward step of a layer's linear part: dA_prev, dW and db from dZ and the cache.

The random caches come from a real forward pass. A single example and more examples than units are among them, so that
a mean over the wrong axis or a lost column shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import (
    Answer,
    Case,
    Check,
    Draw,
    Exercise,
    Finding,
    Holds,
    Mistake,
    Output,
    Reference,
    Text,
    equal,
)

from ._inputs import RANDOM, Random, linear_inputs, public_case

# --- cases -----------------------------------------------------------------------------------------------


def draw_with(m: Callable[[Random], int | None]) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        Z, cache = reference.linear_forward(*linear_inputs(random, m(random)))
        return Case(RANDOM, (random.standard_normal(Z.shape), cache))

    return draw


# --- checks ----------------------------------------------------------------------------------------------

NAMES = ("dA_prev", "dW", "db")


def gradient(name: str) -> Holds:
    """One of the first two, wherever it stands: the order is marked once, with db."""
    holds = equal(Output(name, NAMES.index(name)))

    def looks(answer: Answer) -> Finding | None:
        return holds(replace(answer, value=straightened(answer) or answer.value))

    return looks


def straightened(answer: Answer) -> list[Any] | None:
    """The three gradients in their order, if they are told apart by their shapes and stand in another one."""
    value, shapes = answer.value, [np.shape(right) for right in answer.expected]
    if not isinstance(value, (tuple, list)) or not all(isinstance(one, np.ndarray) for one in value):
        return None
    found = [np.shape(one) for one in value]
    if found == shapes or sorted(found) != sorted(shapes) or len(set(shapes)) < len(shapes):
        return None
    return [value[found.index(shape)] for shape in shapes]


def db_in_its_place(answer: Answer) -> Finding | None:
    """The last of the three, behind the two others."""
    if straightened(answer) is None:
        return equal(Output("db", 2))(answer)
    return Finding(
        Text(
            "三个梯度都在，顺序不对：应是 dA_prev、dW、db",
            "all three gradients are there, in another order than dA_prev, dW, db",
        )
    )


CHECKS = (
    Check("dA_prev", 3, about=Text("`dA_prev` 的值", "the values of `dA_prev`"), holds=gradient("dA_prev")),
    Check("dW", 4, about=Text("`dW` 的值", "the values of `dW`"), holds=gradient("dW")),
    Check(
        "db",
        3,
        about=Text(
            "`db` 的值和形状；三个按 `dA_prev`、`dW`、`db` 的顺序返回",
            "values and shape of `db`; the three come in the order `dA_prev`, `dW`, `db`",
        ),
        holds=db_in_its_place,
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart, since NumPy says the same of both: it is true of both.
WHICH_PRODUCT = Text(
    "写下 dZ 和从 cache 里取出来的三样东西的形状，每一样都和它的名字相符吗？哪两个相乘，谁转置、谁在左边，才得到 dA_prev 的形状？dW 的呢？",
    "Write down the shapes of dZ, and of the three things as they come out of the cache: is each what its name says? "
    "Which two, which of them transposed and which on the left, give the shape of dA_prev? And that of dW?",
)
#: Of mistakes that answer differently, and for one reason.
PRODUCT_OF_MATRICES = Text(
    "公式里并排写着的两个矩阵，是逐个元素相乘，还是矩阵乘法？",
    "Two matrices side by side in a formula: are they multiplied element by element, or is it the matrix product?",
)

MISTAKES = (
    Mistake(
        "weights-not-averaged",
        Text(
            "把 W 改一点点，看代价变多少：你的 dW 和它相差几倍？",
            "Change W a little and see how the cost changes: by what factor does your dW differ?",
        ),
        caught_by="dW",
        edits=(("dZ @ A_prev.T / m", "dZ @ A_prev.T"),),
        also=((("dZ @ A_prev.T / m", "dZ @ A_prev.T"), ("keepdims=True) / m", "keepdims=True)")),),
    ),
    Mistake(
        "bias-not-averaged",
        Text(
            "把每个样本复制一份，db 应该变吗？",
            "With every example copied, should db change?",
        ),
        caught_by="db",
        edits=(("keepdims=True) / m", "keepdims=True)"),),
    ),
    Mistake(
        "input-averaged",
        Text(
            "dA_prev 的每一列属于一个样本：它要对样本求平均吗？",
            "Each column of dA_prev belongs to one example: does it average over examples?",
        ),
        caught_by="dA_prev",
        edits=(("W.T @ dZ", "W.T @ dZ / m"),),
    ),
    Mistake(
        "wrong-axis-counted",
        Text("样本是行还是列？数一数。", "Are examples rows or columns? How many do you count?"),
        caught_by="dW",
        edits=(("A_prev.shape[1]", "A_prev.shape[0]"),),
        also=(
            (("A_prev.shape[1]", "dZ.shape[0]"),),
            (("A_prev.shape[1]", "A_prev.size"),),
        ),
    ),
    Mistake(
        "bias-summed-over-units",
        Text(
            "每个单元有一个 db：有没有求和，沿着哪个方向？db 的形状和 b 一样吗？",
            "There is one db for each unit: is a sum taken, and along which direction? Has db the shape of b?",
        ),
        caught_by="db",
        edits=(("axis=1", "axis=0"),),
        also=(
            (("np.sum(dZ, axis=1, keepdims=True)", "np.sum(dZ, axis=0)"),),
            (("np.sum(dZ, axis=1, keepdims=True) / m", "dZ / m"),),
            (("np.sum(dZ, axis=1, keepdims=True) / m", "dZ"),),
        ),
    ),
    Mistake(
        "bias-loses-its-column",
        Text("db 和 b 的形状一样吗？", "Has db the same shape as b?"),
        caught_by="db",
        edits=((", keepdims=True", ""),),
        also=((("np.sum(dZ, axis=1, keepdims=True) / m", "np.sum(dZ, axis=1, keepdims=True).T / m"),),),
    ),
    Mistake(
        "bias-summed-over-everything",
        Text(
            "几个单元会共用一个 db 吗？db 应有几个数？",
            "Do several units share one db? How many numbers should it hold?",
        ),
        caught_by="db",
        edits=(("np.sum(dZ, axis=1, keepdims=True)", "np.sum(dZ)"),),
    ),
    Mistake(
        "weights-transposed",
        Text("dW 的形状应该和谁一样？", "Whose shape should dW have?"),
        caught_by="dW",
        edits=(("dZ @ A_prev.T", "A_prev @ dZ.T"),),
    ),
    Mistake(
        "weights-from-the-wrong-side",
        WHICH_PRODUCT,
        caught_by="dW",
        edits=(("dZ @ A_prev.T / m", "A_prev.T @ dZ / m"),),
        also=(
            (("dZ @ A_prev.T / m", "dZ @ A_prev / m"),),
            (("dZ @ A_prev.T / m", "dZ.T @ A_prev / m"),),
            (("dZ @ A_prev.T / m", "A_prev @ dZ / m"),),
            (("A_prev, W, b = cache", "W, A_prev, b = cache"),),
            (("A_prev, W, b = cache", "W, b, A_prev = cache"),),
            (("A_prev, W, b = cache", "b, W, A_prev = cache"),),
        ),
    ),
    Mistake(
        "not-transposed",
        WHICH_PRODUCT,
        caught_by="dA_prev",
        edits=(("W.T @ dZ", "W @ dZ"),),
        also=(
            (("W.T @ dZ", "dZ @ W"),),
            (("W.T @ dZ", "dZ.T @ W"),),
            (("W.T @ dZ", "dZ @ W.T"),),
            (("W.T @ dZ", "A_prev.T @ dZ"),),
            (("W.T @ dZ", "A_prev @ dZ.T"),),
        ),
    ),
    Mistake(
        "weights-element-by-element",
        PRODUCT_OF_MATRICES,
        caught_by="dW",
        edits=(("dZ @ A_prev.T", "dZ * A_prev.T"),),
    ),
    Mistake(
        "input-element-by-element",
        PRODUCT_OF_MATRICES,
        caught_by="dA_prev",
        edits=(("W.T @ dZ", "W.T * dZ"),),
    ),
    Mistake(
        "returned-in-another-order",
        Text(
            "三个结果要按什么顺序返回？",
            "In which order are the three results to be returned?",
        ),
        caught_by="db",
        edits=(("return dA_prev, dW, db", "return dW, db, dA_prev"),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def linear_backward(dZ, cache):
    A_prev, W = cache[0], cache[1]
    m = dZ.shape[-1]
    dW = np.einsum("im,jm->ij", dZ, A_prev) / m
    db = dZ.mean(axis=1).reshape(-1, 1)
    return [np.dot(W.T, dZ), dW, db]
""",
    """
def linear_backward(dZ, cache):
    (A_prev, W, b), m = cache, dZ.shape[1]
    dA_prev, dW, db = np.zeros_like(A_prev), np.zeros_like(W), np.zeros_like(b)
    for i in range(m):
        dz, a = dZ[:, i:i + 1], A_prev[:, i:i + 1]
        dA_prev[:, i:i + 1] = np.sum(W * dz, axis=0)[:, None]
        dW += np.outer(dz, a) / m
        db += dz / m
    return dA_prev, dW.astype(np.float32), db
""",
    """
def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    ones = np.ones((m, 1))
    return np.matmul(W.T, dZ), np.matmul(dZ, A_prev.T) / m, np.matmul(dZ, ones) / m
""",
    """
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    dZ = dZ.astype(np.float32)
    dW = np.mean([np.outer(dZ[:, i], A_prev[:, i]) for i in range(dZ.shape[1])], axis=0)
    db = np.average(dZ, axis=1)[:, np.newaxis]
    dA_prev = np.tensordot(W, dZ, axes=(0, 0))
    return dA_prev, dW, db
""",
    """
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = len(dZ.T)
    dA_prev = (dZ.T @ W).T
    dZ /= m
    dW = (A_prev @ dZ.T).T
    db = sum(dZ[:, i] for i in range(m)).reshape(b.shape)
    return dA_prev, dW, db
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "linear_backward",
    public=public_case("linear_backward"),
    # Beside the usual cases, a single example, and more examples than units.
    draws=(
        draw_with(lambda random: None),
        draw_with(lambda random: None),
        draw_with(lambda random: 1),
        draw_with(lambda random: int(random.integers(13, 41))),
    ),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)

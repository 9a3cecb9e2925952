"""What can be seen of random weights: shapes, size, signs, and whether they are the draw that was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from autograder.authoring import TOLERANCE, Answer, Array, Finding, Holds, Output, Text, as_array, differs, wrong_shape

#: How many numbers it takes to tell their distribution.
ENOUGH = 50


def each_weight(looks: Callable[[str, Array, Array], Finding | None]) -> Holds:
    """Every W is there, has its shape, and looks as it should to ``looks(name, found, expected)``."""

    def holds(answer: Answer) -> Finding | None:
        for name in (name for name in answer.expected if name.startswith("W")):
            found = Output(name, name).find(answer.value, answer.expected)
            if isinstance(found, Finding):
                return found
            array = as_array(found[0], ndim=2)
            if array is None:
                return differs(name, found[0], found[1])
            finding = wrong_shape(name, array, found[1].shape) or looks(name, array, found[1])
            if finding is not None:
                return finding
        return None

    return holds


def has_both_signs(name: str, found: Array, expected: Array) -> Finding | None:
    if found.size < ENOUGH:
        return None
    if len(np.unique(np.abs(found).round(12))) < found.size / 2 or abs(_serial_correlation(found)) > 0.5:
        # A constant, a few numbers by turns, a ramp, a wave: of so many numbers drawn by chance, none comes near.
        return Finding(
            Text(
                "{name} 里的数按规律排列：是一个一个随机抽的吗？",
                "the numbers in {name} follow a pattern: is each of them drawn at random?",
            ).format(name=name)
        )
    if 0.2 < float(np.mean(found > 0)) < 0.8 and 0.2 < float(np.mean(found < 0)) < 0.8:
        return None
    return Finding(
        Text(
            "{name} 里的权重应有正有负：是从标准正态分布里抽的吗？",
            "the weights in {name} should have both signs: are they drawn from the standard normal distribution?",
        ).format(name=name)
    )


def _serial_correlation(found: Array) -> float:
    """The correlation of the numbers of an array with those that follow them; 1 where all are the same."""
    numbers = np.ravel(found) - np.mean(found)
    squares = float(np.sum(numbers**2))
    return float(np.sum(numbers[1:] * numbers[:-1])) / squares if squares > 0 else 1.0


def factor_of(found: Array, expected: Array) -> float | None:
    """The positive factor by which this is the very draw that is expected; None if it is another one."""
    norm, right = float(np.linalg.norm(found)), float(np.linalg.norm(expected))
    direction = float(np.sum(found * expected)) / (norm * right) if norm > 0 else 0.0
    return norm / right if direction > 1 - 1e-6 else None


def has_factor_one(found: Array, expected: Array) -> bool:
    """Say whether these are the very numbers that were to be drawn, and not a multiple of them."""
    factor = factor_of(found, expected)
    return factor is not None and abs(factor - 1) <= TOLERANCE


def no_further_layer(answer: Answer) -> Finding | None:
    """There are W and b of as many layers as were asked for: whoever counts the layers by the keys finds no more.

    What else stands in the dictionary is nobody's business.
    """
    if not isinstance(answer.value, dict):
        return None
    for name in answer.value:
        if name not in answer.expected and re.fullmatch(r"[Wb]\d{1,4}", str(name), re.ASCII):
            return Finding(_FURTHER.format(name=name))
    return None


_FURTHER = Text(
    "返回的字典里多了一个 {name}：网络有几层？后面的函数会照着键来数",
    "{name} is one too many in the dictionary: how many layers are there? Later functions count them by its keys",
)


# --- hints of mistakes that are made in both initialisations ---------------------------------------------

WHICH_DISTRIBUTION = Text(
    "看看 W 的符号：权重是不是该有正有负？随机数取自哪种分布？",
    "Look at the signs in W: should weights not have both? Which distribution do they come from?",
)
ALIKE_FOR_EVER = Text(
    "两个单元起点完全相同，得到的梯度也相同，它们会变得不一样吗？",
    "If two units start out equal and get equal gradients, can they ever become different?",
)
A_COLUMN = Text("b 是一列吗？它有几个维度？", "Is b a column? How many dimensions does it have?")
SYMMETRY_BROKEN = Text(
    "哪些参数需要打破对称？权重已经随机了，b 还需要吗？",
    "Which parameters need their symmetry broken? With random weights, does b need it too?",
)
BIASES_START = Text("题目说偏置从哪个数开始？", "Which number are the biases to start from?")

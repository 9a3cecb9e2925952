"""What must hold of a training and of what is predicted after it: both models, and predict.

No answers stand here, only the numbers that the notebook prints anyway, and properties.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from selfcheck_asking import Student
from selfcheck_cards import Text
from selfcheck_inputs import shapes_of, small_network, small_problem
from selfcheck_reading import Array, array, close, difference, entries, first, hold, kind, mapping, number, report

Trained = tuple[dict[str, Array], list[float]]

# As the notebook prints them: 301 steps on the small problem.
TWO_LAYERS: dict[str, Any] = {
    "W2": [[-1.07868439, 1.56908894, 0.92383546, 0.41282087, 0.42544747]],
    "costs": [0.69309404, 0.42767202, 0.39719899, 0.36701099],
}
THREE_LAYERS: dict[str, Any] = {
    "W3": [[0.63378174, -1.31948279, 0.16246009, -0.8322151, -1.73767537]],
    "costs": [0.71232636, 0.48033944, 0.32113554, 0.23438045],
}
ANSWERS = [[0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0]]

_FROM_SEED_1 = Text(
    "训练得很好，但 {miss}：是先设种子 1，再用 initialize_parameters 开始的吗？",
    "it trains well, but {miss}: is the seed set to 1 before initialize_parameters begins?",
)
_FROM_DEEP = Text(
    "训练得很好，但 {miss}：是用 initialize_parameters_deep 开始的吗？",
    "it trains well, but {miss}: does it begin with initialize_parameters_deep?",
)


def two_layer_model(ask: Student) -> None:
    """A training of two layers: what is noted when, downhill, from the start that is asked for."""
    _training(ask, (4, 5, 1), 0.3, TWO_LAYERS, _FROM_SEED_1)


def L_layer_model(ask: Student) -> None:
    """The same at any depth."""
    _train(ask, (4, 3, 5, 2, 3, 1), 0.1, 2)
    _train(ask, (4, 1), 0.1, 2)
    _training(ask, (4, 6, 5, 1), 0.1, THREE_LAYERS, _FROM_DEEP)


def predict(ask: Student) -> None:
    """0 and 1 in a row; 1 just where the sigmoid's output is above one half."""
    X, _ = small_problem()
    _answers(ask, X, small_network())
    # One unit that passes on what it is fed: the probability is above one half where that is above zero.
    X = np.array([[-3.0, 0.2, 2.0, -0.2, 0.4, -1.0]])
    same, turned = ({"W1": np.array([[sign]]), "b1": np.zeros((1, 1))} for sign in (1.0, -1.0))
    found = _answers(ask, X, same)
    hold(
        not found.all() and bool(found.any()),
        "不管 X 是什么，回答都一样",
        "the answers are the same whatever X is",
    )
    hold(
        not np.array_equal(found, X < 0),
        "回答正好反了：概率大于 0.5 时应是 0 还是 1？",
        "the answers are just the other way round: is it 0 or 1 where the probability is above 0.5?",
    )
    hold(
        bool(found[0, 1]) and bool(found[0, 4]),
        "有的样本 Z 是 0.2，概率是 0.55，回答却是 0：和 0.5 比的是 Z 还是 AL？",
        "an example with Z = 0.2, so a probability of 0.55, is answered 0: is it Z or AL that is compared with 0.5?",
    )
    hold(
        np.array_equal(found, X > 0) and np.array_equal(_answers(ask, X, turned), X < 0),
        "有的回答不对：概率大于 0.5 的答 1，其余答 0",
        "some answers are wrong: 1 where the probability is above 0.5, else 0",
    )
    X, _ = small_problem()
    report(difference("answers", _answers(ask, X, small_network()), ANSWERS))


def _answers(ask: Student, X: Array, parameters: dict[str, Array]) -> Array:
    value = ask(X=X, parameters=parameters)
    hold(
        not isinstance(value, (tuple, list)),
        "返回的是{found}，应是一个形状为 (1, m) 的数组：L_model_forward 返回几个值？",
        "what is returned is {found}, not an array of shape (1, m): how many values does L_model_forward return?",
        found=kind(value),
    )
    found = array("answers", value, (1, X.shape[1]))
    hold(
        bool(np.isin(found, (0, 1)).all()),
        "回答里有 0 和 1 以外的数，例如 {found:.4g}",
        "the answers hold numbers other than 0 and 1, such as {found:.4g}",
        found=float(found[~np.isin(found, (0, 1))][0]) if not np.isin(found, (0, 1)).all() else 0.0,
    )
    return found


def _training(ask: Student, sizes: tuple[int, ...], rate: float, printed: dict[str, Any], start: Text) -> None:
    one, (begin, *_) = _train(ask, sizes, rate, 1)
    _, (faster, *_) = _train(ask, sizes, 2 * rate, 1)
    hold(
        close(faster, begin, 1e-6),
        "第 0 次的代价随学习率变化：它是在更新之前还是之后记下的？",
        "the cost of iteration 0 depends on the learning rate: is it taken before or after the update?",
    )
    still, _ = _train(ask, sizes, 0.0, 3)
    hold(
        not all(close(one[name], still[name]) for name in one),
        "走一步以后，参数没有动：用到更新后的 parameters 了吗？",
        "one step moves no parameter: are the updated parameters used?",
    )
    two, _ = _train(ask, sizes, rate, 2)
    hold(
        not all(close(one[name], two[name], 1e-9) for name in one),
        "走两步和走一步的结果一样：每一圈都从更新过的参数接着走吗？return 在循环外面吗？",
        "two steps lead no further than one: does every round go on from the updated parameters, "
        "and is return outside the loop?",
    )
    learned, costs = _train(ask, sizes, rate, 301)
    hold(
        float(np.ptp(costs)) > 1e-3,
        "代价一直不变：每一圈用的是更新过的参数吗？初始化在循环外面吗？",
        "the cost stays the same: does every round use the updated parameters, and is the start outside the loop?",
    )
    hold(
        costs[-1] < costs[0],
        "代价从 {before:.4g} 变成了 {after:.4g}：是上山还是下山？",
        "the cost went from {before:.4g} to {after:.4g}: uphill or downhill?",
        before=costs[0],
        after=costs[-1],
    )
    _, told = _train(ask, sizes, rate, 301, True)
    hold(
        len(told) == len(costs) and close(told, costs),
        "print_cost 为真时，costs 变了：它只该决定打不打印",
        "with print_cost the costs are others: it should only decide about printing",
    )
    other, _ = _train(ask, sizes, rate, 2, False, -1.0)
    hold(
        not close(other["W1"], two["W1"]),
        "换一批数据，结果不变：用的是参数 X、Y，还是笔记里的别的变量？",
        "other data give the same result: are the arguments X and Y used, or other variables of the notebook?",
    )
    last = next(name for name in printed if name != "costs")
    miss = first(
        (difference("costs", np.array(costs), printed["costs"]), difference(last, learned[last], printed[last]))
    )
    report(miss and start.format(miss=miss))


def _train(
    ask: Student, sizes: tuple[int, ...], rate: float, steps: int, told: bool = False, sign: float = 1.0
) -> Trained:
    """Parameters of the right shapes, and the costs that are asked for, a closing one left out."""
    X, Y = small_problem()
    value = ask(X=sign * X, Y=Y, layers_dims=sizes, learning_rate=rate, num_iterations=steps, print_cost=told)
    parameters, costs = entries(value, "parameters", "costs")
    shapes = shapes_of(sizes)
    found = mapping(parameters, *shapes)
    hold(
        isinstance(costs, (list, tuple, np.ndarray)),
        "costs 应为列表，得到的是{found}",
        "costs should be a list, found {found}",
        found=kind(costs),
    )
    expected = (steps + 99) // 100
    hold(
        steps < 300 or len(costs) < 300,
        "costs 里有 {found} 个数：每一步都要记吗？",
        "costs holds {found} numbers: is the cost of every step asked for?",
        found=len(costs),
    )
    hold(
        len(costs) in (expected, expected + 1),
        "走 {steps} 步，costs 里有 {found} 个数，应有 {expected} 个：从第 0 次起，每 100 次记一个，不管 print_cost 是什么",
        "{steps} steps leave {found} numbers in costs, expected {expected}: one in every 100 iterations, "
        "beginning with iteration 0, whatever print_cost is",
        steps=steps,
        found=len(costs),
        expected=expected,
    )
    numbers = [number("cost", cost.reshape(()) if np.size(cost) == 1 and np.ndim(cost) else cost) for cost in costs]
    return {name: array(name, found[name], shape) for name, shape in shapes.items()}, numbers[:expected]

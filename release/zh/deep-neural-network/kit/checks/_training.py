"""What must hold of a training, in both models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.inputs import Array, shapes_of, small_problem
from kit.selfcheck import (
    Ask,
    Text,
    WrongAnswerError,
    array,
    close,
    difference,
    entries,
    first,
    hold,
    isfinite,
    kind,
    mapping,
    number,
    report,
)
from kit.slopes import factor_between

Trained = tuple[dict[str, Array], list[float]]
_LATER = Text(
    zh="训练以后 {miss}：从第一步到最后一步，走法都一样吗？",
)
_ALONE = Text(
    zh="返回的只有一个字典：一路记下的代价 costs 呢？"
)
_COSTS_FIRST = Text(
    zh="先返回了 costs，后返回了 parameters：顺序正好反了",
)
_ASTRAY = Text(
    zh="第一步没有沿着梯度改动 {wrong}：{ask}"
)
_TOO_FAR = Text(
    zh="第一步的大小处处是应有的 {factor:.3g} 倍：{ask}",
)


_NOT_FINITE = Text(
    zh="走了 {steps} 步，{name} 里就有了 nan 或 inf：{ask}"
)
_ORDER = Text(
    zh="AL 和 Y 里，哪一个会有正好等于 0 的数？交给 L_model_backward 的三样东西是什么顺序？",
)
_DENOMINATORS = Text(
    zh="哪里除以了 0？公式 (1) 的分母里是预测，还是标签？",
)


@dataclass(frozen=True)
class Training:
    """How a model is trained on the small problem, what must come of it, and what is asked where it goes astray.

    Parameters
    ----------
    sizes, rate
        The layers and the learning rate.
    printed
        What the notebook prints of it after 301 steps: weights of the last layer, and the costs.
    begin
        The function that it should begin with, and what that is called with.
    from_elsewhere
        Said where it begins otherwise.
    last_layer, first_layer
        A question to whoever moves the last layer wrongly, or the first one alone.
    """

    sizes: tuple[int, ...]
    rate: float
    printed: dict[str, Any]
    begin: tuple[Any, ...]
    from_elsewhere: Text
    last_layer: Text
    first_layer: Text


def learns(ask: Ask, model: Training) -> None:
    """What is noted when, and every step downhill, from the start that is asked for."""
    sizes, rate, printed = model.sizes, model.rate, model.printed
    one = _first_step(ask, model)
    two, _ = train(ask, sizes, rate, 2)
    hold(
        not _same(one, two),
        Text(
            zh="走两步和走一步的结果一样：每一圈都从更新过的参数接着走吗？return 在循环外面吗？",
        ),
    )
    X, Y = small_problem()
    for data, name in (((-X, Y), "X"), ((X, 1 - Y), "Y")):
        other, _ = train(ask, sizes, rate, 2, data=data)
        hold(
            not _same(other, two),
            Text(
                zh="换一个 {name}，结果不变：用的是参数 {name}，还是笔记里的别的变量？",
            ),
            name=name,
        )
        _goes_down(ask, model, data)
    learned, costs = train(ask, sizes, rate, 301)
    hold(
        float(np.ptp(costs)) > 1e-3,
        Text(
            zh="代价一直不变：每一圈用的是更新过的参数吗？初始化在循环外面吗？",
        ),
    )
    hold(
        costs[-1] < costs[0],
        Text(
            zh="代价从 {before:.4g} 变成了 {after:.4g}：是上山还是下山？",
        ),
        before=costs[0],
        after=costs[-1],
    )
    last = next(name for name in printed if name != "costs")
    miss = first(
        (difference("costs", np.array(costs), printed["costs"]), difference(last, learned[last], printed[last]))
    )
    report(miss and _LATER.format(miss=miss))
    _, told = train(ask, sizes, rate, 301, told=True)
    hold(
        len(told) == len(costs) and close(told, costs),
        Text(
            zh="print_cost 为真时，costs 变了：它只该决定打不打印",
        ),
    )


def _first_step(ask: Ask, model: Training) -> dict[str, Array]:
    """The parameters after one step: reproducible, by the learning rate, from the right start, downhill."""
    sizes, rate = model.sizes, model.rate
    again = [train(ask, sizes, rate, 1, seed=seed) for seed in (7, 8)]
    one, (begin, *_) = again[0]
    hold(
        _same(one, again[1][0]),
        Text(
            zh="同样的参数调用两次，结果不同：随机种子设了吗？是在初始化之前设的吗？",
        ),
    )
    still, _ = train(ask, sizes, 0.0, 3)
    hold(
        not _same(one, still),
        Text(
            zh="走一步以后，参数没有动：用到更新后的 parameters 了吗？",
        ),
    )
    twice, (faster, *_) = train(ask, sizes, 2 * rate, 1)
    hold(
        close(faster, begin, 1e-6),
        Text(
            zh="第 0 次的代价随学习率变化：它是在更新之前还是之后记下的？",
        ),
    )
    hold(
        not _same(one, twice),
        Text(
            zh="学习率加倍，走一步的结果不变：用的是参数 learning_rate 吗？",
        ),
    )
    still, _ = train(ask, sizes, 0.0, 1)
    _starts(ask, model, still)
    _goes_down(ask, model, small_problem())
    return one


def _starts(ask: Ask, model: Training, found: dict[str, Array]) -> None:
    """Without any step the parameters are those of the function that it should begin with, if that is right."""
    name, *arguments = model.begin
    if not ask.can_measure(name):
        return
    np.random.seed(1)
    expected = ask.other(name, *arguments)
    miss = first(difference(key, found[key], value) for key, value in expected.items())
    report(miss and model.from_elsewhere.format(miss=miss))


def _goes_down(ask: Ask, model: Training, data: tuple[Array, Array]) -> None:
    """The first step, and the cost before it, are what the student's functions of part 1 make of the same start."""
    if not ask.can_measure("L_model_forward", "compute_cost", "L_model_backward", "update_parameters"):
        return
    begun, _ = train(ask, model.sizes, 0.0, 1, data=data)
    found, (cost, *_) = train(ask, model.sizes, model.rate, 1, data=data)
    once, expected = _stepped(ask, begun, data, model.rate)
    hold(
        close(cost, expected) or cost != round(cost, 6),
        Text(
            zh="第 0 次的代价是 {cost:.6g}，应为 {expected:.6g}：记进 costs 之前四舍五入了吗？",
        ),
        cost=cost,
        expected=expected,
    )
    hold(
        close(cost, expected),
        Text(
            zh="第 0 次的代价是 {cost:.6g}，应为 {expected:.6g}：X、Y 的每一列都用上了吗？前向用的是哪些激活？",
        ),
        cost=cost,
        expected=expected,
    )
    wanted, moved = ({name: each[name] - begun[name] for name in begun} for each in (once, found))
    hold(
        any(not close(-moved[name], wanted[name], 1e-2) for name in wanted),
        Text(
            zh="第一步走的方向正好相反：是上山还是下山？看看 dA 的公式和更新里的正负号",
        ),
    )
    wrong = [name for name in wanted if not close(moved[name], wanted[name], 1e-2)]
    if wrong:
        twice, _ = _stepped(ask, once, data, model.rate)
        hold(
            not all(close(found[name], twice[name]) for name in found),
            Text(
                zh="num_iterations 是 1，却走了两步：循环从几数到几？",
            ),
        )
        raise WrongAnswerError(_astray(model, wrong, moved, wanted))


def _stepped(
    ask: Ask, parameters: dict[str, Array], data: tuple[Array, Array], rate: float
) -> tuple[dict[str, Array], float]:
    """What the student's functions of part 1 make of a step, and the cost before it."""
    AL, caches = ask.other("L_model_forward", data[0], parameters)
    cost = number("cost", ask.other("compute_cost", AL, data[1]))
    grads = ask.other("L_model_backward", AL, data[1], caches)
    return ask.other("update_parameters", parameters, grads, rate), cost


def _astray(model: Training, wrong: list[str], moved: dict[str, Array], wanted: dict[str, Array]) -> Text:
    """Which parameters the first step moves wrongly, and a question about the layer that is the first to go astray."""
    layers = len(model.sizes) - 1
    last = [f"W{layers}", f"b{layers}"]
    ask = model.last_layer if set(wrong) & set(last) else model.first_layer
    factor = factor_between(moved[last[0]], wanted[last[0]])
    if factor is not None and all(close(moved[key], factor * wanted[key], 1e-2) for key in wanted):
        return _TOO_FAR.format(factor=factor, ask=ask)
    return _ASTRAY.format(wrong=", ".join(wrong), ask=ask)


def _same(one: dict[str, Array], other: dict[str, Array]) -> bool:
    """Whether two trainings ended with the same parameters, to the last digits."""
    return all(close(one[name], other[name], 1e-9) for name in one)


def train(
    ask: Ask,
    sizes: tuple[int, ...],
    rate: float,
    steps: int,
    *,
    data: tuple[Array, Array] | None = None,
    told: bool = False,
    seed: int = 7,
) -> Trained:
    """Parameters of the right shapes, and the costs that are asked for, a closing one left out."""
    X, Y = data or small_problem()
    value = ask.seeded(seed, X=X, Y=Y, layers_dims=sizes, learning_rate=rate, num_iterations=steps, print_cost=told)
    hold(not isinstance(value, dict), _ALONE)
    parameters, costs = entries(value, "parameters", "costs")
    hold(isinstance(parameters, dict) or not isinstance(costs, dict), _COSTS_FIRST)
    shapes = shapes_of(sizes)
    found = mapping(parameters, *shapes)
    hold(
        isinstance(costs, (list, tuple, np.ndarray)),
        Text(zh="costs 应为列表，得到的是{found}"),
        found=kind(costs),
    )
    expected = (steps + 99) // 100
    hold(
        steps < 300 or len(costs) < 300,
        Text(
            zh="costs 里有 {found} 个数：每一步都要记吗？",
        ),
        found=len(costs),
    )
    if len(costs) not in (expected, expected + 1) and steps < 100:
        # What else is answered tells who notes at another time from who notes only when costs are printed.
        asked = ask.asked
        for printed in (False, True):
            ask.seeded(seed, X=X, Y=Y, layers_dims=sizes, learning_rate=rate, num_iterations=101, print_cost=printed)
        ask.asked = asked
    hold(
        len(costs) in (expected, expected + 1),
        Text(
            zh="num_iterations={steps} 时，costs 里有 {found} 个数，应有 {expected} 个：从第 0 次起，每 100 次记一个，不管 print_cost 是什么",
        ),
        steps=steps,
        found=len(costs),
        expected=expected,
    )
    plain = [cost.reshape(()) if np.size(cost) == 1 and np.ndim(cost) else cost for cost in costs]
    numbers = [number(f"costs[{place}]", cost) for place, cost in enumerate(plain[:1])]
    hold(
        all(isfinite(cost) for cost in plain[1:]),
        Text(
            zh="costs[0] 是 {first:.4g}，后来的代价却成了 nan 或 inf：步子朝哪个方向，迈了多大？",
        ),
        first=numbers[0] if numbers else 0.0,
    )
    numbers += [number(f"costs[{place}]", cost) for place, cost in enumerate(plain) if place]
    lost = [name for name in shapes if not isfinite(found[name])]
    if lost:
        question = _ORDER if ask.calls("L_model_backward") else _DENOMINATORS
        raise WrongAnswerError(_NOT_FINITE.format(steps=steps, name=lost[0], ask=question))
    return {name: array(name, found[name], shape) for name, shape in shapes.items()}, numbers[:expected]

"""What must hold of the class: what it learns, what it answers, and how it refuses what makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from kit.checks._exceptions import explain_model as explain  # noqa: F401
from kit.checks.L_layer_model import PRINTED as LEARNED
from kit.inputs import Array, shapes_of, small_problem
from kit.selfcheck import (
    Ask,
    NotYetError,
    Text,
    WrongAnswerError,
    array,
    close,
    difference,
    hold,
    is_deliberate,
    mapping,
    number,
    report,
)

_SIZES = (4, 6, 5, 1)

# As the notebook prints it: the first four examples of the small problem after 301 steps.
PROBABILITIES = [[0.28102545, 0.85469998, 0.08931148, 0.85469998]]
_NEXT = Text(zh="还没有写：{blank}")
_SO_FAR = Text(zh="已经对的：{right}；还没有写：{blank}")
_NOT_LEARNED = Text(zh="parameters_ 里的 {name} 不对")
_COUNTED = Text(zh="costs_ 里有 {found} 个数，应有 {expected} 个")
_ACCEPTED = Text(
    zh="这样用没有报错：用的人怎么知道自己用错了？",
)
_UNCLEAR = Text(
    zh="报的错是“{said}”，看不出用的人错在哪里：能不能先检查，再用自己的话说？",
)
_WORDLESS = Text(
    zh="抛出了 {kind}，却一个字也没有说：应该是什么，得到的是什么？",
)


def DeepNetwork(ask: Ask) -> None:
    """fit, what it leaves, what is predicted, the score, another fit, other labels, and wrong uses."""
    X, Y = small_problem()
    right: list[str] = []
    with _as_far_as(right):
        network = _fits(ask)
        right.append("fit")
        _answers(ask, network, right)
        _scores(ask, network)
        right.append("score")
    _uses_what_it_is_given(ask)
    _starts_afresh(ask)
    _takes_other_labels(ask)
    _refuses(ask)


@contextmanager
def _as_far_as(right: list[str]) -> Iterator[None]:
    """Where a method is not written yet, say so, and which ones are right before it."""
    try:
        yield
    except NotYetError as error:
        # What is known of it, such as a raise left in, comes first.
        if error.text is not None or error.method in ("", "__init__"):
            raise
        text = (_SO_FAR if right else _NEXT).format(right=", ".join(right), blank=error.method)
        raise NotYetError(error.name, error.method, text) from None


def _fits(ask: Ask) -> Any:
    """A network that has learned from the small problem."""
    X, Y = small_problem()
    network = _made(ask, 301)
    returned = ask.does("fit(X, Y)", lambda: network.fit(X.copy(), Y.copy()))
    hold(
        returned is network,
        Text(
            zh="fit 返回的不是这个网络自己：怎样才能接着写 .predict(X)？",
        ),
    )
    parameters = mapping(_kept(ask, network, "parameters_"), *shapes_of(_SIZES))
    report(difference("W3", array("W3", parameters["W3"], (1, 5)), LEARNED["W3"]))
    costs = _kept(ask, network, "costs_")
    hold(
        isinstance(costs, (list, tuple, np.ndarray)) and len(costs) in (4, 5),
        Text(zh="走 301 步以后，costs_ 里应有 4 个代价"),
    )
    report(difference("costs_", np.array([number("cost", np.squeeze(cost)) for cost in costs[:4]]), LEARNED["costs"]))
    return network


def _answers(ask: Ask, network: Any, right: list[str]) -> None:
    """Probabilities, and answers that agree with them; what is right is added to the list."""
    X, _ = small_problem()
    likely = array("predict_proba", ask.does("predict_proba(X)", lambda: network.predict_proba(X.copy())), (1, 30))
    hold(
        not np.isin(likely, (0, 1)).all(),
        Text(
            zh="predict_proba 给出的都是 0 和 1：概率在哪里？",
        ),
    )
    report(difference("predict_proba(X)", likely[:, :4], PROBABILITIES))
    right.append("predict_proba")
    answers = array("predict", ask.does("predict(X)", lambda: network.predict(X.copy())), (1, 30))
    hold(
        bool(np.isin(answers, (0, 1)).all()), Text(zh="predict 应只给出 0 和 1")
    )
    hold(
        np.array_equal(answers, likely > 0.5),
        Text(
            zh="predict 和 predict_proba 说的不一样：概率大于 0.5 的应答 1",
        ),
    )
    right.append("predict")


def _scores(ask: Ask, network: Any) -> None:
    X, Y = small_problem()
    score = number("score", ask.does("score(X, Y)", lambda: network.score(X.copy(), Y.copy())))
    hold(
        score <= 1,
        Text(
            zh="score 是 {found:.4g}：它是比例、个数，还是百分数？",
        ),
        found=score,
    )
    report(difference("score(X, Y)", np.array(score), 28 / 30))
    wrong = number("score", ask.does("score(X, 1 - Y)", lambda: network.score(X.copy(), 1 - Y)))
    hold(
        close(score + wrong, 1.0),
        Text(
            zh="把标签全反过来，答对的比例应是 1 减去原来的：{score:.4g}，{wrong:.4g}",
        ),
        score=score,
        wrong=wrong,
    )


def _uses_what_it_is_given(ask: Ask) -> None:
    """Other settings and other data lead where L_layer_model leads with them."""
    X, Y = small_problem()
    same = (X, Y, (4, 3, 1), 0.05, 102)
    _learns(
        ask,
        *same,
        Text(
            zh="设置换成 {settings}，{miss}：fit 用的是构造时给的设置吗？",
        ),
    )
    _learns(
        ask,
        -X,
        1 - Y,
        *same[2:],
        Text(
            zh="换一批数据，{miss}：fit 用的是参数 X、Y，还是笔记里的别的变量？",
        ),
    )


def _learns(ask: Ask, X: Array, Y: Array, sizes: tuple[int, ...], rate: float, steps: int, text: Text) -> None:
    """The network learns what L_layer_model learns, if that is right; else the sentence says what it misses."""
    network = _made(ask, steps, sizes, rate)
    ask.does("fit(X, Y)", lambda: network.fit(X.copy(), Y.copy()))
    if not ask.can_measure("L_layer_model"):
        return
    expected, costs = ask.other("L_layer_model", X, Y, sizes, rate, steps)
    found, told = mapping(_kept(ask, network, "parameters_")), len(_kept(ask, network, "costs_"))
    ask.asked = f"{ask.name}{sizes, rate, steps} · fit(X, Y)"
    misses = [
        _NOT_LEARNED.format(name=name)
        for name, value in expected.items()
        if np.shape(found.get(name)) != np.shape(value) or not close(found[name], value)
    ]
    if told not in (len(costs), len(costs) + 1):
        misses.append(_COUNTED.format(found=told, expected=len(costs)))
    hold(not misses, text, miss=misses[0] if misses else "", settings=(sizes, rate, steps))


def _starts_afresh(ask: Ask) -> None:
    X, Y = small_problem()
    network, fresh = _made(ask, 101), _made(ask, 101)
    for data in (-X, X):
        ask.does("fit(X, Y), fit(X, Y)", lambda data=data: network.fit(data.copy(), Y.copy()))
    ask.does("fit(X, Y)", lambda: fresh.fit(X.copy(), Y.copy()))
    hold(
        close(_kept(ask, network, "parameters_")["W1"], _kept(ask, fresh, "parameters_")["W1"]),
        Text(
            zh="第二次 fit 和从头训练的结果不同：它从哪里开始？",
        ),
    )
    hold(
        len(_kept(ask, network, "costs_")) == len(_kept(ask, fresh, "costs_")),
        Text(zh="第二次 fit 以后，costs_ 里还有第一次的代价"),
    )


def _takes_other_labels(ask: Ask) -> None:
    X, Y = small_problem()
    usual = _made(ask, 3)
    ask.does("fit(X, Y)", lambda: usual.fit(X.copy(), Y.copy()))
    for kind in (bool, float):
        network = _made(ask, 3)
        ask.does(
            f"fit(X, Y.astype({kind.__name__}))",
            lambda network=network, kind=kind: network.fit(X.copy(), Y.astype(kind)),
        )
        hold(
            close(_kept(ask, network, "parameters_")["W1"], _kept(ask, usual, "parameters_")["W1"]),
            Text(zh="标签的类型是 {kind} 时，学到的不一样"),
            kind=kind.__name__,
        )
    # A training set of cats alone is odd, and no mistake.
    network = _made(ask, 3)
    ask.does("fit(X, Y), Y = 1, 1, …, 1", lambda: network.fit(X.copy(), np.ones_like(Y)))


def _refuses(ask: Ask) -> None:
    X, Y = small_problem()
    fitted = _made(ask, 2)
    ask.does("fit(X, Y)", lambda: fitted.fit(X.copy(), Y.copy()))
    uses: dict[str, Callable[[], Any]] = {
        "predict(X), no fit": lambda: _made(ask, 2).predict(X),
        "predict_proba(X), no fit": lambda: _made(ask, 2).predict_proba(X),
        "score(X, Y), no fit": lambda: _made(ask, 2).score(X, Y),
        "fit(X, Y), X: (5, 30)": lambda: _made(ask, 2).fit(np.tile(X, (2, 1))[:5], Y),
        "fit(X, Y), Y: (1, 31)": lambda: _made(ask, 2).fit(X, np.tile(Y, 2)[:, :31]),
        "fit(X, Y), Y: (1, 1)": lambda: _made(ask, 2).fit(X, Y[:, :1]),
        "fit(X, Y), Y: (30,)": lambda: _made(ask, 2).fit(X, Y.ravel()),
        "fit(X, Y), Y: (2, 30)": lambda: _made(ask, 2).fit(X, np.tile(Y, (2, 1))),
        "predict(X), X: (3, 30)": lambda: fitted.predict(X[:3]),
        "predict_proba(X), X: (3, 30)": lambda: fitted.predict_proba(X[:3]),
        "score(X, Y), X: (3, 30)": lambda: fitted.score(X[:3], Y),
        "fit(X, Y + 1)": lambda: _made(ask, 2).fit(X, Y + 1),
        "fit(X, 2 * Y - 1)": lambda: _made(ask, 2).fit(X, 2 * Y - 1),
        "fit(X, Y / 2)": lambda: _made(ask, 2).fit(X, Y / 2),
    }
    for use_of_it, use in uses.items():
        try:
            answer = use()
        except NotImplementedError:
            raise NotYetError(ask.name) from None
        except Exception as error:
            ask.asked = f"{ask.name} · {use_of_it}"
            if not is_deliberate(error):
                ask.answers.add_error(error)
                bare = f"KeyError: {error}"
                text = bare if isinstance(error, KeyError) else ask.said(error)
                raise WrongAnswerError(_UNCLEAR.format(said=text)) from None
            if not str(error).strip():
                ask.answers.add(None)
                raise WrongAnswerError(_WORDLESS.format(kind=type(error).__name__)) from None
            # Whatever is said on purpose is said in one's own words.
            ask.answers.add(use_of_it)
        else:
            ask.answers.add(answer)
            ask.asked = f"{ask.name} · {use_of_it}"
            raise WrongAnswerError(_ACCEPTED)


def _made(ask: Ask, steps: int, sizes: tuple[int, ...] = _SIZES, rate: float = 0.1) -> Any:
    return ask(layers_dims=sizes, learning_rate=rate, num_iterations=steps)


def _kept(ask: Ask, network: Any, name: str) -> Any:
    """What fit has left in an attribute."""
    missing = object()
    value = ask.does(name, lambda: getattr(network, name, missing))
    if value is missing:
        ask.answers.add(sorted(word for word in getattr(network, "__dict__", {}) if name.rstrip("_") in word))
    bare = name.rstrip("_")
    hold(
        value is not missing or not hasattr(network, bare),
        Text(
            zh="学到的东西在 {bare} 里，不在 {name} 里：学到的属性，名字最后是什么？",
        ),
        bare=bare,
        name=name,
    )
    hold(
        value is not missing,
        Text(
            zh="fit 以后没有 {name} 这个属性：写的是 self.{name} 吗？",
        ),
        name=name,
    )
    return value

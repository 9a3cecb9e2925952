"""What must hold of the class: what it learns, what it answers, and how it refuses what makes no sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from selfcheck_asking import NotYetError, Student
from selfcheck_cards import Text
from selfcheck_inputs import shapes_of, small_problem
from selfcheck_reading import WrongAnswerError, array, close, difference, hold, mapping, number, report
from selfcheck_training import THREE_LAYERS

_SIZES = (4, 6, 5, 1)

# As the notebook prints it: the first four examples of the small problem after 301 steps.
PROBABILITIES = [[0.28102545, 0.85469998, 0.08931148, 0.85469998]]


def DeepNetwork(ask: Student) -> None:
    """fit, what it leaves, what is predicted, the score, another fit, other labels, and wrong uses."""
    X, Y = small_problem()
    network = _made(ask, 301)
    returned = ask.does("fit(X, Y)", lambda: network.fit(X.copy(), Y.copy()))
    hold(
        returned is network,
        "fit 返回的不是这个网络自己：怎样才能接着写 .predict(X)？",
        "fit does not return the network itself: how could .predict(X) follow it?",
    )
    parameters = mapping(_kept(ask, network, "parameters_"), *shapes_of(_SIZES))
    report(difference("W3", array("W3", parameters["W3"], (1, 5)), THREE_LAYERS["W3"]))
    costs = _kept(ask, network, "costs_")
    hold(
        isinstance(costs, (list, tuple, np.ndarray)) and len(costs) in (4, 5),
        "走 301 步以后，costs_ 里应有 4 个代价",
        "after 301 steps costs_ should hold 4 costs",
    )
    likely = array("predict_proba", ask.does("predict_proba(X)", lambda: network.predict_proba(X.copy())), (1, 30))
    hold(
        not np.isin(likely, (0, 1)).all(),
        "predict_proba 给出的都是 0 和 1：概率在哪里？",
        "predict_proba gives nothing but 0 and 1: where are the probabilities?",
    )
    report(difference("predict_proba(X)", likely[:, :4], PROBABILITIES))
    answers = array("predict", ask.does("predict(X)", lambda: network.predict(X.copy())), (1, 30))
    hold(
        bool(np.isin(answers, (0, 1)).all()),
        "predict 应只给出 0 和 1",
        "predict should give nothing but 0 and 1",
    )
    hold(
        np.array_equal(answers, likely > 0.5),
        "predict 和 predict_proba 说的不一样：概率大于 0.5 的应答 1",
        "predict and predict_proba disagree: the answer should be 1 where the probability is above 0.5",
    )
    _scores(ask, network)
    _starts_afresh(ask)
    _takes_other_labels(ask)
    _refuses(ask)


def _scores(ask: Student, network: Any) -> None:
    X, Y = small_problem()
    score = number("score", ask.does("score(X, Y)", lambda: network.score(X.copy(), Y.copy())))
    hold(
        score <= 1,
        "score 是 {found:.4g}：它是比例、个数，还是百分数？",
        "score is {found:.4g}: is it a fraction, a count, or a percentage?",
        found=score,
    )
    wrong = number("score", ask.does("score(X, 1 - Y)", lambda: network.score(X.copy(), 1 - Y)))
    hold(
        close(score + wrong, 1.0),
        "把标签全反过来，答对的比例应是 1 减去原来的：{score:.4g}，{wrong:.4g}",
        "with all labels turned round, the fraction of right answers should be 1 minus what it was: "
        "{score:.4g}, {wrong:.4g}",
        score=score,
        wrong=wrong,
    )
    report(difference("score(X, Y)", np.array(score), 28 / 30))


def _starts_afresh(ask: Student) -> None:
    X, Y = small_problem()
    network, fresh = _made(ask, 101), _made(ask, 101)
    for data in (-X, X):
        ask.does("fit(X, Y), fit(X, Y)", lambda data=data: network.fit(data.copy(), Y.copy()))
    ask.does("fit(X, Y)", lambda: fresh.fit(X.copy(), Y.copy()))
    hold(
        close(_kept(ask, network, "parameters_")["W1"], _kept(ask, fresh, "parameters_")["W1"]),
        "第二次 fit 和从头训练的结果不同：它从哪里开始？",
        "a second fit gives another result than training afresh: where does it start?",
    )
    hold(
        len(_kept(ask, network, "costs_")) == len(_kept(ask, fresh, "costs_")),
        "第二次 fit 以后，costs_ 里还有第一次的代价",
        "after a second fit, costs_ still holds costs of the first",
    )


def _takes_other_labels(ask: Student) -> None:
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
            "标签的类型是 {kind} 时，学到的不一样",
            "with labels of type {kind} something else is learned",
            kind=kind.__name__,
        )


def _refuses(ask: Student) -> None:
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
        "predict(X), X: (3, 30)": lambda: fitted.predict(X[:3]),
        "fit(X, Y + 1)": lambda: _made(ask, 2).fit(X, Y + 1),
        "fit(X, 2 * Y - 1)": lambda: _made(ask, 2).fit(X, 2 * Y - 1),
        "fit(X, Y / 2)": lambda: _made(ask, 2).fit(X, Y / 2),
    }
    for said, use in uses.items():
        try:
            use()
        except NotImplementedError:
            raise NotYetError(ask.name) from None
        except Exception as error:
            accident = _accident(str(error))
            ask.asked = f"{ask.name} · {said}"
            if accident:
                raise WrongAnswerError(_UNCLEAR.format(said=accident)) from None
        else:
            ask.asked = f"{ask.name} · {said}"
            raise WrongAnswerError(_ACCEPTED)


def _accident(message: str) -> str:
    """The message, if it is empty or what Python or NumPy says by itself."""
    own = ("has no attribute", "NoneType", "core dimension", "broadcast together", "not aligned")
    return message[:100] or "-" if not message.strip() or any(words in message for words in own) else ""


_ACCEPTED = Text(
    "这样用没有报错：用的人怎么知道自己用错了？",
    "this raises nothing: how is the user to know that it is wrong?",
)
_UNCLEAR = Text(
    "报的错是“{said}”，看不出用的人错在哪里：能不能先检查，再用自己的话说？",
    'the error says "{said}", which does not tell the user what is wrong: '
    "could it be looked at first, and said in your own words?",
)


def _made(ask: Student, steps: int) -> Any:
    return ask(layers_dims=_SIZES, learning_rate=0.1, num_iterations=steps)


def _kept(ask: Student, network: Any, name: str) -> Any:
    """What fit has left in an attribute."""
    missing = object()
    value = ask.does(name, lambda: getattr(network, name, missing))
    hold(
        value is not missing,
        "fit 以后没有 {name} 这个属性：写的是 self.{name} 吗？",
        "after fit there is no attribute {name}: is it written self.{name}?",
        name=name,
    )
    return value

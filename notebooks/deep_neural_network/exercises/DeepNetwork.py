"""A model class in the manner of scikit-learn: fit, predict_proba, predict and score.

A class is not asked by one call: a probe uses it in every way that the text names, right and wrong, and its answers are
marked one by one. What raises is an answer, too, so that one broken method does not take the points of the others. A
wrong use must raise an error that says something: one that Python or NumPy raises by accident tells the user nothing.
"""

from __future__ import annotations

import re

import numpy as np

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Holds, Mistake, Output, Reference, Text, equal

from ._inputs import RANDOM, SMALL, Random
from ._training import TRAINING, calm_training, every_100, many_layers, two_kinds
from .predict import THRESHOLD

# --- cases -----------------------------------------------------------------------------------------------

#: Asks all of a network; where something raises, what was raised is the answer to that question.
PROBE = """
OTHER_NAMES = {
    "parameters_": ("parameters", "_parameters", "params_", "params"),
    "costs_": ("costs", "_costs", "cost_", "cost"),
}

def probe(DeepNetwork, layers_dims, learning_rate, num_iterations, X, Y, X_new, Y_new):
    def told(question, *args):
        try:
            return question(*args)
        except Exception as error:
            return {"raised": type(error).__name__, "message": str(error)}

    def made(iterations=num_iterations):
        return DeepNetwork(layers_dims, learning_rate, iterations)

    def learned(network, name):
        # What is kept under a name without the underscore is there all the same.
        for kept in (name, *OTHER_NAMES[name]):
            if hasattr(network, kept):
                return getattr(network, kept)
        return getattr(network, name)

    def fitted(X, Y):
        network = made(3)
        network.fit(X.copy(), Y.copy())
        return learned(network, "parameters_")

    def count(network):
        return len(learned(network, "costs_"))

    network = made()
    answers = {"self": told(lambda: network.fit(X.copy(), Y.copy()) is network)}
    for name in OTHER_NAMES:
        answers[name] = told(learned, network, name)
    answers["names"] = [
        hasattr(network, name) or not any(hasattr(network, other) for other in OTHER_NAMES[name]) for name in OTHER_NAMES
    ]
    for name in ("predict_proba", "predict"):
        answers[name] = told(lambda: getattr(network, name)(X_new.copy()))
    answers["score"] = told(lambda: network.score(X_new.copy(), Y_new.copy()))
    answers["predict of a row too few"] = told(lambda: network.predict(X_new[1:].copy()))
    answers["predict_proba of a row too few"] = told(lambda: network.predict_proba(X_new[1:].copy()))
    answers["ones alone"] = told(fitted, X, Y * 0 + 1)
    answers["bool"] = told(fitted, X, Y.astype(bool))
    answers["float"] = told(fitted, X, Y.astype(float))
    answers["predict before fit"] = told(lambda: made().predict(X.copy()))
    answers["predict_proba before fit"] = told(lambda: made().predict_proba(X.copy()))
    answers["score before fit"] = told(lambda: made().score(X.copy(), Y.copy()))
    answers["X with a row too many"] = told(fitted, X[[0, *range(len(X))]], Y)
    answers["Y with a label too many"] = told(fitted, X, Y[:, [0, *range(Y.shape[1])]])
    answers["Y with one label"] = told(fitted, X, Y[:, :1])
    answers["Y without rows"] = told(fitted, X, Y[0])
    answers["Y with two rows"] = told(fitted, X, Y[[0, 0]])
    answers["labels 1 and 2"] = told(fitted, X, Y + 1)
    answers["labels -1 and 1"] = told(fitted, X, 2 * Y - 1)
    answers["labels 0 and 0.5"] = told(fitted, X, Y / 2)
    first = told(count, network)
    told(network.fit, X_new.copy(), Y_new.copy())
    answers["again"] = told(learned, network, "parameters_")
    # Where no costs are kept, none are added up.
    answers["costs again"] = isinstance(first, dict) or told(lambda: count(network) == first)
    return answers
"""


def public(reference: Reference) -> Case:
    X, Y = reference.resource("kit.inputs", "small_problem")()
    Y_new = (np.arange(11).reshape(1, 11) % 3 == 0).astype(int)
    return Case(SMALL, ((4, 6, 5, 1), 0.1, 301, X, Y, X[:, :11], Y_new), script=PROBE)


def draw(random: Random, reference: Reference) -> Case:
    """A network to be trained on X, Y and asked about X_new, whose labels are drawn: they tell nothing of its answers."""
    while True:
        widths, rate = many_layers(random)
        m, m_new = (int(m) for m in random.choice(np.arange(20, 41), size=2, replace=False))
        X, Y = two_kinds(random, widths[0], m)
        X_new = random.standard_normal((widths[0], m_new))
        Y_new = random.integers(0, 2, size=(1, m_new))
        steps = int(random.integers(101, 120))
        trained = calm_training(reference, X, Y, widths, rate, steps)
        if trained is None:
            continue
        AL, _ = reference.L_model_forward(X_new, trained[0])
        # A row of equal answers would tell nothing, nor one near the threshold, nor a score that is also its opposite.
        tells = AL.min() < 0.4 and AL.max() > 0.6 and np.abs(AL - 0.5).min() >= 1e-3
        if not tells or not 0.1 <= abs(np.mean((AL > 0.5) == Y_new) - 0.5) <= 0.4:
            continue
        # It is trained on these, too.
        if calm_training(reference, X_new, Y_new, widths, rate, steps) is not None:
            return Case(RANDOM, (widths, rate, steps, X, Y, X_new, Y_new), script=PROBE)


# --- checks ----------------------------------------------------------------------------------------------


def raised(answer: Answer, name: str) -> tuple[str, str] | None:
    """The name and the message of the exception that a question to the network raised, if it did."""
    match answer.value:
        case {**answers}:
            found = answers.get(name)
        case _:
            return None
    match found:
        case {"raised": str(kind), "message": str(message)}:
            return kind, message
    return None


def told(*names: str) -> Holds:
    """The network answers these questions as the lesson's does."""

    def holds(answer: Answer) -> Finding | None:
        for name in names:
            if (failed := raised(answer, name)) is not None:
                return _not_told(answer, name, failed)
            if (found := equal(Output(name, name))(answer)) is not None:
                return found
        return None

    return holds


def told_costs(answer: Answer) -> Finding | None:
    found = raised(answer, "costs_")
    return _not_told(answer, "costs_", found) if found else every_100(answer.value["costs_"], answer.expected["costs_"])


def named(answer: Answer) -> Finding | None:
    """What is kept is kept under the names that the text gives it."""
    for name, holds in zip(("parameters_", "costs_"), answer.value["names"], strict=True):
        if holds is not True:
            return Finding(_OTHER_NAME.format(name=name))
    return None


def fit_returns_self(answer: Answer) -> Finding | None:
    found = raised(answer, "self")
    if found:
        return _raised_at("fit", *found)
    return None if answer.value["self"] is True else Finding(_NOT_SELF)


#: What Python and NumPy say by themselves when something is missing or does not fit: their whole sentences, or
#: how these begin, since a student's own may well speak of None, or of shapes that cannot be broadcast together.
BY_ACCIDENT = re.compile(
    r"(module |type object )?'[\w.]+'( object)? has no attribute '"
    r"|name '\w+' is not defined|cannot access (local|free) variable '|local variable '\w+' referenced before assignment"
    r"|'NoneType' object |object of type '\w+' has no len\(\)|argument of type '\w+' is not "
    r"|cannot unpack non-iterable \w+ object|(not enough|too many) values to unpack \("
    r"|unsupported operand type\(s\) for |'\S+' not supported between instances of '|\w+\(\) (missing|takes|got) "
    r"|(list|tuple|string) index out of range|(list|tuple) indices must be |index -?\d+ is out of bounds for axis "
    r"|too many indices for array: |boolean index did not match |matmul: |shapes \([\d, ]*\) and \([\d, ]*\) not aligned: "
    r"|operands could not be broadcast together with |could not broadcast input array |non-broadcastable output operand "
    r"|setting an array element with a sequence|The truth value of an array |cannot reshape array of size ",
    re.ASCII,
)
#: What an accidental KeyError says: the key and nothing else.
BARE_KEY = re.compile(r"'\w*'|-?\d+", re.ASCII)


def by_accident(kind: str, message: str) -> bool:
    """True of an exception that is one of Python's or NumPy's own."""
    if kind == "KeyError":
        return BARE_KEY.fullmatch(message) is not None
    return BY_ACCIDENT.match(message) is not None


def refuses(answer: Answer, method: str) -> bool:
    """A method raises of its own accord where it is used rightly, though `fit`, before it, has not failed."""
    fit, found = raised(answer, "self"), raised(answer, "self" if method == "fit" else method)
    if method != "fit" and fit is not None and (by_accident(*fit) or fit[0] == "NotImplementedError"):
        return False
    return found is not None and not by_accident(*found) and found[0] != "NotImplementedError"


def refused(*names: str) -> Holds:
    """Each of these wrong uses raises an exception that says something, and is no accident of Python's or NumPy's.

    Whoever raises whatever is asked refuses nothing: what is right must not be refused as well.
    """

    def holds(answer: Answer) -> Finding | None:
        for name in names:
            found = raised(answer, name)
            right = next((use for use in ("predict_proba", "predict", "score") if name.startswith(f"{use} ")), "fit")
            if found is not None and refuses(answer, right):
                return Finding(_REFUSES_RIGHT.format(use=right))
            if found is None:
                return Finding(_ACCEPTED.format(use=_USES[name]), expected=_AN_ERROR, found="-")
            kind, message = found
            if kind == "NotImplementedError":
                return Finding(_BLANK)
            if not message.strip() or by_accident(kind, message):
                said = f"{kind}: {message[:100]}"
                return Finding(_UNCLEAR.format(use=_USES[name], said=said), expected=_AN_ERROR, found=said)
        return None

    return holds


def _not_told(answer: Answer, name: str, failed: tuple[str, str]) -> Finding:
    """What is said of a question that raised: where `fit` has failed before it, that is why."""
    fit = raised(answer, "self")
    return _raised_at("fit", *fit) if fit is not None and name in _AFTER_FIT else _raised_at(name, *failed)


def _raised_at(name: str, kind: str, message: str) -> Finding:
    if kind == "NotImplementedError":
        return Finding(_BLANK)
    said = f"{kind}: {message[:200]}"
    return Finding(_RAISED_AT.format(use=_USES.get(name, name), said=said), expected="-", found=said)


#: What a wrong use should give, as it is shown beside what it gave.
_AN_ERROR = "ValueError: …"
_BLANK = Text("还有方法没有写", "a method is not written yet")
_OTHER_NAME = Text(
    "学到的东西在，名字却不是 {name}：学到的属性，名字最后是什么？",
    "what was learned is there, but not under the name {name}: what do the names of learned attributes end with?",
)
_NOT_SELF = Text(
    "fit 应返回 self，这样才能接着写 .predict(X)", "fit should return self, so that .predict(X) can follow"
)
_RAISED_AT = Text("{use}：抛出 {said}", "{use}: it raised {said}")
_ACCEPTED = Text("{use}：没有报错，应当报错", "{use}: nothing was raised, an error was expected")
_REFUSES_RIGHT = Text(
    "{use} 用得对的时候也报错：对的能用，拒绝错的才算数",
    "{use} raises an error where it is used rightly, too: to refuse counts where what is right is taken",
)
_UNCLEAR = Text(
    "{use}：报错了，但看不出用的人错在哪里（{said}）",
    "{use}: an error was raised, but it does not tell the user what is wrong ({said})",
)
#: What is asked of the network that has been trained, and of nothing trained otherwise.
_AFTER_FIT = ("parameters_", "costs_", "predict_proba", "predict", "score", "again", "costs again")
_USES = {
    "predict before fit": Text("没有 fit 就 predict", "predict before fit"),
    "predict_proba before fit": Text("没有 fit 就 predict_proba", "predict_proba before fit"),
    "score before fit": Text("没有 fit 就 score", "score before fit"),
    "X with a row too many": Text("X 多一行", "X with a row too many"),
    "Y with a label too many": Text("Y 多一个标签", "Y with a label too many"),
    "Y with one label": Text("Y 只有一个标签", "Y with one label"),
    "predict of a row too few": Text("predict 的 X 少一行", "predict of a row too few"),
    "predict_proba of a row too few": Text("predict_proba 的 X 少一行", "predict_proba of a row too few"),
    "Y without rows": Text("Y 的形状是 (m,)", "Y without rows"),
    "Y with two rows": Text("Y 有两行", "Y with two rows"),
    "ones alone": Text("标签全是 1", "ones alone"),
    "labels 1 and 2": Text("标签是 1 和 2", "labels 1 and 2"),
    "labels -1 and 1": Text("标签是 -1 和 1", "labels -1 and 1"),
    "labels 0 and 0.5": Text("标签是 0 和 0.5", "labels 0 and 0.5"),
    "bool": Text("标签是布尔值", "bool"),
    "float": Text("标签是小数", "float"),
    "again": Text("再 fit 一次", "again"),
    "costs again": Text("再 fit 一次以后的 costs_", "costs again"),
}


CHECKS = (
    Check("fit", 6, about=Text("`fit` 以后学到的参数", "the parameters that `fit` learns"), holds=told("parameters_")),
    Check(
        "names",
        2,
        about=Text(
            "学到的放在 `parameters_` 和 `costs_` 里，名字以下划线结尾",
            "what was learned is kept in `parameters_` and `costs_`, whose names end with an underscore",
        ),
        holds=named,
        needs=("fit",),
    ),
    Check("costs", 3, about=Text("`fit` 以后的 `costs_`", "`costs_` after `fit`"), holds=told_costs),
    Check("self", 2, about=Text("`fit` 返回 `self`", "`fit` returns `self`"), holds=fit_returns_self),
    Check(
        "proba",
        6,
        about=Text("`predict_proba` 的概率", "the probabilities of `predict_proba`"),
        holds=told("predict_proba"),
    ),
    Check("predict", 5, about=Text("`predict` 的回答", "the answers of `predict`"), holds=told("predict")),
    Check(
        "score", 4, about=Text("`score` 是答对的比例", "`score` is the fraction of right answers"), holds=told("score")
    ),
    Check(
        "afresh",
        3,
        about=Text("再 `fit` 一次，从头训练", "another `fit` trains afresh"),
        holds=told("again", "costs again"),
    ),
    Check(
        "labels",
        3,
        about=Text(
            "接受布尔值和小数的标签，也接受全是 1 的标签",
            "takes labels that are booleans or floats, and labels that are all 1",
        ),
        holds=told("bool", "float", "ones alone"),
    ),
    Check(
        "unfitted",
        2,
        about=Text("没有 `fit` 就用，会清楚地报错", "used before `fit`, it raises a clear error"),
        holds=refused("predict before fit", "predict_proba before fit", "score before fit"),
    ),
    Check(
        "shapes",
        2,
        about=Text("`X` 或 `Y` 的形状不对，会清楚地报错", "a wrong shape of `X` or `Y` raises a clear error"),
        holds=refused(
            "X with a row too many",
            "Y with a label too many",
            "Y with one label",
            "Y without rows",
            "Y with two rows",
            "predict of a row too few",
            "predict_proba of a row too few",
        ),
    ),
    Check(
        "others",
        2,
        about=Text("0 和 1 以外的标签，会清楚地报错", "labels other than 0 and 1 raise a clear error"),
        holds=refused("labels 1 and 2", "labels -1 and 1", "labels 0 and 0.5"),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart: it is true of both.
FIT_RETURNS = Text(
    "紧接着 fit 写 predict 的时候，fit 交出来的是什么？它有 predict 这个方法吗？",
    "When predict is written right behind fit, what is it that fit hands over? Has that a method called predict?",
)

#: Of mistakes that a first look does not tell apart: it is true of all of them.
ROWS_AND_COLUMNS = Text(
    "Y 的行数和列数都看了吗？没有行的数组，和只有一行的数组一样吗？",
    "Were both looked at, the rows of Y and its columns? Is an array without rows the same as one row?",
)

MISTAKES = (
    Mistake(
        "fit-returns-nothing",
        FIT_RETURNS,
        caught_by="self",
        edits=(("        return self\n", ""),),
    ),
    Mistake(
        "fit-returns-what-it-learned",
        FIT_RETURNS,
        caught_by="self",
        edits=(("return self\n", "return self.parameters_\n"),),
        also=((("return self\n", "return self.parameters_, self.costs_\n"),),),
    ),
    Mistake(
        "nothing-kept",
        Text(
            "fit 结束以后，它里面的变量还在吗？怎样才能留在这个网络里？",
            "When fit has ended, are its variables still there? How do they stay with the network?",
        ),
        caught_by="fit",
        edits=(("self.parameters_, self.costs_ =", "parameters_, costs_ ="),),
    ),
    Mistake(
        "no-underscores",
        Text(
            "学到的东西，按约定放在什么样的名字里？",
            "What do the names of learned attributes end with, by convention?",
        ),
        caught_by="names",
        edits=(("parameters_", "parameters"), ("costs_", "costs")),
    ),
    Mistake(
        "settings-not-used",
        Text(
            "构造时给的学习率和步数，训练时用上了吗？",
            "Are the rate and the number of steps that it was made with used in training?",
        ),
        caught_by="fit",
        edits=((", self.learning_rate, self.num_iterations", ","),),
        # It trains for 2,500 steps whatever it is asked.
        slow=True,
    ),
    Mistake(
        "steps-fixed",
        Text(
            "构造时给 3 步，训练走了几步？",
            "Made with 3 steps, how many does the training take?",
        ),
        caught_by="fit",
        edits=(("self.num_iterations = num_iterations", "self.num_iterations = 301"),),
        # It trains for 301 steps whatever it is asked.
        slow=True,
    ),
    Mistake(
        "costs-made-up",
        Text(
            "costs_ 里的数从哪里来？它们随训练下降吗？",
            "Where do the numbers in costs_ come from? Do they fall as it trains?",
        ),
        caught_by="costs",
        edits=(("        return self\n", "        self.costs_ = [0.0 for _ in self.costs_]\n        return self\n"),),
    ),
    Mistake(
        "costs-forgotten",
        Text("L_layer_model 返回两样东西，都留下了吗？", "L_layer_model returns two things: are both kept?"),
        caught_by="costs",
        edits=(("self.parameters_, self.costs_ =", "self.parameters_, _ ="),),
    ),
    Mistake(
        "answers-for-probabilities",
        Text(
            "predict_proba 和 predict 的区别在哪里？哪一个应在 0 和 1 之间？",
            "How do predict_proba and predict differ? Which lies between 0 and 1?",
        ),
        caught_by="proba",
        edits=(("        return AL\n", "        return (AL > 0.5).astype(int)\n"),),
    ),
    Mistake(
        "probability-of-the-other",
        Text(
            "这是“是 1”的概率，还是“是 0”的概率？",
            "Is this the probability of 1, or that of 0?",
        ),
        caught_by="proba",
        edits=(("        return AL\n", "        return 1 - AL\n"),),
    ),
    Mistake(
        "probabilities-for-answers",
        Text("predict 应给概率还是回答？", "Is predict to give probabilities or answers?"),
        caught_by="predict",
        edits=(("return (self.predict_proba(X) > 0.5).astype(int)", "return self.predict_proba(X)"),),
    ),
    Mistake(
        "score-in-percent",
        Text("比例在哪两个数之间？", "Between which two numbers does a fraction lie?"),
        caught_by="score",
        edits=(("float(np.mean(answers == Y))", "100 * float(np.mean(answers == Y))"),),
    ),
    Mistake(
        "score-counts",
        Text(
            "样本多一倍，比例会变吗？你的 score 呢？",
            "With twice as many examples, does a fraction change? Does your score?",
        ),
        caught_by="score",
        edits=(("np.mean(answers == Y)", "np.sum(answers == Y) / Y.shape[0]"),),
    ),
    Mistake(
        "score-of-mistakes",
        Text("全答对的网络应得几分？", "What should a network get that is always right?"),
        caught_by="score",
        edits=(("answers == Y", "answers != Y"),),
    ),
    Mistake(
        "score-by-hand-of-ones",
        Text(
            "算对的只有猫吗？“不是猫”也答对了，算不算？",
            "Do only cats count as right? What of a right answer 'no cat'?",
        ),
        caught_by="score",
        edits=(("np.mean(answers == Y)", "np.mean(answers * Y)"),),
    ),
    Mistake(
        "costs-added-up",
        Text(
            "第二次 fit 以后，costs_ 里该有第一次的代价吗？",
            "After a second fit, should costs_ hold the costs of the first?",
        ),
        caught_by="afresh",
        edits=(
            ("self.parameters_, self.costs_ =", "self.parameters_, costs ="),
            (
                "        return self\n",
                '        self.costs_ = [*getattr(self, "costs_", []), *costs]\n        return self\n',
            ),
        ),
    ),
    Mistake(
        "learns-only-once",
        Text(
            "换一批数据再 fit，学到的会变吗？",
            "With other data in another fit, does what is learned change?",
        ),
        caught_by="afresh",
        edits=(
            (
                "        settings =",
                '        if hasattr(self, "parameters_"):\n            return self\n        settings =',
            ),
        ),
    ),
    Mistake(
        "integers-alone",
        Text(
            "标签写成 1.0，或者真和假，意思变了吗？",
            "Do labels mean something else when they are written 1.0, or true and false?",
        ),
        caught_by="labels",
        edits=(
            (
                "        settings =",
                '        if np.asarray(Y).dtype.kind != "i":\n            raise ValueError("Y should be integers")\n        settings =',
            ),
        ),
    ),
    Mistake(
        "both-kinds-wanted",
        Text("一个训练集里全是猫，可以吗？", "May all pictures of a training set show cats?"),
        caught_by="labels",
        edits=(("not np.isin(Y, (0, 1)).all()", "set(np.ravel(Y)) != {0, 1}"),),
        also=((("not np.isin(Y, (0, 1)).all()", "not np.array_equal(np.unique(Y), [0, 1])"),),),
    ),
    Mistake(
        "empty-before-fit",
        Text(
            "parameters_ 一开始就有，只是空的：怎样看出还没有学过？",
            "parameters_ is there from the beginning, and empty: what tells that nothing was learned?",
        ),
        caught_by="unfitted",
        edits=(
            (
                "        self.num_iterations = num_iterations\n",
                "        self.num_iterations = num_iterations\n        self.parameters_ = {}\n",
            ),
        ),
    ),
    Mistake(
        "error-misspelt",
        Text(
            "抛出的真是你想说的那个错误吗？它的名字写对了吗？",
            "Is what is raised the error you meant? Is its name spelt right?",
        ),
        caught_by="unfitted",
        edits=(('raise ValueError("this', 'raise ValueErorr("this'),),
    ),
    Mistake(
        "no-word-before-fit",
        Text(
            "还没有学过就去问它，用的人看到的是什么？他看得懂吗？",
            "Asked before it has learned anything, what does the user see? Does that help?",
        ),
        caught_by="unfitted",
        edits=(
            (
                '        if not hasattr(self, "parameters_"):\n'
                '            raise ValueError("this network has learned nothing yet: call fit(X, Y) first")\n',
                "",
            ),
        ),
    ),
    Mistake(
        "says-nothing-before-fit",
        Text(
            "还没有学过就去问它，得到 None：用的人怎么知道错在哪里？",
            "Asked before it has learned anything, it gives None: how is the user to know what is wrong?",
        ),
        caught_by="unfitted",
        edits=(
            (
                'raise ValueError("this network has learned nothing yet: call fit(X, Y) first")',
                "return np.zeros((1, 1))",
            ),
        ),
    ),
    Mistake(
        "shapes-not-looked-at",
        Text(
            "X 多了一行，或者 Y 只有一个标签，会发生什么？谁先发现？",
            "With a row too many in X, or a single label in Y, what happens? Who notices first?",
        ),
        caught_by="shapes",
        edits=(
            ("if np.ndim(X) != 2 or len(X) != n_0:", "if False:"),
            ("if np.shape(Y) != (1, X.shape[1]):", "if False:"),
        ),
    ),
    Mistake(
        "labels-only-counted",
        ROWS_AND_COLUMNS,
        caught_by="shapes",
        edits=(("np.shape(Y) != (1, X.shape[1])", "np.size(Y) != np.shape(X)[1]"),),
    ),
    Mistake(
        "labels-in-two-rows",
        ROWS_AND_COLUMNS,
        caught_by="shapes",
        edits=(("np.shape(Y) != (1, X.shape[1])", "np.ndim(Y) != 2 or np.shape(Y)[1] != np.shape(X)[1]"),),
        also=((("np.shape(Y) != (1, X.shape[1])", "Y.shape[1] != X.shape[1]"),),),
    ),
    Mistake(
        "probabilities-of-any-X",
        Text(
            "哪些方法要用到 X？每一个都看过它的行数了吗？",
            "Which methods take X? Does each of them look at its number of rows?",
        ),
        caught_by="shapes",
        edits=(
            ("        self._check(X)\n        AL, _", "        AL, _"),
            (
                "        return (self.predict_proba(X)",
                "        likely = self.predict_proba\n        self._check(X)\n        return (likely(X)",
            ),
            (
                "        answers = self.predict(X)\n",
                '        if not hasattr(self, "parameters_"):\n'
                '            raise ValueError("call fit(X, Y) first")\n'
                "        answers = self.predict(X)\n",
            ),
        ),
        also=((("        self._check(X)\n        AL, _", "        AL, _"),),),
    ),
    Mistake(
        "shape-without-a-word",
        Text(
            "报错了，可是用的人读到了什么？应该是什么，得到的是什么，都说了吗？",
            "It raises, but what does the user read? Does it say what was expected and what was found?",
        ),
        caught_by="shapes",
        edits=(('raise ValueError(f"the shape of X should be ({n_0}, m); it is {np.shape(X)}")', "raise ValueError"),),
    ),
    Mistake(
        "labels-not-looked-at",
        Text(
            "标签里有 2 或者 −1 的时候，交叉熵还有意义吗？",
            "Does cross-entropy still mean anything when a label is 2, or −1?",
        ),
        caught_by="others",
        edits=(("if not np.isin(Y, (0, 1)).all():", "if False:"),),
    ),
    Mistake(
        "labels-in-range",
        Text(
            "标签 0.5 在 0 和 1 之间，它是标签吗？",
            "A label of 0.5 lies between 0 and 1: is it a label?",
        ),
        caught_by="others",
        edits=(("not np.isin(Y, (0, 1)).all()", "np.min(Y) < 0 or np.max(Y) > 1"),),
    ),
    Mistake(
        "pair-for-probabilities",
        Text(
            "L_model_forward 返回几样东西？调用 predict_proba 的人要的是哪一样？",
            "How many things does L_model_forward return? Which of them does the caller of predict_proba want?",
        ),
        caught_by="proba",
        edits=(
            (
                "        AL, _ = L_model_forward(X, self.parameters_)\n        return AL\n",
                "        return L_model_forward(X, self.parameters_)\n",
            ),
        ),
    ),
    Mistake(
        "examples-in-rows",
        Text("在这门课里，X 的一行是一个样本，还是一列？", "Is an example a row of X here, or a column?"),
        caught_by="fit",
        edits=(("len(X) != n_0", "X.shape[1] != n_0"),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
class NotReady(Exception):
    pass

class DeepNetwork:
    parameters_ = None

    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.layers_dims, self.rate, self.steps = list(layers_dims), learning_rate, num_iterations

    def _look_at(self, X, Y):
        assert X.ndim == 2 and X.shape[0] == self.layers_dims[0], "X needs one row for each input"
        assert Y.shape == (1, X.shape[1]), "Y needs one label for each column of X"
        for label in Y.flat:
            if label not in (0, 1):
                raise TypeError("a label is neither 0 nor 1")

    def fit(self, X, Y):
        self._look_at(X, Y)
        self.parameters_ = initialize_parameters_deep(self.layers_dims)
        self.costs_ = []
        for i in range(self.steps):
            AL, caches = L_model_forward(X, self.parameters_)
            if i % 100 == 0:
                self.costs_.append(compute_cost(AL, Y.astype(int)))
            grads = L_model_backward(AL, Y.astype(int), caches)
            self.parameters_ = update_parameters(self.parameters_, grads, self.rate)
        return self

    def predict_proba(self, X):
        if self.parameters_ is None:
            raise NotReady("fit me first")
        if X.shape[0] != self.layers_dims[0]:
            raise ValueError("X has the wrong number of rows")
        return L_model_forward(X, self.parameters_)[0]

    def predict(self, X):
        return self.predict_proba(X) > 0.5

    def score(self, X, Y):
        return np.sum(self.predict(X) == (Y == 1)) / Y.size
""",
    """
def needs(true, message):
    if not true:
        raise ValueError(message)

class DeepNetwork:
    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.settings = dict(
            layers_dims=layers_dims, learning_rate=learning_rate, num_iterations=num_iterations, print_cost=False
        )

    def fit(self, X, Y):
        X, Y = np.asarray(X), np.asarray(Y)
        needs(X.shape[0] == self.settings["layers_dims"][0], f"X has {X.shape[0]} rows")
        needs(Y.shape == (1, X.shape[1]), f"Y has the shape {Y.shape}")
        needs(set(np.unique(Y)) <= {0, 1}, "labels must be 0 or 1")
        self.parameters_, self.costs_ = L_layer_model(X, Y.astype(int), **self.settings)
        return self

    def predict_proba(self, X):
        needs("parameters_" in vars(self), "not fitted yet")
        needs(len(X) == len(self.parameters_["W1"][0]), "X has a wrong number of rows")
        return L_model_forward(X, self.parameters_)[0].astype(np.float32)

    def predict(self, X):
        needs("parameters_" in vars(self), "not fitted yet")
        needs(len(X) == len(self.parameters_["W1"][0]), "X has a wrong number of rows")
        return predict(X, self.parameters_)

    def score(self, X, Y):
        return 1 - np.abs(self.predict(X) - Y).mean()
""",
    """
class DeepNetwork:
    # parameters_ and costs_ are there once it has learned

    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.layers_dims = layers_dims
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations
        self.fitted = False

    def check_X(self, X):
        if len(X.shape) != 2 or X.shape[0] != self.layers_dims[0]:
            raise ValueError("X should have " + str(self.layers_dims[0]) + " rows")

    def check_fitted(self):
        if not self.fitted:
            raise RuntimeError("please call fit before asking for predictions")

    def fit(self, X, Y):
        self.check_X(X)
        if len(Y.shape) != 2 or Y.shape[0] != 1 or Y.shape[1] != X.shape[1]:
            raise ValueError("Y should have the shape (1, m), found " + str(Y.shape))
        if ((Y != 0) & (Y != 1)).any():
            raise ValueError("Y should hold nothing but 0 and 1")
        result = L_layer_model(X, np.where(Y, 1, 0), self.layers_dims, self.learning_rate, self.num_iterations)
        self.parameters_, self.costs_ = result
        self.fitted = True
        return self

    def predict_proba(self, X):
        self.check_fitted()
        self.check_X(X)
        return L_model_forward(X, self.parameters_)[0]

    def predict(self, X):
        self.check_fitted()
        self.check_X(X)
        return predict(X, self.parameters_)

    def score(self, X, Y):
        return float((self.predict(X) == Y).mean())
""",
    """
def _right_shape(name, array, shape):
    if array.shape != shape:
        raise ValueError(f"{name}: expected the shape {shape}, found {array.shape}")

class _Base:
    def predict(self, X):
        return np.round(self.predict_proba(X)).astype(int)

    def score(self, X, Y):
        predicted = self.predict(X)
        right = [int(predicted[0, i]) == int(Y[0, i]) for i in range(Y.shape[1])]
        return sum(right) / len(right)

class DeepNetwork(_Base):
    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.n, self.rate, self.rounds = tuple(layers_dims), learning_rate, num_iterations
        self.parameters_ = {}

    def fit(self, X, Y):
        _right_shape("X", X, (self.n[0], X.shape[-1]))
        _right_shape("Y", Y, (1, X.shape[1]))
        if not set(Y.ravel().tolist()) <= {0, 1}:
            raise ValueError(f"labels are 0 or 1, found {sorted(set(Y.ravel().tolist()))}")
        Y = Y.astype(np.float32)
        self.parameters_, self.costs_ = initialize_parameters_deep(self.n), np.empty(0)
        for i in range(self.rounds):
            AL, caches = L_model_forward(X, self.parameters_)
            if i % 100 == 0:
                self.costs_ = np.append(self.costs_, compute_cost(AL, Y))
            self.parameters_ = update_parameters(self.parameters_, L_model_backward(AL, Y, caches), self.rate)
        return self

    def predict_proba(self, X):
        if not self.parameters_:
            raise ValueError("fit(X, Y) comes first: nothing has been learned yet")
        _right_shape("X", X, (self.n[0], X.shape[-1]))
        return L_model_forward(X, self.parameters_)[0]
""",
    """
class DeepNetwork:
    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.__dict__.update(layers_dims=layers_dims, learning_rate=learning_rate, num_iterations=num_iterations)

    def fit(self, X, Y):
        if X.shape[:1] != (self.layers_dims[0],) or X.ndim != 2:
            raise ValueError(f"X has the shape {X.shape}, but the first layer takes {self.layers_dims[0]} numbers")
        m = X.shape[1]
        if Y.shape != (1, m):
            raise ValueError(f"there are {m} examples, so Y should be (1, {m}) and not {Y.shape}")
        if np.setdiff1d(Y, [0, 1]).size:
            raise ValueError(f"unknown labels: {np.setdiff1d(Y, [0, 1])}")
        self.parameters_, costs = L_layer_model(X, Y * 1, self.layers_dims, self.learning_rate, self.num_iterations)
        self.costs_ = list(costs)
        self._forward = lambda X: L_model_forward(X, self.parameters_)[0]
        return self

    def __getattr__(self, name):
        if name == "_forward":
            raise AttributeError("this DeepNetwork has not been fitted: call fit(X, Y) first")
        raise AttributeError(name)

    def predict_proba(self, X):
        forward = self._forward
        if np.shape(X)[0] != self.layers_dims[0]:
            raise ValueError(f"X should have {self.layers_dims[0]} rows, it has {np.shape(X)[0]}")
        return forward(X)

    def predict(self, X):
        return np.greater(self.predict_proba(X), 0.5).astype(int)

    def score(self, X, Y):
        return np.mean(np.equal(self.predict(X), Y))
""",
)


# --- mutants that are right all the same -----------------------------------------------------------------

_BOOLEANS = "NumPy counts with booleans as with 0 and 1"

EQUIVALENT = {
    "fit: *(X, np.asarray(Y, dtype=float), *  →  *(X, Y, *": _BOOLEANS,
    "fit: *(X, np.asarray(Y, dtype=float), *  →  *(X, np.asarray(Y, ), *": _BOOLEANS,
    "predict: *(self.predict_proba(X) > 0.5)*  →  *(self.predict_proba(X) >= 0.5)*": THRESHOLD,
    "score: self._check(X, Y)  →  *": "the text asks for a look at Y in fit alone, and X has been looked at by predict",
    "score: return float(np.mean(answers == Y))  →  return np.mean(answers == Y)": "a number of any type is a number",
    "_check: if np.ndim(X) != 2 or len(X) != n_0:  →  if (len(X) != n_0):": "the text asks for the rows of X alone",
    "_check: *np.isin(Y, (0, 1))*  →  *np.isin(Y, (1, 0))*": "the order of a set does not matter",
}


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "DeepNetwork",
    # Whoever returns self, and refuses each wrong use and no right one, has understood as much, whatever the network says.
    structure=8,
    builds_on=(*TRAINING, "L_layer_model", "predict"),
    public=public,
    draws=(draw,) * 2,
    checks=CHECKS,
    mistakes=MISTAKES,
    two_at_once=False,
    right_answers=RIGHT_ANSWERS,
    equivalent=EQUIVALENT,
)

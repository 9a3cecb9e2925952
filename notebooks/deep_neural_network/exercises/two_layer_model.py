"""The training of a two-layer network, from its own seed to its parameters and costs."""

from __future__ import annotations

from autograder.authoring import Exercise, Mistake, Text

from ._inputs import Random, sizes
from ._training import (
    COST_AT_THE_END_OF_A_HUNDRED,
    COST_OF_EVERY_STEP,
    COST_ONLY_WHEN_PRINTED,
    COSTS_NOT_RETURNED,
    COSTS_RETURNED_FIRST,
    COSTS_STARTED_IN_EVERY_ROUND,
    LONG,
    RATE_FIXED,
    SHORT,
    STEP_AFTER_STEP,
    TRAINED,
    TRAINING,
    UPDATE_EVERY_HUNDRED,
    X_SCALED_AGAIN,
    draw_step,
    draw_training,
    never_trains,
    public_training,
)

# --- cases -----------------------------------------------------------------------------------------------


def two_layers(random: Random) -> tuple[list[int], float]:
    """Sizes of a two-layer network, and a rate at which its small weights grow in a hundred steps."""
    return [*sizes(random, 2), 1], float(random.uniform(0.2, 0.5))


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart: it is true of both.
WHICH_WAY = Text(
    "代价在涨还是在跌？dA2 的符号和更新的符号一起决定往哪边走：两个都对吗？",
    "Does the cost rise or fall? The sign of dA2 and that of the update decide which way a step leads: are both right?",
)

#: Of two mistakes that no answer tells apart: it is true of both.
SEED_BEFORE = Text(
    "运行两次，最初的权重一样吗？抽它们之前，种子设成了几？",
    "Run twice, are the first weights the same? What is the seed set to before they are drawn?",
)

MISTAKES = (
    Mistake(
        "weights-read-once",
        Text(
            "第二圈用的是哪一份权重：更新过的，还是最初的？",
            "Which weights does the second round use: the updated ones, or the first?",
        ),
        caught_by="step",
        edits=(
            (
                "    costs = []\n",
                '    costs = []\n    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))\n',
            ),
            ('X, parameters["W1"], parameters["b1"]', "X, W1, b1"),
            ('A1, parameters["W2"], parameters["b2"]', "A1, W2, b2"),
        ),
        also=(
            (
                ("    costs = []\n", '    costs = []\n    W2, b2 = parameters["W2"], parameters["b2"]\n'),
                ('A1, parameters["W2"], parameters["b2"]', "A1, W2, b2"),
            ),
            (
                ("    costs = []\n", '    costs = []\n    W1, b1 = parameters["W1"], parameters["b1"]\n'),
                ('X, parameters["W1"], parameters["b1"]', "X, W1, b1"),
            ),
        ),
    ),
    Mistake(
        "initialised-in-every-round",
        STEP_AFTER_STEP,
        caught_by="step",
        edits=(
            ("    parameters = initialize_parameters(n_x, n_h, n_y)\n    costs", "    costs"),
            ("        A1, cache1", "        parameters = initialize_parameters(n_x, n_h, n_y)\n        A1, cache1"),
        ),
    ),
    Mistake(
        "update-not-kept",
        Text(
            "更新以后的参数放到哪里去了？代价为什么一直不变？",
            "Where do the updated parameters go? Why does the cost stay the same?",
        ),
        caught_by="step",
        edits=(("parameters = update_parameters(", "update_parameters("),),
    ),
    Mistake(
        "uphill",
        WHICH_WAY,
        caught_by="step",
        edits=(("grads, learning_rate)", "grads, -learning_rate)"),),
    ),
    Mistake(
        "sign-of-the-start",
        WHICH_WAY,
        caught_by="step",
        edits=(("dA2 = -(Y", "dA2 = (Y"),),
    ),
    Mistake(
        "bracket-forgotten",
        Text(
            "dA2 的公式里，最前面的负号管到哪里为止？",
            "How far does the minus sign in front of the formula of dA2 reach?",
        ),
        caught_by="step",
        edits=(("-(Y / A2 - (1 - Y) / (1 - A2))", "-(Y / A2) - (1 - Y) / (1 - A2)"),),
    ),
    Mistake(
        "shortcut-in-place-of-dA2",
        Text(
            "A2 − Y 是哪一个量的梯度？交给反向一步的应是哪一个量的？",
            "Of what is A2 − Y the gradient, and the gradient of what does the step backward take?",
        ),
        caught_by="parameters",
        edits=(("-(Y / A2 - (1 - Y) / (1 - A2))", "A2 - Y"),),
    ),
    Mistake(
        "relu-in-the-last-step-back",
        Text(
            "第 2 层前向用的是哪种激活？反向呢？",
            "Which activation does layer 2 use on the way forward, and which on the way back?",
        ),
        caught_by="parameters",
        edits=(('cache2, "sigmoid")', 'cache2, "relu")'),),
    ),
    Mistake(
        "sigmoid-in-the-first-layer-back",
        Text(
            "第 1 层前向用的是哪种激活？反向呢？",
            "Which activation does layer 1 use on the way forward, and which on the way back?",
        ),
        caught_by="parameters",
        edits=(('dA1, cache1, "relu")', 'dA1, cache1, "sigmoid")'),),
    ),
    Mistake(
        "one-step-too-many",
        Text("num_iterations 是 1 的时候，走了几步？", "With num_iterations at 1, how many steps are taken?"),
        caught_by="parameters",
        edits=(("steps(num_iterations)", "range(num_iterations + 1)"),),
    ),
    Mistake(
        "costs-rounded",
        Text(
            "打印时可以少写几位；记下来的也要舍入吗？",
            "Fewer digits may be printed; must what is kept be rounded, too?",
        ),
        caught_by="costs",
        edits=(("compute_cost(A2, Y))", "round(float(compute_cost(A2, Y)), 2))"),),
    ),
    Mistake(
        "seed-after-the-start",
        SEED_BEFORE,
        caught_by="start",
        edits=(
            ("    np.random.seed(1)\n", ""),
            ("initialize_parameters(n_x, n_h, n_y)\n", "initialize_parameters(n_x, n_h, n_y)\n    np.random.seed(1)\n"),
        ),
    ),
    Mistake(
        "caches-swapped",
        Text(
            "每一层的反向用的是自己那一层的缓存吗？",
            "Does each layer's backward step use the cache of that very layer?",
        ),
        caught_by="parameters",
        edits=(("(dA2, cache2,", "(dA2, cache1,"), ("(dA1, cache1,", "(dA1, cache2,")),
    ),
    Mistake(
        "return-inside-the-loop",
        STEP_AFTER_STEP,
        caught_by="step",
        edits=(("    return parameters, costs", "        return parameters, costs"),),
    ),
    Mistake(
        "no-seed",
        SEED_BEFORE,
        caught_by="start",
        edits=(("    np.random.seed(1)\n", ""),),
    ),
    *(
        Mistake(
            f"seed-{other}",
            Text(
                "这个模型的种子是几？在说明里找一找：和 initialize_parameters_deep 的一样吗？",
                "Which seed is this model to begin from? Look it up: is it that of initialize_parameters_deep?",
            ),
            caught_by="start",
            edits=(("seed(1)", f"seed({other})"),),
        )
        for other in (2, 3)
    ),
    Mistake(
        "deep-beginning",
        Text(
            "这个模型从哪一个初始化函数开始？两个函数的权重差多大？",
            "Which function does this model begin with? How much do the weights of the two differ?",
        ),
        caught_by="start",
        edits=(("initialize_parameters(n_x, n_h, n_y)", "initialize_parameters_deep(layers_dims)"),),
    ),
    RATE_FIXED,
    COST_OF_EVERY_STEP,
    COST_ONLY_WHEN_PRINTED,
    COST_AT_THE_END_OF_A_HUNDRED,
    Mistake(
        "cost-after-the-update",
        Text(
            "第 0 次的代价，是参数动之前的还是之后的？学习率能影响它吗？",
            "Is the cost of iteration 0 that before the parameters move, or after? May the learning rate change it?",
        ),
        caught_by="costs",
        code="""def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)
    parameters = initialize_parameters(*layers_dims)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        if i % 100 == 0:
            AL, caches = L_model_forward(X, parameters)
            costs.append(compute_cost(AL, Y))
    return parameters, costs
""",
    ),
    Mistake(
        "cost-arguments-swapped",
        Text(
            "compute_cost 先要预测还是先要标签？哪一个可能正好是 0？",
            "Does compute_cost take the prediction or the labels first? Which of them can be exactly 0?",
        ),
        caught_by="costs",
        edits=(("compute_cost(A2, Y)", "compute_cost(Y, A2)"),),
    ),
    COSTS_NOT_RETURNED,
    COSTS_RETURNED_FIRST,
    UPDATE_EVERY_HUNDRED,
    Mistake(
        "cost-of-the-end-alone",
        Text(
            "costs 应该有几个数？append 在循环里面吗？",
            "How many numbers should costs hold? Is append inside the loop?",
        ),
        caught_by="costs",
        edits=(
            (
                '            costs.append(compute_cost(A2, Y))\n            if print_cost:\n                print(f"{i:5d}  {costs[-1]:.4f}")\n',
                "            pass\n",
            ),
            ("    return parameters, costs", "    costs.append(compute_cost(A2, Y))\n    return parameters, costs"),
        ),
    ),
    X_SCALED_AGAIN,
    COSTS_STARTED_IN_EVERY_ROUND,
    Mistake(
        "dA2-into-layer-one",
        Text(
            "第 2 层往回走一步，返回的是什么？第 1 层该接过哪一个？",
            "What does layer 2's step backward return, and which of it goes into layer 1?",
        ),
        caught_by="parameters",
        edits=(("(dA1, cache1", "(dA2, cache1"),),
    ),
    Mistake(
        "sigmoid-in-the-hidden-layer",
        Text("按说明，隐藏层用的是哪一种激活？", "Which activation has the hidden layer, by the text?"),
        caught_by="parameters",
        edits=(
            ('parameters["b1"], "relu")', 'parameters["b1"], "sigmoid")'),
            ('cache1, "relu")', 'cache1, "sigmoid")'),
        ),
        also=((('parameters["b1"], "relu")', 'parameters["b1"], "sigmoid")'),),),
    ),
    Mistake(
        "relu-in-the-output",
        Text("A2 是概率吗？它可能大于 1 吗？", "Is A2 a probability? Can it exceed 1?"),
        caught_by="parameters",
        edits=(('parameters["b2"], "sigmoid")', 'parameters["b2"], "relu")'),),
    ),
    Mistake(
        "gradients-under-the-other-number",
        Text("每一层的梯度放在哪个编号下面？", "Under which number do the gradients of each layer go?"),
        caught_by="parameters",
        edits=(
            ('dA1, grads["dW2"], grads["db2"]', 'dA1, grads["dW0"], grads["db0"]'),
            ('grads["dW1"], grads["db1"]', 'grads["dW2"], grads["db2"]'),
            ('grads["dW0"], grads["db0"]', 'grads["dW1"], grads["db1"]'),
        ),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)
    parameters = initialize_parameters(*layers_dims)
    costs = {}
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 100 == 0:
            costs[i] = float(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    costs["end"] = float(compute_cost(L_model_forward(X, parameters)[0], Y))
    return parameters, tuple(costs.values())
""",
    """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)
    start = initialize_parameters(layers_dims[0], layers_dims[1], layers_dims[2])
    W1, b1, W2, b2 = (start[name] for name in ("W1", "b1", "W2", "b2"))
    m, i, costs = X.shape[1], 0, np.zeros((num_iterations + 99) // 100)
    while i < num_iterations:
        Z1 = W1 @ X + b1
        A1 = np.maximum(Z1, 0)
        A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
        if not i % 100:
            costs[i // 100] = -np.mean(np.log(np.where(Y == 1, A2, 1 - A2)))
            print_cost and print(i, costs[i // 100])
        dZ2 = A2 - Y
        dZ1 = (W2.T @ dZ2) * (Z1 > 0)
        W2, b2 = W2 - learning_rate * dZ2 @ A1.T / m, b2 - learning_rate * dZ2.mean(axis=1, keepdims=True)
        W1, b1 = W1 - learning_rate * dZ1 @ X.T / m, b1 - learning_rate * dZ1.mean(axis=1, keepdims=True)
        i += 1
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, costs
""",
    """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)
    n_x, n_h, n_y = layers_dims
    parameters = initialize_parameters(n_x, n_h, n_y)
    costs = []
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], activation="relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], activation="sigmoid")
        cost = compute_cost(A2, Y)
        dA1, dW2, db2 = linear_activation_backward(np.divide(1 - Y, 1 - A2) - np.divide(Y, A2), cache2, "sigmoid")
        _, dW1, db1 = linear_activation_backward(dA1, cache1)
        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(np.squeeze(cost))
            if print_cost:
                print(f"{i}: {cost}")
    return parameters, costs
""",
    """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    random = np.random.RandomState(1)
    W = [random.randn(n, before) * 0.01 for before, n in zip(layers_dims, layers_dims[1:])]
    b = [np.zeros((n, 1)) for n in layers_dims[1:]]
    costs, m = [], Y.size
    for i in range(num_iterations):
        hidden = W[0] @ X + b[0]
        active = np.where(hidden > 0, hidden, 0)
        out = 1 / (1 + np.exp(-W[1] @ active - b[1]))
        if i % 100 == 0:
            costs.append(-(np.log(out[Y == 1]).sum() + np.log(1 - out[Y == 0]).sum()) / m)
        error = (out - Y) / m
        back = W[1].T @ error
        back[hidden <= 0] = 0
        W[1] -= learning_rate * error @ active.T
        b[1] -= learning_rate * error.sum()
        W[0] -= learning_rate * back @ X.T
        b[0] -= learning_rate * back.sum(axis=1, keepdims=True)
    return dict(W1=W[0], b1=b[0], W2=W[1], b2=b[1]), np.array(costs)
""",
    """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)

    def train(parameters, costs, left):
        for _ in range(min(left, 100)):
            AL, caches = L_model_forward(X, parameters)
            if _ == 0:
                costs = [*costs, compute_cost(AL, Y)]
            parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        return (parameters, costs) if left <= 100 else train(parameters, costs, left - 100)

    return train(initialize_parameters(*layers_dims), [], num_iterations)
""",
)


# --- mutants that are right all the same -----------------------------------------------------------------

EQUIVALENT = {
    '*(dA1, cache1, "relu")  →  *(dA1, cache1, )': "relu is what linear_activation_backward takes when nothing is said",
}


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "two_layer_model",
    builds_on=TRAINING,
    public=public_training((4, 5, 1), 0.3),
    draws=(draw_training(two_layers, LONG), draw_training(two_layers, SHORT), draw_step(two_layers)),
    checks=TRAINED,
    mistakes=MISTAKES,
    two_at_once=False,
    right_answers=RIGHT_ANSWERS,
    equivalent=EQUIVALENT,
    lazy_answers=(never_trains("two_layer_model"),),
)

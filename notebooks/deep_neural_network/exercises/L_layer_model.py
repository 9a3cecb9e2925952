"""The training of a network of any depth, from its first parameters to its last ones and its costs."""

from __future__ import annotations

from autograder.authoring import Exercise, Mistake, Text

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
    many_layers,
    never_trains,
    public_training,
)

# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart, since NumPy says the same of both: it is true of both.
CACHES_FOR_AN_ARRAY = Text(
    "有一处，caches 站在了数组的位置上：L_model_forward 先返回什么、后返回什么？L_model_backward 的参数又是什么顺序？",
    "Somewhere the caches stand where an array belongs: what does L_model_forward return first, and in which order does "
    "L_model_backward take its arguments?",
)

MISTAKES = (
    Mistake(
        "initialised-in-every-round",
        STEP_AFTER_STEP,
        caught_by="step",
        edits=(
            ("    parameters = initialize_parameters_deep(layers_dims)\n    costs", "    costs"),
            (
                "        AL, caches =",
                "        parameters = initialize_parameters_deep(layers_dims)\n        AL, caches =",
            ),
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
        Text("代价在涨还是在跌？步子朝哪个方向？", "Does the cost rise or fall? Which way do the steps lead?"),
        caught_by="step",
        edits=(("grads, learning_rate)", "grads, -learning_rate)"),),
    ),
    Mistake(
        "return-inside-the-loop",
        STEP_AFTER_STEP,
        caught_by="step",
        edits=(("    return parameters, costs", "        return parameters, costs"),),
    ),
    Mistake(
        "backward-arguments-out-of-order",
        CACHES_FOR_AN_ARRAY,
        caught_by="parameters",
        edits=(("L_model_backward(AL, Y, caches)", "L_model_backward(AL, caches, Y)"),),
    ),
    Mistake(
        "labels-handed-on-first",
        Text(
            "L_model_backward 的三个参数是什么顺序？AL 和 Y，哪一个可能正好是 0，不能拿来除？",
            "In which order does L_model_backward take its three arguments? Which of AL and Y can be exactly 0, so that "
            "nothing may be divided by it?",
        ),
        caught_by="parameters",
        edits=(("L_model_backward(AL, Y, caches)", "L_model_backward(Y, AL, caches)"),),
    ),
    Mistake(
        "beginning-of-two-layers",
        Text(
            "这个网络有几层？开始的时候有几个 W？",
            "How many layers has this network? How many W are there in the beginning?",
        ),
        caught_by="start",
        edits=(
            (
                "initialize_parameters_deep(layers_dims)",
                "initialize_parameters(layers_dims[0], layers_dims[1], layers_dims[-1])",
            ),
        ),
    ),
    Mistake(
        "small-weights",
        Text(
            "层数多的时候，固定的 0.01 会怎样？这个模型从哪个函数开始？",
            "What does a fixed 0.01 do in a deep network? Which function does this model begin with?",
        ),
        caught_by="start",
        edits=(
            (
                "    costs = []\n",
                "    for l in range(1, len(layers_dims)):\n"
                '        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * 0.01\n'
                "    costs = []\n",
            ),
        ),
    ),
    Mistake(
        "part-of-the-data",
        Text("每一个样本都参加训练了吗？", "Does every example take part in the training?"),
        caught_by="parameters",
        edits=(
            ("L_model_forward(X, ", "L_model_forward(X[:, :-1], "),
            ("compute_cost(AL, Y)", "compute_cost(AL, Y[:, :-1])"),
            ("L_model_backward(AL, Y, ", "L_model_backward(AL, Y[:, :-1], "),
        ),
    ),
    Mistake(
        "forward-not-unpacked",
        Text("L_model_forward 返回几样东西？", "How many things does L_model_forward return?"),
        caught_by="parameters",
        edits=(("AL, caches = L_model_forward", "AL = caches = L_model_forward"),),
    ),
    Mistake(
        "forward-unpacked-backwards",
        CACHES_FOR_AN_ARRAY,
        caught_by="parameters",
        edits=(("AL, caches = L_model_forward", "caches, AL = L_model_forward"),),
    ),
    Mistake(
        "labels-of-the-notebook",
        Text(
            "换一批标签，结果会变吗？标签是从哪里来的？",
            "Do other labels change the result? Where do the labels come from?",
        ),
        caught_by="parameters",
        edits=(("costs = []\n", "costs = []\n    Y = np.arange(X.shape[1]).reshape(1, -1) % 2\n"),),
    ),
    RATE_FIXED,
    Mistake(
        "one-step-too-few",
        Text("num_iterations 是 1 的时候，走了几步？", "With num_iterations at 1, how many steps are taken?"),
        caught_by="parameters",
        edits=(("steps(num_iterations)", "range(1, num_iterations)"),),
    ),
    COST_OF_EVERY_STEP,
    COST_ONLY_WHEN_PRINTED,
    COST_AT_THE_END_OF_A_HUNDRED,
    Mistake(
        "cost-arguments-swapped",
        Text(
            "compute_cost 先要预测还是先要标签？哪一个可能正好是 0？",
            "Does compute_cost take the prediction or the labels first? Which of them can be exactly 0?",
        ),
        caught_by="costs",
        edits=(("compute_cost(AL, Y)", "compute_cost(Y, AL)"),),
    ),
    COSTS_NOT_RETURNED,
    COSTS_RETURNED_FIRST,
    Mistake(
        "cost-after-the-update",
        Text(
            "第 0 次的代价，是参数动之前的还是之后的？学习率能影响它吗？",
            "Is the cost of iteration 0 that before the parameters move, or after? May the learning rate change it?",
        ),
        caught_by="costs",
        code="""def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    parameters = initialize_parameters_deep(layers_dims)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        AL, caches = L_model_forward(X, parameters)
        if i % 100 == 0:
            costs.append(compute_cost(AL, Y))
    return parameters, costs
""",
    ),
    Mistake(
        "variables-of-the-notebook",
        Text(
            "函数里用到的每个变量，都是传进来的参数，或者在函数里定义的吗？",
            "Is every variable in the function an argument, or defined inside it?",
        ),
        caught_by="parameters",
        edits=(("L_model_forward(X, parameters)", "L_model_forward(train_x, parameters)"),),
    ),
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
                '            costs.append(compute_cost(AL, Y))\n            if print_cost:\n                print(f"{i:5d}  {costs[-1]:.4f}")\n',
                "            pass\n",
            ),
            ("    return parameters, costs", "    costs.append(compute_cost(AL, Y))\n    return parameters, costs"),
        ),
    ),
    X_SCALED_AGAIN,
    COSTS_STARTED_IN_EVERY_ROUND,
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def one_round(X, Y, parameters, learning_rate):
    AL, caches = L_model_forward(X, parameters)
    return update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate), AL

def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    parameters, costs = initialize_parameters_deep(layers_dims), []
    for i in range(num_iterations):
        moved, AL = one_round(X, Y, parameters, learning_rate)
        if i % 100 == 0:
            costs += [compute_cost(AL, Y)]
        parameters = moved
    return [parameters, np.array(costs)]
""",
    """
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    X = X.astype(np.float32)
    parameters = {name: np.float32(value) for name, value in initialize_parameters_deep(layers_dims).items()}
    costs = []
    for i in steps(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(compute_cost(AL, Y))
        grads = L_model_backward(AL, Y, caches)
        parameters = {name: value - np.float32(learning_rate) * grads["d" + name] for name, value in parameters.items()}
    return parameters, costs[::100]
""",
    """
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    np.random.seed(1)
    parameters = initialize_parameters_deep(layers_dims)
    costs, i = [], 0
    while i < num_iterations:
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        for name in parameters:
            parameters[name] = parameters[name] - learning_rate * grads["d" + name]
        if not i % 100:
            costs.append(cost)
        i += 1
    costs.append(compute_cost(L_model_forward(X, parameters)[0], Y))
    return parameters, costs
""",
    """
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    theta, costs, m, L = initialize_parameters_deep(list(layers_dims)), {}, X.shape[1], len(layers_dims) - 1
    for i in range(num_iterations):
        A, Z = [X], [None]
        for l in range(1, L + 1):
            Z.append(theta[f"W{l}"] @ A[-1] + theta[f"b{l}"])
            A.append(np.maximum(Z[-1], 0) if l < L else 1 / (1 + np.exp(-Z[-1])))
        costs[i] = -np.mean(np.where(Y == 1, np.log(A[-1]), np.log(1 - A[-1])))
        dZ = A[-1] - Y
        for l in range(L, 0, -1):
            dW, db = dZ @ A[l - 1].T / m, np.mean(dZ, axis=1, keepdims=True)
            if l > 1:
                dZ = (theta[f"W{l}"].T @ dZ) * (Z[l - 1] > 0)
            theta[f"W{l}"], theta[f"b{l}"] = theta[f"W{l}"] - learning_rate * dW, theta[f"b{l}"] - learning_rate * db
    return theta, [costs[i] for i in range(0, num_iterations, 100)]
""",
    """
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    def rounds(parameters):
        for i in range(num_iterations):
            AL, caches = L_model_forward(X, parameters)
            yield i, parameters, AL
            parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        yield num_iterations, parameters, None

    costs = ()
    for i, parameters, AL in rounds(initialize_parameters_deep(layers_dims)):
        if i % 100 == 0 and AL is not None:
            costs += (float(compute_cost(AL, Y)),)
    return parameters, costs
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "L_layer_model",
    builds_on=TRAINING,
    public=public_training((4, 6, 5, 1), 0.1),
    draws=(draw_training(many_layers, LONG), draw_training(many_layers, SHORT), draw_step(many_layers)),
    checks=TRAINED,
    mistakes=MISTAKES,
    two_at_once=False,
    right_answers=RIGHT_ANSWERS,
    lazy_answers=(never_trains("L_layer_model"),),
    # Drawn cases, right answers and mistakes of DeepNetwork all train with it.
    remembered=True,
)

"""Right answers written otherwise, which must earn full marks, and the invented class."""

from __future__ import annotations

from autograder.build import Notebook, dumps
from autograder.sample import BLANK, SOLVED, Student

RIGHT_OTHERWISE: dict[str, tuple[str, ...]] = {
    "initialize_parameters": (
        """
def initialize_parameters(n_x, n_h, n_y):
    sizes = [n_x, n_h, n_y]
    parameters = dict()
    for layer in (1, 2):
        shape = (sizes[layer], sizes[layer - 1])
        parameters[f"W{layer}"] = np.random.normal(loc=0.0, scale=0.01, size=shape)
        parameters[f"b{layer}"] = np.zeros([sizes[layer], 1], dtype=int)
    return parameters
""",
        """
def small(*shape):
    return np.multiply(np.random.standard_normal(shape), 1e-2).astype(np.float32)

def initialize_parameters(n_x, n_h, n_y):
    print("initialising", n_x, n_h, n_y)
    first, second = small(n_h, n_x), small(n_y, n_h)
    return {"b2": np.array([[0.0]] * n_y), "W2": second, "b1": np.full((n_h, 1), 0.0), "W1": first, "sizes": 3}
""",
    ),
    "initialize_parameters_deep": (
        """
def initialize_parameters_deep(layers_dims):
    random = np.random.RandomState(3)
    pairs = list(zip(layers_dims[:-1], layers_dims[1:]))
    weights = {f"W{i}": random.normal(0, before ** -0.5, (here, before)) for i, (before, here) in enumerate(pairs, 1)}
    biases = {f"b{i}": np.zeros((here, 1)) for i, (_, here) in enumerate(pairs, 1)}
    return {**weights, **biases}
""",
        """
def initialize_parameters_deep(layers_dims):
    np.random.seed(seed=3)
    parameters, l = {}, 1
    while l < len(layers_dims):
        W = np.random.randn(layers_dims[l] * layers_dims[l - 1]).reshape(layers_dims[l], -1)
        parameters.update({"W%d" % l: W * np.sqrt(1.0 / layers_dims[l - 1]), "b%d" % l: np.zeros_like(W[:, :1])})
        l += 1
    return parameters
""",
    ),
    "linear_forward": (
        """
def linear_forward(A, W, b):
    Z = np.dot(W, A)
    Z += b
    return [Z, [A, W, b]]
""",
        """
def linear_forward(A, W, b):
    return np.einsum("ij,jm->im", W, A) + np.repeat(b, A.shape[1], axis=1), (A, W, b)
""",
        """
def linear_forward(A, W, b):
    n, m = W.shape[0], A.shape[1]
    Z = np.empty((n, m), dtype=np.float32)
    for i in range(n):
        for j in range(m):
            Z[i, j] = sum(W[i, k] * A[k, j] for k in range(len(A))) + b[i, 0]
    return Z, (A.copy(), W.copy(), b.copy())
""",
    ),
    "linear_activation_forward": (
        """
def linear_activation_forward(A_prev, W, b, activation):
    g = {"sigmoid": sigmoid, "relu": relu}[activation]
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = g(Z)
    return A, [linear_cache, activation_cache]
""",
        """
def linear_activation_forward(A_prev, W, b, activation):
    Z = np.matmul(W, A_prev) + b
    A = 1 / (1 + np.exp(-Z)) if activation == "sigmoid" else Z * (Z > 0)
    return A, ((A_prev, W, b), Z)
""",
    ),
    "L_model_forward": (
        """
def L_model_forward(X, parameters):
    def from_layer(A, l):
        last = f"W{l + 1}" not in parameters
        A, cache = linear_activation_forward(
            A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid" if last else "relu"
        )
        if last:
            return A, [cache]
        AL, caches = from_layer(A, l + 1)
        return AL, [cache] + caches

    return from_layer(X, 1)
""",
        """
def L_model_forward(X, parameters):
    L = sum(name.startswith("W") for name in parameters)
    outputs, Zs = [X], []
    for l in range(L):
        W, b = parameters["W" + str(l + 1)], parameters["b" + str(l + 1)]
        Zs.append(W.dot(outputs[-1]) + b)
        outputs.append(np.where(Zs[-1] > 0, Zs[-1], 0.0) if l < L - 1 else sigmoid(Zs[-1])[0])
    caches = tuple(
        ((outputs[l], parameters["W" + str(l + 1)], parameters["b" + str(l + 1)]), Zs[l]) for l in range(L)
    )
    return outputs[-1], caches
""",
    ),
    "compute_cost": (
        """
def compute_cost(AL, Y):
    losses = [-np.log(a) if y == 1 else -np.log(1 - a) for a, y in zip(AL.ravel(), Y.ravel())]
    return float(sum(losses) / len(losses))
""",
        """
def compute_cost(AL, Y):
    m = AL.shape[1]
    logs = np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)
    return np.squeeze(-logs / m)
""",
        """
def compute_cost(AL, Y):
    eps = 1e-8
    a = np.clip(AL, eps, 1 - eps).astype(np.float32)
    return -np.mean(np.log(np.where(Y == 1, a, 1 - a)))
""",
    ),
    "linear_backward": (
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
    ),
    "linear_activation_backward": (
        """
def linear_activation_backward(dA, cache, activation="relu"):
    backward = sigmoid_backward if activation == "sigmoid" else relu_backward
    return linear_backward(backward(dA, cache[1]), cache[0])
""",
        """
def slope(Z, activation):
    if activation == "relu":
        return (Z >= 0).astype(float)
    s = 1 / (1 + np.exp(-Z))
    return s - s ** 2

def linear_activation_backward(dA, cache, activation="relu"):
    (A_prev, W, b), Z = cache
    dZ = dA * slope(Z, activation)
    ones = np.ones((dZ.shape[1], 1))
    return W.T.dot(dZ), dZ.dot(A_prev.T) / len(ones), dZ.dot(ones) / len(ones)
""",
    ),
    "L_model_backward": (
        """
def L_model_backward(AL, Y, caches):
    L = len(caches)
    grads = {"dA%d" % (L + 1): -np.divide(Y, AL) + np.divide(1 - Y, 1 - AL)}
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        step = linear_activation_backward(grads["dA%d" % (l + 1)], caches[l - 1], activation)
        grads.update(zip(["dA%d" % l, "dW%d" % l, "db%d" % l], step))
    return grads
""",
        """
def L_model_backward(AL, Y, caches):
    grads, dZ, m = {}, AL - Y, Y.shape[1]
    for l, ((A_prev, W, b), Z) in reversed(list(enumerate(caches, 1))):
        if l < len(caches):
            dZ = dA * (Z > 0)
        dA = W.T @ dZ
        grads[f"dA{l}"], grads[f"dW{l}"], grads[f"db{l}"] = dA, dZ @ A_prev.T / m, dZ.sum(1, keepdims=True) / m
    return grads
""",
        """
def L_model_backward(AL, Y, caches):
    AL = np.clip(AL, 1e-9, 1 - 1e-9)

    def back(dA, rest, activation):
        if not rest:
            return {}
        l = len(rest)
        dA_prev, dW, db = linear_activation_backward(dA, rest[-1], activation)
        return {f"dA{l}": dA_prev, f"dW{l}": dW, f"db{l}": db, **back(dA_prev, rest[:-1], "relu")}

    return back((AL - Y) / (AL * (1 - AL)), list(caches), "sigmoid")
""",
    ),
    "update_parameters": (
        """
def update_parameters(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters
""",
        """
def update_parameters(parameters, grads, learning_rate):
    return {k: np.subtract(v, np.float32(learning_rate) * grads[f"d{k}"]) for k, v in parameters.items()}
""",
        """
def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters
""",
    ),
}


# --- the invented class ----------------------------------------------------------------------------------

FORWARD = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
)

ZH_ANSWER = (
    "如果 $W$ 全是零，同一层的单元算出的东西都一样，梯度也一样，永远分不开。$b$ 全是零没关系，因为 $W$ 已经不同了。"
)
EN_ANSWER = (
    "With zero weights all units of a layer compute the same and get the same gradient, so they stay the same for ever. "
    "Zero biases are fine because random weights already make the units differ."
)


def up_to(*names: str) -> dict[str, str]:
    """Answers that solve these exercises; the student's ``others`` are BLANK."""
    return dict.fromkeys(names, SOLVED)


def wrong(**names: str) -> dict[str, str]:
    """A catalogued mistake for each exercise named."""
    return {exercise: f"mistake {name}" for exercise, name in names.items()}


def otherwise(number: int) -> dict[str, str]:
    """Every exercise solved in another way."""
    return dict.fromkeys(RIGHT_OTHERWISE, f"otherwise {number}")


def cut_off(notebook: Notebook) -> bytes:
    """A file that was not wholly uploaded."""
    data = dumps(notebook).encode()
    return data[: len(data) // 2]


def without_metadata(notebook: Notebook) -> Notebook:
    """What some editors leave of a notebook: no ids, no metadata."""
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
    Student("alice_moore", "en", written=EN_ANSWER),
    Student("chen_yutong", "zh", written=ZH_ANSWER),
    Student("ben_carter", "en", otherwise(0), written=EN_ANSWER),
    Student("li_wenhao", "zh", otherwise(1), written=ZH_ANSWER),
    # Half-done.
    Student("chloe_dubois", "en", up_to(*FORWARD), others=BLANK),
    Student("daniel_okafor", "en", up_to(*FORWARD, "compute_cost", "linear_backward"), others=BLANK),
    Student("guo_jingyi", "zh", up_to(*FORWARD[:3]), others=BLANK),
    Student("wang_siyu", "zh", up_to(*FORWARD, "compute_cost"), others=BLANK, written=ZH_ANSWER),
    Student("zhang_minghui", "zh", {**otherwise(0), "L_model_backward": BLANK, "update_parameters": BLANK}),
    # Wrong in assorted ways.
    Student(
        "emma_lindqvist",
        "en",
        wrong(initialize_parameters="weights-not-small", linear_backward="weights-not-averaged"),
        written=EN_ANSWER,
    ),
    Student("farid_rahimi", "en", wrong(L_model_backward="dA-counted-from-zero", compute_cost="matrix-for-a-number")),
    Student(
        "grace_kim",
        "en",
        wrong(linear_forward="bias-summed", linear_backward="bias-loses-its-column", update_parameters="uphill"),
        written=EN_ANSWER,
    ),
    Student(
        "huang_zixuan",
        "zh",
        wrong(linear_forward="cache-is-a-dictionary", L_model_forward="X-into-every-layer"),
        written=ZH_ANSWER,
    ),
    Student(
        "hugo_martins",
        "en",
        {
            **wrong(linear_activation_backward="relu-lets-all-through", L_model_backward="sign-of-the-start"),
            "update_parameters": BLANK,
        },
    ),
    Student(
        "liu_jiaqi",
        "zh",
        wrong(
            initialize_parameters_deep="scale-of-two-layers",
            linear_activation_forward="branches-swapped",
            compute_cost="no-minus",
            update_parameters="learning-rate-fixed",
        ),
        written=ZH_ANSWER,
    ),
    Student("zhao_lele", "zh", wrong(compute_cost="not-averaged", linear_backward="weights-not-averaged")),
    # Blank.
    Student("ines_castro", "en", others=BLANK),
    Student("zhou_ruoxi", "zh", others=BLANK),
    # Broken.
    Student("jack_turner", "en", {"compute_cost": ENDLESS}, written=EN_ANSWER),
    Student("kate_novak", "en", spoil=cut_off),
    Student("leo_fischer", "en", spoil=without_metadata, written=EN_ANSWER),
    Student("ma_xiaofeng", "zh", spoil=without_hidden_tests),
    Student("sun_haoran", "zh", {"linear_forward": UNCLOSED}, written=ZH_ANSWER),
    Student("xu_anqi", "zh", {"update_parameters": LEAVES}),
)

"""Right answers written otherwise, which must earn full marks, and the invented class."""

from __future__ import annotations

from autograder.lessons.build import Notebook, dumps
from autograder.lessons.sample import BLANK, SOLVED, Student

RIGHT_OTHERWISE: dict[str, tuple[str, ...]] = {
    "initialize_parameters": (
        """
def initialize_parameters(n_x, n_h, n_y):
    sizes = [n_x, n_h, n_y]
    parameters = dict()
    for layer in (1, 2):
        shape = (sizes[layer], sizes[layer - 1])
        parameters[f"W{layer}"] = np.random.normal(loc=0.0, scale=0.01, size=shape)
        parameters[f"b{layer}"] = np.zeros([sizes[layer], 1])
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
        """
def initialize_parameters(n_x, n_h, n_y):
    W1, W2 = (0.01 * np.random.randn(n, before) for n, before in ((n_h, n_x), (n_y, n_h)))
    return dict(W1=W1, b1=np.zeros((n_h, 1), dtype=int), W2=W2, b2=np.zeros((n_y, 1), dtype=int))
""",
        """
def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x)
    W1 *= 0.01
    W2 = np.random.randn(n_y, n_h)
    W2 /= 100
    b1, b2 = (np.zeros(shape=(n, 1), dtype=np.float32) for n in [n_h, n_y])
    parameters = {}
    parameters["W1"], parameters["b1"] = W1, b1
    parameters["W2"], parameters["b2"] = W2, b2
    return parameters
""",
        """
def initialize_parameters(n_x, n_h, n_y):
    def layer(n, n_prev):
        rows = [[0.01 * np.random.randn() for _ in range(n_prev)] for _ in range(n)]
        return np.array(rows), np.array([[0] for _ in range(n)])

    W1, b1 = layer(n_h, n_x)
    W2, b2 = layer(n_y, n_h)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
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
        """
def initialize_parameters_deep(layers_dims):
    np.random.seed(3)

    def from_layer(l):
        if l == len(layers_dims):
            return {}
        W = np.random.randn(layers_dims[l], layers_dims[l - 1]) / layers_dims[l - 1] ** 0.5
        return {f"W{l}": W, f"b{l}": 0 * W[:, [0]], **from_layer(l + 1)}

    return from_layer(1)
""",
        """
def initialize_parameters_deep(layers_dims):
    np.random.seed(3)
    parameters = {"L": len(layers_dims) - 1}
    for i, n in enumerate(layers_dims[1:]):
        parameters[f"W{i + 1}"] = (np.random.randn(n, layers_dims[i]) / np.sqrt(layers_dims[i])).astype("float32")
        parameters[f"b{i + 1}"] = np.zeros((n, 1), dtype=int)
    return parameters
""",
        """
import math

def initialize_parameters_deep(layers_dims):
    np.random.seed(3)
    W, b = {}, {}
    for l in range(len(layers_dims) - 1):
        W["W" + str(l + 1)] = np.random.normal(size=(layers_dims[l + 1], layers_dims[l])) * (1 / math.sqrt(layers_dims[l]))
        b["b" + str(l + 1)] = np.full((layers_dims[l + 1], 1), 0.0)
    return W | b
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
        """
def linear_forward(A, W, b):
    columns = [W @ A[:, [i]] + b for i in range(A.shape[1])]
    return np.concatenate(columns, axis=1), (A, W, b)
""",
        """
def linear_forward(A, W, b):
    # the bias as one more weight, of an input that is always 1
    with_bias, with_ones = np.hstack([W, b]), np.vstack([A, np.ones((1, A.shape[1]))])
    Z = with_bias.astype(np.float32) @ with_ones.astype(np.float32)
    cache = A, W, b
    return Z, cache
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
        """
def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = Z.copy()
        A[A < 0] = 0
    elif activation == "sigmoid":
        A = np.exp(Z) / (1 + np.exp(Z))
    else:
        raise ValueError(activation)
    cache = linear_cache, Z
    return A, cache
""",
        """
def linear_activation_forward(A_prev, W, b, activation):
    Z = np.einsum("ij,jm->im", W, A_prev)
    Z += b
    A = np.array([[1 / (1 + np.e ** -z) if activation == "sigmoid" else max(z, 0) for z in row] for row in Z])
    return [A, [[A_prev, W, b], Z.astype(np.float32)]]
""",
        """
def half_tanh(Z):
    return 0.5 * (1 + np.tanh(Z / 2))

def rectified(Z):
    return (np.abs(Z) + Z) / 2

def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    match activation:
        case "sigmoid":
            return half_tanh(Z), (linear_cache, Z)
        case "relu":
            return rectified(Z), (linear_cache, Z)
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
        """
def L_model_forward(X, parameters):
    L = len(parameters) // 2
    A, caches = X, [None] * L
    for l in range(1, L + 1):
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        A, caches[l - 1] = linear_activation_forward(A, W, b, "sigmoid" if l == L else "relu")
    return A, caches
""",
        """
from functools import reduce

def L_model_forward(X, parameters):
    L = int(len(parameters) / 2)

    def step(so_far, l):
        A, caches = so_far
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], ["sigmoid", "relu"][l < L])
        return A, caches + (cache,)

    return reduce(step, range(1, L + 1), (X, ()))
""",
        """
def L_model_forward(X, parameters):
    parameters = {name: value.astype(np.float32) for name, value in parameters.items()}
    A, caches, l = X.astype(np.float32), [], 1
    while f"W{l + 1}" in parameters:
        Z, linear_cache = linear_forward(A, parameters[f"W{l}"], parameters[f"b{l}"])
        A, activation_cache = relu(Z)
        caches.append((linear_cache, activation_cache))
        l += 1
    Z, linear_cache = linear_forward(A, parameters[f"W{l}"], parameters[f"b{l}"])
    AL, activation_cache = sigmoid(Z)
    return AL, [*caches, (linear_cache, activation_cache)]
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
        """
def compute_cost(AL, Y):
    total = 0
    for i in range(Y.shape[1]):
        a, y = AL[0, i], Y[0, i]
        total -= y * np.log(a) + (1 - y) * np.log1p(-a)
    return total / Y.shape[1]
""",
        """
def compute_cost(AL, Y):
    right = AL * Y + (1 - AL) * (1 - Y)
    return np.array(np.log(1 / right).mean())
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
        """
def linear_activation_backward(dA, cache, activation="relu"):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
    if activation == "sigmoid":
        A, _ = sigmoid(Z)
        dZ = np.multiply(dA, np.multiply(A, 1 - A))
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db
""",
        """
def linear_activation_backward(dA, cache, activation="relu"):
    steps_back = {"relu": lambda: relu_backward(dA, cache[1]), "sigmoid": lambda: sigmoid_backward(dA, cache[1])}
    gradients = linear_backward(steps_back[activation](), cache[0])
    return list(gradients)
""",
        """
def linear_activation_backward(dA, cache, activation="relu"):
    ((A_prev, W, b), Z), m = cache, dA.shape[1]
    if activation == "sigmoid":
        slope = np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    else:
        slope = np.sign(np.maximum(Z, 0))
    dZ = np.einsum("im,im->im", dA, slope).astype(np.float32)
    return np.einsum("ij,im->jm", W, dZ), np.einsum("im,jm->ij", dZ, A_prev) / m, np.einsum("im->i", dZ)[:, None] / m
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
        """
def L_model_backward(AL, Y, caches):
    grads, L = {}, len(caches)
    dA = (1 - Y) / (1 - AL) - Y / AL
    for l in reversed(range(L)):
        dA, dW, db = linear_activation_backward(dA, caches[l], "relu" if l < L - 1 else "sigmoid")
        grads |= {"dA" + str(l + 1): dA, "dW" + str(l + 1): dW, "db" + str(l + 1): db}
    return grads
""",
        """
def L_model_backward(AL, Y, caches):
    Y = Y.reshape(AL.shape)
    rest, grads = list(caches), {"AL": AL}
    linear_cache, Z = rest.pop()
    l = len(rest) + 1
    dZ = sigmoid_backward(np.where(Y == 1, -1 / AL, 1 / (1 - AL)), Z)
    while True:
        grads["dA%d" % l], grads["dW%d" % l], grads["db%d" % l] = linear_backward(dZ, linear_cache)
        if not rest:
            return grads
        linear_cache, Z = rest.pop()
        dZ = relu_backward(grads["dA%d" % l], Z)
        l -= 1
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
        """
def update_parameters(parameters, grads, learning_rate):
    updated = dict(parameters)
    for key in grads:
        if key[1:] in updated:
            updated[key[1:]] = updated[key[1:]] + (-learning_rate) * grads[key]
    return updated
""",
        """
def update_parameters(parameters, grads, learning_rate):
    l = 1
    while "W" + str(l) in parameters:
        for kind in "Wb":
            np.subtract(parameters[kind + str(l)], learning_rate * grads["d" + kind + str(l)], out=parameters[kind + str(l)])
        l += 1
    return {**parameters, "updated": True}
""",
    ),
    "two_layer_model": (
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
    ),
    "L_layer_model": (
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
    ),
    "predict": (
        """
def predict(X, parameters):
    probabilities = L_model_forward(X, parameters)[0]
    answers = np.zeros(probabilities.shape)
    for i in range(probabilities.shape[1]):
        if probabilities[0, i] > 0.5:
            answers[0, i] = 1
    return answers
""",
        """
def predict(X, parameters):
    return L_model_forward(X, parameters)[0] >= 0.5
""",
        """
def predict(X, parameters):
    AL, caches = L_model_forward(X, parameters)
    return np.round(AL).astype("uint8")
""",
        """
def predict(X, parameters):
    A, L = X, len(parameters) // 2
    for l in range(1, L):
        A = np.maximum(0, parameters[f"W{l}"] @ A + parameters[f"b{l}"])
    Z = parameters[f"W{L}"] @ A + parameters[f"b{L}"]
    return (Z > 0).astype(np.int8)
""",
        """
def predict(X, parameters):
    answers = [1 if L_model_forward(X[:, i:i + 1], parameters)[0].item() > 0.5 else 0 for i in range(X.shape[1])]
    return np.array([answers])
""",
    ),
    "DeepNetwork": (
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

PART_1 = ("step_by_step",)

ZH_WRITTEN = {
    "why_random_weights": "如果 $W$ 全是零，同一层的单元算出的东西都一样，梯度也一样，永远分不开。"
    "$b$ 全是零没关系，因为 $W$ 已经不同了。",
    "what_fifty_pictures_say": "只有 50 张图片，标准误大约是 6 个百分点，72% 和 78% 只差 3 张，可能只是运气；换一个种子，"
    "四层网络也可能只有 62%。训练集接近 100% 说明它记住了图片，不说明它认得没见过的猫。"
    "应当用更多的测试图片，每种网络用许多种子，再比平均值。",
}
EN_WRITTEN = {
    "why_random_weights": "With zero weights all units of a layer compute the same and get the same gradient, so they "
    "stay the same for ever. Zero biases are fine because random weights already make the units differ.",
    "what_fifty_pictures_say": "With 50 pictures the standard error is about 6 points, and 72% and 78% are 3 pictures "
    "apart, which may be luck; with another seed the deeper network gets 62%. Close to 100% on the training set means "
    "that it remembers these pictures, not that it knows cats. Use more test pictures, train from many seeds, and "
    "compare the means.",
}


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
    Student("alice_moore", "en", written=EN_WRITTEN),
    Student("chen_yutong", "zh", written=ZH_WRITTEN),
    Student("ben_carter", "en", otherwise(0), written=EN_WRITTEN),
    Student("li_wenhao", "zh", otherwise(1), written=ZH_WRITTEN),
    # Half-done.
    Student("chloe_dubois", "en", up_to(*FORWARD), others=BLANK),
    Student("daniel_okafor", "en", up_to(*FORWARD, "compute_cost", "linear_backward"), others=BLANK, parts=PART_1),
    Student("guo_jingyi", "zh", up_to(*FORWARD[:3]), others=BLANK, parts=PART_1),
    Student("wang_siyu", "zh", up_to(*FORWARD, "compute_cost"), others=BLANK, written=ZH_WRITTEN),
    Student("zhang_minghui", "zh", {**otherwise(0), "L_model_backward": BLANK, "update_parameters": BLANK}),
    # Wrong in assorted ways.
    Student(
        "emma_lindqvist",
        "en",
        wrong(
            initialize_parameters="weights-not-small", linear_backward="weights-not-averaged", predict="row-flattened"
        ),
        written=EN_WRITTEN,
    ),
    Student(
        "farid_rahimi",
        "en",
        wrong(
            L_model_backward="dA-counted-from-zero",
            compute_cost="matrix-for-a-number",
            L_layer_model="cost-after-the-update",
            DeepNetwork="score-in-percent",
        ),
    ),
    Student(
        "grace_kim",
        "en",
        wrong(linear_forward="bias-summed", linear_backward="bias-loses-its-column", update_parameters="uphill"),
        written=EN_WRITTEN,
    ),
    Student(
        "huang_zixuan",
        "zh",
        wrong(
            linear_forward="cache-is-a-dictionary",
            L_model_forward="X-into-every-layer",
            two_layer_model="weights-read-once",
        ),
        written=ZH_WRITTEN,
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
        written=ZH_WRITTEN,
    ),
    Student(
        "zhao_lele",
        "zh",
        wrong(compute_cost="not-averaged", linear_backward="weights-not-averaged", DeepNetwork="fit-returns-nothing"),
    ),
    # Blank.
    Student("ines_castro", "en", others=BLANK),
    Student("zhou_ruoxi", "zh", others=BLANK),
    # Broken.
    Student("jack_turner", "en", {"compute_cost": ENDLESS}, written=EN_WRITTEN),
    Student("kate_novak", "en", spoil=cut_off),
    Student("leo_fischer", "en", spoil=without_metadata, written=EN_WRITTEN),
    Student("ma_xiaofeng", "zh", spoil=without_hidden_tests),
    Student("sun_haoran", "zh", {"linear_forward": UNCLOSED}, written=ZH_WRITTEN),
    Student("xu_anqi", "zh", {"update_parameters": LEAVES, "DeepNetwork": BLANK}),
)

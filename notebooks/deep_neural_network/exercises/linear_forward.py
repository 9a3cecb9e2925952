"""The linear step of a layer, Z = W A + b, and the cache that its backward step takes apart.

The cache is compared with ``(A, W, b)`` itself, since the text names its order.
"""

from __future__ import annotations

from autograder.authoring import Case, Check, Exercise, Mistake, Output, Reference, Text, equal

from ._caches import behind, output
from ._inputs import RANDOM, Random, linear_inputs, public_case

# --- cases -----------------------------------------------------------------------------------------------


def draw(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, linear_inputs(random))


# --- checks ----------------------------------------------------------------------------------------------

CHECKS = (
    Check("Z", 7, about=Text("`Z` 的值", "the values of `Z`"), holds=output("Z")),
    Check(
        "cache",
        3,
        about=Text("跟在 `Z` 后面返回的 `cache` 是 `(A, W, b)`", "`cache`, returned behind `Z`, is `(A, W, b)`"),
        holds=behind("Z", "cache", equal(Output("cache", 1))),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "product-the-other-way",
        Text(
            "把两个矩阵的形状并排写下来：哪两个数必须相等？",
            "Write both shapes side by side: which two numbers must be equal?",
        ),
        caught_by="Z",
        edits=(("W @ A", "A @ W"),),
        also=(
            (("W @ A", "W.T @ A"),),
            (("W @ A", "A.T @ W.T"),),
            (("W @ A", "A.T @ W"),),
            (("W @ A", "W @ A.T"),),
        ),
    ),
    Mistake(
        "element-by-element",
        Text(
            "这里要的是逐元素相乘，还是矩阵乘法？",
            "Is this to be a product element by element, or a matrix product?",
        ),
        caught_by="Z",
        edits=(("W @ A", "W * A"),),
    ),
    Mistake(
        "bias-forgotten",
        Text("如果 A 全是 0，Z 应该是什么？", "If A were all zeros, what should Z be?"),
        caught_by="Z",
        edits=(("W @ A + b", "W @ A"),),
    ),
    Mistake(
        "bias-summed",
        Text(
            "每个单元用的是自己的偏置吗？取三个单元试试，各行有什么不同？",
            "Does each unit use its own bias? Try three units: how do the rows differ?",
        ),
        caught_by="Z",
        edits=(("+ b", "+ np.sum(b)"),),
        also=(
            (("+ b", "+ np.mean(b)"),),
            (("+ b", "+ b[0]"),),
        ),
    ),
    Mistake(
        "divided-by-m",
        Text(
            "Z 是平均值吗？样本多了，一个样本的 Z 会变小吗？",
            "Is Z an average? Does one example's Z shrink when there are more of them?",
        ),
        caught_by="Z",
        edits=(("W @ A + b", "(W @ A + b) / A.shape[1]"),),
    ),
    Mistake(
        "cache-not-returned",
        Text("调用它的人要得到几样东西？", "How many things is the caller to get?"),
        caught_by="cache",
        edits=(("return Z, cache", "return Z"),),
    ),
    Mistake(
        "cache-returned-first",
        Text("两样东西，先返回哪一样？", "Of the two, which is returned first?"),
        caught_by="cache",
        edits=(("return Z, cache", "return cache, Z"),),
    ),
    Mistake(
        "cache-reordered",
        Text(
            "反向传播时，cache 会按什么顺序拆开？",
            "In which order will the backward pass unpack the cache?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (W, A, b)"),),
        also=(
            (("cache = (A, W, b)", "cache = (W, b, A)"),),
            (("cache = (A, W, b)", "cache = (A, b, W)"),),
            (("cache = (A, W, b)", "cache = (b, W, A)"),),
            (("cache = (A, W, b)", "cache = (b, A, W)"),),
        ),
    ),
    Mistake(
        "cache-holds-Z",
        Text(
            "求 W 的梯度时，要用到这一层的输入还是输出？cache 里有它吗？",
            "Does the gradient of W need this layer's input or its output? Is it in the cache?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (Z, W, b)"),),
    ),
    Mistake(
        "cache-is-a-dictionary",
        Text(
            "后面的函数会按顺序把 cache 拆成三个变量：拆开一个字典，得到的是什么？",
            "Later functions unpack the cache into three variables: what does unpacking a dictionary give?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", 'cache = {"A": A, "W": W, "b": b}'),),
    ),
    Mistake(
        "input-changed-before-caching",
        Text(
            "存进 cache 的 A，还是传进来的那个 A 吗？",
            "Is the A that goes into the cache still the A that came in?",
        ),
        caught_by="cache",
        edits=(("    Z = W @ A + b", "    A = W @ A\n    Z = A + b"),),
    ),
    Mistake(
        "bias-subtracted",
        Text("偏置是加上去的，还是减掉的？", "Is the bias added or subtracted?"),
        caught_by="Z",
        edits=(("W @ A + b", "W @ A - b"),),
    ),
    Mistake(
        "bias-inside-the-product",
        Text("b 也要乘 W 吗？括号该放在哪里？", "Is b to be multiplied by W as well? Where do brackets belong?"),
        caught_by="Z",
        edits=(("W @ A + b", "W @ (A + b)"),),
        also=((("W @ A + b", "W @ A * b"),),),
    ),
    Mistake(
        "activated-already",
        Text(
            "这一个函数只算线性的一步：激活是谁做的？",
            "This function is the linear step alone: who applies the activation?",
        ),
        caught_by="Z",
        edits=(("W @ A + b", "sigmoid(W @ A + b)[0]"),),
        also=((("W @ A + b", "np.maximum(0, W @ A + b)"),),),
    ),
    Mistake(
        "cache-incomplete",
        Text("算 Z 用了哪三样东西？cache 里都有吗？", "Which three things went into Z? Are all of them in the cache?"),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (A, W)"),),
        also=(
            (("cache = (A, W, b)", "cache = (W, b)"),),
            (("cache = (A, W, b)", "cache = A"),),
            (("cache = (A, W, b)", "cache = Z"),),
        ),
    ),
    Mistake(
        "cache-with-Z-too",
        Text(
            "反向传播会把 cache 拆成几个变量？多放一样，还拆得开吗？",
            "Into how many variables will the backward pass unpack the cache? With one thing more in it, can it?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (A, W, b, Z)"),),
        also=((("cache = (A, W, b)", "cache = (Z, A, W, b)"),),),
    ),
    Mistake(
        "cache-not-packed",
        Text(
            "函数要返回两样东西：cache 是一样，还是三样？",
            "Two things are to be returned: is the cache one of them, or three?",
        ),
        caught_by="cache",
        edits=(("return Z, cache", "return Z, A, W, b"),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
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
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "linear_forward",
    # The cache, which holds the arguments.
    structure=3,
    public=public_case("linear_forward"),
    draws=(draw,) * 4,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)

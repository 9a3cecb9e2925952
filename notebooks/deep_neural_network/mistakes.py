"""The catalogue of known mistakes: wrong answers that students give, each with a question that helps.

A mistake is an edit of the lesson's solution, or code of its own where the way of writing is another one.
``caught_by`` names the check that must catch it. To add one, write it here: the tests then ask that it
runs, that the judge catches it and that the self-check gives it no tick.
"""

from __future__ import annotations

from autograder.exercise import Mistake, Text

# Hints of mistakes that no answer tells apart: each is true of both.
_WHOSE_OUTPUT = Text(
    "轮到最后一层的时候，手里的 A 是哪一层的输出？循环走过每一个隐藏层了吗？",
    "When the last layer's turn comes, whose output is in hand? Has the loop been through every hidden layer?",
)
_DIVIDED_BY_EXAMPLES = Text(
    "把数据原样复制一份，代价应该变吗？除以的是样本的个数吗？",
    "With all data copied once, should the cost change? Is it the number of examples that it is divided by?",
)
_WHICH_WAY = Text(
    "代价在涨还是在跌？dA2 的符号和更新的符号一起决定往哪边走：两个都对吗？",
    "Does the cost rise or fall? The sign of dA2 and that of the update decide which way a step leads: are both right?",
)
_SEED_BEFORE = Text(
    "运行两次，最初的权重一样吗？抽它们之前，种子设成了几？",
    "Run twice, are the first weights the same? What is the seed set to before they are drawn?",
)
_FIT_RETURNS = Text(
    "紧接着 fit 写 predict 的时候，fit 交出来的是什么？它有 predict 这个方法吗？",
    "When predict is written right behind fit, what is it that fit hands over? Has that a method called predict?",
)

INITIALIZE_PARAMETERS = (
    Mistake(
        "initialize_parameters",
        "rows-and-columns-swapped",
        Text(
            "W 的一行属于哪一层的单元，一列又属于哪一层？",
            "To which layer's units do the rows of W belong, and to which the columns?",
        ),
        caught_by="scale",
        edits=(("randn(n_h, n_x)", "randn(n_x, n_h)"), ("randn(n_y, n_h)", "randn(n_h, n_y)")),
    ),
    Mistake(
        "initialize_parameters",
        "weights-not-small",
        Text(
            "这些权重有多大？Z 很大或很小时，sigmoid 的曲线还有多陡？",
            "How large are these weights? How steep is the sigmoid where Z is very large or very small?",
        ),
        caught_by="scale",
        edits=((" * 0.01", ""),),
    ),
    Mistake(
        "initialize_parameters",
        "weights-zero",
        Text(
            "两个单元起点完全相同，得到的梯度也相同，它们会变得不一样吗？",
            "If two units start out equal and get equal gradients, can they ever become different?",
        ),
        caught_by="scale",
        edits=(
            ("np.random.randn(n_h, n_x) * 0.01", "np.zeros((n_h, n_x))"),
            ("np.random.randn(n_y, n_h) * 0.01", "np.zeros((n_y, n_h))"),
        ),
    ),
    Mistake(
        "initialize_parameters",
        "sizes-hard-coded",
        Text(
            "如果换一组层的大小来调用，形状会跟着变吗？参数都用上了吗？",
            "Called with other sizes, do the shapes follow? Are the arguments used?",
        ),
        caught_by="scale",
        edits=(("n_h, n_x", "2, 3"), ("n_y, n_h", "1, 2"), ("n_h, 1", "2, 1"), ("n_y, 1", "1, 1")),
    ),
    Mistake(
        "initialize_parameters",
        "weights-uniform",
        Text(
            "看看 W 的符号：权重是不是该有正有负？随机数取自哪种分布？",
            "Look at the signs in W: should weights not have both? Which distribution do they come from?",
        ),
        caught_by="signs",
        edits=(("np.random.randn", "np.random.rand"),),
    ),
    Mistake(
        "initialize_parameters",
        "bias-one-dimensional",
        Text("b 是一列吗？它有几个维度？", "Is b a column? How many dimensions does it have?"),
        caught_by="b",
        edits=(("np.zeros((n_h, 1))", "np.zeros(n_h)"), ("np.zeros((n_y, 1))", "np.zeros(n_y)")),
    ),
    Mistake(
        "initialize_parameters",
        "shape-not-a-tuple",
        Text(
            "zeros 怎样接收形状？它的第二个参数是什么意思？",
            "How does zeros take a shape? What does its second argument mean?",
        ),
        caught_by="b",
        edits=(("np.zeros((n_h, 1))", "np.zeros(n_h, 1)"), ("np.zeros((n_y, 1))", "np.zeros(n_y, 1)")),
    ),
    Mistake(
        "initialize_parameters",
        "bias-random",
        Text(
            "哪些参数需要打破对称？权重已经随机了，b 还需要吗？",
            "Which parameters need their symmetry broken? With random weights, does b need it too?",
        ),
        caught_by="b",
        edits=(
            ("np.zeros((n_h, 1))", "np.random.randn(n_h, 1) * 0.01"),
            ("np.zeros((n_y, 1))", "np.random.randn(n_y, 1) * 0.01"),
        ),
    ),
    Mistake(
        "initialize_parameters",
        "second-bias-of-hidden-size",
        Text("b2 是哪一层的偏置？那一层有几个单元？", "Whose bias is b2? How many units does that layer have?"),
        caught_by="b",
        edits=(("np.zeros((n_y, 1))", "np.zeros((n_h, 1))"),),
    ),
    Mistake(
        "initialize_parameters",
        "draws-reordered",
        Text(
            "种子相同，先抽哪个矩阵会影响结果吗？题目要求的顺序是什么？",
            "With the same seed, does it matter which matrix is drawn first? Which order is asked for?",
        ),
        caught_by="draw",
        code="""def initialize_parameters(n_x, n_h, n_y):
    W2 = np.random.randn(n_y, n_h) * 0.01
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
""",
    ),
    Mistake(
        "initialize_parameters",
        "seed-inside",
        Text(
            "连续调用两次，会得到不同的权重吗？种子应由谁来设定？",
            "Called twice, does it give different weights? Who is to set the seed?",
        ),
        caught_by="draw",
        edits=(("    W1 = ", "    np.random.seed(1)\n    W1 = "),),
    ),
)

INITIALIZE_PARAMETERS_DEEP = (
    Mistake(
        "initialize_parameters_deep",
        "sizes-swapped",
        Text(
            "W 要乘的是哪一层的输出？它的列数因此是多少？",
            "What does W multiply? How many columns must it have, then?",
        ),
        caught_by="W",
        edits=(("randn(n, n_prev)", "randn(n_prev, n)"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "last-layer-missing",
        Text("有 n 个层大小时，一共有几个 W？", "With n layer sizes, how many W are there?"),
        caught_by="W",
        edits=(("range(1, len(layers_dims))", "range(1, len(layers_dims) - 1)"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "input-layer-counted",
        Text("输入层有自己的权重吗？编号从几开始？", "Has the input layer weights? Where does the counting start?"),
        caught_by="W",
        edits=(("range(1, len(layers_dims))", "range(len(layers_dims))"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "scale-of-two-layers",
        Text(
            "这里要求的缩放和两层网络的一样吗？它取决于什么？",
            "Is the scale asked for here that of the two-layer network? What does it depend on?",
        ),
        caught_by="W",
        edits=(("/ np.sqrt(n_prev)", "* 0.01"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "he-scale",
        Text(
            "你用的是哪一种初始化的缩放？题目给的公式里有 2 吗？",
            "Which initialisation does your scale come from? Is there a 2 in the formula given here?",
        ),
        caught_by="W",
        edits=(("/ np.sqrt(n_prev)", "* np.sqrt(2 / n_prev)"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "scale-without-root",
        Text(
            "n 个随机数之和的标准差，是随 n 增长，还是比 n 慢？公式里还有什么？",
            "Does the standard deviation of a sum of n random numbers grow like n, or slower? "
            "What else is in the formula?",
        ),
        caught_by="W",
        edits=(("np.sqrt(n_prev)", "n_prev"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "bias-of-layer-before",
        Text("b 的长度是哪一层的单元数？", "Which layer's units does b count?"),
        caught_by="b",
        edits=(("np.zeros((n, 1))", "np.zeros((n_prev, 1))"),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "seed-inside-loop",
        Text(
            "种子设定了几次？每一层从哪里接着抽随机数？",
            "How often is the seed set? Where in the random numbers does each layer go on?",
        ),
        caught_by="W",
        edits=(
            ("    np.random.seed(3)\n    parameters", "    parameters"),
            ("        n_prev, n =", "        np.random.seed(3)\n        n_prev, n ="),
        ),
    ),
    Mistake(
        "initialize_parameters_deep",
        "no-seed",
        Text(
            "调用两次，结果一样吗？题目要求怎样让结果可以重现？",
            "Called twice, does it give the same? How is the result to be made reproducible?",
        ),
        caught_by="W",
        edits=(("    np.random.seed(3)\n", ""),),
    ),
    Mistake(
        "initialize_parameters_deep",
        "constant-key",
        Text(
            "把返回的字典的键打印出来：每一层都有自己的名字吗？",
            "Print the keys of what is returned: does every layer have a name of its own?",
        ),
        caught_by="W",
        edits=(('"W" + str(l)', '"W" + "l"'), ('"b" + str(l)', '"b" + "l"')),
    ),
)

LINEAR_FORWARD = (
    Mistake(
        "linear_forward",
        "product-the-other-way",
        Text(
            "把两个矩阵的形状并排写下来：哪两个数必须相等？",
            "Write both shapes side by side: which two numbers must be equal?",
        ),
        caught_by="Z",
        edits=(("W @ A", "A @ W"),),
    ),
    Mistake(
        "linear_forward",
        "element-by-element",
        Text(
            "这里要的是逐元素相乘，还是矩阵乘法？",
            "Is this to be a product element by element, or a matrix product?",
        ),
        caught_by="Z",
        edits=(("W @ A", "W * A"),),
    ),
    Mistake(
        "linear_forward",
        "bias-forgotten",
        Text("如果 A 全是 0，Z 应该是什么？", "If A were all zeros, what should Z be?"),
        caught_by="Z",
        edits=(("W @ A + b", "W @ A"),),
    ),
    Mistake(
        "linear_forward",
        "bias-summed",
        Text(
            "每个单元用的是自己的偏置吗？取三个单元试试，各行有什么不同？",
            "Does each unit use its own bias? Try three units: how do the rows differ?",
        ),
        caught_by="Z",
        edits=(("+ b", "+ np.sum(b)"),),
    ),
    Mistake(
        "linear_forward",
        "divided-by-m",
        Text(
            "Z 是平均值吗？样本多了，一个样本的 Z 会变小吗？",
            "Is Z an average? Does one example's Z shrink when there are more of them?",
        ),
        caught_by="Z",
        edits=(("W @ A + b", "(W @ A + b) / A.shape[1]"),),
    ),
    Mistake(
        "linear_forward",
        "cache-reordered",
        Text(
            "反向传播时，cache 会按什么顺序拆开？",
            "In which order will the backward pass unpack the cache?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (W, A, b)"),),
    ),
    Mistake(
        "linear_forward",
        "cache-holds-Z",
        Text(
            "求 W 的梯度时，要用到这一层的输入还是输出？cache 里有它吗？",
            "Does the gradient of W need this layer's input or its output? Is it in the cache?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", "cache = (Z, W, b)"),),
    ),
    Mistake(
        "linear_forward",
        "cache-is-a-dictionary",
        Text(
            "后面的函数会按顺序把 cache 拆成三个变量：拆开一个字典，得到的是什么？",
            "Later functions unpack the cache into three variables: what does unpacking a dictionary give?",
        ),
        caught_by="cache",
        edits=(("cache = (A, W, b)", 'cache = {"A": A, "W": W, "b": b}'),),
    ),
    Mistake(
        "linear_forward",
        "input-changed-before-caching",
        Text(
            "存进 cache 的 A，还是传进来的那个 A 吗？",
            "Is the A that goes into the cache still the A that came in?",
        ),
        caught_by="cache",
        edits=(("    Z = W @ A + b", "    A = W @ A\n    Z = A + b"),),
    ),
)

LINEAR_ACTIVATION_FORWARD = (
    Mistake(
        "linear_activation_forward",
        "branches-swapped",
        Text(
            "sigmoid 的值可能大于 1 吗？看看你的输出。",
            "Can a sigmoid be greater than 1? What does your output show?",
        ),
        caught_by="sigmoid",
        edits=(('activation == "sigmoid"', 'activation == "relu"'),),
    ),
    Mistake(
        "linear_activation_forward",
        "one-activation-always",
        Text(
            "参数 activation 会影响结果吗？两种都试试，看到了什么？",
            "Does the argument activation make a difference? What do you see when you try both?",
        ),
        caught_by="relu",
        edits=(("activation_cache = relu(Z)", "activation_cache = sigmoid(Z)"),),
    ),
    Mistake(
        "linear_activation_forward",
        "name-misspelled",
        Text(
            "传进来的名字是怎样拼写的？大小写一样吗？",
            "How exactly is the name spelled that comes in? Are the capitals the same?",
        ),
        caught_by="relu",
        edits=(("    else:", '    elif activation == "ReLU":'),),
    ),
    Mistake(
        "linear_activation_forward",
        "activates-the-input",
        Text(
            "激活函数作用在哪个量上？这一层的 W 和 b 起作用了吗？",
            "What is the activation applied to? Do W and b of this layer have any effect?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid(Z)", "sigmoid(A_prev)"), ("relu(Z)", "relu(A_prev)")),
    ),
    Mistake(
        "linear_activation_forward",
        "helper-not-unpacked",
        Text("sigmoid 返回几个值？A 现在是什么类型？", "How many values does sigmoid return? What type is A now?"),
        caught_by="sigmoid",
        edits=(
            ("A, activation_cache = sigmoid(Z)", "A = activation_cache = sigmoid(Z)"),
            ("A, activation_cache = relu(Z)", "A = activation_cache = relu(Z)"),
        ),
    ),
    Mistake(
        "linear_activation_forward",
        "returns-Z",
        Text(
            "这一层要交给下一层的，是激活之前还是之后的值？",
            "What does this layer hand on, the value before or after the activation?",
        ),
        caught_by="sigmoid",
        edits=(("return A, ", "return Z, "),),
    ),
    Mistake(
        "linear_activation_forward",
        "leaky-relu",
        Text(
            "Z 为负时，ReLU 应该给出多少？",
            "What should ReLU give where Z is negative?",
        ),
        caught_by="relu",
        edits=(("A, activation_cache = relu(Z)", "A, activation_cache = np.maximum(0.1 * Z, Z), Z"),),
    ),
    Mistake(
        "linear_activation_forward",
        "caches-A",
        Text(
            "激活函数的导数是在哪个值处取的？cache 里有它吗？",
            "At which value is the derivative of the activation taken? Is it in the cache?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(linear_cache, A)"),),
    ),
    Mistake(
        "linear_activation_forward",
        "caches-swapped",
        Text(
            "cache 的两部分，哪一个在前？",
            "Of the two parts of the cache, which one comes first?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(activation_cache, linear_cache)"),),
    ),
)

L_MODEL_FORWARD = (
    Mistake(
        "L_model_forward",
        "X-into-every-layer",
        Text("第 2 层的输入是什么？", "What is fed into layer 2?"),
        caught_by="AL",
        edits=(('(A, parameters["W" + str(l)]', '(X, parameters["W" + str(l)]'),),
    ),
    Mistake(
        "L_model_forward",
        "last-layer-one-behind",
        _WHOSE_OUTPUT,
        caught_by="AL",
        looks_like=("a-hidden-layer-left-out",),
        edits=(
            ("        A, cache =", "        A_prev = A\n        A, cache ="),
            ('(A, parameters["W" + str(L)]', '(A_prev, parameters["W" + str(L)]'),
        ),
    ),
    Mistake(
        "L_model_forward",
        "counts-every-entry",
        Text(
            "字典 parameters 里，每一层占几项？",
            "How many entries of parameters belong to each layer?",
        ),
        caught_by="AL",
        edits=(("len(parameters) // 2", "len(parameters)"),),
    ),
    Mistake(
        "L_model_forward",
        "layers-not-whole",
        Text("层数是什么类型的数？range 接受它吗？", "What type of number is the count of layers? Does range take it?"),
        caught_by="AL",
        edits=(("len(parameters) // 2", "len(parameters) / 2"),),
    ),
    Mistake(
        "L_model_forward",
        "a-hidden-layer-left-out",
        _WHOSE_OUTPUT,
        caught_by="AL",
        looks_like=("last-layer-one-behind",),
        edits=(("range(1, L)", "range(1, L - 1)"),),
    ),
    Mistake(
        "L_model_forward",
        "relu-in-the-last-layer",
        Text("AL 是概率吗？它可能大于 1 吗？", "Is AL a probability? Can it exceed 1?"),
        caught_by="AL",
        edits=(('"sigmoid")', '"relu")'),),
    ),
    Mistake(
        "L_model_forward",
        "sigmoid-in-hidden-layers",
        Text(
            "隐藏层和输出层用的是同一种激活函数吗？",
            "Do hidden layers and the output layer use the same activation?",
        ),
        caught_by="AL",
        edits=(('"relu")', '"sigmoid")'),),
    ),
    Mistake(
        "L_model_forward",
        "depth-fixed",
        Text(
            "换成五层的网络，还能算对吗？",
            "Does it still work for a network of five layers?",
        ),
        caught_by="AL",
        edits=(("L = len(parameters) // 2", "L = 2"),),
    ),
    Mistake(
        "L_model_forward",
        "last-cache-missing",
        Text(
            "caches 有几项，网络有几层？",
            "How many entries has caches, and how many layers has the network?",
        ),
        caught_by="caches",
        edits=(("    caches.append(cache)\n    return", "    return"),),
    ),
    Mistake(
        "L_model_forward",
        "caches-overwritten",
        Text(
            "循环走完以后，第一层的 cache 还在吗？",
            "When the loop is done, is the cache of the first layer still there?",
        ),
        caught_by="caches",
        edits=(("caches.append(cache)", "caches = [cache]"),),
    ),
    Mistake(
        "L_model_forward",
        "caches-reversed",
        Text(
            "caches 的第 0 项属于哪一层？反向传播时会从哪一端取？",
            "To which layer does entry 0 of caches belong? From which end will the backward pass take them?",
        ),
        caught_by="caches",
        edits=(("caches.append(cache)", "caches.insert(0, cache)"),),
    ),
)

COMPUTE_COST = (
    Mistake(
        "compute_cost",
        "no-minus",
        Text(
            "代价会是负数吗？小于 1 的数，log 是正还是负？",
            "Can a cost be negative? Which sign has the log of a number below 1?",
        ),
        caught_by="cost",
        edits=(("-np.sum", "np.sum"),),
    ),
    Mistake(
        "compute_cost",
        "not-averaged",
        _DIVIDED_BY_EXAMPLES,
        caught_by="cost",
        looks_like=("wrong-axis-counted",),
        edits=(("(1 - AL)) / m", "(1 - AL))"),),
    ),
    Mistake(
        "compute_cost",
        "wrong-axis-counted",
        _DIVIDED_BY_EXAMPLES,
        caught_by="cost",
        looks_like=("not-averaged",),
        edits=(("Y.shape[1]", "Y.shape[0]"),),
    ),
    Mistake(
        "compute_cost",
        "one-label-only",
        Text(
            "y = 0 的样本猜错了，要付出代价吗？",
            "What does a wrong guess cost where y = 0?",
        ),
        caught_by="cost",
        edits=((" + (1 - Y) * np.log(1 - AL)", ""),),
    ),
    Mistake(
        "compute_cost",
        "same-log-twice",
        Text(
            "y = 0 而 a 接近 0，这是猜对了还是猜错了？这时代价多大？",
            "If y = 0 and a is near 0, is the guess right or wrong? How large is your cost there?",
        ),
        caught_by="cost",
        edits=(("np.log(1 - AL)", "np.log(AL)"),),
    ),
    Mistake(
        "compute_cost",
        "labels-and-predictions-swapped",
        Text(
            "Y 和 AL，哪一个可能正好等于 0？log 里放的是哪一个？",
            "Which of Y and AL can be exactly 0? Which one is inside the log?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "AL * np.log(Y) + (1 - AL) * np.log(1 - Y)"),),
    ),
    Mistake(
        "compute_cost",
        "averaged-twice",
        Text("取了几次平均？", "How often is the average taken?"),
        caught_by="cost",
        edits=(("np.sum", "np.mean"),),
    ),
    Mistake(
        "compute_cost",
        "squared-error",
        Text(
            "a = 0.5 时，交叉熵应该是多少？你的函数给出多少？",
            "What should cross-entropy cost at a = 0.5, and what does your function give?",
        ),
        caught_by="cost",
        edits=(("-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))", "np.sum((AL - Y) ** 2)"),),
    ),
    Mistake(
        "compute_cost",
        "another-logarithm",
        Text("公式里的 log 以什么为底？", "Which base has the log of the formula?"),
        caught_by="cost",
        edits=(("np.log(", "np.log2("),),
    ),
    Mistake(
        "compute_cost",
        "labels-transposed",
        Text(
            "求和之前，把里面那个数组的形状打印出来：它有几个数？",
            "Print the shape of what is summed up: how many numbers does it hold?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL)", "Y.T * np.log(AL)"),),
    ),
    Mistake(
        "compute_cost",
        "printed-not-returned",
        Text(
            "调用你的函数的人，会得到什么？",
            "What does whoever calls your function get?",
        ),
        caught_by="cost",
        edits=(("return cost", "print(cost)"),),
    ),
    Mistake(
        "compute_cost",
        "matrix-for-a-number",
        Text(
            "代价应该是一个数，还是一个矩阵？它的形状是什么？",
            "Is the cost to be a number or a matrix? What is its shape?",
        ),
        caught_by="scalar",
        edits=(
            (
                "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                "-(np.log(AL) @ Y.T + np.log(1 - AL) @ (1 - Y).T) / m",
            ),
        ),
    ),
)

LINEAR_BACKWARD = (
    Mistake(
        "linear_backward",
        "weights-not-averaged",
        Text(
            "把 W 改一点点，看代价变多少：你的 dW 和它相差几倍？",
            "Change W a little and see how the cost changes: by what factor does your dW differ?",
        ),
        caught_by="dW",
        edits=(("dZ @ A_prev.T / m", "dZ @ A_prev.T"),),
    ),
    Mistake(
        "linear_backward",
        "bias-not-averaged",
        Text(
            "把每个样本复制一份，db 应该变吗？",
            "With every example copied, should db change?",
        ),
        caught_by="db",
        edits=(("keepdims=True) / m", "keepdims=True)"),),
    ),
    Mistake(
        "linear_backward",
        "input-averaged",
        Text(
            "dA_prev 的每一列属于一个样本：它要对样本求平均吗？",
            "Each column of dA_prev belongs to one example: does it average over examples?",
        ),
        caught_by="dA_prev",
        edits=(("W.T @ dZ", "W.T @ dZ / m"),),
    ),
    Mistake(
        "linear_backward",
        "wrong-axis-counted",
        Text("样本是行还是列？数一数。", "Are examples rows or columns? How many do you count?"),
        caught_by="dW",
        edits=(("A_prev.shape[1]", "A_prev.shape[0]"),),
    ),
    Mistake(
        "linear_backward",
        "bias-summed-over-units",
        Text(
            "每个单元有一个 db，求和应该沿着哪个方向？",
            "There is one db for each unit: along which direction is the sum?",
        ),
        caught_by="db",
        edits=(("axis=1", "axis=0"),),
    ),
    Mistake(
        "linear_backward",
        "bias-loses-its-column",
        Text("db 和 b 的形状一样吗？", "Has db the same shape as b?"),
        caught_by="db",
        edits=((", keepdims=True", ""),),
    ),
    Mistake(
        "linear_backward",
        "bias-summed-over-everything",
        Text(
            "几个单元会共用一个 db 吗？db 应有几个数？",
            "Do several units share one db? How many numbers should it hold?",
        ),
        caught_by="db",
        edits=(("np.sum(dZ, axis=1, keepdims=True)", "np.sum(dZ)"),),
    ),
    Mistake(
        "linear_backward",
        "weights-transposed",
        Text("dW 的形状应该和谁一样？", "Whose shape should dW have?"),
        caught_by="dW",
        edits=(("dZ @ A_prev.T", "A_prev @ dZ.T"),),
    ),
    Mistake(
        "linear_backward",
        "not-transposed",
        Text(
            "dA_prev 的形状应该和 A_prev 一样；W 和 dZ 的形状要怎样才能接上？",
            "dA_prev should have the shape of A_prev: how must the shapes of W and dZ meet?",
        ),
        caught_by="dA_prev",
        edits=(("W.T @ dZ", "W @ dZ"),),
    ),
    Mistake(
        "linear_backward",
        "returned-in-another-order",
        Text(
            "三个结果要按什么顺序返回？",
            "In which order are the three results to be returned?",
        ),
        caught_by="dA_prev",
        edits=(("return dA_prev, dW, db", "return dW, db, dA_prev"),),
    ),
)

LINEAR_ACTIVATION_BACKWARD = (
    Mistake(
        "linear_activation_backward",
        "branches-swapped",
        Text(
            "前向时这一层用的是哪种激活函数？反向时呢？",
            "Which activation did this layer use on the way forward, and which on the way back?",
        ),
        caught_by="sigmoid",
        edits=(('activation == "sigmoid"', 'activation == "relu"'),),
    ),
    Mistake(
        "linear_activation_backward",
        "the-other-cache",
        Text(
            "两个 cache 里，哪一个存着 Z？",
            "Which of the two caches holds Z?",
        ),
        caught_by="sigmoid",
        edits=(("(dA, activation_cache)", "(dA, linear_cache)"),),
    ),
    Mistake(
        "linear_activation_backward",
        "activation-skipped",
        Text(
            "交给线性那一步的，是 dA 还是 dZ？激活函数那一步用上了吗？",
            "What does the linear step get, dA or dZ? Was the step through the activation used?",
        ),
        caught_by="sigmoid",
        edits=(("linear_backward(dZ,", "linear_backward(dA,"),),
    ),
    Mistake(
        "linear_activation_backward",
        "relu-lets-all-through",
        Text("Z = −1 时，ReLU 的导数是多少？", "What is the derivative of ReLU at Z = -1?"),
        caught_by="relu",
        edits=(("dZ = relu_backward(dA, activation_cache)", "dZ = dA * 1.0"),),
    ),
    Mistake(
        "linear_activation_backward",
        "relu-slope-is-Z",
        Text("Z = 5 时，ReLU 的导数是多少？是 5 吗？", "What is the derivative of ReLU at Z = 5? Is it 5?"),
        caught_by="relu",
        edits=(("relu_backward(dA, activation_cache)", "dA * np.maximum(0, activation_cache)"),),
    ),
    Mistake(
        "linear_activation_backward",
        "relu-masked-by-dA",
        Text(
            "前向时被关掉的，是 Z 为负的单元，还是 dA 为负的单元？",
            "Which units were off on the way forward: those with negative Z, or those with negative dA?",
        ),
        caught_by="relu",
        edits=(("relu_backward(dA, activation_cache)", "np.where(dA > 0, dA, 0)"),),
    ),
    Mistake(
        "linear_activation_backward",
        "sigmoid-slope-of-Z-itself",
        Text(
            "公式里的 s(1 − s)，s 是 Z，还是 Z 的 sigmoid？",
            "In s(1 - s), is s Z itself, or the sigmoid of Z?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid_backward(dA, activation_cache)", "dA * activation_cache * (1 - activation_cache)"),),
    ),
    Mistake(
        "linear_activation_backward",
        "chain-broken",
        Text(
            "链式法则的每个因子都在吗？dA 改变时，你的结果会变吗？",
            "Are all factors of the chain rule there? Does your result change when dA does?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid_backward(dA, activation_cache)", "sigmoid_backward(1.0, activation_cache)"),),
    ),
    Mistake(
        "linear_activation_backward",
        "only-one-branch-goes-on",
        Text(
            "看看缩进：两种激活函数都会走到线性那一步吗？",
            "Look at the indentation: do both activations reach the linear step?",
        ),
        caught_by="sigmoid",
        edits=(("    return linear_backward", "        return linear_backward"),),
    ),
)

L_MODEL_BACKWARD = (
    Mistake(
        "L_model_backward",
        "sign-of-the-start",
        Text(
            "y = 1 时，a 变大，代价会变大还是变小？dAL 的符号因此是什么？",
            "Where y = 1, does a larger a raise or lower the cost? Which sign has dAL, then?",
        ),
        caught_by="dW",
        edits=(("dA = -(", "dA = ("),),
    ),
    Mistake(
        "L_model_backward",
        "terms-added",
        Text(
            "log(1 − a) 对 a 求导，会出来什么符号？",
            "Which sign comes out when log(1 - a) is differentiated by a?",
        ),
        caught_by="dW",
        edits=(("Y / AL - (1 - Y)", "Y / AL + (1 - Y)"),),
    ),
    Mistake(
        "L_model_backward",
        "dZ-taken-for-dA",
        Text(
            "AL 与 Y 之差是 dA，还是 dZ？sigmoid 的导数后来又乘了一次吗？",
            "Is the difference of AL and Y dA or dZ? Is the derivative of the sigmoid multiplied in once more?",
        ),
        caught_by="dW",
        edits=(("-(Y / AL - (1 - Y) / (1 - AL))", "AL - Y"),),
    ),
    Mistake(
        "L_model_backward",
        "averaged-twice",
        Text("1/m 在哪里已经除过了？", "Where is 1/m divided by already?"),
        caught_by="dW",
        edits=(("(1 - AL))", "(1 - AL)) / Y.shape[1]"),),
    ),
    Mistake(
        "L_model_backward",
        "caches-counted-from-one",
        Text(
            "caches 从 0 数起，最后一层的 cache 在第几项？",
            "With caches counted from zero, which entry belongs to the last layer?",
        ),
        caught_by="dW",
        edits=(("caches[l - 1]", "caches[l]"),),
    ),
    Mistake(
        "L_model_backward",
        "cache-never-changes",
        Text(
            "每退回一层，用的是那一层自己的 cache 吗？",
            "Going back layer by layer, does each one use its own cache?",
        ),
        caught_by="dW",
        edits=(("caches[l - 1]", "caches[L - 1]"),),
    ),
    Mistake(
        "L_model_backward",
        "layers-in-forward-order",
        Text(
            "一开始已知的是哪一层的梯度？循环该从哪一头走？",
            "Which layer's gradient is known at the start? From which end should the loop go?",
        ),
        caught_by="dW",
        edits=(("reversed(range(1, L + 1))", "range(1, L + 1)"),),
    ),
    Mistake(
        "L_model_backward",
        "first-layer-left-out",
        Text(
            "把 grads 的键列出来：每一层都有吗？",
            "List the keys of grads: is every layer there?",
        ),
        caught_by="dW",
        edits=(("range(1, L + 1)", "range(2, L + 1)"),),
    ),
    Mistake(
        "L_model_backward",
        "same-dA-into-every-layer",
        Text(
            "第 l 层收到的梯度，是从哪一层传回来的？",
            "From which layer does the gradient come that layer l is given?",
        ),
        caught_by="dW",
        edits=(
            ("dA, dW, db = linear_activation_backward(", "dA_prev, dW, db = linear_activation_backward("),
            ("= dA, dW, db", "= dA_prev, dW, db"),
        ),
    ),
    Mistake(
        "L_model_backward",
        "sigmoid-in-hidden-layers",
        Text(
            "前向时隐藏层用的是什么激活函数？反向和它一致吗？",
            "Which activation did the hidden layers use on the way forward? Does the way back match it?",
        ),
        caught_by="dW",
        edits=(('activation = "relu"', 'activation = "sigmoid"'),),
    ),
    Mistake(
        "L_model_backward",
        "dA-counted-from-zero",
        Text(
            "把 grads 的键列出来：dA1 是哪一层返回的？它的形状和谁一样？",
            "List the keys of grads: which layer returns dA1? Whose shape does it have?",
        ),
        caught_by="dA",
        edits=(('grads["dA" + str(l)]', 'grads["dA" + str(l - 1)]'),),
    ),
)

UPDATE_PARAMETERS = (
    Mistake(
        "update_parameters",
        "uphill",
        Text(
            "梯度指向上山还是下山？你在往哪边走？", "Does the gradient point uphill or downhill? Which way do you go?"
        ),
        caught_by="W",
        edits=(("- learning_rate", "+ learning_rate"),),
    ),
    Mistake(
        "update_parameters",
        "no-learning-rate",
        Text(
            "步子的大小由谁决定？学习率为 0 时，参数会动吗？",
            "What decides how long a step is? With a learning rate of 0, do the parameters move?",
        ),
        caught_by="W",
        edits=(("learning_rate * ", ""),),
    ),
    Mistake(
        "update_parameters",
        "learning-rate-fixed",
        Text(
            "换一个学习率，结果会变吗？参数用上了吗？",
            "Does another learning rate change the result? Is the argument used?",
        ),
        caught_by="W",
        edits=(("learning_rate * ", "0.1 * "),),
    ),
    Mistake(
        "update_parameters",
        "weights-only",
        Text(
            "更新前后，哪些键的值变了，哪些没变？",
            "Before and after the update, which keys have changed, and which have not?",
        ),
        caught_by="b",
        edits=(
            (
                "        updated[name] = ",
                '        updated[name] = parameters[name] if name.startswith("b") else ',
            ),
        ),
    ),
    Mistake(
        "update_parameters",
        "bias-by-the-gradient-of-W",
        Text("b 用的是谁的梯度？更新后 b 的形状变了吗？", "Whose gradient moves b? Did the shape of b change?"),
        caught_by="b",
        edits=(('grads["d" + name]', 'grads["dW" + name[1:]]'),),
    ),
    Mistake(
        "update_parameters",
        "last-layer-left-out",
        Text(
            "最后一层的参数动了吗？循环到哪一层为止？",
            "Did the parameters of the last layer move? Where does the loop end?",
        ),
        caught_by="W",
        code="""def update_parameters(parameters, grads, learning_rate):
    parameters = dict(parameters)
    L = len(parameters) // 2
    for l in range(1, L):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return parameters
""",
    ),
    Mistake(
        "update_parameters",
        "layers-counted-from-gradients",
        Text(
            "grads 里每一层有几项？用它数层数，数出来的是几？",
            "How many entries has grads for each layer? What number of layers do you count by it?",
        ),
        caught_by="W",
        code="""def update_parameters(parameters, grads, learning_rate):
    parameters = dict(parameters)
    L = len(grads) // 2
    for l in range(1, L + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return parameters
""",
    ),
    Mistake(
        "update_parameters",
        "returns-the-originals",
        Text(
            "返回的是新的参数，还是原来的参数？",
            "Are the new parameters returned, or the old ones?",
        ),
        caught_by="W",
        edits=(("return updated", "return parameters"),),
    ),
    Mistake(
        "update_parameters",
        "nothing-returned",
        Text(
            "函数运行完以后，调用它的人得到了什么？",
            "When the function is done, what does its caller get?",
        ),
        caught_by="W",
        edits=(("    return updated", "    parameters = updated"),),
    ),
)

TWO_LAYER_MODEL = (
    Mistake(
        "two_layer_model",
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
    ),
    Mistake(
        "two_layer_model",
        "initialised-in-every-round",
        Text(
            "参数在循环里还是循环外初始化？每一圈从哪里接着走？",
            "Do the parameters begin inside the loop or before it? Where does each round go on from?",
        ),
        caught_by="step",
        edits=(
            ("    parameters = initialize_parameters(n_x, n_h, n_y)\n    costs", "    costs"),
            ("        A1, cache1", "        parameters = initialize_parameters(n_x, n_h, n_y)\n        A1, cache1"),
        ),
    ),
    Mistake(
        "two_layer_model",
        "update-not-kept",
        Text(
            "更新以后的参数放到哪里去了？代价为什么一直不变？",
            "Where do the updated parameters go? Why does the cost stay the same?",
        ),
        caught_by="step",
        edits=(("parameters = update_parameters(", "update_parameters("),),
    ),
    Mistake(
        "two_layer_model",
        "uphill",
        _WHICH_WAY,
        caught_by="step",
        looks_like=("sign-of-the-start",),
        edits=(("grads, learning_rate)", "grads, -learning_rate)"),),
    ),
    Mistake(
        "two_layer_model",
        "sign-of-the-start",
        _WHICH_WAY,
        caught_by="step",
        looks_like=("uphill",),
        edits=(("dA2 = -(Y", "dA2 = (Y"),),
    ),
    Mistake(
        "two_layer_model",
        "bracket-forgotten",
        Text(
            "dA2 的公式里，最前面的负号管到哪里为止？",
            "How far does the minus sign in front of the formula of dA2 reach?",
        ),
        caught_by="step",
        edits=(("-(Y / A2 - (1 - Y) / (1 - A2))", "-(Y / A2) - (1 - Y) / (1 - A2)"),),
    ),
    Mistake(
        "two_layer_model",
        "shortcut-in-place-of-dA2",
        Text(
            "A2 − Y 是哪一个量的梯度？交给反向一步的应是哪一个量的？",
            "Of what is A2 − Y the gradient, and the gradient of what does the step backward take?",
        ),
        caught_by="parameters",
        edits=(("-(Y / A2 - (1 - Y) / (1 - A2))", "A2 - Y"),),
    ),
    Mistake(
        "two_layer_model",
        "relu-in-the-last-step-back",
        Text(
            "第 2 层前向用的是哪种激活？反向呢？",
            "Which activation does layer 2 use on the way forward, and which on the way back?",
        ),
        caught_by="parameters",
        edits=(('cache2, "sigmoid")', 'cache2, "relu")'),),
    ),
    Mistake(
        "two_layer_model",
        "sigmoid-in-the-first-layer-back",
        Text(
            "第 1 层前向用的是哪种激活？反向呢？",
            "Which activation does layer 1 use on the way forward, and which on the way back?",
        ),
        caught_by="parameters",
        edits=(('dA1, cache1, "relu")', 'dA1, cache1, "sigmoid")'),),
    ),
    Mistake(
        "two_layer_model",
        "one-step-too-many",
        Text("num_iterations 是 1 的时候，走了几步？", "With num_iterations at 1, how many steps are taken?"),
        caught_by="parameters",
        edits=(("steps(num_iterations)", "range(num_iterations + 1)"),),
    ),
    Mistake(
        "two_layer_model",
        "costs-rounded",
        Text(
            "打印时可以少写几位；记下来的也要舍入吗？",
            "Fewer digits may be printed; must what is kept be rounded, too?",
        ),
        caught_by="costs",
        edits=(("compute_cost(A2, Y))", "round(float(compute_cost(A2, Y)), 2))"),),
    ),
    Mistake(
        "two_layer_model",
        "seed-after-the-start",
        _SEED_BEFORE,
        caught_by="parameters",
        looks_like=("no-seed",),
        edits=(
            ("    np.random.seed(1)\n", ""),
            ("initialize_parameters(n_x, n_h, n_y)\n", "initialize_parameters(n_x, n_h, n_y)\n    np.random.seed(1)\n"),
        ),
    ),
    Mistake(
        "two_layer_model",
        "caches-swapped",
        Text(
            "每一层的反向用的是自己那一层的缓存吗？",
            "Does each layer's backward step use the cache of that very layer?",
        ),
        caught_by="parameters",
        edits=(("(dA2, cache2,", "(dA2, cache1,"), ("(dA1, cache1,", "(dA1, cache2,")),
    ),
    Mistake(
        "two_layer_model",
        "return-inside-the-loop",
        Text("return 在循环里面还是外面？一共走了几步？", "Is return inside the loop? How many steps were taken?"),
        caught_by="step",
        edits=(("    return parameters, costs", "        return parameters, costs"),),
    ),
    Mistake(
        "two_layer_model",
        "no-seed",
        _SEED_BEFORE,
        caught_by="parameters",
        looks_like=("seed-after-the-start",),
        edits=(("    np.random.seed(1)\n", ""),),
    ),
    Mistake(
        "two_layer_model",
        "deep-beginning",
        Text(
            "这个模型从哪一个初始化函数开始？两个函数的权重差多大？",
            "Which function does this model begin with? How much do the weights of the two differ?",
        ),
        caught_by="parameters",
        edits=(("initialize_parameters(n_x, n_h, n_y)", "initialize_parameters_deep(layers_dims)"),),
    ),
    Mistake(
        "two_layer_model",
        "rate-fixed",
        Text("换一个学习率，结果会变吗？", "Does another learning rate change the result?"),
        caught_by="parameters",
        edits=(("grads, learning_rate)", "grads, 0.0075)"),),
    ),
    Mistake(
        "two_layer_model",
        "cost-of-every-step",
        Text("2500 步以后，costs 里应该有几个数？", "After 2500 steps, how many numbers should costs hold?"),
        caught_by="costs",
        edits=(("        if i % 100 == 0:", "        if True:"),),
    ),
    Mistake(
        "two_layer_model",
        "cost-only-when-printed",
        Text(
            "print_cost 为假时，costs 里还有数吗？它该管打印，还是也管记录？",
            "Is there anything in costs when print_cost is false? Should it decide about printing, or about noting, too?",
        ),
        caught_by="costs",
        edits=(("        if i % 100 == 0:", "        if print_cost and i % 100 == 0:"),),
    ),
    Mistake(
        "two_layer_model",
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
        "two_layer_model",
        "cost-arguments-swapped",
        Text(
            "compute_cost 先要预测还是先要标签？哪一个可能正好是 0？",
            "Does compute_cost take the prediction or the labels first? Which of them can be exactly 0?",
        ),
        caught_by="costs",
        edits=(("compute_cost(A2, Y)", "compute_cost(Y, A2)"),),
    ),
    Mistake(
        "two_layer_model",
        "costs-not-returned",
        Text("调用它的人要得到几样东西？", "How many things is the caller to get?"),
        caught_by="costs",
        edits=(("return parameters, costs", "return parameters"),),
    ),
)

L_LAYER_MODEL = (
    Mistake(
        "L_layer_model",
        "initialised-in-every-round",
        Text(
            "参数在循环里还是循环外初始化？每一圈从哪里接着走？",
            "Do the parameters begin inside the loop or before it? Where does each round go on from?",
        ),
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
        "L_layer_model",
        "update-not-kept",
        Text(
            "更新以后的参数放到哪里去了？代价为什么一直不变？",
            "Where do the updated parameters go? Why does the cost stay the same?",
        ),
        caught_by="step",
        edits=(("parameters = update_parameters(", "update_parameters("),),
    ),
    Mistake(
        "L_layer_model",
        "uphill",
        Text("代价在涨还是在跌？步子朝哪个方向？", "Does the cost rise or fall? Which way do the steps lead?"),
        caught_by="step",
        edits=(("grads, learning_rate)", "grads, -learning_rate)"),),
    ),
    Mistake(
        "L_layer_model",
        "return-inside-the-loop",
        Text("return 在循环里面还是外面？一共走了几步？", "Is return inside the loop? How many steps were taken?"),
        caught_by="step",
        edits=(("    return parameters, costs", "        return parameters, costs"),),
    ),
    Mistake(
        "L_layer_model",
        "backward-arguments-out-of-order",
        Text(
            "L_model_backward 的三个参数是什么顺序？标签是第几个？",
            "In which order does L_model_backward take its three arguments? Which of them are the labels?",
        ),
        caught_by="parameters",
        edits=(("L_model_backward(AL, Y, caches)", "L_model_backward(AL, caches, Y)"),),
    ),
    Mistake(
        "L_layer_model",
        "beginning-of-two-layers",
        Text(
            "这个网络有几层？开始的时候有几个 W？",
            "How many layers has this network? How many W are there in the beginning?",
        ),
        caught_by="parameters",
        edits=(
            (
                "initialize_parameters_deep(layers_dims)",
                "initialize_parameters(layers_dims[0], layers_dims[1], layers_dims[-1])",
            ),
        ),
    ),
    Mistake(
        "L_layer_model",
        "small-weights",
        Text(
            "层数多的时候，固定的 0.01 会怎样？这个模型从哪个函数开始？",
            "What does a fixed 0.01 do in a deep network? Which function does this model begin with?",
        ),
        caught_by="parameters",
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
        "L_layer_model",
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
        "L_layer_model",
        "forward-not-unpacked",
        Text("L_model_forward 返回几样东西？", "How many things does L_model_forward return?"),
        caught_by="parameters",
        edits=(("AL, caches = L_model_forward", "AL = caches = L_model_forward"),),
    ),
    Mistake(
        "L_layer_model",
        "labels-of-the-notebook",
        Text(
            "换一批标签，结果会变吗？标签是从哪里来的？",
            "Do other labels change the result? Where do the labels come from?",
        ),
        caught_by="parameters",
        edits=(("costs = []\n", "costs = []\n    Y = np.arange(X.shape[1]).reshape(1, -1) % 2\n"),),
    ),
    Mistake(
        "L_layer_model",
        "rate-fixed",
        Text("换一个学习率，结果会变吗？", "Does another learning rate change the result?"),
        caught_by="parameters",
        edits=(("grads, learning_rate)", "grads, 0.0075)"),),
    ),
    Mistake(
        "L_layer_model",
        "one-step-too-few",
        Text("num_iterations 是 1 的时候，走了几步？", "With num_iterations at 1, how many steps are taken?"),
        caught_by="parameters",
        edits=(("steps(num_iterations)", "range(1, num_iterations)"),),
    ),
    Mistake(
        "L_layer_model",
        "cost-of-every-step",
        Text("2500 步以后，costs 里应该有几个数？", "After 2500 steps, how many numbers should costs hold?"),
        caught_by="costs",
        edits=(("        if i % 100 == 0:", "        if True:"),),
    ),
    Mistake(
        "L_layer_model",
        "cost-only-when-printed",
        Text(
            "print_cost 为假时，costs 里还有数吗？它该管打印，还是也管记录？",
            "Is there anything in costs when print_cost is false? Should it decide about printing, or about noting, too?",
        ),
        caught_by="costs",
        edits=(("        if i % 100 == 0:", "        if print_cost and i % 100 == 0:"),),
    ),
    Mistake(
        "L_layer_model",
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
        "L_layer_model",
        "variables-of-the-notebook",
        Text(
            "函数里用到的每个变量，都是传进来的参数，或者在函数里定义的吗？",
            "Is every variable in the function an argument, or defined inside it?",
        ),
        caught_by="parameters",
        edits=(("L_model_forward(X, parameters)", "L_model_forward(train_x, parameters)"),),
    ),
)

PREDICT = (
    Mistake(
        "predict",
        "probabilities",
        Text(
            "人要的是回答还是概率？回答只有哪两个数？",
            "Are answers or probabilities wanted? Which are the only two answers?",
        ),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "return AL"),),
    ),
    Mistake(
        "predict",
        "nothing-unpacked",
        Text("L_model_forward 返回几样东西？", "How many things does L_model_forward return?"),
        caught_by="answers",
        edits=(("AL, _ = ", "AL = "),),
    ),
    Mistake(
        "predict",
        "the-other-way-round",
        Text(
            "概率是 0.9 的图片，回答应是 0 还是 1？",
            "A picture has a probability of 0.9: is the answer 0 or 1?",
        ),
        caught_by="answers",
        edits=(("AL > 0.5", "AL < 0.5"),),
    ),
    Mistake(
        "predict",
        "above-zero",
        Text("sigmoid 的输出有可能不大于 0 吗？", "Can the output of a sigmoid be anything but greater than 0?"),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > 0"),),
    ),
    Mistake(
        "predict",
        "threshold-too-high",
        Text("概率是 0.505 的时候，回答应是什么？", "What should the answer be for a probability of 0.505?"),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > 0.51"),),
    ),
    Mistake(
        "predict",
        "two-layers-at-most",
        Text(
            "parameters 里有几层？你走了几层？", "How many layers are there in parameters, and how many did you take?"
        ),
        caught_by="answers",
        code="""def predict(X, parameters):
    A = X
    for l in range(1, min(2, len(parameters) // 2) + 1):
        activation = "sigmoid" if 2 * l == min(4, len(parameters)) else "relu"
        A, _ = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], activation)
    return (A > 0.5).astype(int)
""",
    ),
    Mistake(
        "predict",
        "above-the-mean",
        Text(
            "同一张图片，和别的图片一起问，回答会变吗？",
            "Does the answer for a picture depend on which others are asked about with it?",
        ),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > AL.mean()"),),
    ),
    Mistake(
        "predict",
        "Z-compared",
        Text(
            "和 0.5 比的是概率，还是经过 sigmoid 之前的 Z？",
            "Is it the probability that is compared with 0.5, or the Z before the sigmoid?",
        ),
        caught_by="answers",
        edits=(
            (
                "AL, _ = L_model_forward(X, parameters)",
                "_, caches = L_model_forward(X, parameters)\n    AL = caches[-1][1]",
            ),
        ),
    ),
    Mistake(
        "predict",
        "first-example-alone",
        Text(
            "有几个样本，就该有几个回答：数一数？", "There should be an answer for every example: how many are there?"
        ),
        caught_by="answers",
        edits=(("(AL > 0.5)", "(AL[:, :1] > 0.5)"),),
    ),
    Mistake(
        "predict",
        "counted",
        Text(
            "要的是每个样本的回答，还是有几个 1？",
            "Is the answer for each example wanted, or the number of ones?",
        ),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "return np.sum(AL > 0.5)"),),
    ),
    Mistake(
        "predict",
        "printed-not-returned",
        Text("调用它的人得到了什么？", "What does the caller get?"),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "print((AL > 0.5).astype(int))"),),
    ),
    Mistake(
        "predict",
        "row-flattened",
        Text(
            "回答的形状和 AL 的一样吗？是一行，还是没有行？",
            "Have the answers the shape of AL? Are they a row, or without any rows?",
        ),
        caught_by="shape",
        edits=((".astype(int)", ".astype(int).ravel()"),),
    ),
    Mistake(
        "predict",
        "column-for-a-row",
        Text("样本按行放还是按列放？", "Do examples stand in rows or in columns?"),
        caught_by="shape",
        edits=((".astype(int)", ".astype(int).T"),),
    ),
)

DEEP_NETWORK = (
    Mistake(
        "DeepNetwork",
        "fit-returns-nothing",
        _FIT_RETURNS,
        caught_by="self",
        looks_like=("fit-returns-what-it-learned",),
        edits=(("        return self\n", ""),),
    ),
    Mistake(
        "DeepNetwork",
        "fit-returns-what-it-learned",
        _FIT_RETURNS,
        caught_by="self",
        looks_like=("fit-returns-nothing",),
        edits=(("return self\n", "return self.parameters_\n"),),
    ),
    Mistake(
        "DeepNetwork",
        "nothing-kept",
        Text(
            "fit 结束以后，它里面的变量还在吗？怎样才能留在这个网络里？",
            "When fit has ended, are its variables still there? How do they stay with the network?",
        ),
        caught_by="fit",
        edits=(("self.parameters_, self.costs_ =", "parameters_, costs_ ="),),
    ),
    Mistake(
        "DeepNetwork",
        "no-underscores",
        Text(
            "学到的东西，按约定放在什么样的名字里？",
            "What do the names of learned attributes end with, by convention?",
        ),
        caught_by="fit",
        edits=(("parameters_", "parameters"), ("costs_", "costs")),
    ),
    Mistake(
        "DeepNetwork",
        "settings-not-used",
        Text(
            "构造时给的学习率和步数，训练时用上了吗？",
            "Are the rate and the number of steps that it was made with used in training?",
        ),
        caught_by="fit",
        edits=((", self.learning_rate, self.num_iterations", ","),),
    ),
    Mistake(
        "DeepNetwork",
        "steps-fixed",
        Text(
            "构造时给 3 步，训练走了几步？",
            "Made with 3 steps, how many does the training take?",
        ),
        caught_by="fit",
        edits=(("self.num_iterations = num_iterations", "self.num_iterations = 301"),),
    ),
    Mistake(
        "DeepNetwork",
        "costs-made-up",
        Text(
            "costs_ 里的数从哪里来？它们随训练下降吗？",
            "Where do the numbers in costs_ come from? Do they fall as it trains?",
        ),
        caught_by="costs",
        edits=(("        return self\n", "        self.costs_ = [0.0 for _ in self.costs_]\n        return self\n"),),
    ),
    Mistake(
        "DeepNetwork",
        "costs-forgotten",
        Text("L_layer_model 返回两样东西，都留下了吗？", "L_layer_model returns two things: are both kept?"),
        caught_by="costs",
        edits=(("self.parameters_, self.costs_ =", "self.parameters_, _ ="),),
    ),
    Mistake(
        "DeepNetwork",
        "answers-for-probabilities",
        Text(
            "predict_proba 和 predict 的区别在哪里？哪一个应在 0 和 1 之间？",
            "How do predict_proba and predict differ? Which lies between 0 and 1?",
        ),
        caught_by="proba",
        edits=(("        return AL\n", "        return (AL > 0.5).astype(int)\n"),),
    ),
    Mistake(
        "DeepNetwork",
        "probability-of-the-other",
        Text(
            "这是“是 1”的概率，还是“是 0”的概率？",
            "Is this the probability of 1, or that of 0?",
        ),
        caught_by="proba",
        edits=(("        return AL\n", "        return 1 - AL\n"),),
    ),
    Mistake(
        "DeepNetwork",
        "probabilities-for-answers",
        Text("predict 应给概率还是回答？", "Is predict to give probabilities or answers?"),
        caught_by="predict",
        edits=(("return (self.predict_proba(X) > 0.5).astype(int)", "return self.predict_proba(X)"),),
    ),
    Mistake(
        "DeepNetwork",
        "score-in-percent",
        Text("比例在哪两个数之间？", "Between which two numbers does a fraction lie?"),
        caught_by="score",
        edits=(("float(np.mean(answers == Y))", "100 * float(np.mean(answers == Y))"),),
    ),
    Mistake(
        "DeepNetwork",
        "score-counts",
        Text(
            "样本多一倍，比例会变吗？你的 score 呢？",
            "With twice as many examples, does a fraction change? Does your score?",
        ),
        caught_by="score",
        edits=(("np.mean(answers == Y)", "np.sum(answers == Y) / Y.shape[0]"),),
    ),
    Mistake(
        "DeepNetwork",
        "score-of-mistakes",
        Text("全答对的网络应得几分？", "What should a network get that is always right?"),
        caught_by="score",
        edits=(("answers == Y", "answers != Y"),),
    ),
    Mistake(
        "DeepNetwork",
        "score-by-hand-of-ones",
        Text(
            "算对的只有猫吗？“不是猫”也答对了，算不算？",
            "Do only cats count as right? What of a right answer 'no cat'?",
        ),
        caught_by="score",
        edits=(("np.mean(answers == Y)", "np.mean(answers * Y)"),),
    ),
    Mistake(
        "DeepNetwork",
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
        "DeepNetwork",
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
        "DeepNetwork",
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
        "DeepNetwork",
        "both-kinds-wanted",
        Text("一个训练集里全是猫，可以吗？", "May all pictures of a training set show cats?"),
        caught_by="labels",
        edits=(("not np.isin(Y, (0, 1)).all()", "set(np.ravel(Y)) != {0, 1}"),),
    ),
    Mistake(
        "DeepNetwork",
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
        "DeepNetwork",
        "error-misspelt",
        Text(
            "抛出的真是你想说的那个错误吗？它的名字写对了吗？",
            "Is what is raised the error you meant? Is its name spelt right?",
        ),
        caught_by="unfitted",
        edits=(('raise ValueError("this', 'raise ValueErorr("this'),),
    ),
    Mistake(
        "DeepNetwork",
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
        "DeepNetwork",
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
        "DeepNetwork",
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
        "DeepNetwork",
        "labels-only-counted",
        Text(
            "个数对了，形状就对了吗？没有行的数组和只有一行的数组一样吗？",
            "If there are as many labels as there should be, is the shape right? Is an array without rows the same as one row?",
        ),
        caught_by="shapes",
        edits=(("np.shape(Y) != (1, X.shape[1])", "np.size(Y) != np.shape(X)[1]"),),
    ),
    Mistake(
        "DeepNetwork",
        "labels-in-two-rows",
        Text(
            "看过 Y 的列数，行数呢？",
            "The columns of Y were looked at: what of its rows?",
        ),
        caught_by="shapes",
        edits=(("np.shape(Y) != (1, X.shape[1])", "np.ndim(Y) != 2 or np.shape(Y)[1] != np.shape(X)[1]"),),
    ),
    Mistake(
        "DeepNetwork",
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
    ),
    Mistake(
        "DeepNetwork",
        "shape-without-a-word",
        Text(
            "报错了，可是用的人读到了什么？应该是什么，得到的是什么，都说了吗？",
            "It raises, but what does the user read? Does it say what was expected and what was found?",
        ),
        caught_by="shapes",
        edits=(('raise ValueError(f"the shape of X should be ({n_0}, m); it is {np.shape(X)}")', "raise ValueError"),),
    ),
    Mistake(
        "DeepNetwork",
        "labels-not-looked-at",
        Text(
            "标签里有 2 或者 −1 的时候，交叉熵还有意义吗？",
            "Does cross-entropy still mean anything when a label is 2, or −1?",
        ),
        caught_by="others",
        edits=(("if not np.isin(Y, (0, 1)).all():", "if False:"),),
    ),
    Mistake(
        "DeepNetwork",
        "labels-in-range",
        Text(
            "标签 0.5 在 0 和 1 之间，它是标签吗？",
            "A label of 0.5 lies between 0 and 1: is it a label?",
        ),
        caught_by="others",
        edits=(("not np.isin(Y, (0, 1)).all()", "np.min(Y) < 0 or np.max(Y) > 1"),),
    ),
)

MISTAKES: tuple[Mistake, ...] = (
    *INITIALIZE_PARAMETERS,
    *INITIALIZE_PARAMETERS_DEEP,
    *LINEAR_FORWARD,
    *LINEAR_ACTIVATION_FORWARD,
    *L_MODEL_FORWARD,
    *COMPUTE_COST,
    *LINEAR_BACKWARD,
    *LINEAR_ACTIVATION_BACKWARD,
    *L_MODEL_BACKWARD,
    *UPDATE_PARAMETERS,
    *TWO_LAYER_MODEL,
    *L_LAYER_MODEL,
    *PREDICT,
    *DEEP_NETWORK,
)

# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 一步一步搭建深度神经网络
#
# 一个能认出猫的神经网络，拆开来看只有 {{exercises}} 个小函数，每个函数不过几行 NumPy。在这第一部分里，你把它们一个一个写出来，最后装成一台会自己学习的机器。（猫在第二部分等着。）
#
# **你会做什么**：写出 {{exercises}} 个函数，从初始化参数到更新参数；检查梯度算得对不对；然后训练你自己的网络，看它画出单靠一条直线分不开的边界。
#
# **你会学到什么**：非线性单元 ReLU 怎样让模型变强；怎样搭一个有好几个隐藏层的网络；反向传播怎样把误差一层一层传回去；怎样靠“形状”在运行之前就发现错误。
#
# **你需要什么**：Python 的函数、字典和循环；NumPy 的矩阵乘法和广播；知道导数和链式法则是什么。不需要联网，也不需要显卡。
#
# **要多久**：大约三个小时。可以随时停下，保存，下次接着做。

# %% [markdown] lang="en"
# # A deep neural network, step by step
#
# Take apart a neural network that recognises cats, and all you find inside is {{exercises}} small functions, each a few lines of NumPy. In this first part you write them one by one, and in the end you put them together into a machine that learns by itself. (The cats wait in part 2.)
#
# **What you will do**: write {{exercises}} functions, from initialising the parameters to updating them; check that your gradients are right; then train your own network and watch it draw a boundary that no straight line could match.
#
# **What you will learn**: how a non-linear unit, ReLU, makes a model stronger; how to build a network with several hidden layers; how backpropagation hands the error back, layer by layer; how to find mistakes by their shapes before you run anything.
#
# **What you need**: Python's functions, dictionaries and loops; NumPy's matrix product and broadcasting; an idea of what a derivative and the chain rule are. No internet connection, no graphics card.
#
# **How long it takes**: about three hours. You can stop at any point, save, and go on another day.

# %% [markdown] lang="zh"
# ## 这本笔记怎么用
#
# 每个函数都按同样的节奏来：先**猜形状**，再看**为什么**和**公式**，然后**写**，接着**试一试**，最后**自检**。
#
# - 要你写的单元格里有一行 `raise NotImplementedError()`。删掉它，换成你的代码；`def` 那一行和函数的名字保持不变。
# - 写完后按 Shift + Enter 运行，再运行下面的“试一试”，把结果和参考输出对一对。
# - `check(...)` 会给你一张卡片：打勾，或者告诉你第一处值得看的地方。它不用联网，也从不扣分，想运行多少次都行。
# - 形如 `# linear_forward · 10` 的单元格是交作业以后评分用的，留着别动。它上面的那段文字写明考什么、各值几分。
# - 你可以随意添加自己的单元格、辅助函数和实验，它们会和作业一起保留。带锁的单元格改不了；想试别的数，把它复制到一个新单元格里改。
# - 看到 `NameError`，多半是定义那个名字的单元格还没有运行。改天再打开笔记时，先选中要接着做的单元格，用菜单 Run → Run All Above Selected Cell 把上面的都运行一遍。
# - 单元格左边一直是 `[*]`，多半是循环不会结束。按工具栏上的 ■ 停下来，改好再运行。
#
# {{exercises}} 个函数各 {{points linear_forward}} 分，另有一道 {{points why_random_weights}} 分的文字题，满分 {{points}} 分。每个函数的分再分给几个检查项，部分正确也有分。后面的函数会用到前面的，所以最好先让前面的自检打上勾，再往下走。

# %% [markdown] lang="en"
# ## How to use this notebook
#
# Every function follows the same rhythm: first **predict the shape**, then see the **why** and the **formula**, **write** it, **try** it, and finally **check yourself**.
#
# - A cell for you to fill in has a line `raise NotImplementedError()`. Replace it with your code; keep the `def` line and the function's name.
# - Run the cell with Shift + Enter, run the try-it cell below, and compare with the reference output.
# - `check(...)` gives you a card: a tick, or the first thing worth looking at. It works offline and never costs you marks; run it as often as you like.
# - A cell such as `# linear_forward · 10` is for grading after you hand in; leave it as it is. The text above it says what is tested and for how many points.
# - Add cells, helper functions and experiments of your own wherever you like; they are kept with your work. Locked cells cannot be changed; to try other numbers, copy one into a new cell.
# - A `NameError` mostly means that the cell which defines the name has not been run. When you open the notebook another day, select the cell you want to go on with and run everything above it: menu Run → Run All Above Selected Cell.
# - If `[*]` stays beside a cell, a loop in it probably never ends. Stop it with ■ in the toolbar, mend it, and run it again.
#
# Each of the {{exercises}} functions is worth {{points linear_forward}} points and the one written question {{points why_random_weights}}: {{points}} points in all. A function's points are split over several checks, so a partly right answer earns something. Later functions use the earlier ones, so it is best to see one self-check tick before you go on to the next.

# %% [markdown] lang="zh"
# ## 几个词
#
# 一个**单元**把上一层的每个数乘上自己的一个**权重**，加起来，再加上一个**偏置**，最后让结果经过一个不是直线的函数，叫**激活函数**。并排的一排单元叫一**层**；输入和最后一层之间的是**隐藏层**。权重和偏置合称**参数**，学习就是一点一点地调整它们。预测有多坏，可以用一个数来说；一个量的**梯度**，就是这个数对它的全部导数。

# %% [markdown] lang="en"
# ## A few words
#
# A **unit** multiplies each number of the previous layer by a **weight** of its own, adds up the products, adds a **bias**, and passes the sum through a function that is not a straight line, the **activation**. Units side by side form a **layer**; the layers between the input and the last one are **hidden**. Weights and biases together are the **parameters**, and learning means adjusting them little by little. One number says how bad the predictions are; the **gradient** of something is all derivatives of that number with respect to it.

# %% [markdown] lang="zh"
# ## 记号
#
# - 上标 $[l]$ 表示第 $l$ 层。例：$W^{[l]}$ 和 $b^{[l]}$ 是第 $l$ 层的参数，$A^{[L]}$ 是最后一层的输出。
# - 上标 $(i)$ 表示第 $i$ 个样本，也就是矩阵的第 $i$ 列，这时用小写字母。例：$x^{(i)}$ 是第 $i$ 个输入，$z^{[l](i)}$ 是 $Z^{[l]}$ 的第 $i$ 列。
# - $n_l$ 是第 $l$ 层的单元数，$n_0$ 是输入的长度；$m$ 是样本数；$L$ 是层数（输入不算一层）。
# - 样本总是**按列**排放：$X = A^{[0]}$ 的形状是 $(n_0, m)$，每一列是一个样本。
# - $\ast$ 表示逐个元素相乘，并排写着的 $W A$ 表示矩阵相乘。
# - 代码里 `dW`、`db` 是代价对 $W$、$b$ 的导数，`dZ`、`dA` 是每个样本的损失对 $Z$、$A$ 的导数（为什么不同，第 4 节说清楚）。它们的形状都和原来的量一样。

# %% [markdown] lang="en"
# ## Notation
#
# - A superscript $[l]$ means layer $l$. Example: $W^{[l]}$ and $b^{[l]}$ are the parameters of layer $l$, $A^{[L]}$ is the output of the last layer.
# - A superscript $(i)$ means example $i$, that is column $i$ of a matrix, and then the letter is small. Examples: $x^{(i)}$ is input $i$, $z^{[l](i)}$ is column $i$ of $Z^{[l]}$.
# - $n_l$ is the number of units in layer $l$, and $n_0$ the length of an input; $m$ is the number of examples; $L$ is the number of layers (the input does not count as one).
# - Examples always stand **in columns**: $X = A^{[0]}$ has the shape $(n_0, m)$, one example per column.
# - $\ast$ means element by element, and $W A$ written side by side means the matrix product.
# - In code, `dW` and `db` are the derivatives of the cost with respect to $W$ and $b$, while `dZ` and `dA` are the derivatives of each example's loss with respect to $Z$ and $A$ (section 4 says why they differ). Each has exactly the shape of what it belongs to.

# %% [markdown] lang="zh"
# ## 路线
#
# ![{{exercises}} 个函数的路线图：初始化，前向传播，代价，反向传播，更新，再回到前向传播；前向传播把缓存交给反向传播](figures/route.svg)
#
# 每一层都做两件事：先 **LINEAR**（线性），再 **ACTIVATION**（激活）。每个前向函数都有一个对应的反向函数；前向时顺手存下的**缓存**，正是反向时要用的东西。
#
# 图里方框右上角的一撇（LINEAR′、RELU′）表示反向的那一步；箭头上的 $dA^{[L]}$ 由 `L_model_backward` 自己从 `AL` 和 `Y` 算出。
#
# 先运行下面的设置单元格。

# %% [markdown] lang="en"
# ## The route
#
# ![Map of the {{exercises}} functions: initialise, forward, cost, backward, update, and back to forward; the forward functions hand caches to the backward ones](figures/route.svg)
#
# Every layer does two things: first **LINEAR**, then **ACTIVATION**. For each forward function there is a backward function, and the **caches** saved on the way forward are exactly what the backward pass needs.
#
# In the figures a prime (LINEAR′, RELU′) marks a backward step; the $dA^{[L]}$ on the arrow is computed inside `L_model_backward`, from `AL` and `Y`.
#
# Run the set-up cell below first.

# %% setup="imports"
LANGUAGE = "zh"

import matplotlib.pyplot as plt
import numpy as np

import testCases_v2 as testCases
from dnn_utils_v2 import relu, relu_backward, sigmoid, sigmoid_backward
from kit import demo, selfcheck
from kit.selfcheck import check, progress, trying

selfcheck.use(LANGUAGE)
np.random.seed(1)

# %% [markdown] lang="zh"
# # 1 初始化参数
#
# ## 1.1 两层网络：`initialize_parameters`
#
# **先猜一猜**：一个网络有 3 个输入、2 个隐藏单元、1 个输出。`W1` 有几行几列？`b2` 呢？
#
# <details><summary>答案</summary>
#
# `W1` 是 2 行 3 列：一行管一个隐藏单元，一列管一个输入。`b2` 是 1 行 1 列：一个输出单元，一个偏置。
#
# </details>

# %% [markdown] lang="en"
# # 1 Initialise the parameters
#
# ## 1.1 Two layers: `initialize_parameters`
#
# **Predict first**: a network has 3 inputs, 2 hidden units and 1 output. How many rows and columns does `W1` have? And `b2`?
#
# <details><summary>Answer</summary>
#
# `W1` has 2 rows and 3 columns: a row for each hidden unit, a column for each input. `b2` is 1 by 1: one output unit, one bias.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：学习总要从一个起点开始。如果一层里所有单元的权重都一样、偏置也一样，它们就永远算一样的东西、得到一样的梯度，整整一层单元只顶一个用。所以权重要**随机**。它们还要**小**：权重太大，最后一层的 sigmoid（见 2.2）就落在两端，那里曲线几乎是平的，学不动。偏置从零开始就行，让单元各不相同的工作，权重已经做了。
#
# **公式**，其中矩阵 $N$ 和 $W^{[l]}$ 形状相同，每个元素都取自标准正态分布：
#
# $$W^{[l]} = 0.01 \cdot N, \qquad b^{[l]} = 0 \tag{1}$$

# %% [markdown] lang="en"
# **Why**: learning has to start somewhere. If all units of a layer had the same weights and the same bias, they would compute the same thing and get the same gradient for ever, and a whole layer could do no more than a single unit. So weights are **random**. They are also **small**: large weights push the sigmoid of the last layer (see 2.2) far out, where it is almost flat and there is hardly anything to learn from. Biases may start at zero, since the weights already make the units differ.
#
# **Formula**, where $N$ is a matrix of the shape of $W^{[l]}$ whose elements are drawn from the standard normal distribution:
#
# $$W^{[l]} = 0.01 \cdot N, \qquad b^{[l]} = 0 \tag{1}$$

# %% [markdown] lang="zh"
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `n_x`, `n_h`, `n_y` | 输入、隐藏、输出的单元数 | 整数 |
# | **返回** `parameters` | 字典，键为 `W1`、`b1`、`W2`、`b2` | `(n_h, n_x)`，`(n_h, 1)`，`(n_y, n_h)`，`(n_y, 1)` |
#
# 先抽 `W1`，再抽 `W2`，用 `np.random.randn`。不要在函数里设种子：种子由“试一试”单元格来设，这样人人得到同样的数。（这个函数在第二部分的两层网络里用。）
#
# > ⚠️ **容易绊倒的地方**：`np.zeros` 要的是**一个**形状元组，所以有两层括号；`np.random.randn` 则要一个一个的数。`b1` 是一列，不是一行，也不是一维数组。

# %% [markdown] lang="en"
# | argument | what it is | shape |
# |---|---|---|
# | `n_x`, `n_h`, `n_y` | numbers of input, hidden and output units | integers |
# | **returns** `parameters` | a dictionary with the keys `W1`, `b1`, `W2`, `b2` | `(n_h, n_x)`, `(n_h, 1)`, `(n_y, n_h)`, `(n_y, 1)` |
#
# Draw `W1` first, then `W2`, with `np.random.randn`. Set no seed inside the function: the try-it cell sets it, so that everybody gets the same numbers. (The two-layer network of part 2 will use this function.)
#
# > ⚠️ **Where people stumble**: `np.zeros` takes **one** tuple as the shape, hence the double parentheses; `np.random.randn` takes the numbers one by one. `b1` is a column, neither a row nor a one-dimensional array.

# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y):
    """W = 0.01 N, b = 0    W1: (n_h, n_x)  b1: (n_h, 1)  W2: (n_y, n_h)  b2: (n_y, 1)"""
    ### BEGIN SOLUTION
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。运行后，和下面带竖线的参考输出对一对。

# %% [markdown] lang="en"
# **Try it**, and compare with the reference output beside the vertical bar below.

# %% try="initialize_parameters"
np.random.seed(1)
with trying(initialize_parameters):
    parameters = initialize_parameters(3, 2, 1)
    for name in ("W1", "b1", "W2", "b2"):
        print(f"{name} = {parameters[name]}")

# %% [markdown] expected="initialize_parameters"
# > ```text
# > W1 = [[ 0.01624345 -0.00611756 -0.00528172]
# >  [-0.01072969  0.00865408 -0.02301539]]
# > b1 = [[0.]
# >  [0.]]
# > W2 = [[ 0.01744812 -0.00761207]]
# > b2 = [[0.]]
# > ```

# %% check="initialize_parameters"
check(initialize_parameters)

# %% [markdown] lang="zh"
# **想一想**：再运行一次“试一试”，数字变了吗？把它复制到一个新单元格，把 `np.random.seed(1)` 换成别的种子，又会怎样？
#
# <details><summary>答案</summary>
#
# 不变，因为每次都从同一个种子开始抽。换一个种子，就是另一组同样好的随机起点。
#
# </details>

# %% [markdown] lang="en"
# **Think**: run the try-it cell once more. Did the numbers change? Copy it into a new cell and put another seed into `np.random.seed(1)`: what now?
#
# <details><summary>Answer</summary>
#
# They stay, because every run starts from the same seed. Another seed gives another random start, just as good.
#
# </details>

# %% [markdown] marking="initialize_parameters" lang="zh"
# **评分 · `initialize_parameters` · {{points initialize_parameters}} 分**。隐藏测试换用别的层大小：
#
# {{checks initialize_parameters}}

# %% [markdown] marking="initialize_parameters" lang="en"
# **Marking · `initialize_parameters` · {{points initialize_parameters}} points.** The hidden test uses other layer sizes:
#
# {{checks initialize_parameters}}

# %% test="initialize_parameters"

# %% [markdown] lang="zh"
# ## 1.2 任意多层：`initialize_parameters_deep`
#
# **先猜一猜**：`layers_dims = [5, 4, 3]` 时，一共有几个权重矩阵？`W2` 的形状是什么？
#
# <details><summary>答案</summary>
#
# 三个大小之间有两个“间隔”，所以有两个权重矩阵。`W2` 从 4 个单元走到 3 个单元，形状是 `(3, 4)`。
#
# </details>

# %% [markdown] lang="en"
# ## 1.2 Any number of layers: `initialize_parameters_deep`
#
# **Predict first**: with `layers_dims = [5, 4, 3]`, how many weight matrices are there? What is the shape of `W2`?
#
# <details><summary>Answer</summary>
#
# Three sizes have two gaps between them, so there are two weight matrices. `W2` leads from 4 units to 3, so its shape is `(3, 4)`.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：层数一多，手写 `W1`、`W2`、`W3` 就太累了，让循环来做；键名可以拼出来：`"W" + str(l)`。权重的大小也要讲究：一个单元把 $n_{l-1}$ 个数加起来，加的个数变成四倍，和就散开到两倍。除以 $\sqrt{n_{l-1}}$ 正好抵消，于是不管上一层有多少单元，$Z$ 的大小都差不多。固定的 0.01 在两层网络里还行，层数一多，信号就会一层比一层弱。
#
# $$W^{[l]} = \frac{N}{\sqrt{n_{l-1}}}, \qquad b^{[l]} = 0, \qquad l = 1, \dots, L \tag{2}$$

# %% [markdown] lang="en"
# **Why**: with many layers, writing `W1`, `W2`, `W3` by hand is tedious, so let a loop do it; a key can be put together: `"W" + str(l)`. The size of the weights matters, too: a unit adds up $n_{l-1}$ numbers, and when it adds four times as many, the sum scatters twice as wide. Dividing by $\sqrt{n_{l-1}}$ makes up for just that, so that $Z$ has about the same size however many units feed it. A fixed 0.01 does for two layers, but in a deep network it makes the signal weaker from layer to layer.
#
# $$W^{[l]} = \frac{N}{\sqrt{n_{l-1}}}, \qquad b^{[l]} = 0, \qquad l = 1, \dots, L \tag{2}$$

# %% [markdown] lang="zh"
# 举个例子：输入是 209 张图片，每张 12288 个数（64 × 64 个像素，每个像素 3 种颜色），所以 $X$ 的形状是 $(12288, 209)$。各层的形状是：
#
# | 层 | $W$ | $b$ | $Z$ | $A$ |
# |---|---|---|---|---|
# | 1 | $(n_1, 12288)$ | $(n_1, 1)$ | $(n_1, 209)$ | $(n_1, 209)$ |
# | 2 | $(n_2, n_1)$ | $(n_2, 1)$ | $(n_2, 209)$ | $(n_2, 209)$ |
# | ⋮ | ⋮ | ⋮ | ⋮ | ⋮ |
# | $L$ | $(n_L, n_{L-1})$ | $(n_L, 1)$ | $(n_L, 209)$ | $(n_L, 209)$ |
#
# $W$ 和 $b$ 里没有 209：参数的形状与样本数无关。
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `layers_dims` | 各层大小的列表，第一个是输入；别人还要用，让它保持原样 | 长度 $L+1$ |
# | **返回** `parameters` | 字典，键为 `W1`、`b1` …… 直到第 $L$ 层 | $W^{[l]}$：$(n_l, n_{l-1})$，$b^{[l]}$：$(n_l, 1)$ |
#
# 这个函数**自己**先用 `np.random.seed` 把种子设为 3（只设一次），然后从第 1 层到第 $L$ 层依次抽 $W$。平时的函数不该自己设种子；这里这样做，只是为了让人人得到同样的网络。

# %% [markdown] lang="en"
# An example: the input is 209 pictures of 12288 numbers each (64 × 64 pixels of 3 colours), so $X$ has the shape $(12288, 209)$. Then the layers have these shapes:
#
# | layer | $W$ | $b$ | $Z$ | $A$ |
# |---|---|---|---|---|
# | 1 | $(n_1, 12288)$ | $(n_1, 1)$ | $(n_1, 209)$ | $(n_1, 209)$ |
# | 2 | $(n_2, n_1)$ | $(n_2, 1)$ | $(n_2, 209)$ | $(n_2, 209)$ |
# | ⋮ | ⋮ | ⋮ | ⋮ | ⋮ |
# | $L$ | $(n_L, n_{L-1})$ | $(n_L, 1)$ | $(n_L, 209)$ | $(n_L, 209)$ |
#
# There is no 209 in $W$ and $b$: the shapes of the parameters do not depend on the number of examples.
#
# | argument | what it is | shape |
# |---|---|---|
# | `layers_dims` | list of the layers' sizes, the input's first; others still need it, so leave it as it is | length $L+1$ |
# | **returns** `parameters` | a dictionary with the keys `W1`, `b1` … up to layer $L$ | $W^{[l]}$: $(n_l, n_{l-1})$, $b^{[l]}$: $(n_l, 1)$ |
#
# This function **itself** first sets the seed to 3 with `np.random.seed` (just once), then draws the $W$ of layers 1 to $L$ in order. A function should not normally set a seed; this one does so only to give everybody the same network.

# %% solution="initialize_parameters_deep"
def initialize_parameters_deep(layers_dims):
    """seed 3; W[l] = N / sqrt(n[l-1]), b[l] = 0    W[l]: (n[l], n[l-1])  b[l]: (n[l], 1)"""
    ### BEGIN SOLUTION
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        n_prev, n = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(n, n_prev) / np.sqrt(n_prev)
        parameters["b" + str(l)] = np.zeros((n, 1))
    return parameters
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**：

# %% [markdown] lang="en"
# **Try it:**

# %% try="initialize_parameters_deep"
with trying(initialize_parameters_deep):
    parameters = initialize_parameters_deep([5, 4, 3])
    for name in ("W1", "b1", "W2", "b2"):
        print(f"{name} = {parameters[name]}")

# %% [markdown] expected="initialize_parameters_deep"
# > ```text
# > W1 = [[ 0.79989897  0.19521314  0.04315498 -0.83337927 -0.12405178]
# >  [-0.15865304 -0.03700312 -0.28040323 -0.01959608 -0.21341839]
# >  [-0.58757818  0.39561516  0.39413741  0.76454432  0.02237573]
# >  [-0.18097724 -0.24389238 -0.69160568  0.43932807 -0.49241241]]
# > b1 = [[0.]
# >  [0.]
# >  [0.]
# >  [0.]]
# > W2 = [[-0.59252326 -0.10282495  0.74307418  0.11835813]
# >  [-0.51189257 -0.3564966   0.31262248 -0.08025668]
# >  [-0.38441818 -0.11501536  0.37252813  0.98805539]]
# > b2 = [[0.]
# >  [0.]
# >  [0.]]
# > ```

# %% check="initialize_parameters_deep"
check(initialize_parameters_deep)

# %% [markdown] lang="zh"
# **想一想**：`W1` 有 20 个数，`W2` 有 12 个数。不看输出，`[5, 4, 3, 1]` 会多出几个参数？
#
# <details><summary>答案</summary>
#
# 多出 `W3`，1 × 3 = 3 个数，和 `b3`，1 个数：一共 4 个。
#
# </details>

# %% [markdown] lang="en"
# **Think**: `W1` has 20 numbers and `W2` has 12. Without looking, how many more parameters does `[5, 4, 3, 1]` have?
#
# <details><summary>Answer</summary>
#
# `W3` is added with 1 × 3 = 3 numbers, and `b3` with 1: four in all.
#
# </details>

# %% [markdown] marking="initialize_parameters_deep" lang="zh"
# **评分 · `initialize_parameters_deep` · {{points initialize_parameters_deep}} 分**。隐藏测试换用别的层数和大小：
#
# {{checks initialize_parameters_deep}}

# %% [markdown] marking="initialize_parameters_deep" lang="en"
# **Marking · `initialize_parameters_deep` · {{points initialize_parameters_deep}} points.** The hidden test uses other depths and sizes:
#
# {{checks initialize_parameters_deep}}

# %% test="initialize_parameters_deep"

# %% [markdown] lang="zh"
# # 2 前向传播
#
# ![L 层模型：输入经过 L−1 个 LINEAR → RELU 层，再经过一个 LINEAR → SIGMOID 层，得到预测；每层下面写着 W、b、A 的形状](figures/l_layer_model.svg)
#
# 前向传播从输入走到预测，一路向右。我们分三步写：线性的一步，带激活的一层，最后是整个网络。

# %% [markdown] lang="en"
# # 2 Forward propagation
#
# ![The L-layer model: the input passes L−1 LINEAR → RELU layers, then one LINEAR → SIGMOID layer, and becomes the prediction; each layer shows the shapes of W, b and A](figures/l_layer_model.svg)
#
# Forward propagation leads from the input to the prediction, always to the right. We write it in three steps: the linear step, one layer with its activation, and finally the whole network.

# %% [markdown] lang="zh"
# ## 2.1 线性的一步：`linear_forward`
#
# **先猜一猜**：上一层有 3 个单元、2 个样本，所以 `A` 的形状是 `(3, 2)`。这一层有 4 个单元。`W`、`b`、`Z` 的形状各是什么？
#
# <details><summary>答案</summary>
#
# `W` 是 `(4, 3)`，`b` 是 `(4, 1)`，`Z` 是 `(4, 2)`：一行一个单元，一列一个样本。
#
# </details>

# %% [markdown] lang="en"
# ## 2.1 The linear step: `linear_forward`
#
# **Predict first**: the previous layer has 3 units, and there are 2 examples, so `A` has the shape `(3, 2)`. This layer has 4 units. What are the shapes of `W`, `b` and `Z`?
#
# <details><summary>Answer</summary>
#
# `W` is `(4, 3)`, `b` is `(4, 1)`, and `Z` is `(4, 2)`: a row for each unit, a column for each example.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：每个单元给上一层的每个输出一个权重，加起来，再加上自己的偏置。把所有单元、所有样本写在一起，就是一次矩阵乘法：
#
# $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \tag{3}$$

# %% [markdown] lang="en"
# **Why**: every unit multiplies each output of the previous layer by a weight, adds up the products, and adds its own bias. Written for all units and all examples at once, that is a single matrix product:
#
# $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \tag{3}$$

# %% [markdown] lang="zh"
# **广播**：$b$ 只有一列，$W A$ 却有许多列。NumPy 会把这一列加到**每一列**上。看一个 3 × 3 的例子，输入是 $X$：
#
# $$W = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 1 & 0 \\ 3 & 0 & 1 \end{bmatrix} \quad X = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 1 \\ 1 & 0 & 2 \end{bmatrix} \quad b = \begin{bmatrix} 10 \\ 20 \\ 30 \end{bmatrix}$$
#
# $$W X + b = \begin{bmatrix} 3 + 10 & 2 + 10 & 4 + 10 \\ 0 + 20 & 1 + 20 & 1 + 20 \\ 4 + 30 & 6 + 30 & 2 + 30 \end{bmatrix} = \begin{bmatrix} 13 & 12 & 14 \\ 20 & 21 & 21 \\ 34 & 36 & 32 \end{bmatrix}$$
#
# 第一行都加 10，第二行都加 20，第三行都加 30：一个单元一个偏置，所有样本共用。

# %% [markdown] lang="en"
# **Broadcasting**: $b$ has a single column, but $W A$ has many. NumPy adds that column to **every column**. Here is a 3 × 3 example with $X$ as the input:
#
# $$W = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 1 & 0 \\ 3 & 0 & 1 \end{bmatrix} \quad X = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 1 \\ 1 & 0 & 2 \end{bmatrix} \quad b = \begin{bmatrix} 10 \\ 20 \\ 30 \end{bmatrix}$$
#
# $$W X + b = \begin{bmatrix} 3 + 10 & 2 + 10 & 4 + 10 \\ 0 + 20 & 1 + 20 & 1 + 20 \\ 4 + 30 & 6 + 30 & 2 + 30 \end{bmatrix} = \begin{bmatrix} 13 & 12 & 14 \\ 20 & 21 & 21 \\ 34 & 36 & 32 \end{bmatrix}$$
#
# The first row gets 10, the second 20, the third 30: each unit has one bias, shared by all examples.

# %% [markdown] lang="zh"
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `A` | 上一层的输出（第 1 层则是输入） | `(n_prev, m)` |
# | `W` | 权重 | `(n, n_prev)` |
# | `b` | 偏置 | `(n, 1)` |
# | **返回** `Z` | 激活之前的值 | `(n, m)` |
# | **返回** `cache` | `(A, W, b)`，就按这个顺序：元组，列表也行 | |
#
# > ⚠️ **容易绊倒的地方**：矩阵乘法写 `@` 或 `np.dot`；`*` 是逐个元素相乘。`cache` 不能是字典：反向传播会按顺序把它拆开。

# %% [markdown] lang="en"
# | argument | what it is | shape |
# |---|---|---|
# | `A` | output of the previous layer (for layer 1, the input) | `(n_prev, m)` |
# | `W` | weights | `(n, n_prev)` |
# | `b` | biases | `(n, 1)` |
# | **returns** `Z` | the values before the activation | `(n, m)` |
# | **returns** `cache` | `(A, W, b)`, in this order: a tuple, and a list will do | |
#
# > ⚠️ **Where people stumble**: a matrix product is written `@` or `np.dot`; `*` multiplies element by element. `cache` must not be a dictionary: the backward pass unpacks it in order.

# %% solution="linear_forward"
def linear_forward(A, W, b):
    """Z = W A + b    A: (n_prev, m)  W: (n, n_prev)  b: (n, 1)  Z: (n, m)  cache: (A, W, b)"""
    ### BEGIN SOLUTION
    Z = W @ A + b
    cache = (A, W, b)
    return Z, cache
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。这里只有一个单元，所以 `Z` 只有一行：

# %% [markdown] lang="en"
# **Try it.** There is just one unit here, so `Z` has a single row:

# %% try="linear_forward"
A, W, b = testCases.linear_forward_test_case()
with trying(linear_forward):
    Z, linear_cache = linear_forward(A, W, b)
    print(f"Z = {Z}")

# %% [markdown] expected="linear_forward"
# > ```text
# > Z = [[ 3.26295337 -1.23429987]]
# > ```

# %% check="linear_forward"
check(linear_forward)

# %% [markdown] lang="zh"
# **想一想**：有人把 `b` 写成了 `sum(b)`，在这个例子里得到的 `Z` 一点不差。为什么那仍然是错的？
#
# <details><summary>答案</summary>
#
# 有三个单元时，`sum(b)` 会把三个偏置加成一个数，再加到每个单元上。一个例子碰巧对，不等于对；自检和隐藏测试都用好几个单元。
#
# </details>

# %% [markdown] lang="en"
# **Think**: somebody wrote `sum(b)` in place of `b` and got just the same `Z` in this example. Why is that wrong all the same?
#
# <details><summary>Answer</summary>
#
# With three units, `sum(b)` adds the three biases up to one number and gives it to every unit. Being right in one example is not being right; the self-check and the hidden test use several units.
#
# </details>

# %% [markdown] marking="linear_forward" lang="zh"
# **评分 · `linear_forward` · {{points linear_forward}} 分**。隐藏测试用好几个单元和随机的数：
#
# {{checks linear_forward}}

# %% [markdown] marking="linear_forward" lang="en"
# **Marking · `linear_forward` · {{points linear_forward}} points.** The hidden test uses several units and random numbers:
#
# {{checks linear_forward}}

# %% test="linear_forward"

# %% [markdown] lang="zh"
# ## 2.2 一整层：`linear_activation_forward`
#
# **先猜一猜**：激活函数作用在 `Z` 的每个元素上。`A` 的形状和 `Z` 比，有什么变化？
#
# <details><summary>答案</summary>
#
# 没有变化。激活只改变数值，不改变形状。
#
# </details>

# %% [markdown] lang="en"
# ## 2.2 A whole layer: `linear_activation_forward`
#
# **Predict first**: an activation works on every element of `Z`. How does the shape of `A` differ from that of `Z`?
#
# <details><summary>Answer</summary>
#
# It does not. An activation changes the values, not the shape.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：没有激活函数，两个线性层叠起来还是一个线性层，叠多少层都只有直的边界。ReLU 在零处折一下，这就够了：许多折线可以拼出任意弯的边界。最后一层用 sigmoid，把任何数都压进 0 和 1 之间，当作“标签是 1”的概率来读；大于 0.5 就猜 1。下面的 $g$ 是这一层的激活函数：
#
# $$A^{[l]} = g(Z^{[l]}) = g(W^{[l]} A^{[l-1]} + b^{[l]}) \tag{4}$$
#
# $$g(Z) = \sigma(Z) = \frac{1}{1 + e^{-Z}} \quad \text{(sigmoid)} \tag{5}$$
#
# $$g(Z) = \max(0, Z) \quad \text{(ReLU)} \tag{6}$$

# %% [markdown] lang="en"
# **Why**: without an activation, two linear layers on top of each other are still one linear layer, and stacking more of them still gives only a straight boundary. ReLU's single bend at zero is enough to change that: many bends together can follow any curve. The last layer uses the sigmoid, which squeezes any number into the range between 0 and 1, so that it can be read as the probability that the label is 1; above 0.5, the guess is 1. Below, $g$ is the layer's activation function:
#
# $$A^{[l]} = g(Z^{[l]}) = g(W^{[l]} A^{[l-1]} + b^{[l]}) \tag{4}$$
#
# $$g(Z) = \sigma(Z) = \frac{1}{1 + e^{-Z}} \quad \text{(sigmoid)} \tag{5}$$
#
# $$g(Z) = \max(0, Z) \quad \text{(ReLU)} \tag{6}$$

# %% [markdown] lang="zh"
# 激活函数已经替你写好了：`sigmoid(Z)` 和 `relu(Z)` 都返回**两个**值：激活后的 `A` 和一份缓存（就是 `Z`，反向时求导要用）。
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `A_prev` | 上一层的输出 | `(n_prev, m)` |
# | `W`, `b` | 这一层的参数 | `(n, n_prev)`，`(n, 1)` |
# | `activation` | 字符串 `"sigmoid"` 或 `"relu"` | |
# | **返回** `A` | 这一层的输出 | `(n, m)` |
# | **返回** `cache` | `(linear_cache, activation_cache)`，就按这个顺序：元组，列表也行 | |
#
# 用你刚写好的 `linear_forward`，再按 `activation` 选一个激活函数。

# %% [markdown] lang="en"
# The activations are written for you: `sigmoid(Z)` and `relu(Z)` both return **two** values: the activated `A` and a cache (it is `Z`, which the derivative needs in the backward pass).
#
# | argument | what it is | shape |
# |---|---|---|
# | `A_prev` | output of the previous layer | `(n_prev, m)` |
# | `W`, `b` | this layer's parameters | `(n, n_prev)`, `(n, 1)` |
# | `activation` | the string `"sigmoid"` or `"relu"` | |
# | **returns** `A` | this layer's output | `(n, m)` |
# | **returns** `cache` | `(linear_cache, activation_cache)`, in this order: a tuple, and a list will do | |
#
# Use the `linear_forward` that you have just written, then choose the activation function according to `activation`.

# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """A = g(W A_prev + b)    g = sigmoid / relu    A: (n, m)  cache: (linear_cache, activation_cache)"""
    ### BEGIN SOLUTION
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, activation_cache = sigmoid(Z)
    else:
        A, activation_cache = relu(Z)
    return A, (linear_cache, activation_cache)
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。同样的输入，两种激活：

# %% [markdown] lang="en"
# **Try it.** The same input, both activations:

# %% try="linear_activation_forward"
A_prev, W, b = testCases.linear_activation_forward_test_case()
with trying(linear_activation_forward):
    for activation in ("sigmoid", "relu"):
        A, layer_cache = linear_activation_forward(A_prev, W, b, activation)
        print(f"{activation}: A = {A}")

# %% [markdown] expected="linear_activation_forward"
# > ```text
# > sigmoid: A = [[0.96890023 0.11013289]]
# > relu: A = [[3.43896131 0.        ]]
# > ```

# %% check="linear_activation_forward"
check(linear_activation_forward)

# %% [markdown] lang="zh"
# **想一想**：ReLU 那一行的第二个数恰好是 0。它的 `Z` 是正的还是负的？sigmoid 那一行怎么看出来？
#
# <details><summary>答案</summary>
#
# 是负的：ReLU 把负数变成 0。sigmoid 给出 0.11，小于 0.5，说明的是同一件事。
#
# </details>

# %% [markdown] lang="en"
# **Think**: the second number in the ReLU line is just 0. Is its `Z` positive or negative? How does the sigmoid line show it?
#
# <details><summary>Answer</summary>
#
# Negative: ReLU turns negative numbers into 0. The sigmoid gives 0.11, less than 0.5, which says the same.
#
# </details>

# %% [markdown] marking="linear_activation_forward" lang="zh"
# **评分 · `linear_activation_forward` · {{points linear_activation_forward}} 分**。两种激活都会用到：
#
# {{checks linear_activation_forward}}

# %% [markdown] marking="linear_activation_forward" lang="en"
# **Marking · `linear_activation_forward` · {{points linear_activation_forward}} points.** Both activations are used:
#
# {{checks linear_activation_forward}}

# %% test="linear_activation_forward"

# %% [markdown] lang="zh"
# ## 2.3 整个网络：`L_model_forward`
#
# **先猜一猜**：一个三层的网络，`parameters` 里有几个键？返回的 `caches` 有几个元素？
#
# <details><summary>答案</summary>
#
# 每层一个 `W`、一个 `b`，所以有 6 个键；每层一份缓存，所以 `caches` 有 3 个元素。
#
# </details>

# %% [markdown] lang="en"
# ## 2.3 The whole network: `L_model_forward`
#
# **Predict first**: in a network of three layers, how many keys does `parameters` have? How many elements does the returned `caches` have?
#
# <details><summary>Answer</summary>
#
# Each layer has one `W` and one `b`, so there are 6 keys; each layer leaves one cache, so `caches` has 3 elements.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：把层一个接一个串起来。前面 $L-1$ 层用 ReLU，最后一层用 sigmoid。每一层吃的是**上一层吐出来的**东西，而不是 `X`；只有第一层例外。
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `X` | 输入 | `(n_0, m)` |
# | `parameters` | 字典 `W1`、`b1` …… | 见 1.2 |
# | **返回** `AL` | 最后一层的输出，即预测 $\hat{Y} = A^{[L]}$ | `(1, m)` |
# | **返回** `caches` | 列表，依次是第 1 层到第 $L$ 层的缓存 | 长度 $L$ |
#
# > ⚠️ **容易绊倒的地方**：层数是 `len(parameters) // 2`，一个斜杠 `/` 得到的是小数，`range` 不接受。`range(1, L)` 到 $L-1$ 为止，正好留下最后一层单独处理。

# %% [markdown] lang="en"
# **Why**: string the layers together. The first $L-1$ use ReLU, the last one uses the sigmoid. Each layer is fed with what **the previous layer put out**, not with `X`; only the first layer gets that.
#
# | argument | what it is | shape |
# |---|---|---|
# | `X` | the input | `(n_0, m)` |
# | `parameters` | the dictionary `W1`, `b1` … | see 1.2 |
# | **returns** `AL` | output of the last layer, the prediction $\hat{Y} = A^{[L]}$ | `(1, m)` |
# | **returns** `caches` | a list of the caches of layers 1 to $L$, in order | length $L$ |
#
# > ⚠️ **Where people stumble**: the number of layers is `len(parameters) // 2`; a single slash `/` gives a decimal number, which `range` refuses. `range(1, L)` ends at $L-1$, so the last layer is left over, to be handled separately.

# %% solution="L_model_forward"
def L_model_forward(X, parameters):
    """[LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID    X: (n_0, m)  AL: (1, m)  len(caches) = L"""
    ### BEGIN SOLUTION
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。一个两层的网络，两个样本：

# %% [markdown] lang="en"
# **Try it.** A network of two layers, two examples:

# %% try="L_model_forward"
X, parameters = testCases.L_model_forward_test_case()
with trying(L_model_forward):
    AL, caches = L_model_forward(X, parameters)
    print(f"AL = {AL}")
    print(f"len(caches) = {len(caches)}")

# %% [markdown] expected="L_model_forward"
# > ```text
# > AL = [[0.17007265 0.2524272 ]]
# > len(caches) = 2
# > ```

# %% check="L_model_forward"
check(L_model_forward)

# %% [markdown] lang="zh"
# **想一想**：`AL` 的两个数都小于 0.5。如果 1 表示“是猫”，网络对这两个样本怎么说？
#
# <details><summary>答案</summary>
#
# 两个都“不是猫”，一个有 83% 的把握，一个有 75%。网络还没训练，所以这只是随机的意见。
#
# </details>

# %% [markdown] lang="en"
# **Think**: both numbers in `AL` are below 0.5. If 1 means "cat", what does the network say about these two examples?
#
# <details><summary>Answer</summary>
#
# "Not a cat", twice, once with 83% confidence and once with 75%. The network is untrained, so this is only a random opinion.
#
# </details>

# %% [markdown] marking="L_model_forward" lang="zh"
# **评分 · `L_model_forward` · {{points L_model_forward}} 分**。隐藏测试的网络有 3 到 6 层，各层大小都不同，另有一个只有一层：
#
# {{checks L_model_forward}}

# %% [markdown] marking="L_model_forward" lang="en"
# **Marking · `L_model_forward` · {{points L_model_forward}} points.** The hidden test's networks have 3 to 6 layers, all of different sizes, and one has a single layer:
#
# {{checks L_model_forward}}

# %% test="L_model_forward"

# %% [markdown] lang="zh"
# # 3 代价
#
# ## 3.1 有多坏：`compute_cost`
#
# **先猜一猜**：代价是一个数，说明网络在全部样本上**平均**错得有多厉害。`AL` 和 `Y` 的形状都是 `(1, m)`；代价的形状是什么？把每个样本都复制一份，代价会变吗？
#
# <details><summary>答案</summary>
#
# 一个数的形状是 `()`。复制样本不改变平均值。
#
# </details>

# %% [markdown] lang="en"
# # 3 The cost
#
# ## 3.1 How bad: `compute_cost`
#
# **Predict first**: the cost is one number that says how wrong the network is on all examples, **on average**. `AL` and `Y` both have the shape `(1, m)`; what is the shape of the cost? If every example is copied once, does the cost change?
#
# <details><summary>Answer</summary>
#
# A number has the shape `()`. Copying the examples does not change an average.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：要变好，先得知道有多坏。设网络给正确答案的概率是 $p$，这个样本的**损失**是 $\mathcal{L} = -\log p$（自然对数，即 `np.log`）：$p$ 越小，损失越大，错得越自信，罚得越重。**代价** $\mathcal{J}$ 是全部样本的平均损失，叫交叉熵：
#
# $$\mathcal{J} = -\frac{1}{m} \sum_{i=1}^{m} \left( y^{(i)} \log a^{[L](i)} + (1 - y^{(i)}) \log (1 - a^{[L](i)}) \right) \tag{7}$$
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `AL` | 预测的概率，总在 0 和 1 之间 | `(1, m)` |
# | `Y` | 标签，0 或 1 | `(1, m)` |
# | **返回** `cost` | 代价，一个数 | `()` |
#
# > ⚠️ **容易绊倒的地方**：对每个样本，求和号里的两项总有一项是零，但两项都要写。样本数在哪一个轴上？看看 `Y` 的形状。

# %% [markdown] lang="en"
# **Why**: to get better, one must know how bad one is. If the network gives the right answer the probability $p$, the **loss** of this example is $\mathcal{L} = -\log p$ (the natural logarithm, `np.log`): the smaller $p$, the larger the loss, so being confidently wrong is expensive. The **cost** $\mathcal{J}$ is the average loss over all examples, called cross-entropy:
#
# $$\mathcal{J} = -\frac{1}{m} \sum_{i=1}^{m} \left( y^{(i)} \log a^{[L](i)} + (1 - y^{(i)}) \log (1 - a^{[L](i)}) \right) \tag{7}$$
#
# | argument | what it is | shape |
# |---|---|---|
# | `AL` | predicted probabilities, always between 0 and 1 | `(1, m)` |
# | `Y` | labels, 0 or 1 | `(1, m)` |
# | **returns** `cost` | the cost, one number | `()` |
#
# > ⚠️ **Where people stumble**: for each example one of the two terms in the sum is always zero, but both have to be written. Along which axis do the examples run? Look at the shape of `Y`.

# %% solution="compute_cost"
def compute_cost(AL, Y):
    """J = -1/m sum(y log a + (1 - y) log(1 - a))    AL: (1, m)  Y: (1, m)  J: ()"""
    ### BEGIN SOLUTION
    m = Y.shape[1]
    cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    return cost
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。三个样本的标签都是 1，预测的概率是 0.8、0.9、0.4（最后一两位数字不同没有关系，那是舍入）：

# %% [markdown] lang="en"
# **Try it.** All three labels are 1, and the predicted probabilities are 0.8, 0.9 and 0.4 (the last digit or two may differ; that is rounding):

# %% try="compute_cost"
Y, AL = testCases.compute_cost_test_case()
with trying(compute_cost):
    cost = compute_cost(AL, Y)
    print(f"cost = {cost}")

# %% [markdown] expected="compute_cost"
# > ```text
# > cost = 0.414931599615397
# > ```

# %% check="compute_cost"
check(compute_cost)

# %% [markdown] lang="zh"
# **想一想**：一个永远回答 0.5 的网络，代价是多少？
#
# <details><summary>答案</summary>
#
# $\log 2 \approx 0.693$，与标签无关。记住这个数：训练开始时代价大约就是它，降不下去就说明哪里不对。
#
# </details>

# %% [markdown] lang="en"
# **Think**: what is the cost of a network that always answers 0.5?
#
# <details><summary>Answer</summary>
#
# $\log 2 \approx 0.693$, whatever the labels. Remember this number: training starts near it, and if the cost never falls below, something is wrong.
#
# </details>

# %% [markdown] marking="compute_cost" lang="zh"
# **评分 · `compute_cost` · {{points compute_cost}} 分**。隐藏测试里两种标签都有：
#
# {{checks compute_cost}}

# %% [markdown] marking="compute_cost" lang="en"
# **Marking · `compute_cost` · {{points compute_cost}} points.** The hidden test has labels of both kinds:
#
# {{checks compute_cost}}

# %% test="compute_cost"

# %% [markdown] lang="zh"
# # 4 反向传播
#
# ![两层网络的前向与反向：上排从左到右前向，下排从右到左反向，每个前向方框把缓存交给下面的反向方框](figures/forward_backward.svg)
#
# 反向传播回答一个问题：每个参数动一点点，代价会动多少？链式法则让我们从代价出发，一层一层往回走。每一步都用到前向时存下的缓存。
#
# ## $1/m$ 放在哪里
#
# 这里最容易糊涂，我们一次说清。代价 $\mathcal{J}$ 是损失 $\mathcal{L}$ 的平均。在这一课里：
#
# - `dA` 和 `dZ` 的第 $i$ **列**，是**第 $i$ 个样本的损失** $\mathcal{L}$ 的导数，里面**没有** $1/m$。
# - 只有 `dW` 和 `db` 把所有样本合在一起，所以**只有它们**除以 $m$，成为代价 $\mathcal{J}$ 的导数。
#
# 因此，如果你想要代价对输入的导数，要自己补上 $1/m$：$\partial \mathcal{J} / \partial X = dA^{[0]} / m$（$dA^{[0]}$ 在代码里叫 `dA1`，4.3 会解释）。

# %% [markdown] lang="en"
# # 4 Backpropagation
#
# ![Forward against backward in a two-layer network: the upper row goes forward from left to right, the lower row backward from right to left, and each forward box hands its cache to the backward box below](figures/forward_backward.svg)
#
# Backpropagation answers one question: if a parameter moves a little, how much does the cost move? The chain rule lets us start at the cost and walk back, layer by layer. Each step uses the cache that was saved on the way forward.
#
# ## Where $1/m$ lives
#
# This is where most people get confused, so let us settle it once. The cost $\mathcal{J}$ is the average of the losses $\mathcal{L}$. In this lesson:
#
# - **Column** $i$ of `dA` and `dZ` is the derivative of **the loss** $\mathcal{L}$ **of example $i$**; there is **no** $1/m$ in it.
# - Only `dW` and `db` put all examples together, so **only they** are divided by $m$ and become derivatives of the cost $\mathcal{J}$.
#
# So if you want the derivative of the cost with respect to the input, you have to put the $1/m$ in yourself: $\partial \mathcal{J} / \partial X = dA^{[0]} / m$ (in code, $dA^{[0]}$ is called `dA1`; 4.3 explains).

# %% [markdown] lang="zh"
# ## 4.1 线性的一步，往回走：`linear_backward`
#
# **先猜一猜**：`dW` 和 `W` 形状相同，是 `(n, n_prev)`。`dZ` 是 `(n, m)`，`A_prev` 是 `(n_prev, m)`。怎样相乘才能得到 `dW` 的形状？
#
# <details><summary>答案</summary>
#
# 要消掉的是 $m$，所以 `A_prev` 得转置：`(n, m)` 乘 `(m, n_prev)`，得到 `(n, n_prev)`。形状往往就能告诉你公式。
#
# </details>

# %% [markdown] lang="en"
# ## 4.1 The linear step, backwards: `linear_backward`
#
# **Predict first**: `dW` has the shape of `W`, that is `(n, n_prev)`. `dZ` is `(n, m)` and `A_prev` is `(n_prev, m)`. Which product has the shape of `dW`?
#
# <details><summary>Answer</summary>
#
# It is $m$ that has to go, so `A_prev` must be transposed: `(n, m)` times `(m, n_prev)` gives `(n, n_prev)`. Often the shapes tell you the formula.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：已经知道 $Z$ 动一点点，损失会动多少（`dZ`）；要问 $W$、$b$ 和上一层的输出各动一点点，又会动多少。最后一个答案会接着往回传。
#
# 先看一个单元、一个输入、一个样本：$z = w a + b$。由链式法则，$w$ 的导数是 $dz \cdot a$，$b$ 的导数就是 $dz$，$a$ 的导数是 $w \cdot dz$。许多单元、许多样本放在一起时，$w$ 和 $b$ 要对样本取平均，$a$ 则要把它影响到的每个单元加起来。写成矩阵就是：
#
# $$dW^{[l]} = \frac{1}{m} \, dZ^{[l]} A^{[l-1]T} \tag{8}$$
#
# $$db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dz^{[l](i)} \tag{9}$$
#
# $$dA^{[l-1]} = W^{[l]T} dZ^{[l]} \tag{10}$$
#
# ![线性一步的反向：dZ 和缓存进来，dA_prev、dW、db 出去，各自画出形状](figures/linear_backward.svg)

# %% [markdown] lang="en"
# **Why**: we know how much the loss moves when $Z$ moves a little (`dZ`), and ask how much it moves when $W$, $b$ and the output of the previous layer move a little. The last answer is handed on.
#
# Look at one unit, one input and one example first: $z = w a + b$. By the chain rule, the derivative for $w$ is $dz \cdot a$, the one for $b$ is $dz$ itself, and the one for $a$ is $w \cdot dz$. With many units and many examples, $w$ and $b$ take the average over the examples, and $a$ adds up over every unit that it influences. Written with matrices:
#
# $$dW^{[l]} = \frac{1}{m} \, dZ^{[l]} A^{[l-1]T} \tag{8}$$
#
# $$db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dz^{[l](i)} \tag{9}$$
#
# $$dA^{[l-1]} = W^{[l]T} dZ^{[l]} \tag{10}$$
#
# ![The linear step backwards: dZ and the cache go in, dA_prev, dW and db come out, each drawn with its shape](figures/linear_backward.svg)

# %% [markdown] lang="zh"
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `dZ` | 这一层 $Z$ 的梯度 | `(n, m)` |
# | `cache` | 元组 `(A_prev, W, b)`，来自 `linear_forward` | |
# | **返回** `dA_prev` | 上一层输出的梯度 | 与 `A_prev` 相同 |
# | **返回** `dW` | 权重的梯度 | 与 `W` 相同 |
# | **返回** `db` | 偏置的梯度 | 与 `b` 相同：`(n, 1)` |
#
# 返回的顺序是 `dA_prev`、`dW`、`db`。
#
# > ⚠️ **容易绊倒的地方**：$m$ 是 `A_prev` 的列数；转置写 `.T`。`db` 给每个单元一个和，是对样本（`axis=1`）求的；不加 `keepdims=True`，`np.sum` 会把它压成一维。

# %% [markdown] lang="en"
# | argument | what it is | shape |
# |---|---|---|
# | `dZ` | gradient of this layer's $Z$ | `(n, m)` |
# | `cache` | the tuple `(A_prev, W, b)` from `linear_forward` | |
# | **returns** `dA_prev` | gradient of the output of the previous layer | same as `A_prev` |
# | **returns** `dW` | gradient of the weights | same as `W` |
# | **returns** `db` | gradient of the biases | same as `b`: `(n, 1)` |
#
# The order of the returned values is `dA_prev`, `dW`, `db`.
#
# > ⚠️ **Where people stumble**: $m$ is the number of columns of `A_prev`; a transpose is written `.T`. `db` has one sum for each unit, taken over the examples (`axis=1`); without `keepdims=True`, `np.sum` flattens it to one dimension.

# %% solution="linear_backward"
def linear_backward(dZ, cache):
    """dW = 1/m dZ A_prev^T, db = 1/m sum dZ, dA_prev = W^T dZ    dW: (n, n_prev)  db: (n, 1)  dA_prev: (n_prev, m)"""
    ### BEGIN SOLUTION
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = W.T @ dZ
    return dA_prev, dW, db
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**：

# %% [markdown] lang="en"
# **Try it:**

# %% try="linear_backward"
dZ, linear_cache = testCases.linear_backward_test_case()
with trying(linear_backward):
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    print(f"dA_prev = {dA_prev}")
    print(f"dW = {dW}")
    print(f"db = {db}")

# %% [markdown] expected="linear_backward"
# > ```text
# > dA_prev = [[ 0.51822968 -0.19517421]
# >  [-0.40506361  0.15255393]
# >  [ 2.37496825 -0.89445391]]
# > dW = [[-0.10076895  1.40685096  1.64992505]]
# > db = [[0.50629448]]
# > ```

# %% check="linear_backward"
check(linear_backward)

# %% [markdown] lang="zh"
# **想一想**：`dA_prev` 的第一行和第二行符号总是相反，第三行和第一行相同。不看数字，哪个矩阵决定了这一点？
#
# <details><summary>答案</summary>
#
# `W`。只有一个单元时，`dA_prev` 的每一行都是 `W` 的一个数乘以 `dZ`：那个数的符号就是这一行的符号。
#
# </details>

# %% [markdown] lang="en"
# **Think**: the first and the second row of `dA_prev` always have opposite signs, the third and the first the same. Without looking at the numbers, which matrix decides that?
#
# <details><summary>Answer</summary>
#
# `W`. With a single unit, each row of `dA_prev` is one number of `W` times `dZ`: the sign of that number is the sign of the row.
#
# </details>

# %% [markdown] marking="linear_backward" lang="zh"
# **评分 · `linear_backward` · {{points linear_backward}} 分**。隐藏测试用好几个单元，也有只有一个样本的情形：
#
# {{checks linear_backward}}

# %% [markdown] marking="linear_backward" lang="en"
# **Marking · `linear_backward` · {{points linear_backward}} points.** The hidden test uses several units, and once a single example:
#
# {{checks linear_backward}}

# %% test="linear_backward"

# %% [markdown] lang="zh"
# ## 4.2 一整层，往回走：`linear_activation_backward`
#
# **先猜一猜**：前向是先 LINEAR 后 ACTIVATION。反向时先穿过哪一个？需要两份缓存中的哪一份？
#
# <details><summary>答案</summary>
#
# 顺序反过来：先穿过激活，用 `activation_cache`（里面是 `Z`）；再穿过线性的一步，用 `linear_cache`。
#
# </details>

# %% [markdown] lang="en"
# ## 4.2 A whole layer, backwards: `linear_activation_backward`
#
# **Predict first**: forward it was LINEAR, then ACTIVATION. Which one do we pass first on the way back? Which of the two caches does it need?
#
# <details><summary>Answer</summary>
#
# The order is reversed: first through the activation, with `activation_cache` (which holds `Z`), then through the linear step, with `linear_cache`.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：激活是逐个元素的，所以它的导数也逐个元素地乘上去：
#
# $$dZ^{[l]} = dA^{[l]} \ast g'(Z^{[l]}) \tag{11}$$
#
# $$\sigma'(Z) = \sigma(Z) \ast (1 - \sigma(Z)) \tag{12}$$
#
# $$\mathrm{ReLU}'(Z) = \begin{cases} 1 & Z > 0 \\ 0 & Z \le 0 \end{cases} \tag{13}$$
#
# 在零处 ReLU 没有导数，我们约定取 0。这一步也替你写好了：`sigmoid_backward(dA, activation_cache)` 和 `relu_backward(dA, activation_cache)` 都返回 `dZ`。

# %% [markdown] lang="en"
# **Why**: the activation works element by element, so its derivative is multiplied element by element:
#
# $$dZ^{[l]} = dA^{[l]} \ast g'(Z^{[l]}) \tag{11}$$
#
# $$\sigma'(Z) = \sigma(Z) \ast (1 - \sigma(Z)) \tag{12}$$
#
# $$\mathrm{ReLU}'(Z) = \begin{cases} 1 & Z > 0 \\ 0 & Z \le 0 \end{cases} \tag{13}$$
#
# At zero ReLU has no derivative, and we agree on 0. This step is written for you, too: `sigmoid_backward(dA, activation_cache)` and `relu_backward(dA, activation_cache)` both return `dZ`.

# %% [markdown] lang="zh"
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `dA` | 这一层输出的梯度；它还要留在 `grads` 里，让它保持原样 | `(n, m)` |
# | `cache` | 元组 `(linear_cache, activation_cache)` | |
# | `activation` | `"sigmoid"` 或 `"relu"`；不给时是 `"relu"` | |
# | **返回** `dA_prev`, `dW`, `db` | 和 `linear_backward` 一样 | |

# %% [markdown] lang="en"
# | argument | what it is | shape |
# |---|---|---|
# | `dA` | gradient of this layer's output; it also stays in `grads`, so leave it as it is | `(n, m)` |
# | `cache` | the tuple `(linear_cache, activation_cache)` | |
# | `activation` | `"sigmoid"` or `"relu"`; when left out, `"relu"` | |
# | **returns** `dA_prev`, `dW`, `db` | as `linear_backward` does | |

# %% solution="linear_activation_backward"
def linear_activation_backward(dA, cache, activation="relu"):
    """dZ = dA * g'(Z) -> linear_backward    dA: (n, m)  cache: (linear_cache, activation_cache)"""
    ### BEGIN SOLUTION
    linear_cache, activation_cache = cache
    if activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
    else:
        dZ = relu_backward(dA, activation_cache)
    return linear_backward(dZ, linear_cache)
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**：

# %% [markdown] lang="en"
# **Try it:**

# %% try="linear_activation_backward"
dA, layer_cache = testCases.linear_activation_backward_test_case()
with trying(linear_activation_backward):
    for activation in ("sigmoid", "relu"):
        dA_prev, dW, db = linear_activation_backward(dA, layer_cache, activation)
        print(f"{activation}: dA_prev = {dA_prev}")
        print(f"{activation}: dW = {dW}")
        print(f"{activation}: db = {db}")

# %% [markdown] expected="linear_activation_backward"
# > ```text
# > sigmoid: dA_prev = [[ 0.11017994  0.01105339]
# >  [ 0.09466817  0.00949723]
# >  [-0.05743092 -0.00576154]]
# > sigmoid: dW = [[ 0.10266786  0.09778551 -0.01968084]]
# > sigmoid: db = [[-0.05729622]]
# > relu: dA_prev = [[ 0.44090989  0.        ]
# >  [ 0.37883606  0.        ]
# >  [-0.2298228   0.        ]]
# > relu: dW = [[ 0.44513824  0.37371418 -0.10478989]]
# > relu: db = [[-0.20837892]]
# > ```

# %% check="linear_activation_backward"
check(linear_activation_backward)

# %% [markdown] lang="zh"
# **想一想**：用 ReLU 时，`dA_prev` 的第二列全是零。这说明第二个样本的 `Z` 怎样？
#
# <details><summary>答案</summary>
#
# 它不大于零。单元对这个样本“关着”，所以从这里传不回任何梯度：这个样本这一次教不了它什么。
#
# </details>

# %% [markdown] lang="en"
# **Think**: with ReLU, the second column of `dA_prev` is all zeros. What does that say about the second example's `Z`?
#
# <details><summary>Answer</summary>
#
# It is not above zero. The unit was "off" for this example, so no gradient comes back through it: this time, the example teaches it nothing.
#
# </details>

# %% [markdown] marking="linear_activation_backward" lang="zh"
# **评分 · `linear_activation_backward` · {{points linear_activation_backward}} 分**。缓存来自真正的前向传播；有一次不给 `activation`：
#
# {{checks linear_activation_backward}}

# %% [markdown] marking="linear_activation_backward" lang="en"
# **Marking · `linear_activation_backward` · {{points linear_activation_backward}} points.** The caches come from a real forward pass; once, `activation` is left out:
#
# {{checks linear_activation_backward}}

# %% test="linear_activation_backward"

# %% [markdown] lang="zh"
# ## 4.3 整个网络，往回走：`L_model_backward`
#
# **先猜一猜**：每一层的反向步骤返回三个梯度。三层的网络，返回的字典 `grads` 里有几个键？最后走到的那一层交回来的 `dA`，形状和谁相同？
#
# <details><summary>答案</summary>
#
# 每层三个：`dA`、`dW`、`db`，一共 9 个键。最后走到第 1 层，它交回来的是对**输入**的梯度，形状和 `X` 相同。
#
# </details>

# %% [markdown] lang="en"
# ## 4.3 The whole network, backwards: `L_model_backward`
#
# **Predict first**: each layer's backward step returns three gradients. In a network of three layers, how many keys does the returned dictionary `grads` have? The layer reached last hands back a `dA`: whose shape does it have?
#
# <details><summary>Answer</summary>
#
# Three per layer, `dA`, `dW` and `db`, so 9 keys. Layer 1 is reached last, and it hands back the gradient for the **input**, which has the shape of `X`.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：从最右边开始。对 (7) 里一个样本的损失求导，得到它对预测 $A^{[L]}$ 的导数（除法逐个元素进行）：
#
# $$dA^{[L]} = -\left( \frac{Y}{A^{[L]}} - \frac{1 - Y}{1 - A^{[L]}} \right) \tag{14}$$
#
# 然后先穿过第 $L$ 层（sigmoid），再从第 $L-1$ 层倒着走到第 1 层（ReLU）；倒着数可以用 `reversed(range(1, L))`。每一步都一次交回三个梯度：三个都存进 `grads`，其中的 `dA` 还要交给左边的下一层。

# %% [markdown] lang="en"
# **Why**: start at the far right. Differentiate the loss of one example in (7), and you get its derivative with respect to the prediction $A^{[L]}$ (the divisions are element by element):
#
# $$dA^{[L]} = -\left( \frac{Y}{A^{[L]}} - \frac{1 - Y}{1 - A^{[L]}} \right) \tag{14}$$
#
# Then pass layer $L$ (sigmoid), and go from layer $L-1$ back to layer 1 (ReLU); `reversed(range(1, L))` counts down. Every step hands back three gradients at once: all three go into `grads`, and the `dA` among them is also what the next layer to the left is given.

# %% [markdown] lang="zh"
# **关于编号**：`grads["dA" + str(l)]` 存的是**第 $l$ 层那一步返回的**梯度，也就是对 $A^{[l-1]}$ 的梯度：
#
# $$\texttt{grads["dA}l\texttt{"]} = dA^{[l-1]}, \qquad l = 1, \dots, L \tag{15}$$
#
# 所以 `dA1` 和输入 `X` 形状相同，没有 `dA0`。别处的教材有时从 0 开始编号；这里按上面的来。
#
# ![L 层网络的反向传播：从代价的 dAL 出发，先过 SIGMOID 的第 L 层，再逐层往回过 RELU 层，每层给出 dW 和 db；dA1 是第 1 层返回的梯度](figures/backward_pass.svg)
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `AL` | 预测 | `(1, m)` |
# | `Y` | 标签 | `(1, m)` |
# | `caches` | `L_model_forward` 给的列表：`caches[0]` 属于第 1 层；让它保持原样 | 长度 $L$ |
# | **返回** `grads` | 字典，键为 `dA1`、`dW1`、`db1` …… 直到第 $L$ 层 | |
#
# > ⚠️ **容易绊倒的地方**：列表从 0 数起，第 $l$ 层的缓存是 `caches[l - 1]`。公式 (14) 里没有 $1/m$：它在 `linear_backward` 里。

# %% [markdown] lang="en"
# **About the numbering**: `grads["dA" + str(l)]` holds the gradient that **the step of layer $l$ returns**, the one for $A^{[l-1]}$:
#
# $$\texttt{grads["dA}l\texttt{"]} = dA^{[l-1]}, \qquad l = 1, \dots, L \tag{15}$$
#
# So `dA1` has the shape of the input `X`, and there is no `dA0`. Other texts sometimes number from 0; here it is as above.
#
# ![The backward pass through L layers: it starts with dAL from the cost, passes the SIGMOID of layer L, then the RELU layers one by one; each layer gives dW and db; dA1 is the gradient that layer 1 returns](figures/backward_pass.svg)
#
# | argument | what it is | shape |
# |---|---|---|
# | `AL` | the prediction | `(1, m)` |
# | `Y` | the labels | `(1, m)` |
# | `caches` | the list from `L_model_forward`: `caches[0]` belongs to layer 1; leave it as it is | length $L$ |
# | **returns** `grads` | a dictionary with the keys `dA1`, `dW1`, `db1` … up to layer $L$ | |
#
# > ⚠️ **Where people stumble**: lists count from 0, so the cache of layer $l$ is `caches[l - 1]`. There is no $1/m$ in formula (14): its place is in `linear_backward`.

# %% solution="L_model_backward"
def L_model_backward(AL, Y, caches):
    """dAL = -(Y / AL - (1 - Y) / (1 - AL)), l = L ... 1    grads: dA1 dW1 db1 ...    dA1: (n_0, m)"""
    ### BEGIN SOLUTION
    grads = {}
    L = len(caches)
    dA = -(Y / AL - (1 - Y) / (1 - AL))
    activation = "sigmoid"
    for l in reversed(range(1, L + 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], activation)
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
        activation = "relu"
    return grads
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。这里的 `AL` 和缓存是随手抽的数，不是真正的前向传播（`AL` 里甚至有大于 1 的数），只用来对数字：

# %% [markdown] lang="en"
# **Try it.** Here `AL` and the caches are just numbers drawn at random, no real forward pass (`AL` even holds a number above 1); they serve to compare the output:

# %% try="L_model_backward"
AL, Y, caches = testCases.L_model_backward_test_case()
with trying(L_model_backward):
    grads = L_model_backward(AL, Y, caches)
    for name in ("dW1", "db1", "dA1"):
        print(f"{name} = {grads[name]}")

# %% [markdown] expected="L_model_backward"
# > ```text
# > dW1 = [[0.41010002 0.07807203 0.13798444 0.10502167]
# >  [0.         0.         0.         0.        ]
# >  [0.05283652 0.01005865 0.01777766 0.0135308 ]]
# > db1 = [[-0.22007063]
# >  [ 0.        ]
# >  [-0.02835349]]
# > dA1 = [[ 0.          0.52257901]
# >  [ 0.         -0.3269206 ]
# >  [ 0.         -0.32070404]
# >  [ 0.         -0.74079187]]
# > ```

# %% check="L_model_backward"
check(L_model_backward)

# %% [markdown] lang="zh"
# **想一想**：`dW1` 的第二行和 `db1` 的第二个数都是零。由此可知第 1 层的第二个单元怎么了？
#
# <details><summary>答案</summary>
#
# 它对两个样本都“关着”：`Z` 都不大于零。所以没有梯度流过它，它的参数这一次都不动。
#
# </details>

# %% [markdown] lang="en"
# **Think**: the second row of `dW1` and the second number of `db1` are zero. What does that tell you about the second unit of layer 1?
#
# <details><summary>Answer</summary>
#
# It was "off" for both examples: neither `Z` is above zero. No gradient flows through it, so its parameters do not move this time.
#
# </details>

# %% [markdown] marking="L_model_backward" lang="zh"
# **评分 · `L_model_backward` · {{points L_model_backward}} 分**。隐藏测试用真正的前向传播，网络有 3 到 6 层，另有一个只有一层：
#
# {{checks L_model_backward}}

# %% [markdown] marking="L_model_backward" lang="en"
# **Marking · `L_model_backward` · {{points L_model_backward}} points.** The hidden test uses real forward passes through networks of 3 to 6 layers, and through one of a single layer:
#
# {{checks L_model_backward}}

# %% test="L_model_backward"

# %% [markdown] lang="zh"
# # 5 更新参数
#
# ## 5.1 走一步：`update_parameters`
#
# **先猜一猜**：更新就是从每个参数里减去它的梯度乘以一个小数，这个小数叫**学习率**。更新以后，`W1` 的形状会变吗？学习率为 0 会怎样？
#
# <details><summary>答案</summary>
#
# 形状不变：减去的梯度和参数形状相同。学习率为 0 时什么都不动，网络永远学不会。
#
# </details>

# %% [markdown] lang="en"
# # 5 Update the parameters
#
# ## 5.1 One step: `update_parameters`
#
# **Predict first**: an update takes from each parameter its gradient times a small number, the **learning rate**. Does the shape of `W1` change in an update? What happens with a learning rate of 0?
#
# <details><summary>Answer</summary>
#
# The shape stays: the gradient that is subtracted has the shape of the parameter. With a rate of 0 nothing moves, and the network never learns.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：梯度指向代价**上升**最快的方向。要让代价下降，就朝相反方向走一小步，步子的大小由学习率 $\alpha$ 定。对每一层 $l = 1, \dots, L$：
#
# $$W^{[l]} := W^{[l]} - \alpha \, dW^{[l]} \tag{16}$$
#
# $$b^{[l]} := b^{[l]} - \alpha \, db^{[l]} \tag{17}$$
#
# | 参数 | 是什么 |
# |---|---|
# | `parameters` | 字典 `W1`、`b1` …… |
# | `grads` | 字典 `dW1`、`db1` ……（也有 `dA1` …… 更新用不着它们） |
# | `learning_rate` | 学习率 $\alpha$，一个正数 |
# | **返回** `parameters` | 更新后的字典，键和形状不变 |
#
# > ⚠️ **容易绊倒的地方**：`grads` 每层有三个键，`parameters` 每层有两个；层数从 `parameters` 数。

# %% [markdown] lang="en"
# **Why**: the gradient points in the direction in which the cost **rises** fastest. To make the cost fall, take a small step the other way; the learning rate $\alpha$ sets how far. For each layer $l = 1, \dots, L$:
#
# $$W^{[l]} := W^{[l]} - \alpha \, dW^{[l]} \tag{16}$$
#
# $$b^{[l]} := b^{[l]} - \alpha \, db^{[l]} \tag{17}$$
#
# | argument | what it is |
# |---|---|
# | `parameters` | the dictionary `W1`, `b1` … |
# | `grads` | the dictionary `dW1`, `db1` … (also `dA1` …, which an update does not use) |
# | `learning_rate` | the learning rate $\alpha$, a positive number |
# | **returns** `parameters` | the updated dictionary, with the same keys and shapes |
#
# > ⚠️ **Where people stumble**: `grads` has three keys per layer, `parameters` has two; count the layers by `parameters`.

# %% solution="update_parameters"
def update_parameters(parameters, grads, learning_rate):
    """theta = theta - alpha * dtheta    theta: W[l], b[l]    l = 1 ... L"""
    ### BEGIN SOLUTION
    updated = {}
    for name in parameters:
        updated[name] = parameters[name] - learning_rate * grads["d" + name]
    return updated
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**。学习率是 0.1：

# %% [markdown] lang="en"
# **Try it.** The learning rate is 0.1:

# %% try="update_parameters"
parameters, grads = testCases.update_parameters_test_case()
with trying(update_parameters):
    parameters = update_parameters(parameters, grads, 0.1)
    for name in ("W1", "b1", "W2", "b2"):
        print(f"{name} = {parameters[name]}")

# %% [markdown] expected="update_parameters"
# > ```text
# > W1 = [[-0.59562069 -0.09991781 -2.14584584  1.82662008]
# >  [-1.76569676 -0.80627147  0.51115557 -1.18258802]
# >  [-1.0535704  -0.86128581  0.68284052  2.20374577]]
# > b1 = [[-0.04659241]
# >  [-1.28888275]
# >  [ 0.53405496]]
# > W2 = [[-0.55569196  0.0354055   1.32964895]]
# > b2 = [[-0.84610769]]
# > ```

# %% check="update_parameters"
check(update_parameters)

# %% [markdown] lang="zh"
# **想一想**：学习率越大越好吗？
#
# <details><summary>答案</summary>
#
# 不是。步子太大，会跨过谷底落到对面更高的坡上，代价反而上升，甚至发散；步子太小，又要走很久。第二部分会把几种学习率的曲线画在一起。
#
# </details>

# %% [markdown] lang="en"
# **Think**: is a larger learning rate always better?
#
# <details><summary>Answer</summary>
#
# No. Too long a step leaps across the valley to a higher place on the other slope, and the cost rises, and may even grow without limit; too short a step takes for ever. Part 2 draws the curves of several rates side by side.
#
# </details>

# %% [markdown] marking="update_parameters" lang="zh"
# **评分 · `update_parameters` · {{points update_parameters}} 分**。隐藏测试用更深的网络和别的学习率；新建字典或就地修改都可以，只是最后要把字典返回：
#
# {{checks update_parameters}}

# %% [markdown] marking="update_parameters" lang="en"
# **Marking · `update_parameters` · {{points update_parameters}} points.** The hidden test uses deeper networks and other rates; a new dictionary or a change in place are both fine, as long as the dictionary is returned:
#
# {{checks update_parameters}}

# %% test="update_parameters"

# %% [markdown] lang="zh"
# # 6 用自己的话说
#
# 有人把每一层的 $W$ 都填成同一个数 0.3，把 $b$ 都填成零。不管训练多久，同一个隐藏层的单元始终一模一样。请用三到五句话解释：为什么 $W$ 全都相同行不通，而 $b$ 全都是零却没有关系？
#
# {{points why_random_weights}} 分，由老师批改：说清同一层的单元为什么算得一样，2 分；为什么更新以后仍然一样，2 分；$b$ 为什么可以是零，1 分。双击下面的单元格（✎）就可以写，用中文或英文都行。

# %% [markdown] lang="en"
# # 6 In your own words
#
# Somebody fills the $W$ of every layer with one and the same number, 0.3, and $b$ with zeros. However long the training runs, the units of a hidden layer stay exactly alike. In three to five sentences: why does a $W$ of equal numbers not work, while a $b$ of zeros does no harm?
#
# {{points why_random_weights}} points, marked by a person: why the units of a layer compute the same, 2 points; why they are still the same after an update, 2 points; why $b$ may be zero, 1 point. Double-click the cell below (✎) and write, in English or in Chinese.

# %% [markdown] answer="why_random_weights" lang="zh"
# $W$ 全都相同、$b$ 也相同时，同一层的每个单元对任何输入都算出同样的输出。下一层给它们的权重也相同，所以反向传播交给它们的梯度相同，更新以后它们仍然相同：许多单元只顶一个用。随机的 $W$ 让单元从一开始就各不相同，梯度也就不同，各自学到不同的东西。$b$ 全为零没有关系，因为只要 $W$ 不同，单元就已经不同了，它们的 $b$ 也会得到不同的梯度。

# %% [markdown] answer="why_random_weights" lang="en"
# With equal $W$ and equal $b$, every unit of a layer computes the same output for any input. The next layer gives them equal weights, too, so backpropagation hands them equal gradients, and after an update they are still equal: many units do the work of one. A random $W$ makes the units different from the start, so their gradients differ and each learns something of its own. A $b$ of zeros does no harm, because the units already differ through $W$, and then each $b$ gets a gradient of its own.

# %% [markdown] lang="zh"
# # 7 回顾
#
# | 函数 | 一句话 | 输入 → 输出 |
# |---|---|---|
# | `initialize_parameters` | 小的随机权重，零偏置 | 层大小 → `parameters` |
# | `initialize_parameters_deep` | 任意多层，除以 $\sqrt{n_{l-1}}$ | `layers_dims` → `parameters` |
# | `linear_forward` | $Z = W A + b$ | `A`, `W`, `b` → `Z`, `cache` |
# | `linear_activation_forward` | 线性，再激活 | `A_prev`, `W`, `b`, `activation` → `A`, `cache` |
# | `L_model_forward` | 一层接一层 | `X`, `parameters` → `AL`, `caches` |
# | `compute_cost` | 有多坏：平均的交叉熵 | `AL`, `Y` → `cost` |
# | `linear_backward` | 三个梯度，只有 `dW`、`db` 除以 $m$ | `dZ`, `cache` → `dA_prev`, `dW`, `db` |
# | `linear_activation_backward` | 先穿过激活，再穿过线性 | `dA`, `cache`, `activation` → `dA_prev`, `dW`, `db` |
# | `L_model_backward` | 从代价倒着走回第 1 层 | `AL`, `Y`, `caches` → `grads` |
# | `update_parameters` | 朝下坡走一步 | `parameters`, `grads`, `learning_rate` → `parameters` |
#
# 下面的第 8 节不计分，是写完 {{exercises}} 个函数的奖励。

# %% [markdown] lang="en"
# # 7 Recap
#
# | function | in a phrase | in → out |
# |---|---|---|
# | `initialize_parameters` | small random weights, zero biases | sizes → `parameters` |
# | `initialize_parameters_deep` | any depth, divided by $\sqrt{n_{l-1}}$ | `layers_dims` → `parameters` |
# | `linear_forward` | $Z = W A + b$ | `A`, `W`, `b` → `Z`, `cache` |
# | `linear_activation_forward` | linear, then the activation | `A_prev`, `W`, `b`, `activation` → `A`, `cache` |
# | `L_model_forward` | layer after layer | `X`, `parameters` → `AL`, `caches` |
# | `compute_cost` | how bad: the average cross-entropy | `AL`, `Y` → `cost` |
# | `linear_backward` | three gradients; only `dW`, `db` are divided by $m$ | `dZ`, `cache` → `dA_prev`, `dW`, `db` |
# | `linear_activation_backward` | back through the activation, then through the linear step | `dA`, `cache`, `activation` → `dA_prev`, `dW`, `db` |
# | `L_model_backward` | from the cost back to layer 1 | `AL`, `Y`, `caches` → `grads` |
# | `update_parameters` | one step downhill | `parameters`, `grads`, `learning_rate` → `parameters` |
#
# Section 8 is not marked. It is the reward for writing {{exercises}} functions.

# %% [markdown] lang="zh"
# # 8 奖励
#
# ## 8.1 你的梯度对吗？
#
# 有一个不需要答案的检验。取一个很小的数 $\varepsilon$：把一个参数加上 $\varepsilon$ 算一次代价，再从**原来的值**减去 $\varepsilon$ 算一次；两个代价之差除以 $2 \varepsilon$，应当几乎等于反向传播给出的导数。对一个小网络的每个参数都这样做，把两组导数放在一起比较。相对差别小于 $10^{-7}$，剩下的就只是舍入误差：你的前向和反向是一对。

# %% [markdown] lang="en"
# # 8 Your reward
#
# ## 8.1 Are your gradients right?
#
# There is a test that needs no answers. Take a very small number $\varepsilon$: compute the cost once with $\varepsilon$ added to a parameter, and once with $\varepsilon$ taken from its **original value**; the difference of the two costs, divided by $2 \varepsilon$, should very nearly equal the derivative that backpropagation gives. Do so for every parameter of a small network and compare the two sets of derivatives. If their relative difference is below $10^{-7}$, nothing but rounding is left: your forward and your backward functions agree.

# %% demo="gradient_check"
with trying(L_model_backward):
    demo.gradient_check(globals())

# %% [markdown] lang="zh"
# ## 8.2 让它学习
#
# 下面是两条互相缠绕的旋臂，一条直线分不开它们。你的网络有三个隐藏层；`demo.train` 把样本分成小批，每看 32 个样本，就用你的函数做一次前向、反向和更新。等上几秒到半分钟，看看结果：黑线是网络说 0.5 的地方，颜色是它的输出。黑线由许多直段拼成，每个折角都来自一个 ReLU。

# %% [markdown] lang="en"
# ## 8.2 Let it learn
#
# Below are two spiral arms wound around each other; no straight line separates them. Your network has three hidden layers; `demo.train` splits the examples into small batches and, after every 32 examples, goes forward, backward and updates once with your functions. Wait a few seconds, half a minute at most, and look: the black line is where the network says 0.5, the colour is its output. The line is made of straight pieces, and each of its corners comes from a ReLU.

# %% demo="training"
X, Y = demo.toy_data()
with trying(initialize_parameters_deep, L_model_forward, L_model_backward, update_parameters):
    trained = demo.train(X, Y, [2, 16, 12, 8, 1], globals())
    demo.plot_boundary(X, Y, trained, globals())
plt.show()

# %% [markdown] lang="zh"
# **想一想**：把 `demo.train` 里的 `[2, 16, 12, 8, 1]` 换成 `[2, 1]`（在你自己新加的单元格里试），边界会变成什么样？为什么？
#
# <details><summary>答案</summary>
#
# 变成一条直线。没有隐藏层就没有 ReLU，剩下的只是一个线性步骤加一个 sigmoid，这叫逻辑回归。
#
# </details>

# %% [markdown] lang="en"
# **Think**: replace the `[2, 16, 12, 8, 1]` given to `demo.train` by `[2, 1]` (try it in a cell of your own). What becomes of the boundary, and why?
#
# <details><summary>Answer</summary>
#
# It becomes a straight line. Without hidden layers there is no ReLU, and what is left is one linear step and a sigmoid, which is called logistic regression.
#
# </details>

# %% [markdown] lang="zh"
# ## 8.3 你走到哪里了
#
# {{exercises}} 个函数的自检结果。交作业之前，先重启内核、再运行全部单元格（菜单 Kernel → Restart Kernel and Run All Cells），看看这张卡片。

# %% [markdown] lang="en"
# ## 8.3 How far you have come
#
# The self-checks of all {{exercises}} functions. Before you hand in, restart the kernel and run all cells once more (menu Kernel → Restart Kernel and Run All Cells), and look at this card.

# %% demo="progress"
progress(globals())

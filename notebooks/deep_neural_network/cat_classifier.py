# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 认猫：两个网络和一个类
#
# {{exercises step_by_step}} 个函数你已经写好了。现在把它们装成两台机器，给它们看二百来张图片，每张只告诉一件事：是猫，还是不是猫。一分钟以后，它们会去认从没见过的图片，有时对，有时错得很有趣。
#
# **你会做什么**：写出一个两层网络和一个任意深的网络，各只有十来行；写一个预测函数；再把一切收进一个好用的类。然后训练、比较，看看网络到底学到了什么，它在哪里出错，最后拿你自己的图片去考它。
#
# **你会学到什么**：一次训练从头到尾是什么样子；学习率怎样决定快慢和成败；一个好用的模型类该有哪些习惯；训练集上的满分为什么不等于学会；以及只凭 50 张测试图片，可以说什么，不可以说什么。
#
# **你需要什么**：第一部分写好的 `step_by_step.ipynb`，和这本笔记放在同一个文件夹里。不需要联网，也不需要显卡。
#
# **要多久**：写代码大约一个半小时；训练每次一分钟左右，慢的机器要几分钟，正好用来想一想。

# %% [markdown] lang="en"
# # Recognising cats with two networks and a class
#
# Your {{exercises step_by_step}} functions are written. Now you put them together into two machines and show them about two hundred pictures, telling them just one thing about each: cat, or no cat. A minute later they face pictures that they have never seen, and are sometimes right and sometimes wrong in interesting ways.
#
# **What you will do**: write a network of two layers and one of any depth, a dozen lines each; write a function that predicts; and wrap it all up in a class that is easy to use. Then train, compare, look at what the networks have learned and where they go wrong, and finally test them with a picture of your own.
#
# **What you will learn**: what a training looks like from beginning to end; how the learning rate decides between fast, slow and hopeless; which habits make a model class pleasant to use; why full marks on the training set do not mean that something was learned; and what 50 test pictures let you say, and what they do not.
#
# **What you need**: the finished `step_by_step.ipynb` of part 1, in the same folder as this notebook. No internet connection, no graphics card.
#
# **How long it takes**: about an hour and a half of writing; each training takes a minute or so, or a few on a slow machine: just right for a moment of thought.

# %% [markdown] lang="zh"
# ## 和第一部分一样
#
# 节奏没有变：**先猜一猜**，看**为什么**和**步骤**，**写**，**试一试**，**自检**，**想一想**。{{exercises}} 个练习共 {{points two_layer_model}} + {{points L_layer_model}} + {{points predict}} + {{points DeepNetwork}} 分，另有一道 {{points what_fifty_pictures_say}} 分的文字题，满分 {{points}} 分。
#
# 有两点是新的：
#
# - 这里直接用**你自己的** {{exercises step_by_step}} 个函数，从同一个文件夹里**保存过的** `step_by_step.ipynb` 读入。在那边改了什么，先保存（Ctrl + S），再回来运行一次下面写着 `part1.load()` 的单元格。
# - 训练要花些时间。一行 ⏱ 会告诉你走到了哪里。等不及就按工具栏上的 ■（停止）：训练会在走完当前这一步之后停下，已经学到的都还在，可以接着往下看。

# %% [markdown] lang="en"
# ## As in part 1
#
# The rhythm is the same: **predict first**, see the **why** and the **steps**, **write**, **try it**, **check yourself**, **think**. The {{exercises}} exercises are worth {{points two_layer_model}} + {{points L_layer_model}} + {{points predict}} + {{points DeepNetwork}} points, and there is one written question of {{points what_fifty_pictures_say}}: {{points}} points in all.
#
# Two things are new:
#
# - The {{exercises step_by_step}} functions used here are **your own**, read from the **saved** `step_by_step.ipynb` in the same folder. When you change something there, save it (Ctrl + S), come back and run the cell with `part1.load()` below once more.
# - Training takes a while. A line with ⏱ tells how far it has come. If you cannot wait, press ■ (stop) in the toolbar: the training ends after the step that is running, and whatever was learned by then is kept for you to look at.

# %% setup="tools"
LANGUAGE = "zh"

import matplotlib.pyplot as plt
import numpy as np

import lr_utils
from kit import compare, gallery, selfcheck
from kit.inputs import small_problem
from kit.selfcheck import check, progress, trying
from kit.selfcheck.earlier import Earlier
from kit.training import steps

selfcheck.use(LANGUAGE)

# %% setup="part1"
part1 = Earlier("step_by_step")
(
    initialize_parameters,
    initialize_parameters_deep,
    linear_forward,
    linear_activation_forward,
    L_model_forward,
    compute_cost,
    linear_backward,
    linear_activation_backward,
    L_model_backward,
    update_parameters,
) = part1.load()

# %% [markdown] lang="zh"
# {{exercises step_by_step}} 个函数都到齐了吗？下面的卡片逐个看一遍。有哪个不对，先回第一部分改好它：这里的一切都建在它们上面。

# %% [markdown] lang="en"
# Have all {{exercises step_by_step}} arrived? The card below looks at them one by one. If one is not right, go back to part 1 and mend it first: everything here is built on them.

# %% demo="part1"
part1.report()

# %% [markdown] lang="zh"
# # 1 数据
#
# ## 1.1 先看看
#
# `lr_utils.load_dataset()` 会说明它找到的是哪一份数据：真实的猫，或者课程自带的手绘的猫。课文里的百分数，凡没有注明的，都是真实猫图上的；手绘的猫上会有些不同，要看的东西是一样的。每张图片是 64 × 64 个像素，每个像素有红、绿、蓝三个 0 到 255 的整数；标签 1 表示猫，0 表示不是猫。**训练集**用来学习；**测试集**收起来，只用来考试，一次也不参加学习。

# %% [markdown] lang="en"
# # 1 The data
#
# ## 1.1 Have a look first
#
# `lr_utils.load_dataset()` says which data it has found: the real cats, or the drawn cats that come with the course. The figures in the text are those of the real cats; on the drawn ones yours will differ, and there is just as much to see. Every picture has 64 × 64 pixels, and every pixel three whole numbers from 0 to 255, for red, green and blue; the label 1 means cat, 0 means no cat. The **training set** is for learning; the **test set** is put aside for the exam and takes no part in the learning at all.

# %% demo="look"
train_x_orig, train_y, test_x_orig, test_y, classes = lr_utils.load_dataset()
print("train_x_orig", train_x_orig.shape, "train_y", train_y.shape)
print("test_x_orig", test_x_orig.shape, "test_y", test_y.shape)
print(f"train_y = 1: {train_y.sum()} / {train_y.size}, test_y = 1: {test_y.sum()} / {test_y.size}")
gallery.samples(train_x_orig, train_y, classes)
plt.show()

# %% [markdown] lang="zh"
# **想一想**：有一个“分类器”什么也不看，对每张图片都说“猫”。它在测试集上能得多少分？
#
# <details><summary>答案</summary>
#
# 测试集里猫占多大比例，它就得多少分。在真实的猫图上，50 张里有 33 张是猫，所以闭着眼睛也有 66%；手绘的猫一半对一半，是 50%。记住你那份数据的这个数：一个网络要比它高出一截，才算学到了东西。
#
# </details>

# %% [markdown] lang="en"
# **Think**: a "classifier" looks at nothing and says "cat" to every picture. How well does it do on the test set?
#
# <details><summary>Answer</summary>
#
# Its score is exactly the share of cats. Of the 50 real test pictures 33 show a cat, so it gets 66% with its eyes shut; of the drawn ones 25 do, so it gets 50%. Keep the number of your data in mind: a network has to do clearly better before we may say that it has learned something.
#
# </details>

# %% [markdown] lang="zh"
# ## 1.2 摊平，再缩放
#
# 网络要的是一列一列的数，每列一个样本。所以把每张图片的 64 × 64 × 3 个数**摊平**成一列，$64 \cdot 64 \cdot 3 = 12288$ 个；再除以 255，让它们都落在 0 和 1 之间，这样第一层的 $Z$ 一开始就不会太大。
#
# > ⚠️ **容易绊倒的地方**：先 `reshape(m, -1)`，再转置 `.T`。直接写 `reshape(-1, m)` 形状也对，可是每一列里装的是从许多张图片上零零碎碎拼来的数，没有一列还是一张图片。

# %% [markdown] lang="en"
# ## 1.2 Flatten, then scale
#
# The network wants columns of numbers, one for each example. So the 64 × 64 × 3 numbers of a picture are **flattened** into one column of $64 \cdot 64 \cdot 3 = 12288$, and divided by 255, which brings them all between 0 and 1 and keeps the first $Z$ from being too large.
#
# > ⚠️ **Where people stumble**: first `reshape(m, -1)`, then transpose, `.T`. Writing `reshape(-1, m)` at once gives the right shape, too, but then every column is pieced together from scraps of many pictures, and no column is a picture any more.

# %% demo="flatten"
train_x = train_x_orig.reshape(train_x_orig.shape[0], -1).T / 255
test_x = test_x_orig.reshape(test_x_orig.shape[0], -1).T / 255
n_x = train_x.shape[0]
print("train_x", train_x.shape, "test_x", test_x.shape)
print("min", train_x.min(), "max", train_x.max())

# %% [markdown] lang="zh"
# # 2 两层网络：`two_layer_model`
#
# **先猜一猜**：训练 2500 次，每 100 次记一次代价，从第 0 次记起。`costs` 里有几个数？如果所有参数都还没有动过，第一个数大约是多少？
#
# <details><summary>答案</summary>
#
# 25 个：第 0，100，……，2400 次。权重很小，所以网络一开始对什么都说“差不多 0.5”，代价约为 $-\log 0.5 \approx 0.693$。
#
# </details>

# %% [markdown] lang="en"
# # 2 Two layers: `two_layer_model`
#
# **Predict first**: in 2500 iterations the cost is noted every 100 iterations, beginning with iteration 0. How many numbers are in `costs`? And about how large is the first, when no parameter has moved yet?
#
# <details><summary>Answer</summary>
#
# 25 of them: iterations 0, 100, …, 2400. The weights are small, so at first the network says "about 0.5" to everything, and the cost is about $-\log 0.5 \approx 0.693$.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：学习就是一圈一圈地重复四件事。向前走一遍，得到预测；算代价，看有多坏；向后走一遍，得到梯度；沿着下坡走一小步。图里画的是前三件；每一步要用的函数，第一部分里都有了。
#
# ![两层网络的前向与反向：上面一行从 X 走到代价，下面一行从代价走回来，缓存把两行连在一起](figures/forward_backward.svg)
#
# **步骤**：
#
# 1. `np.random.seed(1)`，然后用 `initialize_parameters` 开始。
# 2. 重复 `num_iterations` 次：
#    - 前向：第 1 层用 `"relu"`，第 2 层用 `"sigmoid"`，每层得到一个 `A` 和一份缓存；
#    - 第 0，100，200 …… 次，在更新**之前**，把 `compute_cost` 的结果记进 `costs`；
#    - 反向：从公式 (1) 开始，第 2 层先走，第 1 层后走；每层的 `dW`、`db` 放进一个字典 `grads`，键是 `"dW1"`、`"db1"`、`"dW2"`、`"db2"`；
#    - 更新，下一圈就用新的 `parameters`：接住返回的字典，或者它本来就是就地改的，都行。
# 3. 返回 `parameters` 和 `costs`。
#
# $$dA^{[2]} = -\left(\frac{Y}{A^{[2]}} - \frac{1 - Y}{1 - A^{[2]}}\right) \tag{1}$$

# %% [markdown] lang="en"
# **Why**: learning repeats four things, round after round. Walk forward and get a prediction; compute the cost and see how bad it is; walk backward and get the gradients; take a small step downhill. The figure shows the first three; for each step there is a function in part 1.
#
# ![Forward and backward through two layers: the upper row leads from X to the cost, the lower one back from it, and caches connect the two](figures/forward_backward.svg)
#
# **Steps**:
#
# 1. `np.random.seed(1)`, then begin with `initialize_parameters`.
# 2. Repeat `num_iterations` times:
#    - forward: `"relu"` in layer 1, `"sigmoid"` in layer 2; each layer gives an `A` and a cache;
#    - in iterations 0, 100, 200 …, **before** the update, append what `compute_cost` returns to `costs`;
#    - backward: begin with formula (1); layer 2 goes first, then layer 1; the `dW` and `db` of each go into a dictionary `grads`, under `"dW1"`, `"db1"`, `"dW2"`, `"db2"`;
#    - update, and go into the next round with the new `parameters`, whether they are returned or were changed in place.
# 3. Return `parameters` and `costs`.
#
# $$dA^{[2]} = -\left(\frac{Y}{A^{[2]}} - \frac{1 - Y}{1 - A^{[2]}}\right) \tag{1}$$

# %% [markdown] lang="zh"
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `X`, `Y` | 样本和标签 | `(n_x, m)`，`(1, m)` |
# | `layers_dims` | `(n_x, n_h, n_y)`，输入和两层的大小 | 长度 3 |
# | `learning_rate` | 学习率 | 一个数 |
# | `num_iterations` | 走多少步 | 整数 |
# | `print_cost` | 为真时，把记下的代价也打印出来，格式随你 | 布尔值 |
# | **返回** `parameters` | 训练后的 `W1`、`b1`、`W2`、`b2` | |
# | **返回** `costs` | 第 0，100，200 …… 次的代价，不管 `print_cost` 是什么 | 列表，数组也行 |
#
# 循环写成 `for i in steps(num_iterations):`。它和 `range(num_iterations)` 一样数数，只是走得久的时候会显示 ⏱ 那一行，按 ■ 停下来时，学到的还在。写 `range` 也对，不过那样一停就什么都没有了。
#
# > ⚠️ **容易绊倒的地方**：更新以后的 `parameters` 要**重新**从字典里取 `W1`、`b1`……。如果只在循环前取一次，每一圈用的都是最初的权重，代价画出来是一条水平线。把初始化写进循环里，也是一样的水平线。

# %% [markdown] lang="en"
# | argument | what it is | shape |
# |---|---|---|
# | `X`, `Y` | examples and labels | `(n_x, m)`, `(1, m)` |
# | `layers_dims` | `(n_x, n_h, n_y)`, the sizes of the input and of the two layers | length 3 |
# | `learning_rate` | the learning rate | a number |
# | `num_iterations` | how many steps to take | an integer |
# | `print_cost` | if true, also print the costs that are noted, in any form you like | a boolean |
# | **returns** `parameters` | `W1`, `b1`, `W2`, `b2` after training | |
# | **returns** `costs` | the costs of iterations 0, 100, 200 …, whatever `print_cost` is | a list, and an array will do |
#
# Write the loop as `for i in steps(num_iterations):`. It counts like `range(num_iterations)`; but when it takes long it shows the ⏱ line, and when ■ stops it, what was learned is kept. `range` is right, too, but then a stop loses everything.
#
# > ⚠️ **Where people stumble**: after an update, `W1`, `b1` … must be taken from the new `parameters` **again**. Taken only once, before the loop, the first weights are used in every round, and the curve of costs is flat. Initialising inside the loop gives just the same flat line.


# %% solution="two_layer_model"
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    """LINEAR -> RELU -> LINEAR -> SIGMOID    X: (n_x, m)  Y: (1, m)  layers_dims: (n_x, n_h, n_y)"""
    ### BEGIN SOLUTION
    np.random.seed(1)
    n_x, n_h, n_y = layers_dims
    parameters = initialize_parameters(n_x, n_h, n_y)
    costs = []
    for i in steps(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        if i % 100 == 0:
            costs.append(compute_cost(A2, Y))
            if print_cost:
                print(f"{i:5d}  {costs[-1]:.4f}")
        dA2 = -(Y / A2 - (1 - Y) / (1 - A2))
        grads = {}
        dA1, grads["dW2"], grads["db2"] = linear_activation_backward(dA2, cache2, "sigmoid")
        _, grads["dW1"], grads["db1"] = linear_activation_backward(dA1, cache1, "relu")
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs
    ### END SOLUTION


# %% [markdown] lang="zh"
# **试一试**。30 个小样本，每个只有 4 个数，一眨眼就训练完：

# %% [markdown] lang="en"
# **Try it.** 30 small examples of 4 numbers each, trained in the blink of an eye:

# %% try="two_layer_model"
X, Y = small_problem()
with trying(two_layer_model):
    parameters, costs = two_layer_model(X, Y, (4, 5, 1), 0.3, 301)
    print(f"W2 = {parameters['W2']}")
    print(f"costs = {np.array(costs)}")

# %% [markdown] expected="two_layer_model"
# > ```text
# > W2 = [[-1.07868439  1.56908894  0.92383546  0.41282087  0.42544747]]
# > costs = [0.69309404 0.42767202 0.39719899 0.36701099]
# > ```

# %% check="two_layer_model"
check(two_layer_model)

# %% [markdown] lang="zh"
# **想一想**：代价降下去，说明网络在训练集上越来越好。说明它在没见过的图片上也越来越好吗？
#
# <details><summary>答案</summary>
#
# 不说明。网络也可以把训练集一张一张背下来。只有拿没参加过训练的图片去考它，才知道它学会了没有。第 6 节就考。
#
# </details>

# %% [markdown] lang="en"
# **Think**: the cost falls, so the network gets better on the training set. Does it also get better on pictures that it has never seen?
#
# <details><summary>Answer</summary>
#
# Not necessarily. A network may just as well learn the training set by heart, picture by picture. Only pictures that took no part in the training tell whether it has learned. Section 6 is the exam.
#
# </details>

# %% [markdown] marking="two_layer_model" lang="zh"
# **评分 · `two_layer_model` · {{points two_layer_model}} 分**。隐藏测试用随机的小数据，训练两百多步，另有几次只训练几步：
#
# {{checks two_layer_model}}

# %% [markdown] marking="two_layer_model" lang="en"
# **Marking · `two_layer_model` · {{points two_layer_model}} points.** The hidden test trains on small random data, once for more than two hundred steps and several times for just a few:
#
# {{checks two_layer_model}}

# %% test="two_layer_model"

# %% [markdown] lang="zh"
# # 3 任意多层：`L_layer_model`
#
# **先猜一猜**：`layers_dims = (12288, 20, 7, 5, 1)` 的网络有几层？要改成六层，`L_layer_model` 的代码要改几行？
#
# <details><summary>答案</summary>
#
# 四层（输入不算一层）。一行也不用改：层数藏在 `layers_dims` 和 `parameters` 里，你的函数自己会数。
#
# </details>

# %% [markdown] lang="en"
# # 3 Any number of layers: `L_layer_model`
#
# **Predict first**: how many layers does a network with `layers_dims = (12288, 20, 7, 5, 1)` have? To make it six, how many lines of `L_layer_model` must change?
#
# <details><summary>Answer</summary>
#
# Four (the input does not count). And none: the number of layers is in `layers_dims` and in `parameters`, and your functions count by themselves.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：同样的一圈，只是前向和反向各成了一次函数调用。当初把它们写得通用，好处就在这里：`L_model_forward` 和 `L_model_backward` 不在乎有几层。
#
# **步骤**：从 `initialize_parameters_deep` 开始；然后一圈一圈地：`L_model_forward`，每 100 次 `compute_cost`，`L_model_backward`，`update_parameters`。参数和返回值与 `two_layer_model` 相同，只是 `layers_dims` 可以有任意多个数。
#
# > ⚠️ **容易绊倒的地方**：种子已经在 `initialize_parameters_deep` 里设好了，这里不用再设。`L_model_backward` 的参数顺序是 `AL`、`Y`、`caches`；`compute_cost` 的是 `AL`、`Y`。

# %% [markdown] lang="en"
# **Why**: it is the same round, but forward and backward have become a single call each. That is the reward for having written them in general terms: `L_model_forward` and `L_model_backward` do not care how many layers there are.
#
# **Steps**: begin with `initialize_parameters_deep`; then, round after round: `L_model_forward`, every 100 iterations `compute_cost`, `L_model_backward`, `update_parameters`. Arguments and returned values are those of `two_layer_model`, except that `layers_dims` may hold any number of sizes.
#
# > ⚠️ **Where people stumble**: the seed is already set inside `initialize_parameters_deep`; no need to set it here. The arguments of `L_model_backward` are, in order, `AL`, `Y`, `caches`; those of `compute_cost` are `AL`, `Y`.


# %% solution="L_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    """[LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID    X: (n_0, m)  Y: (1, m)  layers_dims: (n_0, ..., n_L)"""
    ### BEGIN SOLUTION
    parameters = initialize_parameters_deep(layers_dims)
    costs = []
    for i in steps(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 100 == 0:
            costs.append(compute_cost(AL, Y))
            if print_cost:
                print(f"{i:5d}  {costs[-1]:.4f}")
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs
    ### END SOLUTION


# %% [markdown] lang="zh"
# **试一试**。同样的 30 个样本，三层：

# %% [markdown] lang="en"
# **Try it.** The same 30 examples, three layers:

# %% try="L_layer_model"
X, Y = small_problem()
with trying(L_layer_model):
    parameters, costs = L_layer_model(X, Y, (4, 6, 5, 1), 0.1, 301)
    print(f"W3 = {parameters['W3']}")
    print(f"costs = {np.array(costs)}")

# %% [markdown] expected="L_layer_model"
# > ```text
# > W3 = [[ 0.63378174 -1.31948279  0.16246009 -0.8322151  -1.73767537]]
# > costs = [0.71232636 0.48033944 0.32113554 0.23438045]
# > ```

# %% check="L_layer_model"
check(L_layer_model)

# %% [markdown] lang="zh"
# **想一想**：这两个模型里，哪一步最费时间？对 12288 个输入、20 个单元、209 张图片，一次前向的第一层要做多少次乘法？
#
# <details><summary>答案</summary>
#
# 矩阵乘法，而且几乎全在第一层：$20 \cdot 12288 \cdot 209 \approx 5.1 \cdot 10^7$ 次乘法。后面几层加在一起还不到它的千分之一。NumPy 把这种乘法交给高度优化的程序，所以整整一步训练也就几十毫秒；用 Python 的循环来写，要慢上百倍。
#
# </details>

# %% [markdown] lang="en"
# **Think**: which step of these models takes most of the time? With 12288 inputs, 20 units and 209 pictures, how many multiplications does the first layer need on the way forward?
#
# <details><summary>Answer</summary>
#
# The matrix products, and nearly all of that time goes into the first layer: $20 \cdot 12288 \cdot 209 \approx 5.1 \cdot 10^7$ multiplications. All later layers together need less than a thousandth of that. NumPy hands such products to highly tuned programs, so that a whole step of training takes some tens of milliseconds; loops in Python would take hundreds of times as long.
#
# </details>

# %% [markdown] marking="L_layer_model" lang="zh"
# **评分 · `L_layer_model` · {{points L_layer_model}} 分**。隐藏测试换用别的层数和大小，训练两百多步，另有几次只训练几步：
#
# {{checks L_layer_model}}

# %% [markdown] marking="L_layer_model" lang="en"
# **Marking · `L_layer_model` · {{points L_layer_model}} points.** The hidden test uses other depths and sizes, once for more than two hundred steps and several times for just a few:
#
# {{checks L_layer_model}}

# %% test="L_layer_model"

# %% [markdown] lang="zh"
# # 4 预测：`predict`
#
# **先猜一猜**：`AL` 是 `[[0.2, 0.7, 0.5]]`。网络的三个回答是什么？
#
# <details><summary>答案</summary>
#
# `[[0, 1, 0]]`，按下面的公式 (2)：**大于** 0.5 才说 1。正好 0.5 说明它一点主意也没有，说哪个都行，`[[0, 1, 1]]` 也算对。
#
# </details>

# %% [markdown] lang="en"
# # 4 Predict: `predict`
#
# **Predict first**: `AL` is `[[0.2, 0.7, 0.5]]`. What are the network's three answers?
#
# <details><summary>Answer</summary>
#
# `[[0, 1, 0]]`, by formula (2) below: it takes **more** than 0.5 to say 1. Exactly 0.5 means that it has no idea at all, and either answer will do: `[[0, 1, 1]]` is right, too.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：网络给的是概率，人要的是回答。走一遍前向，再和 0.5 比一比。两种网络用的是同一个 `predict`，因为 `L_model_forward` 自己会从 `parameters` 里数出层数。
#
# $$\hat{y}^{(i)} = \begin{cases} 1 & a^{[L](i)} > 0.5 \\ 0 & \text{else} \end{cases} \tag{2}$$
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `X` | 样本 | `(n_0, m)` |
# | `parameters` | 训练好的参数 | |
# | **返回** | 0 和 1，最好是整数（布尔值、浮点数也算对） | `(1, m)` |
#
# > ⚠️ **容易绊倒的地方**：`L_model_forward` 返回**两个**值，要比较的是第一个。比较整个数组不需要循环，`AL > 0.5` 一次就比完，得到真和假，再变成整数。

# %% [markdown] lang="en"
# **Why**: the network gives probabilities, and people want answers. Go forward once and compare with 0.5. Both networks share this one `predict`, since `L_model_forward` counts the layers in `parameters` by itself.
#
# $$\hat{y}^{(i)} = \begin{cases} 1 & a^{[L](i)} > 0.5 \\ 0 & \text{else} \end{cases} \tag{2}$$
#
# | argument | what it is | shape |
# |---|---|---|
# | `X` | examples | `(n_0, m)` |
# | `parameters` | the trained parameters | |
# | **returns** | 0 and 1, best as integers (booleans and floats are right, too) | `(1, m)` |
#
# > ⚠️ **Where people stumble**: `L_model_forward` returns **two** values, and the first is the one to compare. A whole array needs no loop: `AL > 0.5` compares all at once and gives true and false, which then become integers.


# %% solution="predict"
def predict(X, parameters):
    """AL > 0.5 -> 1, AL <= 0.5 -> 0    X: (n_0, m)  -> (1, m), int"""
    ### BEGIN SOLUTION
    AL, _ = L_model_forward(X, parameters)
    return (AL > 0.5).astype(int)
    ### END SOLUTION


# %% [markdown] lang="zh"
# **试一试**。先训练，再看它答对几个：

# %% [markdown] lang="en"
# **Try it.** Train first, then see how many it gets right:

# %% try="predict"
X, Y = small_problem()
with trying(L_layer_model, predict):
    parameters, costs = L_layer_model(X, Y, (4, 6, 5, 1), 0.1, 301)
    answers = predict(X, parameters)
    print(f"answers = {answers[:, :12]} ...")
    print(f"Y       = {Y[:, :12]} ...")
    print(f"answers == Y: {np.sum(answers == Y)} / {Y.size}")

# %% [markdown] expected="predict"
# > ```text
# > answers = [[0 1 0 1 0 0 0 1 0 1 0 1]] ...
# > Y       = [[0 1 0 1 0 1 0 1 0 1 0 1]] ...
# > answers == Y: 28 / 30
# > ```

# %% check="predict"
check(predict)

# %% [markdown] lang="zh"
# **想一想**：阈值一定要是 0.5 吗？如果漏掉一只猫后果严重，把狗错认成猫却无所谓，你会把它调高还是调低？
#
# <details><summary>答案</summary>
#
# 调低，比如 0.2：有一点点像就说“猫”，漏掉的少了，错认的就多了。阈值不改变网络学到的东西，只改变怎么用它。
#
# </details>

# %% [markdown] lang="en"
# **Think**: must the threshold be 0.5? If it matters a lot not to miss a cat, and little to take a dog for one, which way would you move it?
#
# <details><summary>Answer</summary>
#
# Down, say to 0.2: say "cat" at the slightest likeness, miss fewer cats, and take more dogs for cats. The threshold does not change what the network has learned, only what is made of it.
#
# </details>

# %% [markdown] marking="predict" lang="zh"
# **评分 · `predict` · {{points predict}} 分**。隐藏测试用随机的网络，有 3 到 6 层，只给 `X` 和 `parameters`：
#
# {{checks predict}}

# %% [markdown] marking="predict" lang="en"
# **Marking · `predict` · {{points predict}} points.** The hidden test uses random networks of 3 to 6 layers, and hands over `X` and `parameters` alone:
#
# {{checks predict}}

# %% test="predict"

# %% [markdown] lang="zh"
# # 5 好用的模型：`DeepNetwork`
#
# **先猜一猜**：同一个网络，换一批数据再训练一次。第二次应当从第一次学到的地方接着走，还是从头来过？
#
# <details><summary>答案</summary>
#
# 从头来过，这是大家对 `fit` 的约定：结果只取决于这一次给的数据，和以前发生过什么没有关系。不然，谁也说不清一个模型是怎么来的。
#
# </details>

# %% [markdown] lang="en"
# # 5 A model that is easy to use: `DeepNetwork`
#
# **Predict first**: the same network is trained once more, with other data. Should the second training go on from where the first one ended, or start afresh?
#
# <details><summary>Answer</summary>
#
# Afresh; that is what everybody expects of `fit`: the result depends only on the data that are passed in this call, not on what happened before. Otherwise nobody could tell how a model came to be what it is.
#
# </details>

# %% [markdown] lang="zh"
# **为什么**：现在每次都要记着传 `parameters`，还要记得哪一份属于哪个网络。一个**类**把它们收在一起，用的人只要三行：
#
# ```python
# network = DeepNetwork((12288, 20, 7, 5, 1))
# network.fit(train_x, train_y)
# network.score(test_x, test_y)
# ```
#
# scikit-learn 里的几百个模型都有同样的习惯，你的类也照着做：构造时只记下设置，不做别的；`fit` 学习，把学到的放进名字以下划线结尾的属性，最后返回 `self`；`predict` 不改变任何东西。有一点不同：这里样本按**列**放。

# %% [markdown] lang="en"
# **Why**: so far you have to pass `parameters` around and remember which belong to which network. A **class** keeps them together, and whoever uses it needs three lines:
#
# ```python
# network = DeepNetwork((12288, 20, 7, 5, 1))
# network.fit(train_x, train_y)
# network.score(test_x, test_y)
# ```
#
# The hundreds of models in scikit-learn share the same habits, and yours takes them over: making one only writes down the settings; `fit` learns, keeps what it has learned in attributes whose names end with an underscore, and returns `self`; `predict` changes nothing. One thing is different: here examples are **columns**.

# %% [markdown] lang="zh"
# | 方法 | 做什么 | 返回 |
# |---|---|---|
# | `DeepNetwork(layers_dims, learning_rate=0.0075, num_iterations=2500)` | 记下三个设置 | |
# | `fit(X, Y)` | 从头训练，设好 `parameters_` 和 `costs_` | `self` |
# | `predict_proba(X)` | 每个样本是 1 的概率 | `(1, m)` |
# | `predict(X)` | 0 和 1 | `(1, m)` |
# | `score(X, Y)` | 答对的**比例** | 0 到 1 的一个数 |
#
# 用你刚写好的 `L_layer_model` 和 `predict`，每个方法只要几行。再加上好习惯：
#
# - 标签可以是整数，也可以是布尔值或浮点数（`0.0`、`1.0`），只要是 0 和 1（真和假）；全是 0 或全是 1 也行。
# - 用错的时候，用 `raise ValueError(...)` 说清楚错在哪里（别种异常也行，只要是你自己抛出、又把话说清楚了）。无论哪个方法：还没有 `fit` 就去预测，`X` 的行数和 `layers_dims[0]` 不一样。`fit` 还要看：`Y` 的形状是不是 `(1, m)`，标签里有没有 0 和 1 以外的数。一条好的错误信息会说：应该是什么，得到的是什么。
#
# > ⚠️ **容易绊倒的地方**：在方法里，属性要写 `self.`。类里面的方法 `predict` 和外面的函数 `predict` 同名，却是两回事：方法写成 `self.predict(X)`，函数写成 `predict(X, parameters)`。`hasattr(self, "parameters_")` 可以判断是否已经 `fit` 过。

# %% [markdown] lang="en"
# | method | what it does | returns |
# |---|---|---|
# | `DeepNetwork(layers_dims, learning_rate=0.0075, num_iterations=2500)` | writes down the three settings | |
# | `fit(X, Y)` | trains afresh and sets `parameters_` and `costs_` | `self` |
# | `predict_proba(X)` | the probability of 1 for each example | `(1, m)` |
# | `predict(X)` | 0 and 1 | `(1, m)` |
# | `score(X, Y)` | the **fraction** of right answers | a number from 0 to 1 |
#
# With `L_layer_model` and `predict`, which you have just written, each method takes a few lines. Then come good manners:
#
# - Labels may be integers, booleans or floats (`0.0`, `1.0`), as long as they are 0 and 1 (false and true); all of them may be the same.
# - Whoever uses it wrongly is told so by `raise ValueError(...)` (another exception will do, if you raise it yourself and it says what is wrong). In every method: predicting before `fit`, and an `X` whose number of rows is not `layers_dims[0]`. In `fit` also: a `Y` whose shape is not `(1, m)`, and labels other than 0 and 1. A good message says what was expected and what was found.
#
# > ⚠️ **Where people stumble**: inside a method, attributes are written with `self.`. The method `predict` and the function `predict` outside share a name and are two different things: the method is `self.predict(X)`, the function `predict(X, parameters)`. And `hasattr(self, "parameters_")` tells whether `fit` was ever called.


# %% solution="DeepNetwork"
class DeepNetwork:
    """[LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID    X: (n_0, m)  Y: (1, m), 0 / 1"""

    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        """layers_dims: (n_0, ..., n_L)"""
        ### BEGIN SOLUTION
        self.layers_dims = layers_dims
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations
        ### END SOLUTION

    def fit(self, X, Y):
        """parameters_, costs_    -> self"""
        ### BEGIN SOLUTION
        self._check(X, Y)
        settings = self.layers_dims, self.learning_rate, self.num_iterations
        self.parameters_, self.costs_ = L_layer_model(X, np.asarray(Y, dtype=float), *settings)
        return self
        ### END SOLUTION

    def predict_proba(self, X):
        """AL: (1, m)"""
        ### BEGIN SOLUTION
        if not hasattr(self, "parameters_"):
            raise ValueError("this network has learned nothing yet: call fit(X, Y) first")
        self._check(X)
        AL, _ = L_model_forward(X, self.parameters_)
        return AL
        ### END SOLUTION

    def predict(self, X):
        """AL > 0.5 -> 1, AL <= 0.5 -> 0    -> (1, m), int"""
        ### BEGIN SOLUTION
        return (self.predict_proba(X) > 0.5).astype(int)
        ### END SOLUTION

    def score(self, X, Y):
        """mean(predict(X) == Y)    -> 0 ... 1"""
        ### BEGIN SOLUTION
        answers = self.predict(X)
        self._check(X, Y)
        return float(np.mean(answers == Y))

    def _check(self, X, Y=None):
        """X: (n_0, m)  Y: (1, m), 0 / 1"""
        n_0 = self.layers_dims[0]
        if np.ndim(X) != 2 or len(X) != n_0:
            raise ValueError(f"the shape of X should be ({n_0}, m); it is {np.shape(X)}")
        if Y is None:
            return
        if np.shape(Y) != (1, X.shape[1]):
            raise ValueError(f"the shape of Y should be {(1, X.shape[1])}; it is {np.shape(Y)}")
        if not np.isin(Y, (0, 1)).all():
            raise ValueError(f"labels should be 0 or 1; found {np.unique(Y)}")
        ### END SOLUTION


# %% [markdown] lang="zh"
# **试一试**。三行就训练、预测、打分：

# %% [markdown] lang="en"
# **Try it.** Trained, asked and marked in a few lines:

# %% try="DeepNetwork"
X, Y = small_problem()
with trying(DeepNetwork):
    network = DeepNetwork((4, 6, 5, 1), learning_rate=0.1, num_iterations=301).fit(X, Y)
    print(f"probabilities = {network.predict_proba(X[:, :4])}")
    print(f"answers = {network.predict(X[:, :4])}")
    print(f"score = {network.score(X, Y):.4f}")
    try:
        network.predict(X[:3])
    except ValueError as error:
        print(type(error).__name__)

# %% [markdown] expected="DeepNetwork"
# > ```text
# > probabilities = [[0.28102545 0.85469998 0.08931148 0.85469998]]
# > answers = [[0 1 0 1]]
# > score = 0.9333
# > ValueError
# > ```

# %% check="DeepNetwork"
check(DeepNetwork)

# %% [markdown] lang="zh"
# **想一想**：`fit` 为什么要返回 `self`？构造时为什么什么都不训练？
#
# <details><summary>答案</summary>
#
# 返回 `self`，就可以把几步连起来写：`DeepNetwork(dims).fit(X, Y).predict(X_new)`。构造时只记设置，是因为那时还没有数据；也因为这样一来，可以先造好许多个设置不同的网络，再决定训练哪些。
#
# </details>

# %% [markdown] lang="en"
# **Think**: why does `fit` return `self`? And why is nothing trained when a network is made?
#
# <details><summary>Answer</summary>
#
# With `self` returned, steps can be chained: `DeepNetwork(dims).fit(X, Y).predict(X_new)`. Making a network only writes down settings, because there are no data yet; and because one can then make many networks with different settings, and decide later which of them to train.
#
# </details>

# %% [markdown] marking="DeepNetwork" lang="zh"
# **评分 · `DeepNetwork` · {{points DeepNetwork}} 分**。隐藏测试造一个随机大小的网络，在小数据上训练，再逐个看方法和属性：
#
# {{checks DeepNetwork}}

# %% [markdown] marking="DeepNetwork" lang="en"
# **Marking · `DeepNetwork` · {{points DeepNetwork}} points.** The hidden test makes a network of random size, trains it on small data, and looks at its methods and attributes one by one:
#
# {{checks DeepNetwork}}

# %% test="DeepNetwork"

# %% [markdown] lang="zh"
# # 6 认猫
#
# ## 6.1 两层
#
# 现在是真的了：12288 个输入，7 个隐藏单元，2500 步，一分钟上下。带 ⏱ 的那一行会往前走；按 ■ 可以随时停下来看。

# %% [markdown] lang="en"
# # 6 Recognise cats
#
# ## 6.1 Two layers
#
# Now for the real thing: 12288 inputs, 7 hidden units, 2500 steps, about a minute. The line with ⏱ moves on; press ■ whenever you want to stop and look.

# %% demo="two_layers"
with trying(two_layer_model, predict):
    two, two_costs = two_layer_model(train_x, train_y, (n_x, 7, 1), print_cost=True)
    print(f"train_y: {np.sum(predict(train_x, two) == train_y)} / {train_y.size}")
    print(f"test_y:  {np.sum(predict(test_x, two) == test_y)} / {test_y.size}")

# %% [markdown] lang="zh"
# ## 6.2 四层
#
# 这一次用你的类。真实的猫图上，训练集几乎全对，测试集两层 72%，四层 78%；手绘的猫上，训练集也几乎全对，测试集两层 82%，四层 78%。

# %% [markdown] lang="en"
# ## 6.2 Four layers
#
# This time with your class. On the real pictures nearly all of the training set is right, and on the test set two layers reach 72% and four layers 78%. On the drawn ones nearly all of the training set is right as well, and two layers reach 82% and four layers 78%.

# %% demo="four_layers"
with trying(two_layer_model, DeepNetwork):
    four = DeepNetwork((n_x, 20, 7, 5, 1)).fit(train_x, train_y)
    print(f"train_y: {four.score(train_x, train_y):.2%}")
    print(f"test_y:  {four.score(test_x, test_y):.2%}")
    gallery.costs({2: two_costs, 4: four.costs_})
plt.show()

# %% [markdown] lang="zh"
# **想一想**：训练集上几乎满分，测试集上却错了五分之一上下。网络怎么了？
#
# <details><summary>答案</summary>
#
# 它把训练集背下来了，这叫**过拟合**。第一层有 $20 \cdot 12288$ 个权重，图片却只有两百来张：网络有的是办法记住每一张，不必弄懂什么是猫。更多的图片最管用；另外还有限制权重大小、早些停下来等办法。
#
# </details>

# %% [markdown] lang="en"
# **Think**: nearly full marks on the training set, and about a fifth wrong on the test set. What has happened?
#
# <details><summary>Answer</summary>
#
# The network has learned the training set by heart, which is called **overfitting**. The first layer has $20 \cdot 12288$ weights, and there are only some two hundred pictures: there are plenty of ways to remember each of them without any idea of what a cat is. What helps most is more pictures; other ways are to keep the weights small, or to stop early.
#
# </details>

# %% [markdown] lang="zh"
# ## 6.3 值得吗？和逻辑回归比一比
#
# 没有隐藏层的网络叫**逻辑回归**：一个线性步骤，一个 sigmoid。它已经替你写好了，你的 `predict` 照样能用。图里每根横条是答对的比例，黑线从得分向左右各伸出一个**标准误**，虚线是“永远给同一个回答”的得分。
#
# 标准误是这样来的：如果一个分类器真正的正确率是 $p$，拿 $n$ 张图片考它，得分会在 $p$ 上下摆动，摆动的大小约为
#
# $$\sqrt{\frac{p (1 - p)}{n}} \tag{3}$$
#
# $n = 50$、$p = 0.74$ 时约是 6 个百分点。换 50 张别的图片，72% 和 78% 的名次完全可能颠倒。

# %% [markdown] lang="en"
# ## 6.3 Is it worth it? Compare with logistic regression
#
# A network without hidden layers is called **logistic regression**: one linear step and a sigmoid. It is written for you, and your `predict` can use it as it is. Each bar is the share of right answers, the black lines reach one **standard error** to either side, and the dashed line is what "always the same answer" would get.
#
# The standard error comes about like this: when a classifier is truly right with probability $p$, and is tested with $n$ pictures, its result scatters around $p$ by about
#
# $$\sqrt{\frac{p (1 - p)}{n}} \tag{3}$$
#
# For $n = 50$ and $p = 0.74$ that is about 6 points in a hundred. With 50 other pictures, 72% and 78% may well change places.

# %% demo="side_by_side"
plain = compare.logistic_regression(train_x, train_y)
with trying(two_layer_model, DeepNetwork, predict):
    correct = {
        1: int(np.sum(predict(test_x, plain) == test_y)),
        2: int(np.sum(predict(test_x, two) == test_y)),
        4: int(np.sum(four.predict(test_x) == test_y)),
    }
    gallery.accuracies(correct, test_y.size, guess=max(test_y.sum(), test_y.size - test_y.sum()))
plt.show()

# %% [markdown] lang="zh"
# # 7 看一看
#
# ## 7.1 学习率
#
# 同一个四层网络，同一个起点，四种学习率；四次训练一共只要几秒。先猜一猜：哪一条最快到底？哪一条几乎不动？哪一条会跳？
#
# <details><summary>为什么这里快得多？</summary>
#
# $m$ 张图片最多只有 $m$ 个不同的方向，第一层的权重从来只在这些方向上动。所以 `compare` 先把每张图片的 12288 个数换成它在这 209 个方向上的 209 个数，再用你的函数训练，结果和直接训练的一样，只是快了许多倍。
#
# </details>

# %% [markdown] lang="en"
# # 7 Look
#
# ## 7.1 Learning rates
#
# The same network of four layers, from the same beginning, with four learning rates; the four trainings take seconds. Guess first: which curve is the first to come close to zero, which hardly moves, and which one leaps about?
#
# <details><summary>Why is it so much faster here?</summary>
#
# The $m$ pictures span no more than $m$ directions, and the weights of the first layer never move in any other. So `compare` replaces the 12288 numbers of each picture by its 209 coordinates along these directions, and then trains with your functions; the result is that of training directly, and comes many times sooner.
#
# </details>

# %% demo="learning_rates"
with trying(L_layer_model):
    compare.first_step(L_layer_model)
    gallery.costs(compare.learning_rates(train_x, train_y, (n_x, 20, 7, 5, 1), (0.001, 0.0075, 0.02, 0.1), globals()))
plt.show()

# %% [markdown] lang="zh"
# **想一想**：$\alpha = 0.02$ 一路上蹿下跳，却最先到底；$\alpha = 0.1$ 先掉一点，也许又跳回来，然后就不动了。它停在哪里？
#
# <details><summary>答案</summary>
#
# 步子迈得太大，把某一层的单元全都推到了 ReLU 的平地上：`Z` 全小于零，梯度全是零，再也动不了。剩下的只有最后一层的偏置，它学到了训练集里猫的比例 $p$，代价停在 $-p \log p - (1 - p) \log (1 - p)$：真实的猫图上比抛硬币的 $\log 2$ 好不了多少，手绘的猫一半对一半，正好就是 $\log 2$。
#
# </details>

# %% [markdown] lang="en"
# **Think**: $\alpha = 0.02$ leaps about and is still the first to come close to zero; $\alpha = 0.1$ falls a little, perhaps leaps back, and then stays where it is. Where has it stopped?
#
# <details><summary>Answer</summary>
#
# Its steps were so long that they pushed all units of a layer onto the flat side of ReLU: every `Z` there is below zero, no gradient gets through to this layer or to any before it, and nothing there can move any more. Only the bias of the last layer is left, and it learns the share $p$ of cats in the training set; the cost stops at $-p \log p - (1 - p) \log (1 - p)$, which on the real pictures is hardly better than the $\log 2$ of tossing a coin, and on the drawn ones, half of which are cats, just that.
#
# </details>

# %% [markdown] lang="zh"
# ## 7.2 第一层在看什么
#
# 第一层的每个单元对 12288 个数各有一个权重，所以可以把它的权重画成一张 64 × 64 的彩色图片：灰色是零；亮的地方，图片在那里越亮，这个单元的 $Z$ 就越大，暗的地方正相反，三种颜色各算各的。看得出猫的样子吗？

# %% [markdown] lang="en"
# ## 7.2 What the first layer looks at
#
# Each unit of the first layer has a weight for each of the 12288 numbers, so that its weights can be shown as a colour picture of 64 × 64: grey is zero, a bright spot says that brightness at that place raises the unit's $Z$, a dark one that it lowers it, for each of the three colours apart. Can you make out a cat?

# %% demo="weights"
with trying(two_layer_model, DeepNetwork):
    gallery.weights(two["W1"])
    gallery.weights(four.parameters_["W1"])
plt.show()

# %% [markdown] lang="zh"
# **想一想**：四层网络的图多半是雪花点，两层网络也有几张是。它们明明会认猫，为什么？
#
# <details><summary>答案</summary>
#
# 权重是从随机数开始的，训练只在 209 张图片张成的方向上改动它们，其余一万两千个方向上，雪花从头到尾都在。它们对训练集毫无影响，对新图片却像一层噪声。两个网络的雪花一开始差不多一样浓（$0.01$ 和 $1 / \sqrt{12288} \approx 0.009$），只是两层网络的权重走得更远，盖过了雪花，所以学到的东西更容易看见。
#
# </details>

# %% [markdown] lang="en"
# **Think**: the pictures of the four-layer network are mostly snow, and so are some of the two-layer one, and yet they recognise cats. Why?
#
# <details><summary>Answer</summary>
#
# Weights begin as random numbers, and training changes them only in the directions that the 209 pictures span; in the twelve thousand others the snow stays as it fell. It makes no difference to the training set, but acts like noise on new pictures. Both networks begin with about equally strong snow ($0.01$ and $1 / \sqrt{12288} \approx 0.009$), but the two-layer network moves its weights further, so what it has learned is easier to see.
#
# </details>

# %% [markdown] lang="zh"
# ## 7.3 错成了什么样
#
# 光看正确率，看不出错在哪里。**混淆矩阵**把四种情况分开数：行是标签，列是回答，对角线上的是答对的。

# %% [markdown] lang="en"
# ## 7.3 What kind of mistakes
#
# One number does not tell what the mistakes are like. A **confusion matrix** counts the four cases apart: rows are labels, columns are answers, and what is right stands on the diagonal.

# %% demo="confusion"
with trying(DeepNetwork):
    gallery.confusion(four.predict(test_x), test_y)
plt.show()

# %% [markdown] lang="zh"
# ## 7.4 认错的图片
#
# 这些是四层网络认错的测试图片，它越有把握的，排得越靠前。$\hat{p}$ 是它说“是猫”的概率。

# %% [markdown] lang="en"
# ## 7.4 The pictures it gets wrong
#
# These are the test pictures that the four-layer network gets wrong, its surest mistakes first. $\hat{p}$ is the probability it gives to "cat".

# %% demo="misclassified"
with trying(DeepNetwork):
    gallery.mistakes(test_x_orig, test_y, four.predict_proba(test_x))
plt.show()

# %% [markdown] lang="zh"
# **想一想**：这些图片有什么共同之处？网络的把握可信吗？
#
# <details><summary>答案</summary>
#
# 真实的图片里常见的有：猫只占一角，猫和背景颜色相近，姿势少见，只露出一部分，或者不是猫的东西有猫的颜色。手绘的图片里，错的多半是毛色和姿势像猫的别的东西。网络对着像素一个一个地比，猫挪动几个像素，对它来说就是另一张图片；卷积网络就是为此发明的。至于把握，它常常错得理直气壮：训练时把概率一直往 0 和 1 推，推过了头。
#
# </details>

# %% [markdown] lang="en"
# **Think**: what do these pictures have in common? Can the network's confidence be trusted?
#
# <details><summary>Answer</summary>
#
# Among the real pictures, often the cat fills only a corner, or is of the colour of its background, or sits in an unusual way, or shows only a part of itself; or something else has a cat's colours; among the drawn ones, most are other things with the colours and the outline of a cat. The network compares pixel by pixel, so that a cat moved by a few pixels is quite another picture to it; convolutional networks were invented for that. As to confidence, it is often wrong with great conviction: training pushes probabilities towards 0 and 1, and too far.
#
# </details>

# %% [markdown] lang="zh"
# ## 7.5 换个种子，再来二十次
#
# 四层网络的 78% 里有多少是本事，多少是运气？给两个网络各换二十个随机的起点，别的都不变。每个点是一次训练，竖线是平均值，灰条从平均值向左右各伸出一个标准误（按 50 张测试图片算）。大约要一分钟，慢的机器要几分钟；按一次 ■ 只停下一轮，两轮要按两次。

# %% [markdown] lang="en"
# ## 7.5 Another seed, twenty times
#
# How much of the four layers' 78% is skill, and how much is luck? Let both networks begin from twenty different random weights, with all else the same. Each point is one training, the vertical line is the mean, and the grey bar extends one standard error, for a test of 50 pictures, to either side of it. It takes a minute, or a few on a slow machine; ■ ends one of the two rounds of trainings.

# %% demo="seeds"
with trying(L_layer_model, predict):
    compare.first_step(L_layer_model)
    trained = {
        2: compare.over_seeds(train_x, train_y, (n_x, 7, 1), range(20), globals(), scale=0.01),
        4: compare.over_seeds(train_x, train_y, (n_x, 20, 7, 5, 1), range(20), globals()),
    }
    shares = {name: [np.mean(predict(test_x, one) == test_y) for one in each] for name, each in trained.items()}
    gallery.spread(shares, test_y.size)
plt.show()

# %% [markdown] lang="zh"
# 真实的猫图上，两层的二十个网络得 66% 到 76%，平均约 72%；四层的得 62% 到 80%，平均 74%。前面的 78% 来自种子 3，用种子 1 会得到 80%，用种子 0 只有 62%。两个平均值之差，还不到灰条的一半。（灰条说的是换一批测试图片会怎样；两个网络考的是同一批，它们之差的标准误要另算，会小一些，可是 50 张仍然太少。）谁要是试过许多种子，只报告最好的那一个，他报告的就是运气。诚实的做法是：报告平均值和波动范围，用更多的测试图片，而且绝不根据测试集的得分来挑选什么。

# %% [markdown] lang="en"
# On the real pictures the twenty networks of two layers reach 66% to 76%, about 72% on average; those of four layers reach 62% to 80%, and 74% on average. The 78% of the text belongs to seed 3; seed 1 gives 80%, and seed 0 only 62%. The two means are closer to each other than half of a grey bar. (The bar is for other test pictures. Both networks face the same ones, so the error of their difference is another and somewhat smaller; but 50 pictures are still too few.) Whoever tries many seeds and reports the best one reports luck. The honest way: report mean and spread, use more test pictures, and never choose anything by its result on the test set.

# %% [markdown] lang="zh"
# ## 7.6 你自己的图片
#
# 先运行 6.1 和 6.2，让两个网络都训练好。把一张图片放进这本笔记所在的文件夹，大小和格式随意，只要 Pillow 读得出。复制下面的单元格，把 `"my_picture.jpg"` 换成它的名字。图片会取中间的正方形，缩成 64 × 64。

# %% [markdown] lang="en"
# ## 7.6 A picture of your own
#
# Run 6.1 and 6.2 first, so that both networks are trained. Put a picture into the folder of this notebook; any size and any format that Pillow reads will do. Copy the cell below and put your picture's name in place of `"my_picture.jpg"`. It is cut to its middle square and scaled down to 64 × 64.

# %% demo="own_picture"
mine = gallery.own_picture("my_picture.jpg")
with trying(two_layer_model, DeepNetwork):
    if mine is not None:
        picture, x = mine
        two_says, _ = L_model_forward(x, two)
        gallery.one(picture, {2: two_says.item(), 4: four.predict_proba(x).item()})
plt.show()

# %% [markdown] lang="zh"
# # 8 用自己的话说
#
# 一位同学写道：“两层网络在测试集上得了 72%，四层得了 78%，所以深的网络更会认猫。它们在训练集上都接近 100%，所以两个都学得很好。”测试集有 50 张图片。请用五到八句话回答他：这两句话各有什么问题？怎样才能弄清楚深的是不是真的更好？
#
# {{points what_fifty_pictures_say}} 分，由老师批改：50 张图片的标准误有多大，说明了什么，3 分；种子的影响，2 分；训练集上的满分为什么不等于学得好，3 分；一个可行的办法，2 分。双击下面的单元格（✎）就可以写，用中文或英文都行。

# %% [markdown] lang="en"
# # 8 In your own words
#
# A classmate writes: "On the test set two layers reach 72% and four layers 78%, so deep networks are better at recognising cats. On the training set both are close to 100%, so both have learned well." There are 50 test pictures. Answer in five to eight sentences: what is wrong with each of the two claims, and how could one find out whether deeper is really better?
#
# {{points what_fifty_pictures_say}} points, marked by a person: how large the standard error is with 50 pictures and what follows from it, 3 points; what the seed does, 2 points; why full marks on the training set do not mean that it has learned well, 3 points; a way that works, 2 points. Double-click the cell below (✎) and write, in English or in Chinese.

# %% [markdown] answer="what_fifty_pictures_say" lang="zh"
# 72% 和 78% 是 50 张里答对 36 张和 39 张，只差 3 张。正确率在四分之三左右时，50 张图片的标准误约为 6 个百分点，所以这个差别不比偶然的摆动大，换 50 张图片，名次可能颠倒。何况 78% 只是一个种子的结果：换二十个种子，四层网络从 62% 到 80% 都有。训练集上接近 100%，只说明网络记住了见过的图片；权重比图片多得多，它可以一张一张地背下来。学得好不好，要看没见过的图片，在那里它们错了四分之一左右，永远说“猫”也有 66%。要弄清楚深的是不是更好，应当用多得多的测试图片，每种网络用许多种子训练，比较平均值和波动范围，而且不根据测试集的得分挑选种子或设置。

# %% [markdown] answer="what_fifty_pictures_say" lang="en"
# 72% and 78% are 36 and 39 right answers out of 50, a difference of 3 pictures. At about three quarters right, the standard error with 50 pictures is about 6 points, so this difference is no larger than chance, and 50 other pictures might turn it round. Besides, 78% is the result of a single seed: with twenty seeds, four layers reach anything from 62% to 80%. Close to 100% on the training set only says that the network remembers pictures that it has seen; with many more weights than pictures it can learn them by heart, one by one. Whether it has learned well shows on pictures that it has never seen, and there about a quarter of the answers are wrong, while saying "cat" every time gets 66%. To find out whether deeper is better, use many more test pictures, train each kind of network from many seeds, compare means and spreads, and choose neither seeds nor settings by the result on the test set.

# %% [markdown] lang="zh"
# # 9 回顾
#
# | 你写的 | 一句话 | 输入 → 输出 |
# |---|---|---|
# | `two_layer_model` | 前向，代价，反向，更新，一圈一圈 | `X`, `Y`, `layers_dims` → `parameters`, `costs` |
# | `L_layer_model` | 同样的一圈，任意多层 | `X`, `Y`, `layers_dims` → `parameters`, `costs` |
# | `predict` | 概率大于 0.5 就说 1 | `X`, `parameters` → 0 和 1 |
# | `DeepNetwork` | 收在一起，用起来只要三行 | `fit`, `predict`, `predict_proba`, `score` |
#
# 从一次矩阵乘法到一个会认猫的类，全是你自己写的，没有用任何深度学习的库。交作业之前，先重启内核、再运行全部单元格（要几分钟），看看下面的卡片；两本笔记要一起交。

# %% [markdown] lang="en"
# # 9 Recap
#
# | what you wrote | in a phrase | in → out |
# |---|---|---|
# | `two_layer_model` | forward, cost, backward, update, round after round | `X`, `Y`, `layers_dims` → `parameters`, `costs` |
# | `L_layer_model` | the same round, any depth | `X`, `Y`, `layers_dims` → `parameters`, `costs` |
# | `predict` | 1 where the probability is above 0.5 | `X`, `parameters` → 0 and 1 |
# | `DeepNetwork` | all in one, used in three lines | `fit`, `predict`, `predict_proba`, `score` |
#
# From one matrix product to a class that recognises cats, all of it is your own, without any library for deep learning. Before you hand in, restart the kernel, run all cells once more (which takes a few minutes), and look at the card below; hand in both notebooks together.

# %% demo="progress_2"
progress(globals(), "cat_classifier")

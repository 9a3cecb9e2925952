# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 把数据移到中心
#
# 一张表里，每列是一个量，每行是一个样本。各列的数常常差得很远：身高一百多，年龄几十。把每列减去它的平均值，各列就都以 0 为中心了。
#
# **你会做什么**：写出 {{exercises}} 个函数。一共 {{points}} 分。

# %% [markdown] lang="en"
# # Centring data
#
# In a table each column is a quantity and each row an example. The numbers of two columns are often far apart: heights of more than a hundred, ages of a few tens. Take the mean of each column away from it, and all columns lie around 0.
#
# **What you will do**: write functions, {{exercises}} in all. {{points}} points in all.

# %% setup="imports"
LANGUAGE = "zh"

import numpy as np

from kit import selfcheck
from kit.selfcheck import check, progress, trying

selfcheck.use(LANGUAGE)

# %% [markdown] lang="zh"
# ## 写出 `centre`
#
# | 参数 | 是什么 | 形状 |
# |---|---|---|
# | `X` | 数据，每行一个样本 | `(m, n)` |
# | **返回** `centred` | 每列减去了它的平均值 | `(m, n)` |
# | **返回** `mu` | 各列的平均值 | `(n,)` |
#
# $$\mu_j = \frac{1}{m} \sum_{i=1}^{m} x_{ij}$$

# %% [markdown] lang="en"
# ## Write `centre`
#
# | argument | what it is | shape |
# |---|---|---|
# | `X` | the data, one example a row | `(m, n)` |
# | **returns** `centred` | each column without its mean | `(m, n)` |
# | **returns** `mu` | the means of the columns | `(n,)` |
#
# $$\mu_j = \frac{1}{m} \sum_{i=1}^{m} x_{ij}$$

# %% solution="centre"
def centre(X):
    """X: (m, n)  centred: (m, n)  mu: (n,)"""
    ### BEGIN SOLUTION
    mu = np.mean(X, axis=0)
    return X - mu, mu
    ### END SOLUTION

# %% [markdown] lang="zh"
# **试一试**：三个人的身高和年龄。

# %% [markdown] lang="en"
# **Try it**: heights and ages of three people.

# %% try="centre"
X = np.array([[170.0, 20.0], [160.0, 40.0], [180.0, 30.0]])
with trying(centre):
    centred, mu = centre(X)
    print(f"mu = {mu}")
    print(f"centred = {centred}")

# %% [markdown] expected="centre"
# > ```text
# > mu = [170.  30.]
# > centred = [[  0. -10.]
# >  [-10.  10.]
# >  [ 10.   0.]]
# > ```

# %% check="centre"
check(centre)

# %% [markdown] marking="centre" lang="zh"
# **评分 · `centre` · {{points centre}} 分**
#
# {{checks centre}}

# %% [markdown] marking="centre" lang="en"
# **Marking · `centre` · {{points centre}} points**
#
# {{checks centre}}

# %% test="centre"

# %% demo="spread"
with trying(centre):
    heights, ages = centre(X)[0].T
    print(f"heights: {heights.min()} ... {heights.max()}")
    print(f"ages: {ages.min()} ... {ages.max()}")

# %% [markdown] lang="zh"
# **一道文字题**：比较两个人之前，为什么先把数据移到中心还不够？（{{points why_centre}} 分）

# %% [markdown] lang="en"
# **A question to answer in words**: before two people are compared, why is it not enough to centre the data? ({{points why_centre}} points)

# %% [markdown] answer="why_centre" lang="zh"
# 各列的散布还是不一样大：散布大的一列会盖过别的列，还要除以各列的标准差。

# %% [markdown] answer="why_centre" lang="en"
# The columns still spread by different amounts: one that spreads far outweighs the others, so each is divided by its standard deviation, too.

# %% demo="progress"
progress(globals())

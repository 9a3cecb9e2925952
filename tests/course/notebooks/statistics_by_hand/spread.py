# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 手算统计
#
# 一张表，{{exercises}} 个函数，一共 {{points}} 分。每列是一个量，$m$ 行是 $m$ 个人：
#
# ![表格里的两列](figures/table.svg)

# %% [markdown] lang="en"
# # Statistics by hand
#
# One table, functions: {{exercises}}, and {{points}} points in all. Each column is a quantity, the $m$ rows are $m$ people:
#
# ![Two columns of a table](figures/table.svg)

# %% setup="imports"
LANGUAGE = "zh"

import matplotlib.pyplot as plt
import numpy as np

import tables
from kit import pictures, selfcheck
from kit.selfcheck import check, progress, trying

selfcheck.use(LANGUAGE)

# %% [markdown] lang="zh"
# ## 公式
#
# $$\mu_j = \frac{1}{m} \sum_{i=1}^{m} x_{ij} \tag{1}$$

# %% [markdown] lang="en"
# ## The formula
#
# $$\mu_j = \frac{1}{m} \sum_{i=1}^{m} x_{ij} \tag{1}$$

# %% [markdown] lang="zh"
# ## 各列的平均值：`mean`

# %% [markdown] lang="en"
# ## The means of the columns: `mean`

# %% solution="mean"
def mean(X):
    """X: (m, n)  mean: (n,)"""
    ### BEGIN SOLUTION
    return np.sum(X, axis=0) / X.shape[0]
    ### END SOLUTION

# %% try="mean"
X = tables.heights()
with trying(mean):
    print(f"mean = {mean(X)}")

# %% [markdown] expected="mean"
# > ```text
# > mean = [170.6  35. ]
# > ```

# %% check="mean"
check(mean)

# %% [markdown] marking="mean" lang="zh"
# **评分 · `mean` · {{points mean}} 分**
#
# {{checks mean}}

# %% [markdown] marking="mean" lang="en"
# **Marking · `mean` · {{points mean}} points**
#
# {{checks mean}}

# %% test="mean"

# %% [markdown] lang="zh"
# ## 移到中心：`centre`

# %% [markdown] lang="en"
# ## Move it to the centre: `centre`

# %% solution="centre"
def centre(X):
    """X: (m, n)  centred: (m, n)  mu: (n,)"""
    ### BEGIN SOLUTION
    mu = mean(X)
    return X - mu, mu
    ### END SOLUTION

# %% try="centre"
with trying(centre):
    centred, mu = centre(X)
    print(f"centred = {centred[:2]}")

# %% [markdown] expected="centre"
# > ```text
# > centred = [[ -0.6 -15. ]
# >  [-10.6   5. ]]
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

# %% [markdown] lang="zh"
# ## 标准差：`spread`

# %% [markdown] lang="en"
# ## The standard deviations: `spread`

# %% solution="spread"
def spread(X, ddof=0):
    """X: (m, n)  spread: (n,)"""
    ### BEGIN SOLUTION
    centred, mu = centre(X)
    return np.sqrt(np.sum(centred**2, axis=0) / (X.shape[0] - ddof))
    ### END SOLUTION

# %% try="spread"
with trying(spread):
    print(f"spread = {spread(X)}")

# %% [markdown] expected="spread"
# > ```text
# > spread = [ 6.74091982 10.65833008]
# > ```

# %% check="spread"
check(spread)

# %% [markdown] marking="spread" lang="zh"
# **评分 · `spread` · {{points spread}} 分**
#
# {{checks spread}}

# %% [markdown] marking="spread" lang="en"
# **Marking · `spread` · {{points spread}} points**
#
# {{checks spread}}

# %% test="spread"

# %% [markdown] lang="zh"
# ## 抽几行：`draw_rows`

# %% [markdown] lang="en"
# ## Draw some rows: `draw_rows`

# %% solution="draw_rows"
def draw_rows(X, k):
    """X: (m, n)  rows: (k, n)"""
    ### BEGIN SOLUTION
    order = np.random.permutation(len(X))
    return X[order[:k]]
    ### END SOLUTION

# %% try="draw_rows"
with trying(draw_rows):
    np.random.seed(1)
    print(f"rows = {draw_rows(X, 2)}")

# %% [markdown] expected="draw_rows"
# > ```text
# > rows = [[180.  30.]
# >  [160.  40.]]
# > ```

# %% check="draw_rows"
check(draw_rows)

# %% [markdown] marking="draw_rows" lang="zh"
# **评分 · `draw_rows` · {{points draw_rows}} 分**
#
# {{checks draw_rows}}

# %% [markdown] marking="draw_rows" lang="en"
# **Marking · `draw_rows` · {{points draw_rows}} points**
#
# {{checks draw_rows}}

# %% test="draw_rows"

# %% [markdown] lang="zh"
# ## 标准化：`standardise`

# %% [markdown] lang="en"
# ## Standardise: `standardise`

# %% solution="standardise"
def standardise(X):
    """X: (m, n)  Z: (m, n)  kept: {"mu": (n,), "sigma": (n,)}"""
    ### BEGIN SOLUTION
    centred, mu = centre(X)
    sigma = spread(X)
    return centred / sigma, {"mu": mu, "sigma": sigma}
    ### END SOLUTION

# %% try="standardise"
with trying(standardise):
    Z, kept = standardise(X)
    print(f"Z = {Z[:2]}")

# %% [markdown] expected="standardise"
# > ```text
# > Z = [[-0.08900862 -1.40734992]
# >  [-1.5724857   0.46911664]]
# > ```

# %% check="standardise"
check(standardise)

# %% [markdown] marking="standardise" lang="zh"
# **评分 · `standardise` · {{points standardise}} 分**
#
# {{checks standardise}}

# %% [markdown] marking="standardise" lang="en"
# **Marking · `standardise` · {{points standardise}} points**
#
# {{checks standardise}}

# %% test="standardise"

# %% [markdown] lang="zh"
# ## 相关系数：`correlation`

# %% [markdown] lang="en"
# ## The correlation: `correlation`

# %% solution="correlation"
def correlation(x, y):
    """x: (m,)  y: (m,)  correlation: ()"""
    ### BEGIN SOLUTION
    Z, kept = standardise(np.column_stack([x, y]))
    return float(np.sum(Z[:, 0] * Z[:, 1]) / len(x))
    ### END SOLUTION

# %% try="correlation"
with trying(correlation):
    print(f"correlation = {correlation(X[:, 0], X[:, 1]):.6f}")

# %% [markdown] expected="correlation"
# > ```text
# > correlation = -0.030621
# > ```

# %% check="correlation"
check(correlation)

# %% [markdown] marking="correlation" lang="zh"
# **评分 · `correlation` · {{points correlation}} 分**
#
# {{checks correlation}}

# %% [markdown] marking="correlation" lang="en"
# **Marking · `correlation` · {{points correlation}} points**
#
# {{checks correlation}}

# %% test="correlation"

# %% demo="picture"
with trying(standardise):
    pictures.show(standardise(X)[0])

# %% [markdown] lang="zh"
# **文字题**：为什么要除以标准差？（{{points why_divide}} 分）

# %% [markdown] lang="en"
# **In words**: why divide by the standard deviation? ({{points why_divide}} points)

# %% [markdown] answer="why_divide" lang="zh"
# 这样不同单位的列才能比较。

# %% [markdown] answer="why_divide" lang="en"
# So that columns of different units can be compared.

# %% demo="progress"
progress(globals())

# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 一台缩放的机器
#
# {{points}} 分。

# %% [markdown] lang="en"
# # A machine that scales
#
# {{points}} points in all.

# %% setup="tools"
LANGUAGE = "zh"

import numpy as np

import tables
from kit import selfcheck
from kit.selfcheck import check, progress, trying
from kit.selfcheck.earlier import Earlier

selfcheck.use(LANGUAGE)

# %% setup="part1"
part1 = Earlier("spread")
mean, centre, spread, draw_rows, standardise, correlation = part1.load()

# %% demo="part1"
part1.report()

# %% [markdown] lang="zh"
# ## 散布最大的方向：`first_direction`

# %% [markdown] lang="en"
# ## The direction of most spread: `first_direction`

# %% solution="first_direction"
def first_direction(X, steps):
    """X: (m, n)  v: (n,)  lengths: (steps,)"""
    ### BEGIN SOLUTION
    Z, kept = standardise(X)
    v, lengths = np.ones(X.shape[1]), []
    for _ in range(steps):
        w = Z.T @ (Z @ v)
        length = np.linalg.norm(w)
        lengths.append(length)
        v = w / length
    return v, lengths
    ### END SOLUTION

# %% try="first_direction"
X = tables.from_file()
with trying(first_direction):
    v, lengths = first_direction(X, 3)
    print(f"v = {v}")

# %% [markdown] expected="first_direction"
# > ```text
# > v = [0.70710678 0.70710678]
# > ```

# %% check="first_direction"
check(first_direction)

# %% [markdown] marking="first_direction" lang="zh"
# **评分 · `first_direction` · {{points first_direction}} 分**
#
# {{checks first_direction}}

# %% [markdown] marking="first_direction" lang="en"
# **Marking · `first_direction` · {{points first_direction}} points**
#
# {{checks first_direction}}

# %% test="first_direction"

# %% [markdown] lang="zh"
# ## 一个类：`Scaler`

# %% [markdown] lang="en"
# ## A class: `Scaler`

# %% solution="Scaler"
class Scaler:
    """mu, sigma: (n,)"""

    def fit(self, X):
        """X: (m, n)"""
        ### BEGIN SOLUTION
        self.mean_ = mean(X)
        self.scale_ = spread(X)
        return self
        ### END SOLUTION

    def transform(self, X):
        """X: (m, n)  Z: (m, n)"""
        ### BEGIN SOLUTION
        if not hasattr(self, "mean_"):
            raise ValueError("call fit first")
        return (X - self.mean_) / self.scale_
        ### END SOLUTION

    def back(self, Z):
        """Z: (m, n)  X: (m, n)"""
        ### BEGIN SOLUTION
        return Z * self.scale_ + self.mean_
        ### END SOLUTION

# %% try="Scaler"
with trying(Scaler):
    print(f"Z = {Scaler().fit(X).transform(X)[:1]}")

# %% [markdown] expected="Scaler"
# > ```text
# > Z = [[-0.08900862 -1.40734992]]
# > ```

# %% check="Scaler"
check(Scaler)

# %% [markdown] marking="Scaler" lang="zh"
# **评分 · `Scaler` · {{points Scaler}} 分**
#
# {{checks Scaler}}

# %% [markdown] marking="Scaler" lang="en"
# **Marking · `Scaler` · {{points Scaler}} points**
#
# {{checks Scaler}}

# %% test="Scaler"

# %% [markdown] lang="zh"
# **文字题**：缩放丢掉了什么？（{{points what_scaling_loses}} 分）

# %% [markdown] lang="en"
# **In words**: what is lost by scaling? ({{points what_scaling_loses}} points)

# %% [markdown] answer="what_scaling_loses" lang="zh"
# 单位。

# %% [markdown] answer="what_scaling_loses" lang="en"
# The units.

# %% demo="progress_of_scaler"
progress(globals(), "scaler")

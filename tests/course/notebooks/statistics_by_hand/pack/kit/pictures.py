"""A picture of a table."""

from __future__ import annotations


def show(X):
    """Draw two columns of a table against each other."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(3, 2))
    axes.scatter(X[:, 0], X[:, 1])
    plt.show()

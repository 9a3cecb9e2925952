"""Pictures of what the networks see, learn, get right and get wrong.

Words in the figures are few; the notebook's text says the rest. A network is named by the number of its layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

import numpy as np

from kit.inputs import Array
from kit.selfcheck import Text, say
from kit.words import drawn, use_font

# Of the Okabe-Ito palette, which colour-blind readers can tell apart; lines differ in their dashes, too.
_COLOURS = "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"
_DASHES = "-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (8, 2))

_CLASSES = {"cat": Text("猫", "cat"), "non-cat": Text("不是猫", "no cat")}
_LAYERS = Text("{layers} 层", "{layers} layers")
_ONE_LAYER = Text("逻辑回归", "logistic regression")
_ITERATION = Text("迭代次数", "iteration")
_COST = Text("代价", r"cost $\mathcal{{J}}$")
_UNIT = Text("单元 {unit}", "unit {unit}")
_ANSWER, _LABEL = Text("回答", r"answer $\hat{{y}}$"), Text("标签 y", "label $y$")
_WITH_ERROR = Text("测试集上答对的比例 ± 一个标准误", r"right answers on the test set $\pm$ one standard error")
_BY_SEED = Text("测试集上答对的比例，每个点是一个种子", "right answers on the test set, one point for each seed")

#: What is drawn, by the number of a network's layers, or by a name of its own.
Named = Mapping[Union[int, str], Any]

_PICTURES = Text("没有需要看的图片", "there are no pictures to look at")
_NO_PILLOW = Text(
    "这里没有装 Pillow，读不了图片。装好以后再试：pip install pillow",
    "Pillow is not installed, and pictures cannot be read without it. To try again: pip install pillow",
)
_NO_FILE = Text(
    "没有找到 {path}：把图片放进笔记所在的文件夹，再把它的名字写进这个单元格的副本",
    "{path} was not found: put your picture into the notebook's folder and its name into a copy of this cell",
)
_NO_PICTURE = Text(
    "Pillow 读不了 {path}（{why}）：它是图片吗？可以先用别的程序另存为 PNG 或 JPEG",
    "Pillow cannot read {path} ({why}): is it a picture? Another program may save it as PNG or JPEG",
)


def samples(pictures: Array, Y: Array, classes: Sequence[Any], count: int = 12) -> None:
    """Show some pictures, of both kinds, with their labels.

    Parameters
    ----------
    pictures, Y
        (m, 64, 64, 3) and (1, m).
    classes
        The names of the labels 0 and 1, as ``load_dataset`` gives them.
    """
    named = [name.decode() if isinstance(name, bytes) else str(name) for name in classes]
    names = [drawn(_CLASSES[name], str(label)) if name in _CLASSES else name for label, name in enumerate(named)]
    labels = Y.ravel()
    chosen = np.concatenate([np.flatnonzero(labels == label)[: count // 2] for label in (1, 0)])
    _sheet(pictures[chosen], [f"y = {labels[place]} · {names[labels[place]]}" for place in chosen], columns=6)


def costs(curves: Named, every: int = 100) -> None:
    """Draw the costs of trainings; a curve ends where its numbers do."""
    figure, axes = _axes(7, 4)
    for place, (name, values) in enumerate(curves.items()):
        numbers = np.array(values, dtype=float).ravel()
        style = {"color": _COLOURS[place % 6], "linestyle": _DASHES[place % 6]}
        if np.isfinite(numbers).sum() < 3:
            style["marker"] = "o"  # a single point makes no line
        axes.plot(every * np.arange(len(numbers)), numbers, label=_name(name), linewidth=2, **style)
    axes.axhline(np.log(2), color="#888888", linewidth=1)
    # In the margin, where no curve is.
    axes.text(1.01, np.log(2), r"$\log 2$", transform=axes.get_yaxis_transform(), color="#666666", va="center")
    axes.set(xlabel=drawn(_ITERATION, "$i$"), ylabel=drawn(_COST, r"$\mathcal{J}$"), ylim=(0, None))
    axes.legend(framealpha=1)


def weights(W1: Array, shape: tuple[int, int, int] = (64, 64, 3)) -> None:
    """Show the weights of each unit of the first layer as a picture: grey is 0, light is positive, dark negative."""
    pictures = W1.reshape(-1, *shape)
    # Each on a scale of its own, by a value that few exceed.
    scale = np.quantile(np.abs(pictures), 0.99, axis=(1, 2, 3), keepdims=True)
    names = [drawn(_UNIT, "$n$", unit=unit) for unit in range(1, len(pictures) + 1)]
    _sheet(np.clip(0.5 + pictures / (2 * np.where(scale > 0, scale, 1)), 0, 1), names, columns=min(10, len(pictures)))


def confusion(answers: Array, Y: Array) -> None:
    """Draw how often which answer was given to which label."""
    table = np.array([[np.sum((label == Y) & (answers == answer)) for answer in (0, 1)] for label in (0, 1)])
    figure, axes = _axes(3.6, 3.2)
    axes.imshow(table, cmap="Blues", vmin=0, vmax=max(1, int(table.max())) * 1.6)
    for label in (0, 1):
        for answer in (0, 1):
            mark = "✓" if label == answer else "✗"
            axes.text(answer, label, f"{table[label, answer]} {mark}", ha="center", va="center", fontsize=16)
    axes.set(xlabel=drawn(_ANSWER, r"$\hat{y}$"), ylabel=drawn(_LABEL, "$y$"), xticks=(0, 1), yticks=(0, 1))


def mistakes(pictures: Array, Y: Array, probabilities: Array, count: int = 18) -> None:
    """Show the pictures that are answered wrongly, the surest mistakes first, with the probability of a cat."""
    labels, likely = np.ravel(Y), np.ravel(probabilities)
    wrong = np.flatnonzero((likely > 0.5) != labels)
    wrong = wrong[np.argsort(-np.abs(likely[wrong] - 0.5))][:count]
    if not wrong.size:
        _say(_PICTURES)
        return
    _sheet(
        pictures[wrong], [rf"$y = {labels[place]}$, $\hat{{p}} = {likely[place]:.2f}$" for place in wrong], columns=6
    )


def accuracies(correct: Named, total: int, guess: int) -> None:
    """Draw shares of right answers with a standard error each, beside what the larger class alone would give.

    Parameters
    ----------
    correct
        The number of right answers, by what gave them.
    total
        The number of pictures.
    guess
        How many are right when the answer is always the same.
    """
    shares = np.array(list(correct.values())) / total
    errors = np.sqrt(shares * (1 - shares) / total)
    figure, axes = _axes(7, 0.7 + 0.6 * len(shares))
    places = np.arange(len(shares))
    axes.barh(places, shares, xerr=errors, color=_COLOURS[4], ecolor="#222222", capsize=5, height=0.6)
    for place, (right, share) in enumerate(zip(correct.values(), shares)):
        axes.text(0.01, place, f"{right} / {total} = {share:.0%}", va="center")
    axes.axvline(guess / total, color="#666666", linestyle="--", linewidth=1.5)
    axes.set(xlabel=drawn(_WITH_ERROR, "$p$"), xlim=(0, 1), yticks=places)
    axes.set_yticklabels(list(map(_name, correct)))
    axes.invert_yaxis()


def spread(shares: Named, total: int) -> None:
    """Draw every share of right answers as a point, a row for each network, with the mean of each row.

    The grey bar reaches one standard error of a test with so many pictures to either side of the mean.
    """
    figure, axes = _axes(7, 1.2 + 0.9 * len(shares))
    for place, values in enumerate(shares.values()):
        numbers = np.array(values)
        mean = float(numbers.mean())
        error = float(np.sqrt(mean * (1 - mean) / total))
        axes.barh(place + 0.22, 2 * error, left=mean - error, height=0.08, color="#bbbbbb")
        axes.plot([mean, mean], [place - 0.5, place + 0.26], color="#222222", linewidth=2)
        # Equal values stand above each other.
        above = [int(np.sum(np.isclose(numbers[:index], number))) for index, number in enumerate(numbers)]
        style = {"color": _COLOURS[place % 6], "edgecolors": "#ffffff", "zorder": 3}
        axes.scatter(numbers, place + 0.08 - 0.07 * np.array(above), s=36, **style)
    axes.set(xlabel=drawn(_BY_SEED, "$p$"), ylim=(len(shares) - 0.6, -0.9))
    axes.set_yticks(range(len(shares)), list(map(_name, shares)))


def own_picture(path: str, size: int = 64) -> tuple[Array, Array] | None:
    """Read a picture of yours: the middle square, made as small as those that the networks know.

    Returns
    -------
    The picture (1, 64, 64, 3) and X (12288, 1), flattened and scaled; None, and a card, if it cannot be read.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError:
        _say(_NO_PILLOW)
        return None
    try:
        with Image.open(path) as opened:
            # A phone says beside the picture which way is up; what is transparent becomes white.
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            picture = ImageOps.fit(Image.alpha_composite(ground, upright).convert("RGB"), (size, size))
    except FileNotFoundError:
        _say(_NO_FILE.format(path=path))
        return None
    except Exception as error:  # whatever a broken file makes Pillow raise
        _say(_NO_PICTURE.format(path=path, why=type(error).__name__))
        return None
    pixels = np.asarray(picture)[None]
    return pixels, pixels.reshape(1, -1).T / 255


def one(picture: Array, probabilities: Named) -> None:
    """Show a picture and what each network thinks of it."""
    # What is mathematics has a line of its own, since it is drawn in one font alone.
    said = "\n".join(f"{_name(name)}\n" + rf"$\hat{{p}} = {value:.2f}$" for name, value in probabilities.items())
    _sheet(picture, [said], columns=1, inches=2.4)


def _sheet(pictures: Array, titles: Sequence[str], columns: int, inches: float = 1.25) -> None:
    """Pictures in rows, each under its title."""
    import matplotlib.pyplot as plt

    use_font()
    rows = -(-len(pictures) // columns)
    size = columns * inches, rows * (inches + 0.25)
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    # Text stands on white, so that it can be read on a dark page as well.
    figure.set_facecolor("#ffffff")
    for axes in grid.ravel():
        axes.set_axis_off()
    for axes, picture, title in zip(grid.ravel(), pictures, titles):
        axes.imshow(picture)
        axes.set_title(title, fontsize=8 if columns > 1 else 11)


def _axes(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib.pyplot as plt

    use_font()
    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    figure.set_facecolor("#ffffff")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _name(layers: int | str) -> str:
    """A network in words, by the number of its layers."""
    if isinstance(layers, str):
        return layers
    return drawn(_ONE_LAYER if layers == 1 else _LAYERS, f"$L = {layers}$", layers=layers)


def _say(message: Text) -> None:
    say("missing", "gallery", message)

"""Draw the five figures of the lesson: `python draw.py` writes them beside this file.

The figures serve every edition of the lesson, so they show only formulas, the names of functions and the
field's words. One hand throughout: blue boxes that point right are forward, orange ones that point left are
backward, green is W and b, purple and dashed is a cache, a yellow pill is the cost.
"""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple


class Colour(NamedTuple):
    line: str
    fill: str


class Point(NamedTuple):
    x: float
    y: float


Anchor = Literal["start", "middle", "end"]
Shape = Literal["plain", "right", "left", "pill"]

# After Okabe and Ito; the lines are dark enough to stand out from the card by 3 : 1 or more.
FORWARD = Colour("#0066A8", "#DCECF7")
BACKWARD = Colour("#C45200", "#FCE7D9")
PARAMETERS = Colour("#008261", "#DCF2EA")
CACHE = Colour("#96407A", "#F7E8F0")
COST = Colour("#4D4300", "#FBF2A8")
CARD = Colour("#D3CEC2", "#FDFCF8")
BAND = "#F1EEE6"
INK = "#1F2933"
FAINT = "#56606B"

STROKE = 1.6
SANS = "Helvetica, Arial, sans-serif"
SERIF = "'Times New Roman', Times, serif"


# Text


def word(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 14,
    fill: str = INK,
    anchor: Anchor = "middle",
    bold: bool = False,
) -> str:
    """A word or a name in code, its capitals centred on the height y."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y + 0.36 * size:g}" font-family="{SANS}" font-size="{size:g}"'
        f' fill="{fill}" text-anchor="{anchor}"{weight}>{escape(text, quote=False)}</text>'
    )


def formula(x: float, y: float, tex: str, *, size: float = 16, fill: str = INK, anchor: Anchor = "middle") -> str:
    """A formula such as `W^{[l]} (n_{l})`, its capitals centred on the height y; only letters slant."""
    spans: list[str] = []
    height = 0.0
    for part in re.split(r"([_^]\{[^}]*\})", tex):
        level = {"^": -0.38, "_": 0.2}.get(part[:1], 0.0) * size
        text, small = (part[2:-1], f' font-size="{0.7 * size:g}"') if level else (part, "")
        for run in re.findall(r"[^\W\d_]+|[\W\d_]+", text):
            look = f' dy="{level - height:.4g}"' if level != height else ""
            look += small
            if not run[0].isalpha() or run == "Σ":
                look += ' font-style="normal"'
            glyphs = escape(run, quote=False)
            spans.append(f"<tspan{look}>{glyphs}</tspan>" if look else glyphs)
            height = level
    return (
        f'<text x="{x:g}" y="{y + 0.33 * size:g}" font-size="{size:g}" font-style="italic" fill="{fill}"'
        f' text-anchor="{anchor}">{"".join(spans)}</text>'
    )


def step(x: float, y: float, number: int, name: str, colour: Colour) -> str:
    """A function of the lesson, with its number in a disc."""
    disc = f'<circle cx="{x:g}" cy="{y:g}" r="11" fill="{colour.line}"/>'
    return disc + word(x, y, str(number), size=12.5, fill="#FFFFFF", bold=True) + word(x + 19, y, name, anchor="start")


# Shapes and lines


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    colour: Colour,
    *,
    shape: Shape = "plain",
    dashed: bool = False,
) -> str:
    """A filled box with its upper left corner at (x, y)."""
    paint = f'fill="{colour.fill}" stroke="{colour.line}" stroke-width="{STROKE}" stroke-linejoin="round"'
    if dashed:
        paint += ' stroke-dasharray="5 4"'
    if shape in ("plain", "pill"):
        radius = 6 if shape == "plain" else height / 2
        return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" {paint}/>'
    right = shape == "right"
    blunt, neck, tip = (x, x + width - 9, x + width) if right else (x + width, x + 9, x)
    middle, bottom = y + height / 2, y + height
    outline = f"M{blunt:g} {y:g}H{neck:g}L{tip:g} {middle:g}L{neck:g} {bottom:g}H{blunt:g}Z"
    return f'<path d="{outline}" {paint}/>'


def layer_box(centre: float, y: float, width: float, name: str, colour: Colour, *, size: float = 14) -> str:
    """One half of a layer, 44 high: its name in a box that points the way the pass goes."""
    shape: Shape = "left" if colour is BACKWARD else "right"
    nudge = 1 if shape == "left" else -1
    return box(centre - width / 2, y, width, 44, colour, shape=shape) + word(
        centre + nudge, y + 22, name, size=size, bold=True
    )


def chip(centre: float, y: float, width: float, tex: str, colour: Colour) -> str:
    """A small box, 30 high, that holds a formula; a cache is dashed."""
    return box(centre - width / 2, y, width, 30, colour, dashed=colour is CACHE) + formula(centre, y + 16, tex, size=15)


def band(x: float, y: float, width: float, height: float) -> str:
    """A quiet ground behind what belongs together."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="10" fill="{BAND}"/>'


def arrow(*corners: tuple[float, float], colour: str = INK, dashed: bool = False, head: bool = True) -> str:
    """A line through the corners, which are rounded, with its tip on the last one."""
    points = [Point(*corner) for corner in corners]
    tip, back = points[-1], _towards(points[-1], points[-2], 9)
    if head:
        points[-1] = _towards(tip, points[-2], 7)
    path = f"M{points[0].x:g} {points[0].y:g}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, 8), _towards(corner, after, 8)
        path += f"L{start.x:g} {start.y:g}Q{corner.x:g} {corner.y:g} {end.x:g} {end.y:g}"
    path += f"L{points[-1].x:g} {points[-1].y:g}"
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{STROKE}"{dash}/>'
    if not head:
        return line
    across = Point((tip.y - back.y) * 0.5, (back.x - tip.x) * 0.5)
    return line + (
        f'<path d="M{tip.x:g} {tip.y:g}L{back.x + across.x:g} {back.y + across.y:g}'
        f'L{back.x - across.x:g} {back.y - across.y:g}Z" fill="{colour}"/>'
    )


def _towards(start: Point, end: Point, distance: float) -> Point:
    """The point `distance` away from start, on the way to end; the way is level or upright."""
    dx, dy = end.x - start.x, end.y - start.y
    length = abs(dx) + abs(dy)
    return Point(start.x + dx / length * distance, start.y + dy / length * distance)


def dots(x: float, y: float) -> str:
    """Three dots: and so on."""
    return "".join(f'<circle cx="{x + dx:g}" cy="{y:g}" r="2" fill="{INK}"/>' for dx in (-7, 0, 7))


def joint(x: float, y: float, colour: str) -> str:
    """Where one line goes on in two directions."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="3.5" fill="{colour}"/>'


def figure(width: int, height: int, title: str, english: str, chinese: str, *parts: str) -> str:
    """The finished picture on its own light card, which keeps it readable on a dark page."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" font-family="{SERIF}" role="img">',
            f"<title>{title}</title>",
            f'<desc lang="en">{english}</desc>',
            f'<desc lang="zh">{chinese}</desc>',
            f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="12" fill="{CARD.fill}"'
            f' stroke="{CARD.line}" stroke-width="{STROKE}"/>',
            *parts,
            "</svg>\n",
        )
    )


# The figures


def route() -> str:
    """All ten functions: each inner box is called by the one around it."""

    def nest(y: float, number: int, colour: Colour, inner: str, middle: str, outer: str) -> list[str]:
        return [
            box(346, y, 276, 170, colour),
            box(358, y + 12, 252, 108, colour),
            box(370, y + 24, 228, 48, colour),
            step(390, y + 48, number, inner, colour),
            step(378, y + 96, number + 1, middle, colour),
            step(366, y + 145, number + 2, outer, colour),
        ]

    w_b, dw_db = "W^{[l]}, b^{[l]}", "dW^{[l]}, db^{[l]}"
    return figure(
        880,
        512,
        "forward → cost → backward → update_parameters",
        "The route of the lesson in ten numbered functions: initialisation, forward, cost, backward and "
        "update, with caches passed from forward to backward and a loop from update back to forward.",
        "本课的路线，十个编了号的函数：初始化、前向传播、代价、反向传播、更新；"
        "缓存由前向传给反向，更新之后回到前向，循环往复。",
        formula(28, 40, w_b, size=18, fill=PARAMETERS.line, anchor="start"),
        box(28, 60, 244, 46, PARAMETERS),
        step(50, 83, 1, "initialize_parameters", PARAMETERS),
        box(28, 118, 244, 46, PARAMETERS),
        step(50, 141, 2, "initialize_parameters_deep", PARAMETERS),
        arrow((272, 83), (309, 83), (309, 112), head=False, colour=PARAMETERS.line),
        arrow((272, 141), (309, 141), (309, 112), head=False, colour=PARAMETERS.line),
        arrow((309, 112), (346, 112), colour=PARAMETERS.line),
        word(346, 40, "forward", size=17, fill=FORWARD.line, anchor="start", bold=True),
        *nest(60, 3, FORWARD, "linear_forward", "linear_activation_forward", "L_model_forward"),
        arrow((622, 145), (692, 145), colour=FORWARD.line),
        formula(656, 130, "A^{[L]}"),
        word(772, 106, "cost", size=17, fill=COST.line, bold=True),
        box(692, 122, 160, 46, COST, shape="pill"),
        step(716, 145, 6, "compute_cost", COST),
        arrow((772, 168), (772, 401), (622, 401), colour=BACKWARD.line),
        formula(700, 386, "dA^{[L]}"),
        arrow((484, 230), (484, 316), colour=CACHE.line, dashed=True),
        word(496, 272, "caches", size=15, fill=CACHE.line, anchor="start", bold=True),
        word(346, 296, "backward", size=17, fill=BACKWARD.line, anchor="start", bold=True),
        *nest(316, 7, BACKWARD, "linear_backward", "linear_activation_backward", "L_model_backward"),
        arrow((346, 401), (272, 401), colour=BACKWARD.line),
        formula(309, 386, dw_db, size=14),
        formula(150, 446, "W^{[l]} − α dW^{[l]},\u2003b^{[l]} − α db^{[l]}", fill=PARAMETERS.line),
        box(28, 378, 244, 46, PARAMETERS),
        step(50, 401, 10, "update_parameters", PARAMETERS),
        arrow((220, 378), (220, 206), (346, 206), colour=PARAMETERS.line),
        formula(283, 191, w_b),
    )


def l_layer_model() -> str:
    """The model with L layers, and the shape of everything in it."""

    def layer(x: float, activation: str, width: float, index: str, before: str) -> list[str]:
        middle = 154
        half = x + 138 + 54 + width / 2
        return [
            chip(x + 96, 78, 92, f"W^{{[{index}]}}, b^{{[{index}]}}", PARAMETERS),
            arrow((x + 96, 108), (x + 96, 132), colour=PARAMETERS.line),
            layer_box(x + 96, 132, 84, "LINEAR", FORWARD),
            formula(x + 26, middle - 16, f"A^{{[{before}]}}"),
            arrow((x + 138, middle), (x + 192, middle), colour=FORWARD.line),
            formula(x + 162, middle - 16, f"Z^{{[{index}]}}"),
            layer_box(half, 132, width, activation, FORWARD),
        ]

    def shapes(x: float, index: str, before: str) -> list[str]:
        rows = (
            (f"W^{{[{index}]}}", f"(n_{{{index}}}, n_{{{before}}})", PARAMETERS),
            (f"b^{{[{index}]}}", f"(n_{{{index}}}, 1)", PARAMETERS),
            (f"Z^{{[{index}]}}, A^{{[{index}]}}", f"(n_{{{index}}}, m)", FORWARD),
        )
        return [
            formula(x, 230 + 28 * i, name, fill=colour.line, anchor="end")
            + formula(x + 22, 230 + 28 * i, shape, anchor="start")
            for i, (name, shape, colour) in enumerate(rows)
        ]

    blue = FORWARD.line
    pile = [box(118 + d, 62 - d, 304, 132, Colour(CARD.line, BAND)) for d in (12, 6, 0)]
    return figure(
        900,
        318,
        "[LINEAR → RELU] × (L − 1) → LINEAR → SIGMOID",
        "The L-layer model: X = A[0] passes through L − 1 layers of LINEAR and RELU, then through LINEAR and "
        "SIGMOID to A[L] = Ŷ; each layer has its W and b, and the shapes stand underneath.",
        "L 层模型：X = A[0] 经过 L − 1 层 LINEAR 与 RELU，再经过 LINEAR 与 SIGMOID，得到 A[L] = Ŷ；"
        "每层有自己的 W 与 b，下方列出各个量的形状。",
        *pile,
        box(466, 62, 300, 132, Colour(CARD.line, BAND)),
        formula(122, 32, "l = 1, …, L − 1", anchor="start"),
        formula(434, 32, "× (L − 1)", size=19, anchor="end"),
        formula(470, 32, "l = L", anchor="start"),
        formula(58, 154, "X = A^{[0]}", size=18),
        formula(58, 184, "(n_{0}, m)"),
        arrow((96, 154), (172, 154), colour=blue),
        *layer(118, "RELU", 76, "l", "l−1"),
        arrow((386, 154), (520, 154), colour=blue),
        formula(405, 138, "A^{[l]}"),
        *layer(466, "SIGMOID", 92, "L", "L−1"),
        arrow((750, 154), (796, 154), colour=blue),
        formula(842, 154, "A^{[L]} = Ŷ", size=18),
        formula(842, 184, "(n_{L}, m)"),
        formula(842, 210, "n_{L} = 1"),
        *shapes(250, "l", "l−1"),
        *shapes(598, "L", "L−1"),
    )


def forward_backward() -> str:
    """Two layers there and back, with what each forward box keeps for its backward box."""
    centres = (230, 378, 526, 674)
    names = ("LINEAR", "RELU", "LINEAR", "SIGMOID")
    caches = ("A^{[0]}, W^{[1]}, b^{[1]}", "Z^{[1]}", "A^{[1]}, W^{[2]}, b^{[2]}", "Z^{[2]}")
    values = ("A^{[0]}", "Z^{[1]}", "A^{[1]}", "Z^{[2]}", "A^{[2]}")
    there, back, half, far = 132, 302, 47, 834
    parts = [band(162, 22, 270, 366), band(458, 22, 270, 366)]
    for x, y, text, colour in (
        (26, there, "forward", FORWARD),
        (26, (there + back) / 2, "caches", CACHE),
        (26, back, "backward", BACKWARD),
    ):
        parts.append(word(x, y, text, size=15, fill=colour.line, anchor="start", bold=True))
    for layer, left, right in ((1, 230, 416), (2, 526, 712)):
        index = f"^{{[{layer}]}}"
        parts += [
            formula(right, 50, f"l = {layer}", anchor="end", fill=FAINT),
            chip(left, 36, 92, f"W{index}, b{index}", PARAMETERS),
            arrow((left, 66), (left, there - 22), colour=PARAMETERS.line),
            arrow((left, back + 22), (left, back + 48), colour=BACKWARD.line),
            formula(left, back + 64, f"dW{index}, db{index}"),
        ]
    for x, name, cache in zip(centres, names, caches, strict=True):
        parts += [
            arrow((x, there + 22), (x, back - 22), colour=CACHE.line, dashed=True),
            chip(x, (there + back) / 2 - 15, 46 if cache[0] == "Z" else 126, cache, CACHE),
            layer_box(x, there - 22, 2 * half, name, FORWARD),
            layer_box(x, back - 22, 2 * half, f"{name}′", BACKWARD),
        ]
    for left, right, value in zip(centres, centres[1:], values[1:4], strict=False):
        parts += [
            arrow((left + half, there), (right - half, there), colour=FORWARD.line),
            formula((left + right) / 2, there - 16, value),
            arrow((right - half, back), (left + half, back), colour=BACKWARD.line),
            formula((left + right) / 2, back - 16, f"d{value}"),
        ]
    parts += [
        arrow((152, there), (centres[0] - half, there), colour=FORWARD.line),
        formula(134, there, values[0]),
        arrow((centres[-1] + half, there), (far, there), (far, 194), colour=FORWARD.line),
        formula(778, there - 16, values[4]),
        box(far - 46, 194, 92, 46, COST, shape="pill"),
        word(far, 217, "cost", size=15, bold=True),
        arrow((far, 240), (far, back), (centres[-1] + half, back), colour=BACKWARD.line),
        formula(778, back - 16, f"d{values[4]}"),
        arrow((centres[0] - half, back), (154, back), colour=BACKWARD.line),
        formula(134, back, f"d{values[0]}"),
    ]
    return figure(
        900,
        410,
        "LINEAR → RELU → LINEAR → SIGMOID → cost → SIGMOID′ → LINEAR′ → RELU′ → LINEAR′",
        "Forward and backward through a two-layer network: above, LINEAR, RELU, LINEAR, SIGMOID lead to the "
        "cost; below, the gradients run back from right to left, each backward box using the cache of the "
        "forward box above it.",
        "两层网络的前向与反向：上排 LINEAR、RELU、LINEAR、SIGMOID 通向代价；"
        "下排梯度自右向左传回，每个反向方框使用其正上方前向方框存下的缓存。",
        *parts,
    )


def linear_backward() -> str:
    """One linear step backward; every matrix is drawn in proportion to its shape."""
    cell = 15
    sizes = {"n_{l}": 3, "n_{l−1}": 5, "m": 8, "1": 1}

    def matrix(x: float, y: float, name: str, shape: tuple[str, str], colour: Colour) -> str:
        """A matrix centred on the height y; x is its left side."""
        rows, columns = (sizes[side] for side in shape)
        width, height = columns * cell, rows * cell
        top = y - height / 2
        grid = "".join(f"M{x + i * cell:g} {top:g}v{height}" for i in range(1, columns))
        grid += "".join(f"M{x:g} {top + i * cell:g}h{width}" for i in range(1, rows))
        return (
            f'<rect x="{x:g}" y="{top:g}" width="{width}" height="{height}" fill="{colour.fill}"/>'
            f'<path d="{grid}" stroke="{CARD.fill}" stroke-width="{STROKE}"/>'
            f'<rect x="{x:g}" y="{top:g}" width="{width}" height="{height}" fill="none"'
            f' stroke="{colour.line}" stroke-width="{STROKE}"/>'
            + formula(x + width / 2, top - 14, name)
            + formula(x + width / 2, top + height + 14, f"({shape[0]}, {shape[1]})", size=14, fill=FAINT)
        )

    def mean(x: float, y: float) -> str:
        """The factor 1/m."""
        bar = f'<path d="M{x - 7:g} {y:g}h14" stroke="{INK}" stroke-width="{STROKE}"/>'
        return formula(x, y - 11, "1") + bar + formula(x, y + 11, "m")

    n, n_prev, m, one = "n_{l}", "n_{l−1}", "m", "1"
    first, second, third, equals, right = 90, 243, 392, 176, 732
    return figure(
        900,
        462,
        "linear_backward",
        "One linear backward step: from dZ[l] and the cache (A[l−1], W[l], b[l]) come dA[l−1] = Wᵀ dZ, "
        "dW[l] = (1/m) dZ Aᵀ and db[l] = (1/m) Σ dZ; every matrix is drawn in proportion to its shape.",
        "线性部分的一步反向：由 dZ[l] 与缓存 (A[l−1], W[l], b[l]) 得到 dA[l−1] = Wᵀ dZ、dW[l] = (1/m) dZ Aᵀ、"
        "db[l] = (1/m) Σ dZ；每个矩阵按其形状的比例画出。",
        matrix(equals - 18 - 120, first, "dA^{[l−1]}", (n_prev, m), BACKWARD),
        formula(equals, first, "=", size=20),
        matrix(214, first, "W^{[l] T}", (n_prev, n), PARAMETERS),
        matrix(277, first, "dZ^{[l]}", (n, m), BACKWARD),
        matrix(equals - 18 - 75, second, "dW^{[l]}", (n, n_prev), BACKWARD),
        formula(equals, second, "=", size=20),
        mean(203, second),
        matrix(222, second, "dZ^{[l]}", (n, m), BACKWARD),
        matrix(360, second, "A^{[l−1] T}", (m, n_prev), FORWARD),
        matrix(equals - 18 - 30, third, "db^{[l]}", (n, one), BACKWARD),
        formula(equals, third, "=", size=20),
        mean(203, third),
        formula(236, third, "Σ", size=30),
        formula(236, third - 25, "m", size=12),
        formula(236, third + 25, "i = 1", size=12),
        matrix(264, third, "dZ^{[l]}", (n, m), BACKWARD),
        arrow((504, second), (446, second), colour=BACKWARD.line),
        arrow((480, second), (480, first), (446, first), colour=BACKWARD.line),
        arrow((480, second), (480, third), (446, third), colour=BACKWARD.line),
        box(504, second - 32, 142, 64, BACKWARD, shape="left"),
        word(578, second - 12, "LINEAR′", bold=True),
        word(578, second + 12, "linear_backward"),
        matrix(right, first, "dZ^{[l]}", (n, m), BACKWARD),
        arrow((right, first), (580, first), (580, second - 32), colour=BACKWARD.line),
        box(702, 148, 174, 290, Colour(CACHE.line, CARD.fill), dashed=True),
        word(714, 167, "cache", size=15, fill=CACHE.line, anchor="start", bold=True),
        arrow((702, second), (646, second), colour=CACHE.line, dashed=True),
        matrix(right, second, "A^{[l−1]}", (n_prev, m), FORWARD),
        matrix(right, 372, "W^{[l]}", (n, n_prev), PARAMETERS),
        matrix(right + 104, 372, "b^{[l]}", (n, one), PARAMETERS),
    )


def backward_pass() -> str:
    """The whole way back, and the key under which each layer's step files what it returns."""
    row, shelf = 150, 258
    orange = BACKWARD.line

    def layer(x: float, width: float, activation: str, index: str, before: str, span: str) -> list[str]:
        """A layer, its column beginning at x; its frame leaves room on the left for the line to `grads`."""
        end = x + width
        linear = x + 62
        act = 76 if activation == "SIGMOID′" else 58
        parts = [
            band(x + 24, 106, width - 24, 88),
            formula(x + 28, 90, span, anchor="start", fill=FAINT),
            layer_box(end - 6 - act / 2, row - 22, act, activation, BACKWARD, size=13),
            arrow((end - 6 - act, row), (linear + 32, row), colour=orange),
            formula((end - 6 - act + linear + 32) / 2, row - 16, f"dZ^{{[{index}]}}", size=15),
            layer_box(linear, row - 22, 64, "LINEAR′", BACKWARD, size=13),
            formula(x - 2, row - 17, f"dA^{{[{before}]}}", size=15),
            arrow((linear, row + 22), (linear, shelf), colour=orange),
            formula(linear + 10, 226, f"dW^{{[{index}]}}, db^{{[{index}]}}", size=15, anchor="start"),
            box(x, shelf, width, 120, Colour(orange, CARD.fill)),
            f'<path d="M{x:g} {shelf + 56}v-50a6 6 0 0 1 6 -6h{width - 12:g}a6 6 0 0 1 6 6v50Z"'
            f' fill="{BACKWARD.fill}" stroke="{orange}" stroke-width="{STROKE}"/>',
            formula(end - 8, shelf + 42, f"(n_{{{before}}}, m)", size=14, fill=FAINT, anchor="end"),
        ]
        for y, name, value in ((19, "dA", before), (75, "dW", index), (101, "db", index)):
            key = f'"{name}1"' if index == "1" else f'"{name}" + str({index})'
            parts += [
                word(x + 9, shelf + y, f"grads[{key}]", size=12.5, anchor="start"),
                formula(end - 57, shelf + y, "=", anchor="end"),
                formula(end - 53, shelf + y, f"{name}^{{[{value}]}}", size=15, anchor="start"),
            ]
        return parts

    def go_on(x: float, after: float, index: str) -> list[str]:
        """From the column at x to the layer on its left, which ends at `after`."""
        return [
            arrow((x + 30, row), (after + 57, row), colour=orange),
            joint(x + 12, row, orange),
            arrow((x + 12, row), (x + 12, shelf), colour=orange),
            dots(after + 43, row),
            arrow((after + 29, row), (after - 6, row), colour=orange),
            formula(after + 16, row - 17, f"dA^{{[{index}]}}", size=15),
        ]

    return figure(
        900,
        402,
        "dA[L] → … → dA[l] → … → dA[0]",
        "The backward pass from the cost through the layers L, …, l, …, 1: each layer's step returns "
        'dA[l−1], dW[l] and db[l]; grads["dA" + str(l)] holds the dA[l−1] that layer l returns, so that '
        'grads["dA1"] has the shape of the input.',
        "反向传播自代价出发，经过第 L、…、l、…、1 层：每层的一步返回 dA[l−1]、dW[l]、db[l]；"
        'grads["dA" + str(l)] 存放第 l 层返回的 dA[l−1]，因此 grads["dA1"] 的形状与输入相同。',
        *layer(36, 208, "RELU′", "1", "0", "l = 1"),
        arrow((66, row), (48, row), (48, shelf), colour=orange),
        *layer(328, 208, "RELU′", "l", "l−1", "1 < l < L"),
        *go_on(328, 244, "1"),
        *layer(620, 218, "SIGMOID′", "L", "L−1", "l = L"),
        *go_on(620, 536, "l"),
        box(820, 24, 64, 40, COST, shape="pill"),
        word(852, 44, "cost", size=15, bold=True),
        arrow((852, 64), (852, row), (832, row), colour=orange),
        formula(828, 88, "dA^{[L]}", size=15),
    )


FIGURES: dict[str, Callable[[], str]] = {
    "route.svg": route,
    "l_layer_model.svg": l_layer_model,
    "forward_backward.svg": forward_backward,
    "linear_backward.svg": linear_backward,
    "backward_pass.svg": backward_pass,
}


def draw(folder: Path) -> None:
    """Write every figure into the folder."""
    for name, figure_text in FIGURES.items():
        (folder / name).write_text(figure_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    draw(Path(__file__).parent)

"""A student's way through the notebook in JupyterLab, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import faults

#: What is done with JupyterLab's own commands; cells are found by the ids that they have in the file.
LIBRARY = """
window.lab = {
  panel: () => window.jupyterapp.shell.currentWidget,
  cells: () => lab.panel().content.widgets,
  at: (id) => lab.cells().findIndex((cell) => cell.model.sharedModel.id === id),
  ready: () => window.jupyterapp && lab.panel() && lab.panel().content && lab.panel().content.widgets
    && lab.panel().sessionContext && lab.panel().sessionContext.session
    && lab.panel().sessionContext.session.kernel && lab.panel().sessionContext.session.kernel.status === "idle",
  runAll: () => window.jupyterapp.commands.execute("notebook:run-all-cells"),
  run: async (id) => {
    lab.panel().content.activeCellIndex = lab.at(id);
    await window.jupyterapp.commands.execute("notebook:run-cell");
  },
  write: (id, source) => lab.cells()[lab.at(id)].model.sharedModel.setSource(source),
  outputs: (id) => lab.cells()[lab.at(id)].model.outputs.toJSON(),
  all: () => lab.cells().filter((cell) => cell.model.type === "code").map((cell) => ({
    id: cell.model.sharedModel.id, count: cell.model.executionCount, outputs: cell.model.outputs.toJSON() })),
};
"""
WRONG = "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)\n"
RIGHT = "def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)\n"
SAID = {
    "en": {"begin": "0 of 10 right", "blank": "not written yet", "hint": "If A were all zeros, what should Z be?"},
    "zh": {"begin": "已通过 0 / 10", "blank": "还没有写", "hint": "如果 A 全是 0，Z 应该是什么？"},
}
SAID["en"] |= {"right": "all checks pass", "one": "1 of 10 right"}
SAID["zh"] |= {"right": "检查都通过了", "one": "已通过 1 / 10"}


def opened(page: Page, address: str) -> None:
    """Open a notebook and wait until its kernel is there."""
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
    page.evaluate(LIBRARY)
    page.wait_for_function("() => lab.ready()", timeout=120_000)


def html(outputs: list[dict[str, Any]]) -> str:
    return "".join("".join(output.get("data", {}).get("text/html", "")) for output in outputs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_student_fills_in_an_exercise(page: Page, lab: Callable[[str], str], language: str) -> None:
    """Run All on the untouched notebook stops nowhere; then blank, wrong with a hint, right."""
    said = SAID[language]
    opened(page, lab(language))
    assert page.locator(".jp-Dialog").count() == 0, "something stands in the way"
    page.evaluate("() => lab.runAll()")
    cells = page.evaluate("() => lab.all()")
    assert all(cell["count"] for cell in cells if cell["outputs"] or cell["id"].startswith("check"))
    kinds = {output["output_type"] for cell in cells for output in cell["outputs"]}
    assert "error" not in kinds and "stream" not in {
        output["output_type"] for cell in cells for output in cell["outputs"] if output.get("name") == "stderr"
    }
    assert said["begin"] in html([output for cell in cells for output in cell["outputs"]])

    def card() -> str:
        page.evaluate("() => lab.run('check_linear_forward')")
        return html(page.evaluate("() => lab.outputs('check_linear_forward')"))

    assert said["blank"] in card()
    for source, told in ((WRONG, said["hint"]), (RIGHT, said["right"])):
        page.evaluate("source => lab.write('linear_forward', source)", source)
        page.evaluate("() => lab.run('linear_forward')")
        assert told in card()
    progress = next(cell["id"] for cell in cells if said["begin"] in html(cell["outputs"]))
    page.evaluate("id => lab.run(id)", progress)
    assert said["one"] in html(page.evaluate("id => lab.outputs(id)", progress))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("language", "told"), [("zh", "没有应该和它放在一起的文件夹"), ("en", "without the folder kit")]
)
def test_a_notebook_alone_stops_and_says_what_to_do(
    page: Page, lab: Callable[[str], str], language: str, told: str, width: int
) -> None:
    """The words are all that is shown, on a telephone, too, where they are broken into lines and not cut off."""
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, lab(f"alone/{language}"))
    page.evaluate("() => lab.runAll()")
    # Cells that are far from what is seen are not drawn.
    page.wait_for_function("() => lab.outputs('setup_imports').length > 0")
    page.evaluate("() => lab.panel().content.scrollToItem(lab.at('setup_imports'), 'end')")
    shown = page.locator(".jp-OutputArea-output").first
    shown.scroll_into_view_if_needed()
    words = shown.inner_text()
    assert told in words and f"{language}.zip" in words
    assert not any(word in words for word in ("Traceback", "Error", "NotReady", "find_kit"))
    assert shown.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    # What is run by hand later says the same.
    page.evaluate("() => lab.run('check_linear_forward')")
    (output,) = page.evaluate("() => lab.outputs('check_linear_forward')")
    assert told in "\n".join(output["traceback"]) and "Error" not in "\n".join(output["traceback"])


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_figures_and_cards_show_in_light_and_dark(page: Page, lab: Callable[[str], str], theme: str) -> None:
    """The card's text has the colour of the page, and the drawings are there."""
    opened(page, lab("en"))
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    page.evaluate("() => lab.runAll()")
    figures = page.locator(".jp-RenderedMarkdown img")
    page.wait_for_function("() => document.querySelectorAll('.jp-RenderedMarkdown img').length > 0")
    assert figures.evaluate_all("pictures => pictures.every((one) => one.complete && one.naturalWidth > 0 && one.alt)")
    card = page.locator("[role=status]").first
    card.scroll_into_view_if_needed()
    colours = card.evaluate(
        "card => [getComputedStyle(card).color, getComputedStyle(card.closest('.jp-OutputArea-output')).color]"
    )
    assert colours[0] == colours[1]
    assert card.get_attribute("aria-label")
    assert faults(page, "[role=status]") == []

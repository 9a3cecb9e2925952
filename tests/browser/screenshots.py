"""Makes the pictures of the README from the invented class: `make screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from ..conftest import ROOT
from .conftest import ASSIGNMENT, CHROMIUM, PART, graded_class

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Grade the class in a copy of the course, and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = graded_class(Path(folder))
        path = str(CHROMIUM) if CHROMIUM.is_file() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 860, "height": 620})
        page.goto((course.feedback / "emma_lindqvist" / ASSIGNMENT / f"{PART}.html").as_uri() + "#linear_backward")
        page.screenshot(path=PICTURES / "feedback.png")
        page.goto((course.root / "report" / "index.en.html").as_uri())
        page.screenshot(path=PICTURES / "report.png")
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

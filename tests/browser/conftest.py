"""A browser, JupyterLab on a copy of a released folder, and a graded class: all of the lesson in this repository."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from autograder.commands.report_files import write_report
from autograder.course import CONFIG, Course
from autograder.grading.class_grader import grade_class
from autograder.lessons.sample import write_class

from ..conftest import ROOT

#: What people see is looked at where most of it is to be seen: the lesson that is taught.
ASSIGNMENT, PART, LATER_PART = "deep-neural-network", "step_by_step", "cat_classifier"

#: Debian's, if it is there; else Playwright's own, which `playwright install chromium` gets.
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.is_file() else None
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that reaches nothing but this machine: what needs the network fails here."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.route(lambda url: not url.startswith(("http://127.0.0.1", "file:", "data:", "blob:")), _refused)
    yield context.new_page()
    context.close()


def graded_class(folder: Path, without: tuple[str, ...] = ()) -> Course:
    """A copy of the course in a folder, with the invented class graded but for some of them, and the report on it."""
    for name in ("notebooks", "datasets", "source", "release"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "solved"))
    shutil.copy(ROOT / CONFIG, folder)
    course = Course(folder)
    write_class(course, ASSIGNMENT)
    for student in without:
        shutil.rmtree(course.submitted / student)
    grade_class(course, ASSIGNMENT)
    list(write_report(course, ASSIGNMENT))
    return course


def faults(page: Page, within: str | None = None) -> list[str]:
    """The serious faults that axe-core finds in a page, or in what a selector finds there."""
    found = Axe().run(page, within).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found if fault["impact"] in ("serious", "critical")
    ]


def _refused(route: object) -> None:
    route.abort()  # type: ignore[attr-defined]


@contextmanager
def jupyter(folder: Path, *options: str) -> Iterator[str]:
    """A Jupyter server in a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0"]
    command += ["--LabApp.expose_app_in_browser=True", *options]
    address = f"http://127.0.0.1:{port}"
    with (folder.parent / "jupyter.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(f"{address}/api/status")
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """JupyterLab on a copy of each released edition; the address by language, "alone/en" of the notebook alone."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("lab")
        # Nobody's own settings, and no question about news.
        patch.setenv("JUPYTER_CONFIG_DIR", str(root / "config"))
        patch.setenv("JUPYTERLAB_SETTINGS_DIR", str(root / "settings"))
        folder = root / "work"
        for language in ("zh", "en"):
            shutil.copytree(ROOT / "release" / language / ASSIGNMENT, folder / language)
            alone = folder / "alone" / language
            alone.mkdir(parents=True)
            shutil.copy(folder / language / f"{PART}.ipynb", alone)
        with jupyter(folder) as address:
            yield lambda language: f"{address}/lab/tree/{language}/{PART}.ipynb?reset"


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The invented class, graded, with its report."""
    # Those with endless loops take longest, and have nothing else to show here.
    return graded_class(tmp_path_factory.mktemp("graded"), without=("jack_turner", "xu_anqi"))

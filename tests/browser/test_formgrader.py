"""An instructor marks a written answer by hand in formgrader."""

from __future__ import annotations

from playwright.sync_api import Page

from autograder.commands.report_files import write_report
from autograder.course import Course
from autograder.grading.gradebook import open_gradebook

from ..classroom import fill, grades, hand_in, release
from .conftest import ASSIGNMENT, PART, jupyter

STUDENT, QUESTION = "alice_moore", "why_random_weights"


def test_a_written_answer_is_marked_by_hand(page: Page, graded: Course) -> None:
    """The class is listed, a submission shows its marks, a mark by hand comes into the report; then it is regraded."""
    with open_gradebook(graded) as gradebook:
        notebook = gradebook.find_submission_notebook(PART, ASSIGNMENT, STUDENT).id
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    with jupyter(graded.root, extension) as address:
        page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
        page.get_by_text(STUDENT).first.wait_for(timeout=60_000)
        page.goto(f"{address}/formgrader/submissions/{notebook}")
        fields = page.locator("input.score")
        fields.first.wait_for(timeout=60_000)
        # Ten functions with their marks, and a question without one.
        marked = "() => document.querySelectorAll('input.score[placeholder=\"10\"]').length === 10"
        page.wait_for_function(marked)
        field = fields.locator("xpath=self::*[not(@placeholder) or @placeholder='']")
        assert field.count() == 1
        with page.expect_response(lambda response: "/formgrader/api/grade/" in response.url):
            field.fill("4")
            field.press("Tab")
        assert grades(graded, STUDENT, ASSIGNMENT)[QUESTION][1] == 4
        list(write_report(graded, ASSIGNMENT))
        head, *lines = (graded.root / "report" / "grades.csv").read_text("utf-8-sig").splitlines()
        cells = next(line for line in lines if line.startswith(STUDENT)).split(",")
        row = dict(zip(head.split(","), cells, strict=True))
        assert row[QUESTION] == "4" and row["total"] == "194"

        # Other work is handed in, and graded by formgrader's own button: what a person gave stays.
        other = fill(release(graded, "en", PART, ASSIGNMENT), {})
        hand_in(graded, STUDENT, other, part=PART, assignment=ASSIGNMENT)
        page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
        button = page.locator("tr", has_text=STUDENT).locator(".autograde a")
        with page.expect_response(lambda response: response.url.endswith("/autograde"), timeout=120_000) as answer:
            button.click()
        assert answer.value.json()["success"], answer.value.json()["log"]
    earned = grades(graded, STUDENT, ASSIGNMENT)
    assert earned["test_linear_forward"][0] == 0 and earned[QUESTION][1] == 4

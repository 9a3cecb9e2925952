"""The feedback page, the class report, similar work: sorted, dark, by keyboard alone, and for a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from autograder.commands.similar_files import write_similar
from autograder.course import Course

from .conftest import ASSIGNMENT, LATER_PART, PART, faults


def feedback(course: Course, student: str, part: str = PART) -> str:
    return (course.feedback / student / ASSIGNMENT / f"{part}.html").as_uri()


def report(course: Course, language: str) -> str:
    return (course.root / "report" / f"index.{language}.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_no_serious_fault_in_feedback_and_report(
    browser: Browser, graded: Course, language: str, scheme: str
) -> None:
    student = {"zh": "liu_jiaqi", "en": "emma_lindqvist"}[language]
    # axe-core is put into the page, which the pages themselves allow nobody to do.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    for address in (feedback(graded, student), feedback(graded, student, LATER_PART), report(graded, language)):
        page.goto(address)
        assert faults(page) == [], address
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_similar_work_is_readable_on_any_screen(browser: Browser, graded: Course, width: int, scheme: str) -> None:
    list(write_similar(graded, ASSIGNMENT, 3))
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,
    )
    page = context.new_page()
    for language in ("zh", "en"):
        page.goto((graded.root / "report" / f"similar.{language}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.locator("mark").count() > 10
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []
        page.emulate_media(media="print")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
        assert page.locator("mark").first.bounding_box(), "what is closed is printed all the same"
        page.emulate_media(media="screen")
    context.close()


def test_a_wrong_answer_shows_its_hint_and_what_was_marked_on_its_own_merit(page: Page, graded: Course) -> None:
    page.goto(feedback(graded, "emma_lindqvist"))
    assert page.locator("#linear_backward .hint").inner_text().startswith("Hint: ")
    assert "linear_backward" in page.locator("#linear_activation_backward .helped").inner_text()
    # One page, nothing from elsewhere, nothing that runs.
    assert page.locator("script, link, iframe").count() == 0


def test_the_report_is_sorted_by_keyboard_alone(page: Page, graded: Course) -> None:
    page.goto(report(graded, "en"))
    table = page.locator("#students table")

    def column(number: int) -> list[str]:
        return table.locator(f"tbody tr > :nth-child({number})").all_inner_texts()

    names = column(1)
    assert names == sorted(names)
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent") == "Total":
            break
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.textContent") == "Total", "the focus is lost"
    marks = [float(text.split()[0]) for text in column(4)]
    assert marks == sorted(marks)
    assert table.locator("th[aria-sort]").inner_text().startswith("Total")
    page.keyboard.press("Enter")
    marks = [float(text.split()[0]) for text in column(4)]
    assert marks == sorted(marks, reverse=True)


def test_the_report_leads_to_feedback_and_to_the_other_language(page: Page, graded: Course) -> None:
    page.goto(report(graded, "zh"))
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("link", name="English").click()
    assert page.locator("h2").first.inner_text() == "Distribution of marks"
    page.get_by_role("link", name=f"emma_lindqvist: {PART}").click()
    assert page.locator(".student").inner_text() == "emma_lindqvist"


def test_the_report_is_readable_in_the_dark(browser: Browser, graded: Course) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(report(graded, "en"))
    background = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert max(map(int, background.removeprefix("rgb(").removesuffix(")").split(","))) < 60
    context.close()


def test_pages_are_small_and_need_nothing_else(graded: Course) -> None:
    pages = [*graded.feedback.rglob("*.html"), *(graded.root / "report").glob("*.html")]
    assert len(pages) > 20
    for path in pages:
        assert path.stat().st_size < 300_000, path
        text = path.read_text("utf-8")
        assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in _without_text(text), path


def _without_text(text: str) -> str:
    """Addresses in what a student wrote are text, and lead nowhere."""
    return "".join(part.split(">", 1)[0] for part in text.split("<")[1:])

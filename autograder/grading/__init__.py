"""Grading a class: from submitted/ into results/, and from there into nbgrader's gradebook and folders."""

from autograder.grading.class_grader import grade_class
from autograder.grading.pages import write_pages
from autograder.grading.results import NotebookResult, Result

__all__ = ["NotebookResult", "Result", "grade_class", "write_pages"]

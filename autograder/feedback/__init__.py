"""Feedback for students: a verdict under a hidden test, and a page on a whole notebook."""

from autograder.feedback.page import page
from autograder.feedback.scores import NOTHING_BY_HAND, ByHand, Score, Total
from autograder.feedback.verdict import to_text, verdict_outputs

__all__ = ["NOTHING_BY_HAND", "ByHand", "Score", "Total", "page", "to_text", "verdict_outputs"]

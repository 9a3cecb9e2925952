"""Grading a class: from submitted/ into results/, and from there into nbgrader's gradebook and folders."""

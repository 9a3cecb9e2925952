"""The class as its teacher looks at it: one page without a server, and tables for a spreadsheet, Canvas and Moodle."""

from autograder.report.gather import ClassData, Standing, gather
from autograder.report.html_page import report_page
from autograder.report.tables import FORMS, table
from autograder.report.write import write_report

__all__ = ["FORMS", "ClassData", "Standing", "gather", "report_page", "table", "write_report"]

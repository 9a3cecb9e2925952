"""`autograder report`: a class at a glance, and its marks for other programs."""

from __future__ import annotations

import click

from autograder.commands.common import assignment_argument, course, only_assignment


@click.command(short_help="Report on a class: a page, and marks as CSV.")
@assignment_argument
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="Only write one format: page, csv (for a spreadsheet), canvas or moodle (in the columns that these import), "
    "items (difficulty and discrimination of each check).",
)
@click.option("--anonymous", is_flag=True, help="Only write a table for research: marks and mistakes under pseudonyms.")
def command(assignment: str | None, form: str | None, anonymous: bool) -> None:
    """Write what a class has earned into report/: a page in both languages, and the marks as CSV.

    Where a course has several assignments, each has a folder of its own in report/.
    Marks given by hand count, as far as they are in the gradebook: run it again after marking.

    Example: autograder report linear-regression
    """
    from autograder.commands.report_files import write_report, write_research

    here = course()
    name = only_assignment(here, assignment)
    for path, about in write_research(here, name, form) if anonymous else write_report(here, name, form):
        click.echo(f"{path.relative_to(here.root)}: {about}")

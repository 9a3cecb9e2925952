"""`autograder report`: a class at a glance, and its marks for other programs."""

from __future__ import annotations

import click

from autograder.commands.common import (
    assignment_argument,
    course,
    only_assignment,
    out_of_option,
    sis_ids_option,
)


@click.command(short_help="Report on a class: a page, and marks as CSV.")
@assignment_argument
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="Only write one format: page, csv (for a spreadsheet), canvas or moodle (in the columns that these import), "
    "items (difficulty and discrimination of each check).",
)
@out_of_option
@sis_ids_option
@click.option("--anonymous", is_flag=True, help="Only write a table for research: marks and mistakes under pseudonyms.")
def command(assignment: str | None, form: str | None, out_of: float | None, sis_ids: bool, anonymous: bool) -> None:
    """Write what a class has earned into report/: a page in both languages, and the marks as CSV.

    Where a course has several assignments, each has a folder of its own in report/.
    Marks given by hand count, as far as they are in the gradebook: run it again after marking.

    Example: autograder report linear-regression
    """
    from autograder.commands.report_files import write_report, write_research

    here = course()
    name = only_assignment(here, assignment)
    if anonymous:
        written = write_research(here, name, form)
    else:
        written = write_report(here, name, form, out_of=out_of, sis_ids=sis_ids)
    for path, about in written:
        click.echo(f"{path.relative_to(here.root)}: {about}")

"""`autograder sample-class`: an invented class, to try a course without students."""

from __future__ import annotations

import click

from autograder.commands.common import assignment_argument, course, only_assignment


@click.command(short_help="Write an invented class into submitted/.")
@assignment_argument
def command(assignment: str | None) -> None:
    """Write the submissions of an invented class into submitted/.

    Example: autograder sample-class
    """
    from autograder.lessons.sample import write_class

    here = course()
    name = only_assignment(here, assignment)
    students = write_class(here, name)
    click.echo(f"Wrote the submissions of {len(students)} invented students into {here.submitted}.")
    click.echo(f"Grade them with: autograder grade {name}")

"""`autograder similar`: whose solutions are more alike than others'."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.commands.common import assignment_argument, course, only_assignment


@click.command(short_help="Compare solutions: which pairs to read side by side.")
@assignment_argument
@click.option("--assignment", "named", metavar="NAME", help="The same as ASSIGNMENT.")
@click.option(
    "--top", metavar="N", type=click.IntRange(1, 500), default=20, show_default=True, help="Show so many pairs."
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Write into this folder.  [default: that of the report]",
)
def command(assignment: str | None, named: str | None, top: int, out: Path | None) -> None:
    """Compare the solutions of a class: a page of the most similar pairs side by side, and a table.

    Names, comments, numbers' forms and the order of statements are passed over; what was handed out, what many have and
    what the lesson declares as an answer counts little or nothing. Nothing that was submitted is run.
    Likeness is not proof: read the code, and hear the students.

    Example: autograder similar --top 10
    """
    from autograder.commands.similar_files import write_similar

    here = course()
    for line in write_similar(here, only_assignment(here, assignment or named), top, out):
        click.echo(line)

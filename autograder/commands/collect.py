"""`autograder collect`: what a platform gives, taken into submitted/."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.commands.common import course, only_assignment, stopped_by_sigterm
from autograder.errors import AutograderError


@click.command(short_help="Take in what students handed in on a platform.")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--assignment", metavar="NAME", help="Which assignment, where the course has several.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The list of students, as nbgrader, Canvas, Moodle or an office exports it: names become ids, and all are "
    "entered into the gradebook.",
)
def command(files: tuple[Path, ...], assignment: str | None, roster: Path | None) -> None:
    """Take what students handed in into submitted/.

    FILE is what a platform gives: the zip of all submissions from Moodle or Canvas, as it is or unpacked, the folder of
    nbgrader's exchange, a folder of GitHub Classroom's repositories; or a folder, a zip or notebooks that are called
    after the students. Only what is newer takes the place of what is there, and that is kept in .autograder/replaced/.

    Example: autograder collect submissions.zip --roster students.csv
    """
    from autograder.collecting import collect
    from autograder.commands.collected_table import print_collected
    from autograder.progress import progress

    here = course()
    name = only_assignment(here, assignment)
    try:
        with stopped_by_sigterm(), progress("collecting") as reach:
            collected = collect(here, name, files, roster=roster, progress=reach)
    except KeyboardInterrupt:
        raise AutograderError(
            "Stopped. Each submission is there whole, or as it was before; run the same command again to go on."
        ) from None
    if not print_collected(here, name, collected):
        sys.exit(1)

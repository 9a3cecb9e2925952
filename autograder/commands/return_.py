"""`autograder return`: feedback and marks, as learning platforms and mail programs take them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.common import course, only_assignment, out_of_option, sis_ids_option

if TYPE_CHECKING:
    from autograder.platforms.returning import Form, LeftOut

#: Columns of a terminal that the names of students fill.
WIDTH = 80

_FILE = click.Path(path_type=Path)


@click.command(short_help="Give feedback and marks back through Moodle, Canvas or mail.")
@click.option(
    "--moodle", "form", flag_value="moodle", multiple=True, help="A zip of feedback files, and the worksheet."
)
@click.option("--canvas", "form", flag_value="canvas", multiple=True, help="A zip to re-upload, and marks to import.")
@click.option(
    "--mail", "form", flag_value="mail", multiple=True, help="A file a student, and a table for a mail merge."
)
@click.option("--zip", "form", flag_value="zip", multiple=True, help="One zip with a folder for each student.")
@click.option("--assignment", metavar="NAME", help="Which assignment, where the course has several.")
@click.option(
    "--submissions", type=_FILE, metavar="FILE", help="The zip of all submissions as downloaded, or its folder."
)
@click.option("--worksheet", type=_FILE, metavar="FILE", help="Moodle's grading worksheet as downloaded, to be filled.")
@click.option(
    "--roster",
    type=_FILE,
    metavar="FILE",
    help="A CSV that says who is who: student_id, and name, email or platform_id.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Where to write.  [default: returned/]")
@click.option("--unfinished", is_flag=True, help="Also return what still waits for a person's marks.")
@out_of_option
@sis_ids_option
def command(
    form: tuple[Form, ...],
    assignment: str | None,
    submissions: Path | None,
    worksheet: Path | None,
    roster: Path | None,
    out: Path | None,
    unfinished: bool,
    out_of: float | None,
    sis_ids: bool,
) -> None:
    """Give the pages in feedback/ and the marks back, in files that Moodle, Canvas or a mail program takes.

    Each form has a folder in returned/, which is written whole. Students are found on the platform by ids, addresses
    and names; whoever cannot be found for certain gets nothing, and is named with the reason.

    Example: autograder return --moodle --submissions all.zip --worksheet Grades.csv
    """
    if len(set(form)) != 1:
        raise click.UsageError("say one of --moodle, --canvas, --mail and --zip")
    from autograder.platforms.returning import Sources, return_feedback

    here = course()
    name = only_assignment(here, assignment)
    folder = out or (here.returned / name if len(here.lessons) > 1 else here.returned)
    made = return_feedback(
        here,
        name,
        form[0],
        folder.absolute(),
        sources=Sources(submissions, worksheet, roster),
        out_of=out_of,
        unfinished=unfinished,
        sis_ids=sis_ids,
    )
    for path, about in made.files:
        shown = path.relative_to(here.root) if path.is_relative_to(here.root) else path
        click.echo(f"{shown}\n    {about}")
    click.echo(f"Students whose feedback is in it: {made.students}")
    for remark in made.remarks:
        _wrapped(remark, "")
    for one in made.left_out:
        _left_out(one)


def _left_out(one: LeftOut) -> None:
    _wrapped(f"Not returned, {one.why} ({len(one.students)}):", "")
    _wrapped(", ".join(one.students), "    ")
    if one.then:
        _wrapped(f"→ {one.then}", "    ")


def _wrapped(text: str, indent: str) -> None:
    """Print a text in lines that fit the terminal, where a Chinese character takes two columns."""
    from rich.cells import cell_len

    from autograder.safe_text import clean

    line = ""
    for word in clean(text).split():
        if line and cell_len(f"{indent}{line} {word}") > WIDTH:
            click.echo(indent + line)
            indent = indent or "  "
            line = word
        else:
            line = f"{line} {word}".strip()
    click.echo(indent + line)

"""`autograder grade`: the submissions of an assignment, graded and listed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.commands.common import assignment_argument, course, only_assignment, stopped_by_sigterm
from autograder.errors import AutograderError
from autograder.threads import one_thread


@click.command(short_help="Grade the submissions, and print the marks.")
@assignment_argument
@click.option("--student", default="*", show_default=True, help="One student's id, or a pattern.")
@click.option("--regrade", is_flag=True, help="Grade again also what is graded and unchanged.")
@click.option(
    "--jobs", type=click.IntRange(1), help="How many submissions at once.  [default: one a processor, where it pays]"
)
@click.option(
    "--scheduler",
    metavar="tls://HOST:PORT",
    help="Grade on the workers of a running dask.distributed cluster, which get secret and submissions.",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Take a scheduler without tls:// as well. Whoever can connect to it runs code as the workers' user, and "
    "whoever listens reads the secret: for one machine, or several to which nobody else can connect.",
)
@click.option(
    "--secret",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw hidden inputs with the secret in this file instead of .autograder/secret, to reproduce marks.",
)
def command(
    assignment: str | None,
    student: str,
    regrade: bool,
    jobs: int | None,
    scheduler: str | None,
    insecure: bool,
    secret: Path | None,
) -> None:
    """Grade the submissions of an assignment and print the marks.

    Ends with 1 if nothing could be graded.

    Example: autograder grade linear-regression
    """
    if jobs and scheduler:
        raise click.UsageError("--jobs is for this machine, and --scheduler for others: say one of them")
    if scheduler and not scheduler.startswith("tls://") and not insecure:
        raise AutograderError(
            f"The scheduler at {scheduler} is not encrypted: whoever can connect to it runs code as the workers' user, "
            "and whoever listens reads the secret.\n"
            "Expected tls://HOST:PORT (docs/security.md says how to start such a cluster). Where nobody else can "
            f"connect to the machines: autograder grade --scheduler {scheduler} --insecure"
        )
    with one_thread():
        import numpy as _  # noqa: F401
    from autograder.commands.class_table import print_class
    from autograder.grading.class_grader import grade_class
    from autograder.progress import progress

    here = course()
    name = only_assignment(here, assignment)
    try:
        with stopped_by_sigterm(), progress("grading") as reach:
            graded = grade_class(
                here,
                name,
                students=student,
                regrade=regrade,
                jobs=jobs,
                scheduler=scheduler,
                secret=secret,
                progress=reach,
            )
    except KeyboardInterrupt:
        raise AutograderError(
            "Stopped. What was graded so far is kept in results/; run the same command again to go on, "
            "and to have all of it in the gradebook."
        ) from None
    if graded.exposed:
        click.secho(graded.exposed, fg="red", bold=True, err=True)
    print_class(here, graded)
    if not any(summary.readable for summary in graded.summaries):
        sys.exit(1)

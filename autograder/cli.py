"""The command line: parses, calls, prints. Everything it calls is imported when it is needed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import AutograderError
from autograder.progress import progress

if TYPE_CHECKING:
    from autograder.course import Course

_ASSIGNMENT = click.argument("assignment", required=False)


class _Group(click.Group):
    """Shows a person's errors as a message, and ends with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the output has gone; click ends quietly then
        except (AutograderError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Build a course, check it, grade it. Run it anywhere in a course folder."""


@main.command(short_help="Make all editions from the lessons.")
@click.option("--no-solved", is_flag=True, help="Leave the executed notebooks in notebooks/solved/ as they are.")
@click.option(
    "--part1-functions",
    metavar="[FOLDER]",
    is_flag=False,
    flag_value=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the solutions of part 1 into FOLDER, else here, as part1_functions.py. Students who have this "
    "file beside part 2 can use it without their own part 1: hand it out after the deadline. Grading ignores it.",
)
def build(no_solved: bool, part1_functions: Path | None) -> None:
    """Make source/, release/zh, release/en and notebooks/solved/ from the lessons.

    Example: autograder build
    """
    from autograder.lessons import derived, editions, lesson, lint, solved
    from autograder.lessons.build import solutions_module

    course = _course()
    if part1_functions is not None:
        for path in course.lessons:
            folder = part1_functions / path.name if len(course.lessons) > 1 else part1_functions
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / "part1_functions.py"
            target.write_text(solutions_module(lesson.read(path).parts[0]), "utf-8")
            click.echo(f"Wrote {target}. It holds solutions: hand it out after the deadline of part 1.")
        return
    changed = 0
    for path in course.lessons:
        read = lesson.read(path)
        lint.refuse_faulty(read)
        for path in derived.stale(read):
            click.echo(f"{path.relative_to(course.root)}: made anew, which takes some seconds …", err=True)
        changed += len(derived.refresh(read))
        for folder, files in editions.editions(course, read).items():
            written = editions.write(folder, files)
            changed += len(written)
            click.echo(f"{folder.relative_to(course.root)}: {len(files)} files, {len(written)} changed")
        if no_solved:
            continue
        count = len(list(solved.editions(read)))
        with progress("executing the solved notebooks") as reach:
            reach(0, count)
            for done, (part, language, fresh, _) in enumerate(solved.executed(read), start=1):
                changed += solved.write(solved.path_of(course, read, part, language), fresh)
                reach(done, count)
    click.echo(f"{changed} files changed." if changed else "Everything was in step.")


@main.command(short_help="Check that the course is sound; prove its marks.")
def check() -> None:
    """Check the course: solutions earn every mark, untouched releases none, generated files are in step.

    The marks are proven: by mutants of the solutions, known mistakes, right answers written otherwise, and a hundred
    secrets. The solved notebooks are executed afresh and compared. Ends with 1 if anything is wrong.

    Example: autograder check
    """
    from autograder.commands.check import validate

    wrong = 0
    for finding in validate(_course(), say=lambda what: click.echo(f"· {what}", err=True)):
        wrong += 1
        click.secho(f"✗ {finding}", fg="red")
    if wrong:
        click.echo(f"{wrong} findings.")
        sys.exit(1)
    click.secho("✓ The course is sound.", fg="green")


@main.command(short_help="Grade the submissions, and print the marks.")
@_ASSIGNMENT
@click.option("--student", default="*", show_default=True, help="One student's id, or a pattern.")
@click.option("--regrade", is_flag=True, help="Grade again also what is graded and unchanged.")
@click.option(
    "--jobs", type=click.IntRange(1), help="How many submissions at once.  [default: one a processor, where it pays]"
)
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Grade on the workers of a running dask.distributed cluster, which get secret and submissions.",
)
@click.option(
    "--secret",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw hidden inputs with the secret in this file instead of .autograder/secret, to reproduce marks.",
)
def grade(
    assignment: str | None,
    student: str,
    regrade: bool,
    jobs: int | None,
    scheduler: str | None,
    secret: Path | None,
) -> None:
    """Grade the submissions of an assignment and print the marks.

    Ends with 1 if nothing could be graded.

    Example: autograder grade deep-neural-network
    """
    if jobs and scheduler:
        raise click.UsageError("--jobs is for this machine, and --scheduler for others: say one of them")
    from autograder.commands.class_table import print_class
    from autograder.grading.class_grader import grade_class

    course = _course()
    name = _only(course, assignment)
    try:
        with _stopped_by_sigterm(), progress("grading") as reach:
            graded = grade_class(
                course,
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
    print_class(course, graded)
    if not any(summary.readable for summary in graded.summaries):
        sys.exit(1)


@main.command(short_help="Report on a class: a page, and marks as CSV.")
@_ASSIGNMENT
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="Only write one format: page, csv (for a spreadsheet), canvas or moodle (in the columns that these import).",
)
def report(assignment: str | None, form: str | None) -> None:
    """Write what a class has earned into report/: a page in both languages, and the marks as CSV.

    Where a course has several assignments, each has a folder of its own in report/.

    Marks given by hand count, as far as they are in the gradebook: run it again after marking.

    Example: autograder report deep-neural-network
    """
    from autograder.commands.report_files import write_report

    course = _course()
    for path, about in write_report(course, _only(course, assignment), form):
        click.echo(f"{path.relative_to(course.root)}: {about}")


@main.group(short_help="Get the data sets that lessons name.")
def datasets() -> None:
    """Get the data sets that lessons name and do not carry.

    Example: autograder datasets fetch
    """


@datasets.command()
def fetch() -> None:
    """Download the missing files into datasets/ and verify them.

    Example: autograder datasets fetch
    """
    from autograder.lessons.datasets import fetch as fetched

    for path, now in fetched(_course(), progress=sys.stderr.isatty()):
        click.echo(f"{path}: {'fetched and verified' if now else 'is there and verified'}")


@datasets.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def add(files: tuple[Path, ...]) -> None:
    """Take copies at hand into datasets/, verified.

    Example: autograder datasets add ~/Downloads/train_catvnoncat.h5
    """
    from autograder.lessons.datasets import add as taken

    for path in taken(_course(), files):
        click.echo(f"{path}: verified")


@main.command(short_help="Look whether this machine can grade.")
def doctor() -> None:
    """Look whether this machine and this course can grade, and say how to mend what cannot.

    Ends with 1 if nothing can be graded.

    Example: autograder doctor
    """
    from autograder.commands.doctor import examine
    from autograder.course import Course

    course = None
    with suppress(AutograderError):
        course = Course.find()
    fatal, worth_mending = False, False
    for finding in examine(course):
        fatal |= finding.fatal
        worth_mending |= bool(finding.mend)
        mark, colour = ("✓", "green") if not finding.mend else ("✗", "red") if finding.fatal else ("!", "yellow")
        click.secho(f"{mark} {finding.what}: {finding.found}", fg=colour)
        if finding.mend:
            click.echo(f"    {finding.mend}")
    if fatal:
        click.secho("Nothing can be graded here until what is marked ✗ is mended.", bold=True)
    else:
        click.secho("Grading works here" + ("; what is marked ! could be better." if worth_mending else "."), bold=True)
    sys.exit(1 if fatal else 0)


@main.command("sample-class", short_help="Write an invented class into submitted/.")
@_ASSIGNMENT
def sample_class(assignment: str | None) -> None:
    """Write the submissions of an invented class into submitted/.

    Example: autograder sample-class
    """
    from autograder.lessons.sample import write_class

    course = _course()
    name = _only(course, assignment)
    students = write_class(course, name)
    click.echo(f"Wrote the submissions of {len(students)} invented students into {course.submitted}.")
    click.echo(f"Grade them with: autograder grade {name}")


def _course() -> Course:
    from autograder.course import Course

    return Course.find()


def _only(course: Course, assignment: str | None) -> str:
    """The assignment that is meant: the one named, or the only one there is."""
    if assignment is None and len(course.assignments) == 1:
        return course.assignments[0]
    if assignment is None:
        raise AutograderError(f"Say which assignment: {', '.join(course.assignments) or 'the course has none'}.")
    course.lesson(assignment)
    return assignment


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Whoever is asked to end does so as by Ctrl-C: nothing is left lying about."""

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

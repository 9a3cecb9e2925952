"""`autograder check`: whether the course is sound, and its marks right."""

from __future__ import annotations

import sys

import click

from autograder.commands.common import course, lesson_path, stopped_by_sigterm


@click.command(short_help="Check that the course is sound; prove its marks.")
@click.argument("lesson", required=False)
@click.option("--exercise", metavar="NAME", help="Only prove the marks of one exercise, which takes seconds.")
def command(lesson: str | None, exercise: str | None) -> None:
    """Check the course, or one lesson of it: solutions earn every mark, untouched releases none, files are in step.

    The marks are proven: by mutants of the solutions, known mistakes, right answers written otherwise, and a hundred
    secrets. The solved notebooks are executed afresh and compared. Ends with 1 if anything is wrong.

    Example: autograder check
    """
    from autograder.plugins import install
    from autograder.proof.course_check import CourseCheck

    here = course()
    check = CourseCheck(here, install, say=lambda what: click.echo(f"· {what}", err=True))
    if exercise:
        findings = check.exercise(lesson_path(here, lesson), exercise)
    elif lesson:
        findings = check.lesson(lesson_path(here, lesson))
    else:
        findings = check.everything()
    wrong = 0
    with stopped_by_sigterm():
        for finding in findings:
            wrong += 1
            click.secho(f"✗ {finding}", fg="red")
    if wrong:
        click.echo(f"{wrong} findings.")
        sys.exit(1)
    for what in check.unproven:
        click.secho(f"! Unproven: {what}", fg="yellow")
    what = exercise or (f"The lesson {lesson}" if lesson else "The course")
    rest = ", as far as it was proven" if check.unproven else ""
    click.secho(f"✓ {what} is sound{rest}.", fg="green")

"""`autograder build`: all editions, made from the lessons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.common import course, lesson_path, stopped_by_sigterm

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.lessons.lesson import Lesson


@click.command(short_help="Make all editions from the lessons.")
@click.argument("lesson", required=False)
@click.option("--no-solved", is_flag=True, help="Leave the executed notebooks in notebooks/solved/ as they are.")
@click.option(
    "--part1-functions",
    metavar="[FOLDER]",
    is_flag=False,
    flag_value=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the solutions of the first part into FOLDER, else here, as one file. Students who have this file "
    "beside a later part can use it without their own first part: hand it out after the deadline. Grading ignores it.",
)
def command(lesson: str | None, no_solved: bool, part1_functions: Path | None) -> None:
    """Make source/, release/zh, release/en and notebooks/solved/ from the lessons, or from one.

    Solved notebooks are executed where something has changed that they are made from.

    Example: autograder build
    """
    from autograder.course import no_lesson
    from autograder.lessons.editions import left_over
    from autograder.lessons.lesson import read
    from autograder.lessons.lint import refuse_faulty

    here = course()
    paths = [lesson_path(here, lesson)] if lesson else here.lessons
    if part1_functions is not None:
        _write_functions(here, paths, part1_functions)
        return
    for folder in here.not_lessons:
        click.secho(f"! {no_lesson(folder)}", fg="yellow", err=True)
    changed = 0
    with stopped_by_sigterm():
        lessons = [read(path) for path in paths]
        refuse_faulty(lessons)
        for one in lessons:
            changed += _build(here, one, no_solved)
    for folder in [] if lesson else left_over(here):
        changed += _remove(here, folder)
    click.echo(f"{changed} files changed." if changed else "Everything was in step.")


def _build(here: Course, lesson: Lesson, no_solved: bool) -> int:
    """Make the editions of a lesson; how many files changed."""
    from autograder.lessons import editions, solved
    from autograder.lessons.pack import known_hints, make_hints
    from autograder.plugins import install
    from autograder.progress import progress

    hints = known_hints(lesson, here.source(lesson.assignment))
    if hints is None:
        click.echo(f"{lesson.name}: hints for the cards are made anew, which takes some seconds …", err=True)
        hints = make_hints(lesson)
    made = editions.editions(here, lesson, install, hints)
    kept = editions.keep_history(here, lesson.assignment, made)
    changed = len(kept)
    for path in kept:
        click.echo(f"{path.relative_to(here.root)}: knows this edition now; commit it with the others")
    for folder, files in made.items():
        written = editions.write(folder, files)
        changed += len(written)
        click.echo(f"{folder.relative_to(here.root)}: {len(files)} files, {len(written)} changed")
    for gone in solved.superfluous(here, lesson):
        gone.unlink()
        changed += 1
        click.echo(f"{gone.relative_to(here.root)}: removed, since the lesson has no such part")
    wanted = [] if no_solved else solved.stale(here, lesson)
    if wanted:
        with progress("executing the solved notebooks") as reach:
            reach(0, len(wanted))
            for done, (part, language, fresh, _) in enumerate(solved.executed(lesson, wanted), start=1):
                solved.refuse_unexpected(part, fresh)
                changed += solved.write(solved.path_of(here, lesson, part, language), fresh)
                reach(done, len(wanted))
    if no_solved and (left := solved.stale(here, lesson)):
        names = ", ".join(f"{part.name} ({language})" for part, language in left)
        click.echo(f"{lesson.name}: solved notebooks left as they were, and out of date: {names}", err=True)
    return changed


def _write_functions(here: Course, paths: list[Path], folder: Path) -> None:
    from autograder.errors import AutograderError
    from autograder.lessons.build import solutions_module
    from autograder.lessons.lesson import read

    lessons = [one for one in map(read, paths) if len(one.parts) > 1]
    if not lessons:
        raise AutograderError(
            "No lesson has a later part that would use the solutions of its first: nothing was written.\n"
            "For lessons of one part, the solved notebooks are in notebooks/solved/."
        )
    for lesson in lessons:
        place = folder / lesson.name if len(lessons) > 1 else folder
        place.mkdir(parents=True, exist_ok=True)
        target = place / f"{lesson.parts[0].name}_functions.py"
        target.write_text(solutions_module(lesson.parts[0]), "utf-8")
        click.echo(f"Wrote {target}. It holds solutions: hand it out after the deadline of {lesson.parts[0].name}.")


def _remove(here: Course, folder: Path) -> int:
    """Remove a generated folder that no lesson makes any more; how many files that were."""
    from autograder.lessons.editions import write

    gone = write(folder, {})
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    click.echo(f"{folder.relative_to(here.root)}: removed, since no lesson makes it any more")
    return len(gone)

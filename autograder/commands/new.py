"""`autograder new`: a small lesson to begin with."""

from __future__ import annotations

import keyword
from pathlib import Path

import click

from autograder.commands.common import course
from autograder.errors import AutograderError

#: The lesson that is copied, and the name of its one part, which becomes that of the new lesson.
BEGINNING = "beginning"


@click.command(short_help="Write a small lesson to begin with.")
@click.argument("lesson")
def command(lesson: str) -> None:
    """Write notebooks/LESSON: a complete small lesson with one function, to be made into your own.

    LESSON is the folder's name, in small letters with underscores; the assignment has hyphens instead.

    Example: autograder new linear_regression
    """
    here = course()
    name = lesson.replace("-", "_")
    if not name.isidentifier() or keyword.iskeyword(name) or name in ("solved", "lesson"):
        raise AutograderError(
            f"A lesson cannot be called {lesson!r}: expected a name such as linear_regression, of letters, digits and "
            "underscores, that is no word of Python's."
        )
    folder = here.root / "notebooks" / name
    if folder.exists():
        raise AutograderError(f"{folder} is there already; nothing was written. Choose another name.")
    beginning = Path(__file__).parent / BEGINNING
    for path in sorted(beginning.rglob("*.py")):
        place = folder / path.relative_to(beginning).with_stem(path.stem.replace(BEGINNING, name))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(path.read_text("utf-8").replace(f'"{BEGINNING}"', f'"{name}"'), "utf-8")
        click.echo(f"{place.relative_to(here.root)}")
    click.echo(
        f"\nNext: autograder build {name}, then autograder check {name}.\n"
        "What each file is, and how to make it your own: docs/authoring.md"
    )

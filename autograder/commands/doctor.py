"""`autograder doctor`: whether this machine can grade."""

from __future__ import annotations

import sys
from contextlib import suppress

import click

from autograder.commands.common import course
from autograder.errors import AutograderError


@click.command(short_help="Look whether this machine can grade.")
def command() -> None:
    """Look whether this machine and this course can grade, and say how to mend what cannot.

    Ends with 1 if nothing can be graded.

    Example: autograder doctor
    """
    from autograder.commands.machine import examine

    here = None
    with suppress(AutograderError):
        here = course()
    fatal, worth_mending = False, False
    for observation in examine(here):
        fatal |= observation.fatal
        worth_mending |= bool(observation.mend)
        wrong = ("✗", "red") if observation.fatal else ("!", "yellow")
        mark, colour = wrong if observation.mend else ("✓", "green")
        click.secho(f"{mark} {observation.what}: {observation.found}", fg=colour)
        if observation.mend:
            click.echo(f"    {observation.mend}")
    if fatal:
        click.secho("Nothing can be graded here until what is marked ✗ is mended.", bold=True)
    else:
        click.secho("Grading works here" + ("; what is marked ! could be better." if worth_mending else "."), bold=True)
    sys.exit(1 if fatal else 0)

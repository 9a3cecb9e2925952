"""`autograder datasets`: the data sets that lessons name and do not carry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.commands.common import course


@click.group(short_help="Get the data sets that lessons name.")
def command() -> None:
    """Get the data sets that lessons name and do not carry.

    Example: autograder datasets fetch
    """


@command.command()
def fetch() -> None:
    """Download the missing files into datasets/ and verify them.

    Example: autograder datasets fetch
    """
    from autograder.lessons.datasets import fetch as fetched

    for path, now in fetched(course(), progress=sys.stderr.isatty()):
        click.echo(f"{path}: {'fetched and verified' if now else 'is there and verified'}")


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def add(files: tuple[Path, ...]) -> None:
    """Take copies at hand into datasets/, verified.

    Example: autograder datasets add ~/Downloads/houses.csv
    """
    from autograder.lessons.datasets import add as taken

    for path in taken(course(), files):
        click.echo(f"{path}: verified")

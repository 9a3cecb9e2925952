"""The command line: finds a command's module in `autograder.commands` when it is asked for."""

from __future__ import annotations

import importlib
from keyword import iskeyword
from typing import Any

import click

from autograder.errors import AutograderError

#: The commands by name; each is the module of that name, with _ for -, and behind a word of Python's own.
COMMANDS = (
    "build",
    "check",
    "collect",
    "datasets",
    "doctor",
    "grade",
    "new",
    "report",
    "return",
    "sample-class",
    "similar",
)


class _Commands(click.Group):
    """Loads a command when it is asked for, shows a person's errors as a message, and ends with 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        module = importlib.import_module(f"autograder.commands.{name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the output has gone; click ends quietly then
        except (AutograderError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Build a course, check it, grade it. Run it anywhere in a course folder."""

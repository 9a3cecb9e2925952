"""Errors meant for a person: what was found, what was expected, where, and what to do next."""


class AutograderError(Exception):
    """Bad input or a bad state of the course; the terminal shows its message, never a traceback."""

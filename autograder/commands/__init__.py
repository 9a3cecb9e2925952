"""The commands, one module each; `autograder.cli` parses and calls."""

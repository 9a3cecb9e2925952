"""What the commands do, one module each; `autograder.cli` parses and calls."""

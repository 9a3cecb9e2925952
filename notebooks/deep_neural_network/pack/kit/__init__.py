"""What the notebooks use: the self-check, what it looks for in each function, figures, and trainings to compare with."""

# First, whichever module is asked for: it imports the checks, which may use any of the others.
from kit import selfcheck as selfcheck

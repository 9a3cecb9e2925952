"""What platforms give is taken into submitted/: read as what it is, each student found, put where grading looks.

A platform is a module with a function that reads what was given as `HandIn`s, or says that it is none of its own;
`autograder.collecting.collect` lists them.
"""

from autograder.collecting.collect import Collected, Outcome, collect
from autograder.collecting.given import NotTaken
from autograder.collecting.roster import Person, Roster, read_roster

__all__ = ["Collected", "NotTaken", "Outcome", "Person", "Roster", "collect", "read_roster"]

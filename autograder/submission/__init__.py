"""A submitted notebook made into the notebook that is run: rebuilt from the source, with notes of what was odd.

    bytes ── reading ─▶ plain cells ── matching, by what is known ─▶ which cell of the lesson each one is
                                                    ├── oddities ─▶ notes
                                                    └── rebuild  ─▶ the notebook that is run

Locked cells come from the source, whatever the submission did to them. From the submission come the solution and
answer cells (recognised by their cell id, else by their grade id, else by what they hold) and the cells the student
added, which keep their places behind the cells they followed. Nothing a submission holds makes this fail: what
cannot be read is noted, and what is missing is left blank. What any editor does when it saves is not odd.
"""

from autograder.submission.known import Editions, stub
from autograder.submission.notes import Note, cell_in_words
from autograder.submission.outputs import MAX_BYTES, MAX_FILE, without_outputs
from autograder.submission.rebuild import MAX_CELLS, Rebuilt, rebuild, runnable
from autograder.submission.recognise import Candidate, recognise

__all__ = [
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_FILE",
    "Candidate",
    "Editions",
    "Note",
    "Rebuilt",
    "cell_in_words",
    "rebuild",
    "recognise",
    "runnable",
    "stub",
    "without_outputs",
]

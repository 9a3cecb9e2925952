"""The words of a sandbox: what goes in, and what comes out."""

from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import AutograderError
from autograder.reply import Died, Raised

#: Where a submission lies in the tree of files that it sees.
SUBMISSION = Path("/submission")


#: The minutes that one submission takes by the clock, both attempts together, unless a lesson asks for more.
MINUTES = 5.0


class SandboxError(AutograderError):
    """The sandbox itself does not work here, whatever is run in it."""


@dataclass(frozen=True)
class Limits:
    """The limits of one submission: seconds, of CPU time where the name says so, and bytes.

    CPU time decides what is too slow, since it does not depend on how busy the machine is. Nor does the time that a
    process sleeps (`idle`): one that wants to run and may not is not asleep. Wall time is a backstop: what it ends is
    tried once more, alone, so that a submission takes twice `total_wall` at most.
    """

    _: KW_ONLY
    cell_cpu: float = 25.0
    exercise_cpu: float = 10.0
    notebook_cpu: float = 60.0
    total_cpu: float = 100.0  # the totals: of all notebooks and all processes together, replays included
    cell_idle: float = 10.0
    exercise_idle: float = 5.0
    total_idle: float = 40.0
    total_wall: float = MINUTES * 60 / 2
    # Shares of the CPU time that is left, so that what never ends takes nothing from whatever comes after it: that of a
    # notebook, with all its processes; of that, what its cells may use when they are run, and one cell.
    notebook_share: float = 2 / 3
    run_share: float = 0.6
    cell_share: float = 1 / 3
    wall_factor: float = 10.0
    wall_minimum: float = 60.0
    memory: int = 4 << 30
    file_size: int = 64 << 20
    open_files: int = 256
    scratch: int = 64 << 20  # of all files that it writes
    files: int = 1000
    threads: int = 64

    def times(self, factor: float) -> "Limits":
        """Make the limits of a lesson that asks for so many times as much time."""
        names = (name for name in vars(self) if name.endswith(("_cpu", "_idle", "_wall", "_minimum")))
        return replace(self, **{name: factor * getattr(self, name) for name in names})

    def wall(self, cpu: float) -> float:
        """The wall time after which something that may use so much CPU time is given up."""
        return max(self.wall_minimum, self.wall_factor * cpu)


@dataclass
class Used:
    """The use that a submission has made so far, over all its notebooks, and the functions that ran too long."""

    cpu: float = 0.0
    idle: float = 0.0
    wall: float = 0.0
    overran: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class CodeCell:
    """A cell to run; or one that declares exercises, which is not run: what bears their names by then is asked."""

    name: str
    source: str = ""
    declares: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellError(Raised):
    """An exception that a cell raised, and its place."""


@dataclass(frozen=True)
class CellRun:
    """The outcome of a cell: outputs in nbformat's form, without terminal codes and without paths of this machine."""

    name: str
    outputs: list[dict[str, Any]]
    error: CellError | None = None
    note: str | None = None


@dataclass(frozen=True)
class Incident:
    """Something out of the ordinary, for the instructor.

    `code` is one of cell-killed, cell-skipped, cell-resumed, output-cut, exercise-killed, gave-up, starved; `where` is
    the name of the cell or of the exercise.
    """

    code: str
    where: str
    detail: str


@dataclass(frozen=True)
class Call:
    """One call of an exercise: its positional arguments, and the seed that `np.random` gets just before, if any.

    `script`, if given, defines `probe`, which is called in place of the exercise, with it as the first argument.
    """

    args: tuple[object, ...]
    seed: int | None = None
    script: str = ""


class Helpers(Protocol):
    """Answers in place of the functions that an exercise builds on, while that is asked on its own merit."""

    @property
    def names(self) -> tuple[str, ...]:
        """The functions that it stands in for."""

    def answer(self, name: str, args: list[Any], keywords: dict[str, Any], state: Any) -> tuple[Any, Any]:
        """The value of one call, and NumPy's random state after it, given that before it; or it raises.

        All that it is given comes from a student's process.
        """


class DeathError(Exception):
    """A child is dead, or is to be: what stands in for the replies of whatever it was doing."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.died = Died(reason, detail)


def too_slow(cpu: float) -> str:
    """A limit in words."""
    return f"more than {round(cpu, 1):g} s of CPU time"

"""One submission, from its first cell to its last question."""

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from autograder.inside import wire
from autograder.reply import Died, Reply
from autograder.sandbox import incoming
from autograder.sandbox.child import Child
from autograder.sandbox.terms import Call, CellRun, CodeCell, DeathError, Helpers, Incident, Limits, Used, too_slow

MAX_RESTARTS = 12
MAX_MESSAGE, MAX_TOLD = 300, 100
#: Seconds of CPU time that anything has; the kernel counts in whole ones.
LEAST_CPU = 1.0
#: To one exercise goes the share of one among all of the notebook, and so many more, which are asked again.
SPARE = 3


class Session:
    """A notebook that has been run and sealed, whose functions can be asked; a context manager.

    Attributes
    ----------
    cells
        What came of each cell, in order, at the first run that reached the last one.
    bound
        What bore each declared name: function, class, other or missing.
    incidents
        What was killed, left out or cut off.
    starved
        Whether something was given up only because the clock on the wall ran out: on a less busy machine it might
        come through.
    """

    def __init__(
        self,
        limits: Limits,
        fork: Callable[[int], Child],
        cells: Sequence[CodeCell],
        files: Mapping[str, bytes],
        used: Used,
    ) -> None:
        self.cells: list[CellRun] = []
        self.bound: dict[str, str] = {}
        self.incidents: list[Incident] = []
        self._limits = limits
        self._fork = fork
        self._source = tuple(cells)
        self._files = dict(files)
        self._names = list(dict.fromkeys(name for cell in cells for name in cell.declares))
        self.starved = False
        self._until: int | None = None
        self._asserts = True
        self._used = used  # by children that have ended
        self._budget = used.cpu + limits.notebook_share * (limits.total_cpu - used.cpu)
        self._killed: dict[int, str] = {}  # the cells that are run reduced or not at all, and what is said of them
        self._skipped: set[int] = set()
        self._restarts = 0
        self._asked = 0
        self._child: Child | None = None
        self._lost: Died | None = None
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the submission's process."""
        if self._child is not None:
            self._end(self._child)
            self._child = None

    def settle(self, until: int | None = None, *, asserts: bool = True) -> None:
        """Have the next questions asked in a process that has run so many cells, with their asserts or without.

        All cells, if not said; the process that there is is kept if it is such a one.
        """
        if (until, asserts) != (self._until, self._asserts):
            self.close()
            self._until, self._asserts = until, asserts

    def ask(
        self, exercise: str, calls: Sequence[Call], helpers: Helpers | None = None, *, last: bool = False
    ) -> list[Reply]:
        """Make the calls one after the other, in one process: a reply for each, all `Died` if one kills it.

        Asked is what bore the name where it was declared; `last`, what bears it after the last cell that was run. The
        functions that `helpers` names are answered by it meanwhile, and not by the student's own.

        Raises `WireError` if an argument is not plain data, and `SandboxError` if no process can be had.
        """
        encoder = wire.Encoder(strict=True)
        asked = [
            {"args": [encoder.encode(arg) for arg in call.args], "seed": call.seed, "script": call.script}
            for call in calls
        ]
        if self._child is None and self._lost is None:
            self._begin()
        if self._child is None:
            return [self._lost or Died("exit")] * len(calls)
        self._asked += 1
        limits = self._limits
        cpu = min(limits.exercise_cpu, self._share(self._child, 1 / (len(self._names) + SPARE)))
        wall = self._wall(self._child, cpu)
        try:
            question: dict[str, Any] = {"ask": self._asked, "exercise": exercise, "calls": asked, "cpu": cpu}
            question["last"] = last
            question["helpers"] = [] if helpers is None else list(helpers.names)
            self._child.send(question, wall, encoder.arrays)
            while True:
                frame, decoder = self._child.receive(cpu, self._idle(self._child, limits.exercise_idle), wall)
                if frame.get("ask") != self._asked:
                    raise wire.WireError("a reply to another question")
                if helpers is None or "helper" not in frame:
                    break
                self._child.send(*_helped(frame, decoder, helpers, wall))
            return incoming.replies(frame, decoder, len(calls), self._child.tidy, len(self._source))
        except (DeathError, wire.WireError) as failure:
            died = self._died(failure)
        self.close()
        if died.reason in ("cpu", "idle", "wall"):
            self._used.overran.add(exercise)
        self.incidents.append(Incident("exercise-killed", exercise, died.detail))
        return [died] * len(calls)

    def _begin(self) -> None:
        """Run the cells in one fresh child after the other, until one has come through; else all is lost."""
        while True:
            if self._exhausted():
                return
            child = self._fork(len(self._names))
            runs: list[CellRun] = []
            incidents: list[Incident] = []
            try:
                bound = self._run(child, runs, incidents)
            except (DeathError, wire.WireError) as failure:
                self._end(child)
                died = self._died(failure)
            except BaseException:
                self._end(child)
                raise
            else:
                break
            self._restarts += 1
            self._blame(len(runs), died)
            if self._restarts > MAX_RESTARTS:
                self._give_up(runs, died)
                return
        self._child = child
        if not self.cells:  # the first run is the one that counts, a replay adds nothing
            self.cells, self.bound = runs, bound
            self.incidents += incidents

    def _run(self, child: Child, runs: list[CellRun], incidents: list[Incident]) -> dict[str, str]:
        """Run the cells in this child, adding to `runs` and `incidents`; what the declared names are bound to."""
        limits = self._limits
        of_cell = min(limits.cell_cpu, self._share(child, limits.cell_share))
        in_all = min(limits.notebook_cpu, self._share(child, limits.run_share))
        deadline = time.monotonic() + limits.wall(in_all)
        until = len(self._source) if self._until is None else self._until
        cells = [
            {
                "source": "" if cell.declares or index in self._skipped or index >= until else cell.source,
                "declares": cell.declares,
                "reduced": index in self._killed,
            }
            for index, cell in enumerate(self._source)
        ]
        sizes = {name: len(content) for name, content in self._files.items()}
        cpu = {"cell": of_cell, "notebook": in_all}
        start: dict[str, Any] = {"cells": cells, "files": sizes, "cpu": cpu, "asserts": self._asserts}
        start["overran"] = sorted(self._used.overran)
        child.send(start, self._wall(child, of_cell), b"".join(self._files.values()))
        executed = 0
        for index, cell in enumerate(self._source):
            if cell.declares:  # not run, so there is nothing to come of it
                runs.append(CellRun(cell.name, [], None, None))
                continue
            left = in_all - child.clock()
            limit = too_slow(of_cell) if of_cell < left else f"{too_slow(in_all)} in all"
            wall = min(self._wall(child, of_cell), deadline - time.monotonic())
            frame = child.receive_cell(min(of_cell, left), self._idle(child, limits.cell_idle), wall, limit)
            if frame.get("cell") != index:
                raise wire.WireError("the outputs of another cell")
            executed += 1
            note = self._killed.get(index)
            runs.append(incoming.cell_run(frame, cell.name, executed, note, child.tidy, len(self._source)))
            if frame.get("resumed") is True and (error := runs[-1].error) is not None:
                told = " ".join(f"{error.type}: {error.message[:MAX_TOLD]}".split())
                incidents.append(Incident("cell-resumed", cell.name, f"line {error.line or 0}: {told}"))
            if frame.get("cut") is True:
                incidents.append(Incident("output-cut", cell.name, "more output than is kept"))
        frame, _ = child.receive(of_cell, self._idle(child, limits.cell_idle), self._wall(child, of_cell))
        return incoming.bindings(frame, self._names)

    def _blame(self, index: int, died: Died) -> None:
        """Have the cell that was running reduced in the next run, or left out if it already was."""
        # A cell that is not run cannot be to blame: then it was something that one before has left running.
        runs = [i for i, cell in enumerate(self._source) if not cell.declares and i not in self._skipped]
        blamed = max((i for i in runs if i <= index), default=None)
        if blamed is None:
            return
        if blamed in self._killed:
            self._skipped.add(blamed)
            code, rest = "cell-skipped", "it was not run"
        else:
            code, rest = "cell-killed", "only its imports, definitions and literals were run"
        self._killed[blamed] = f"killed: {died.detail}; {rest}"
        self.incidents.append(Incident(code, self._source[blamed].name, died.detail))

    def _give_up(self, runs: list[CellRun], died: Died) -> None:
        self._lost = died
        self.incidents.append(Incident("gave-up", "", f"after {self._restarts} replays: {died.detail}"))
        if not self.cells:
            self.cells = runs + [CellRun(cell.name, [], None, "not run") for cell in self._source[len(runs) :]]

    def _share(self, child: Child, share: float) -> float:
        """Reckon a share of the CPU time that the notebook has left."""
        return max(LEAST_CPU, share * (self._budget - self._used.cpu - child.clock()))

    def _idle(self, child: Child, limit: float) -> float:
        """Reckon how long the child may sleep now: as long as anything may, no longer than the submission has left."""
        return max(0.0, min(limit, self._limits.total_idle - self._used.idle - child.idled))

    def _wall(self, child: Child, cpu: float) -> float:
        """Reckon how long an answer may take that may use so much CPU time, no longer than the submission has left."""
        return max(0.0, min(self._limits.wall(cpu), self._limits.total_wall - self._used.wall - child.age()))

    def _exhausted(self) -> bool:
        """Say whether all that a submission may use is used up, so that no process of its is started any more."""
        used, limits = self._used, self._limits
        for reason, left, what in (
            ("cpu", self._budget - used.cpu - LEAST_CPU, "CPU time"),
            ("idle", limits.total_idle - used.idle, "time to sleep"),
            ("wall", limits.total_wall - used.wall, "time by the clock on the wall"),
        ):
            if left <= 0:
                self.starved |= reason == "wall"
                self._give_up([], Died(reason, f"the submission has used up all its {what}"))
                return True
        return False

    def _end(self, child: Child) -> None:
        self._used.cpu += child.clock()
        self._used.idle += child.idled
        self._used.wall += child.age()
        child.end()

    def _died(self, failure: DeathError | wire.WireError) -> Died:
        died = failure.died if isinstance(failure, DeathError) else Died("wire", str(failure))
        self.starved |= died.reason == "wall"
        return died


def _helped(
    frame: dict[str, Any], decoder: wire.Decoder, helpers: Helpers, wall: float
) -> tuple[dict[str, Any], float, bytearray]:
    """Make the answer to a function that has called a helper."""
    name, args, keywords = frame["helper"], frame.get("args"), frame.get("keywords")
    if name not in helpers.names or not isinstance(args, list) or not isinstance(keywords, dict):
        raise wire.WireError("a call of something that is not there")
    # In the order in which they were encoded.
    values = [decoder.decode(arg) for arg in args]
    named = {wire.string(key, wire.MAX_NAME): decoder.decode(value) for key, value in keywords.items()}
    state = decoder.decode(frame.get("state"))
    encoder = wire.Encoder(strict=True)
    try:
        value, state = helpers.answer(name, values, named, state)
        answer = {"value": encoder.encode(value), "state": encoder.encode(state)}
    except Exception as error:  # whatever the student's arguments make of it
        # A KeyError shows its key in quotes, which it puts on again where it is raised again.
        said = error.args[0] if isinstance(error, KeyError) and error.args else error
        return {"raised": type(error).__name__, "message": str(said)[:MAX_MESSAGE]}, wall, bytearray()
    return answer, wall, encoder.arrays

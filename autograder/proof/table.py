"""The proof as a table: a line for each exercise, and one for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.proof.proof import ExerciseProof, Proof
from autograder.proof.units import SEEDS, Person, Styled

_HEAD = (
    "",
    "mutants",
    "killed",
    "right",
    "by outputs",
    "mistakes",
    "recognised",
    "hint on card",
    "answers",
    "rejected",
    "lazy",
    "earn",
)
_COLUMNS = (
    *("mutants", "killed", "equivalent", "by_outputs", "mistakes", "recognised", "hinted", "right", "rejected"),
    *("lazy", "lazy_points"),
)

_LEGEND = """Mutants of the solutions: killed by the marks; right all the same, with a reason; and how many of them
the printed reference outputs alone would have killed. Known mistakes: recognised at grading, and those whose hint the
student's own card gives. Right answers written otherwise, and how many of them lose marks or get no tick. Lazy
answers, which have at most the right form, and the most points that one of them earns."""


def lines(proof: Proof) -> Iterator[str]:
    """The lines of the table, and below it what its columns are."""
    cells = [_HEAD, *(_cells(row) for row in proof.rows), ("all", *(str(proof.total(name)) for name in _COLUMNS))]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    for row in cells:
        first, *rest = (
            text.ljust(width) if not place else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *rest])
    yield ""
    yield from _LEGEND.splitlines()
    yield from _styles([one for row in proof.rows for one in row.styled])
    yield from _people([one for row in proof.rows for one in row.people])
    yield f"All of it with {SEEDS} secrets, in {proof.seconds:.0f} s."


def _styles(styled: Sequence[Styled]) -> Iterator[str]:
    for style in dict.fromkeys(one.style for one in styled):
        ones = [one for one in styled if one.style == style]
        recognised, hinted = sum(one.recognised for one in ones), sum(one.hinted for one in ones)
        yield (
            f"In another style ({style}): {len(ones)} known mistakes, {recognised} recognised at grading, the hints of "
            f"{hinted} on the card."
        )


def _people(people: Sequence[Person]) -> Iterator[str]:
    if not people:
        return
    wrong, right = [one for one in people if not one.is_right], [one for one in people if one.is_right]
    yield (
        f"In other people's style, set aside: {len(wrong)} wrong answers, {sum(one.recognised for one in wrong)} "
        f"recognised at grading ({sum(one.has_hint for one in wrong)} by a hint, the others by what was found),"
    )
    yield (f"{sum(one.hinted for one in wrong)} on the card ({sum(one.has_hint_on_card for one in wrong)} by a hint);")
    yield (
        f"{sum(bool(one.misled) for one in people)} told what is not true of them; {len(right)} right ones, "
        f"{sum(not (one.is_full and one.is_ticked) for one in right)} of which lose marks or get no tick."
    )


def _cells(row: ExerciseProof) -> tuple[str, ...]:
    return (row.exercise, *(str(getattr(row, name)) for name in _COLUMNS))

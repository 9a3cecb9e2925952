"""Marks that were earned: automatic ones and those of a person, cell by cell and in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ByHand:
    """A person's marks and comment for a graded cell, and whether one still has to look at it."""

    score: float | None
    extra: float | None
    comment: str | None
    waits: bool


NOTHING_BY_HAND = ByHand(None, None, None, False)


@dataclass(frozen=True)
class Score:
    """The mark of one graded cell: what a person gave goes before what was earned automatically."""

    points: float
    automatic: float | None
    by_hand: ByHand

    @property
    def earned(self) -> float | None:
        """The mark without extra credit; None as long as there is none."""
        return self.automatic if self.by_hand.score is None else self.by_hand.score

    @property
    def waits(self) -> bool:
        """True if a person has to look."""
        return self.by_hand.waits or self.earned is None

    @property
    def is_full(self) -> bool:
        """True if nothing is left to earn."""
        return self.earned is not None and self.earned >= self.points


@dataclass(frozen=True)
class Total:
    """A notebook's marks in all."""

    scores: Sequence[Score]
    penalty: float

    @property
    def points(self) -> float:
        """The points there are."""
        return sum(score.points for score in self.scores)

    @property
    def automatic(self) -> float:
        """The sum of the automatic marks that stand."""
        return sum(score.automatic or 0 for score in self.scores if score.by_hand.score is None)

    @property
    def by_hand(self) -> float | None:
        """The sum of a person's marks; None if there is none."""
        given = [score.by_hand.score for score in self.scores if score.by_hand.score is not None]
        return sum(given) if given else None

    @property
    def extra(self) -> float:
        """The extra credit."""
        return sum(score.by_hand.extra or 0 for score in self.scores)

    @property
    def earned(self) -> float:
        """All together, and never less than nothing."""
        return max(0, self.automatic + (self.by_hand or 0) + self.extra - self.penalty)

    @property
    def waiting(self) -> int:
        """The number of cells that a person has to look at."""
        return sum(score.waits for score in self.scores)

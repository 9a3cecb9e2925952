"""Proves that the marks of a lesson are right, by known mistakes, right answers, mutants and many secrets."""

from autograder.proof.proof import ExerciseProof, Proof, prove
from autograder.proof.table import lines
from autograder.proof.units import SEEDS

__all__ = ["SEEDS", "ExerciseProof", "Proof", "lines", "prove"]

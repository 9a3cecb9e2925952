"""Proves that the marks of a lesson are right, by known mistakes, right answers, mutants and many secrets."""

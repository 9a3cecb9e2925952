"""Remarks on a graded class, for whoever graded it: a line each, where one would otherwise be said of every student."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.grading.class_grader import ClassResult

#: So many students are named where a list could be as long as the class.
NAMED = 10

#: What is told of more students than these, in the same words, takes one line.
ALIKE = 3


def worth_a_look(graded: ClassResult) -> Iterator[str]:
    """Tell what a person should look at, a line for each kind and student."""
    for student, exercises in graded.review.items():
        yield f"{student}: marked by hand, and changed since: {', '.join(exercises)}; look again in formgrader"
    alike: dict[str, list[str]] = {}
    for summary in graded.summaries:
        for message in dict.fromkeys(note.message.en for note in summary.notes):
            alike.setdefault(message, []).append(summary.student)
    common = {message: students for message, students in alike.items() if len(students) > ALIKE}
    yield from (f"{message}: {len(students)} students, {_some(students)}" for message, students in common.items())
    for summary in graded.summaries:
        kinds: dict[str, list[str]] = {}
        for note in summary.notes:
            if note.message.en not in common:
                kinds.setdefault(note.code, []).append(note.message.en)
        for messages in kinds.values():
            more = f" (and {len(messages) - 1} more of this kind)" if len(messages) > 1 else ""
            yield f"{summary.student}: {messages[0]}{more}"
    yield from graded.remarks
    late = [f"{student} (-{points:g})" if points else student for student, points in graded.late.items()]
    if late:
        yield f"handed in late, with the points taken off: {_some(late)}"
    if graded.absent:
        yield f"in the gradebook, but nothing in submitted/ any more; their marks stay: {_some(graded.absent)}"


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")

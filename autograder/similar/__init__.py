"""Similar work in a class: which solutions are more alike than others, passage by passage, and what else speaks.

    submitted/ ── class_code ─▶ each student's own code ── tokens ─▶ what of it a new name or comment does not change
                                                           └── fingerprints ─▶ numbers for its passages
    what was handed out, what the lesson declares ── background ─▶ how rare each number is ── compare ─▶ pairs, ranked

Nothing of a student's is run, imported or parsed by Python: it is read as text, in time that grows with its length.
"""

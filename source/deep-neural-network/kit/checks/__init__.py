"""What must hold of each function of the lesson: one module for each, which the self-check calls.

A module defines a function with the exercise's name, which asks the student's function and stops at the first useful
fact; and ``explain``, the lesson's own words for what Python raises. No answers stand here, only the numbers that the
notebook prints anyway, and properties: what must not change, what must follow from what, what a special input must
give. Modules that begin with an underscore hold what several share.
"""

"""Learning platforms: the marks of a class in the columns that each of them imports.

A platform is a module with a `Format`; `autograder.commands.report_files` lists them.
"""

"""The process that students' cells run in, and the one it is forked from.

`start.py` is started by path, and the others are found from there: nothing here imports the rest of the package. The
judge's side imports `wire`, which both ends speak, and nothing else.
"""

"""What runs in the process that students' cells run in, and in the one it is forked from.

Nothing here imports the package, nor is it imported by it: `zygote.py` is started by path, and loads the others and
`wire.py` in the same way.
"""

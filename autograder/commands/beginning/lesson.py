"""One notebook in which students write one function: a lesson to begin with, to be made into your own."""

from __future__ import annotations

from autograder.authoring import BLANK, Outline, Student, Text, WrittenQuestion

OUTLINE = Outline(
    Text("把数据移到中心", "Centring data"),
    parts=("beginning",),
    written=(WrittenQuestion("why_centre", 2),),
    # What the set-up cell imports: libraries, and modules of pack/.
    preload=("numpy", "kit.selfcheck"),
    packages=("numpy", "jupyter"),
    students=(
        Student("ada", "en", written={"why_centre": "Columns with large numbers would outweigh the others."}),
        Student("bo", "zh", answers={"centre": "mistake one-mean-for-all"}),
        Student("chen", "zh", answers={"centre": "right 0"}),
        Student("dora", "en", others=BLANK),
    ),
)

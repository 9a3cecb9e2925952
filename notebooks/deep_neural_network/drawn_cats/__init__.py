"""The drawn cats: pictures of 64 x 64 x 3, cats and other things, drawn by a program from a seed.

``dice`` throws the dice, ``shapes`` turns outlines into samples, ``canvas`` paints them, ``palette`` holds the colours.
``heads`` and ``bodies`` make ``animals``, with ``cats`` for the poses that only cats take; ``birds``, ``things`` and
``plants`` are what else there is, ``grounds`` what lies behind. ``scenes`` puts one picture together, ``draw`` a data set.
"""

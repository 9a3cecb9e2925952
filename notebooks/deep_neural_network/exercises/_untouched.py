"""What a function is given belongs to whoever calls it, who may still need it."""

from __future__ import annotations

from autograder.authoring import Answer, Finding, Holds, Text

TWICE = Text("传进来的东西，调用以后再看一遍", "what came in, looked at after the call")

#: Answers whether each argument is, after a call, what it was before.
LEFT_AS_IT_WAS = """
def probe(function, *args):
    import copy
    import numpy

    def same(one, other):
        if isinstance(one, (tuple, list)):
            return isinstance(other, (tuple, list)) and len(one) == len(other) and all(map(same, one, other))
        return bool(numpy.array_equal(one, other))

    before = copy.deepcopy(args)
    function(*args)
    return [same(one, other) for one, other in zip(before, args)]
"""


def left_as_it_was(*names: str) -> Holds:
    """Each argument of a call is afterwards what it was; said of the first that is not."""

    def holds(answer: Answer) -> Finding | None:
        for name, stayed in zip(names, answer.value, strict=True):
            if stayed is not True:
                return Finding(_CHANGED.format(name=name))
        return None

    return holds


_CHANGED = Text(
    "调用以后，传进来的 {name} 变了：它还是调用者的，别人还要用",
    "after the call, the {name} that came in is not what it was: it still belongs to the caller, who may need it",
)

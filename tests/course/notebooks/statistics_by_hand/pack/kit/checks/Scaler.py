"""What must hold of the class."""

from kit.selfcheck import Ask, Text, WrongAnswerError, agree, array, close, hold

from ._tables import X


def Scaler(ask: Ask) -> None:
    """fit, transform by what fit has learned, the way back, and an error before fit."""
    scaler = ask()
    returned = ask.does("fit(X)", lambda: scaler.fit(X.copy()))
    hold(returned is scaler, Text("fit 返回的不是这个对象自己", "fit does not return the object itself"))
    agree("mean_", array("mean_", ask.does("mean_", lambda: scaler.mean_), (3,)), X.mean(axis=0))
    Z = array("transform", ask.does("transform(X)", lambda: scaler.transform(X.copy())), X.shape)
    hold(abs(Z.std(axis=0) - 1).max() < 1e-3, Text("散布应为 1", "the spread should be 1"))
    moved = array("transform", ask.does("transform(X + 1)", lambda: scaler.transform(X + 1)), X.shape)
    hold(not close(moved, Z), Text("X + 1 和 X 的结果一样", "X + 1 gives what X gives"))
    agree("back", array("back", ask.does("back(Z)", lambda: scaler.back(Z.copy())), X.shape), X)
    fresh = ask()
    try:
        fresh.transform(X.copy())
    except NotImplementedError:
        raise
    except Exception as error:
        ask.answers.add(type(error).__name__)
        hold(
            isinstance(error, ValueError),
            Text("没有 fit 时应抛出 ValueError", "before fit a ValueError should be raised"),
        )
    else:
        raise WrongAnswerError(Text("没有 fit 也不报错", "nothing is raised before fit"))

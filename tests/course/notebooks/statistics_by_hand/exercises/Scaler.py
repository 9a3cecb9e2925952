"""A class that learns means and spreads from one table, and scales others by them."""

from __future__ import annotations

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Mistake, Output, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, table

#: Asks all of a scaler; where something raises, what was raised is the answer to that question.
PROBE = """
def probe(Scaler, X, X_new):
    def told(question):
        try:
            return question()
        except Exception as error:
            return {"raised": type(error).__name__, "message": str(error)}

    scaler = Scaler()
    answers = {"self": told(lambda: scaler.fit(X.copy()) is scaler)}
    answers["mean_"] = told(lambda: scaler.mean_)
    answers["transform"] = told(lambda: scaler.transform(X_new.copy()))
    answers["back"] = told(lambda: scaler.back(scaler.transform(X_new.copy())))
    answers["unfitted"] = told(lambda: Scaler().transform(X.copy()))
    return answers
"""


def public(reference: Reference) -> Case:
    X = reference.resource("tables", "heights")()
    return Case(PUBLIC, (X, X[:2] + 1), script=PROBE)


def draw(random: Random, reference: Reference) -> Case:
    X = table(random)
    return Case(RANDOM, (X, X[: int(random.integers(1, 4))] + random.standard_normal(X.shape[1])), script=PROBE)


def told(name: str) -> object:
    """What the scaler answered to a question equals what the lesson's answers."""

    def holds(answer: Answer) -> Finding | None:
        match answer.value:
            case {**answers} if isinstance(found := answers.get(name), dict) and "raised" in found:
                said = f"{found['raised']}: {found.get('message')}"
                return Finding(Text("{name}：抛出 {said}", "{name}: it raised {said}").format(name=name, said=said))
        return equal(Output(name, name))(answer)

    return holds


def returns_self(answer: Answer) -> Finding | None:
    if isinstance(answer.value, dict) and answer.value.get("self") is True:
        return None
    return Finding(Text("fit 应返回 self", "fit should return self"))


def refuses(answer: Answer) -> Finding | None:
    found = answer.value.get("unfitted") if isinstance(answer.value, dict) else None
    if isinstance(found, dict) and found.get("raised") == "ValueError" and found.get("message"):
        return None
    return Finding(Text("没有 fit 就用，应抛出 ValueError", "used before fit, it should raise a ValueError"))


EXERCISE = Exercise(
    "Scaler",
    builds_on=("mean", "centre", "spread", "standardise"),
    public=public,
    draws=(draw,) * 2,
    checks=(
        Check("self", 2, about=Text("`fit` 返回 `self`", "`fit` returns `self`"), holds=returns_self),
        Check("mean", 4, about=Text("`mean_`", "`mean_`"), holds=told("mean_")),
        Check("transform", 6, about=Text("`transform` 的值", "the values of `transform`"), holds=told("transform")),
        Check("back", 4, about=Text("`back` 能还原", "`back` goes back"), holds=told("back")),
        Check("unfitted", 4, about=Text("没有 `fit` 会报错", "an error before `fit`"), holds=refuses),
    ),
    mistakes=(
        Mistake(
            "no-self",
            Text(
                "紧接着 fit 写 transform 时，fit 交出来的是什么？", "What does fit hand over when transform follows it?"
            ),
            caught_by="self",
            edits=(("        return self\n", ""),),
        ),
        Mistake(
            "own-means",
            Text("新的表格按谁的平均值来移动？", "By whose means is the new table moved?"),
            caught_by="transform",
            edits=(("(X - self.mean_)", "(X - X.mean(axis=0))"),),
        ),
    ),
    right_answers=(
        """
class Scaler:
    fitted = False

    def fit(self, X):
        self.mean_, self.scale_, self.fitted = X.mean(0), X.std(0), True
        return self

    def _look(self):
        if not self.fitted:
            raise ValueError("please call fit first")

    def transform(self, X):
        self._look()
        return (X - self.mean_) / self.scale_

    def back(self, Z):
        self._look()
        return Z * self.scale_ + self.mean_
""",
    ),
)

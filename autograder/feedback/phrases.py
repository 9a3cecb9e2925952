"""The words of a feedback page, in both languages."""

from __future__ import annotations

from autograder.exercise import Text

WORDS = {
    "feedback": Text("作业反馈", "Feedback"),
    "points": Text("分", "points"),
    "automatic": Text("自动评分", "automatic"),
    "by_hand": Text("老师评分", "by your teacher"),
    "extra": Text("加分", "extra credit"),
    "penalty": Text("迟交扣分", "handed in late"),
    "waiting": Text(
        "还有 {n} 处等老师评阅，总分可能会变。", "Waiting for your teacher: {n}. The total may still change."
    ),
    "overview": Text("各题得分", "Your marks"),
    "function": Text("题目", "Question"),
    "mark": Text("得分", "Points"),
    "seen": Text("看到了什么", "What was found"),
    "all_right": Text("全部正确", "all correct"),
    "marked": Text("老师已评阅", "marked by your teacher"),
    "waits": Text("等老师评阅", "waiting for your teacher"),
    "no_answer": Text("没有作答", "nothing written"),
    "right": Text("正确", "correct"),
    "wrong": Text("还不对", "not yet"),
    "same": Text("同上。", "As above."),
    "hint": Text("提示：", "Hint: "),
    "helped": Text(
        "只评这一题本身：提问时，{names} 换成了正确的，这里的得分不受它们影响。",
        "Marked on its own merit: right versions of {names} stood in for yours while it was asked.",
    ),
    "comma": Text("、", ", "),
    "input": Text("输入", "Input"),
    "example": Text("看一个例子", "See an example"),
    "expected": Text("应得到", "Expected"),
    "found": Text("实际得到", "Found"),
    "code": Text("你的代码", "Your code"),
    "judged": Text("评的是{cell}里的定义。", "What was judged is the definition in {cell}."),
    "stopped": Text("带 ▸ 的那一行是运行停下的地方。", "The line with ▸ is where it stopped."),
    "output": Text("输出", "Output"),
    "error": Text("运行这个单元格时出错", "This cell raised an error"),
    "picture": Text("这个单元格画的图", "a figure that this cell drew"),
    "attached": Text("文中的图 ▣ {n}", "the picture ▣ {n} of this text"),
    "added": Text("你加的单元格", "A cell you added"),
    "answer": Text("你的回答", "Your answer"),
    "lines_left_out": Text("…… 略去 {n} 行 ……", "… {n} lines left out …"),
    "outputs_left_out": Text("…… 略去 {n} 项输出 ……", "… {n} outputs left out …"),
    "left_out": Text(
        "这一页放不下了：这一部分请看你自己的笔记本。", "This page is full: see your own notebook for this part."
    ),
    "comment": Text("老师的话", "From your teacher"),
    "automatic_was": Text("老师评定；自动评分是 {n} 分", "marked by your teacher; the automatic mark was {n}"),
    "rest": Text("后面的单元格", "What comes after"),
    "notes": Text("关于这份文件", "About your file"),
    "question": Text(
        "对分数有疑问？带上这一页，去问老师。", "A question about a mark? Take this page to your teacher."
    ),
    "not_handed_in": Text("没有收到这本笔记", "This notebook was not handed in"),
    "hand_in": Text(
        "如果你做了，请看看文件名是不是 {file}、有没有放在作业的文件夹里，然后再交一次，或者告诉老师。",
        "If you have worked on it, check that the file is called {file} and lies in the assignment's folder; then "
        "hand it in again, or tell your teacher.",
    ),
    "not_read": Text("交上来的文件读不出来", "The file that was handed in cannot be read"),
    "hand_in_again": Text(
        "请在 Jupyter 里打开你自己的 {file}。打得开，就保存一次再交，也许只是上传时断了；打不开，请告诉老师。",
        "Open your own {file} in Jupyter. If it opens, save it and hand it in once more: perhaps just the upload was "
        "cut short. If it does not open, tell your teacher.",
    ),
    "make_smaller": Text(
        "请在 Jupyter 里打开 {file}，清除所有输出（菜单 Edit → Clear Outputs of All Cells），保存，再交一次。",
        "Open {file} in Jupyter, clear what the cells put out (menu Edit → Clear Outputs of All Cells), save it and "
        "hand it in again.",
    ),
}

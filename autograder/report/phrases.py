"""The words of the class report, in both languages."""

from __future__ import annotations

from autograder.exercise import Text

WORDS = {
    "report": Text("全班报告", "Class report"),
    "language": Text("中文", "English"),
    "summary": Text(
        "{count} 位学生，满分 {points}：平均 {mean}，中位数 {median}。",
        "Students: {count}. Of {points} points: mean {mean}, median {median}.",
    ),
    "waiting": Text(
        "还有 {count} 份要老师评阅，总分可能会变。", "Waiting to be marked by hand: {count}. Totals may change."
    ),
    "ungraded": Text("交了、还没有评的：{names}", "Handed in and not graded: {names}"),
    "misplaced": Text(
        "在 submitted/ 里放错了地方、评不到的：{names}。autograder grade 会说明原因。",
        "In submitted/, where it cannot be graded: {names}. Why, autograder grade tells.",
    ),
    "absent": Text("在成绩册里、什么也没有交的：{names}", "In the gradebook, with nothing handed in: {names}"),
    "contents": Text("本页内容", "On this page"),
    "distribution": Text("分数分布", "Distribution of marks"),
    "exercises": Text("每题得分", "Marks per exercise"),
    "checks": Text("各检查项", "The checks"),
    "checks_about": Text(
        "难度是平均得到的分数占分值的比例，越高越容易；区分度是这一项的得分和其余各项总分的相关系数，"
        "接近 0 或者是负数的，分不出会的和不会的，值得看一看。"
        "只算自动评的分；没有交那份笔记的学生不算，区分度和信度只用交齐的学生来算。",
        "Difficulty is the mean fraction of the points: the higher, the easier. Discrimination is the correlation of "
        "the marks of a check with those of all the others together: one near 0 or below does not tell who can from "
        "who cannot, and is worth a look. These are automatic marks; whoever has not handed in the notebook is left "
        "out, and what compares totals is worked out from those who have handed in all.",
    ),
    "alpha": Text(
        "整体的信度（Cronbach α）：{alpha}，由 {items} 个检查项、{students} 位交齐的学生算出。",
        "Reliability of the whole (Cronbach's alpha): {alpha}, from {items} checks and the {students} students "
        "who have handed in all.",
    ),
    "no_alpha": Text(
        "整体的信度（Cronbach α）没有定义：交齐的学生有 {students} 位，至少要三位，而且总分不能都一样。",
        "Reliability of the whole (Cronbach's alpha) is not defined: {students} students have handed in all, and it "
        "takes three or more whose totals differ.",
    ),
    "check": Text("检查项", "Check"),
    "difficulty": Text("难度", "Difficulty"),
    "discrimination": Text("区分度", "Discrimination"),
    "undefined": Text("没有定义", "not defined"),
    "mean_made": Text("他们的平均总分", "Their mean total"),
    "mean_others": Text("其余人的平均总分", "The others' mean"),
    "mistakes": Text("最常见的错误", "The commonest mistakes"),
    "stuck": Text("谁卡在哪里", "Who is stuck where"),
    "notes": Text("值得看一眼", "Worth a look"),
    "times": Text("评分用时", "Grading times"),
    "students": Text("学生", "Students"),
    "as_table": Text("看表格", "As a table"),
    "from": Text("从", "From"),
    "to": Text("到", "To"),
    "count": Text("人数", "Students"),
    "exercise": Text("题目", "Exercise"),
    "points": Text("分值", "Points"),
    "mean": Text("平均", "Mean"),
    "full": Text("满分", "All marks"),
    "some": Text("部分", "Some"),
    "none": Text("零分", "None"),
    "waits": Text("待评", "To be marked"),
    "mistake": Text("错误", "Mistake"),
    "hint": Text("给学生的提示", "The hint that students got"),
    "who": Text("是谁", "Who"),
    "no_mistakes": Text("没有认出已知的错误。", "No known mistake was recognised."),
    "stuck_about": Text(
        "前面各题都得了满分，从这一题开始失分的学生。没有交、或者读不出来的笔记不算。",
        "Students who have all marks up to an exercise, and lose some there. Notebooks that were not handed in or "
        "cannot be read are passed over.",
    ),
    "nobody": Text("没有人卡住。", "Nobody is stuck."),
    "no_notes": Text("没有什么异常。", "Nothing is out of the ordinary."),
    "note": Text("看到了什么", "What was seen"),
    "seconds": Text("秒", "Seconds"),
    "times_about": Text(
        "评一份作业要多久：中位数 {median} 秒，最长 {most} 秒。下面是最慢的几份。",
        "How long a submission took to grade: median {median} s, longest {most} s. These took longest.",
    ),
    "student": Text("学生", "Student"),
    "name": Text("姓名", "Name"),
    "edition": Text("版本", "Edition"),
    "total": Text("总分", "Total"),
    "late": Text("迟交扣分", "Late"),
    "stuck_at": Text("卡在", "Stuck at"),
    "feedback": Text("反馈", "Feedback"),
    "sort": Text("点列名可以排序。", "Choose a column's name to sort by it."),
    "made_by": Text(
        "由 autograder report 生成；老师评分以后，请再运行一次。",
        "Made by autograder report; run it again after marking by hand.",
    ),
}

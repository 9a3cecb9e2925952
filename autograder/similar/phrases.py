"""The words of the page on similar work, in both languages."""

from __future__ import annotations

from autograder.exercise import Text

WORDS = {
    "similar": Text("相似的作业", "Similar work"),
    "language": Text("中文", "English"),
    "summary": Text(
        "比较了 {students} 位学生自己写的代码，下面是最相似的 {pairs} 对。",
        "The code of {students} students was compared, as far as they wrote it themselves. The {pairs} most similar "
        "pairs:",
    ),
    "none": Text(
        "比较了 {students} 位学生自己写的代码，没有哪两位有别人少有的相同之处。",
        "The code of {students} students was compared. No two have anything in common that few others have.",
    ),
    "no_proof": Text("相似不是证据", "Likeness is not proof"),
    "no_proof_about": Text(
        "这一页只说哪些作业值得并排看一看，不说谁抄了谁，也不说有没有人抄。短的函数本来就会写得很像：正确的写法只有几种，"
        "同样的课、同样的教材、同一位助教或者同一段网上的代码，都会让两份作业相似；也有老师允许的合作。请先读代码，再听学生自己说，"
        "然后才下判断。",
        "This page tells which work is worth reading side by side. It does not tell who copied from whom, or whether "
        "anybody did. Short functions look alike by themselves: there are few ways to write them rightly. The same "
        "lecture, book, tutor or page on the web makes work alike, and so does working together where that is allowed. "
        "Read the code, then hear the students, and judge only then.",
    ),
    "speaks": Text("还可以看什么", "What else speaks"),
    "speaks_about": Text(
        "同一个少见的错误；一字不差的注释、提示文字和变量名；名字全换了、结构却一模一样的很多题；学生能不能讲清自己的代码。"
        "全班只有两个人这样写，比大家都这样写更能说明问题。",
        "The same mistake that few make; comments, messages and names that are the same to the letter; many exercises "
        "that are built alike under other names; whether a student can explain the code. What two alone have written "
        "says more than what many have.",
    ),
    "how": Text("分数是怎么来的", "What the score is made of"),
    "how_about": Text(
        "比较时不看变量名、注释、空白、引号、数的写法、只用来分组的括号和语句的先后，np.dot 和 @ 算作一样。"
        "发下去的代码不算；全班超过三分之一的人都有的不算；课程里写明的正确答案和已知错误里有的，只算很少。两个人共有的一段代码，有它的人越少，"
        "分数越高；总和再乘以共有的代码在其中一人全部代码里占的比例（取大的那个）。",
        "Names, comments, space, quotes, the form of numbers, brackets that only group and the order of statements are "
        "passed over, and np.dot is the same as @. Code that was handed out counts nothing, nor what more than a third "
        "of the class have; what stands in answers that the lesson declares, right or wrong, counts little. A passage "
        "that two have in common counts more the fewer have it; the sum is multiplied by the part of one's code that "
        "the other has, too (the larger part of the two).",
    ),
    "usual": Text(
        "在这个班里，一位学生和最像的同学之间的分数，中位数是 {usual}：和它差不多的，就是平常的。",
        "In this class the median score of a student with whoever is most alike is {usual}: what is near it is usual.",
    ),
    "ungraded": Text(
        "作业还没有评分，所以没有比较认出来的错误。先运行 autograder grade，再运行这个命令。",
        "Nothing is graded yet, so that recognised mistakes were not compared. Run autograder grade, then this again.",
    ),
    "cut": Text(
        "这些学生的代码太长，只看了一部分：{names}",
        "Of these, who wrote very much code, only a part was looked at: {names}",
    ),
    "pairs": Text("最相似的", "The most similar pairs"),
    "place": Text("名次", "Place"),
    "students": Text("学生", "Students"),
    "score": Text("分数", "Score"),
    "times": Text("是平常的几倍", "Times the usual"),
    "share": Text("共有的代码", "Code in common"),
    "in": Text("在哪些题里：", "In which exercises: "),
    "elsewhere": Text("其他代码", "other code"),
    "same_mistakes": Text("同样的少见错误", "The same mistake, made by few"),
    "made_by_students": Text("全班 {count} 人", "{count} in the class"),
    "same_comment": Text("同样的注释", "The same comments"),
    "same_string": Text("同样的文字", "The same strings"),
    "same_name": Text("同样的变量名", "The same names"),
    "nothing_else": Text(
        "没有同样的少见错误、注释、文字或变量名。", "No mistake, comment, string or name that few others have."
    ),
    "key": Text(
        "粗线标出的，全班最多三个人有；细线标出的，别人也有，只是不多。",
        "A heavy line marks what at most three in the class have; a thin one what others have, too, though not many.",
    ),
    "left_out": Text("省略了 {count} 行", "{count} lines left out"),
    "more": Text("还有 {count} 段没有列出来。", "Pieces of code that are not shown: {count}."),
    "made_by": Text("由 autograder similar 生成。", "Made by autograder similar."),
}

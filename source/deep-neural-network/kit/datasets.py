"""What `lr_utils` says of the pictures that it finds, or does not find, in the language of the edition."""

from __future__ import annotations

from kit.selfcheck import Text
from kit.words import told

_SENTENCES = {
    "real": Text("真实的猫：{place}", "the real cats: {place}"),
    "drawn": Text("手绘的猫：{place}", "the drawn cats: {place}"),
    "half": Text(
        "{folder} 里有 {there}，却没有 {missing}。请把它也放进去；要用手绘的猫，就把前一个拿走。",
        "{folder} holds {there} but not {missing}. Put that there too, or take the first away to use the drawn cats.",
    ),
    "none": Text(
        "没有找到图片。{drawn} 应该和 lr_utils.py 在同一个文件夹里：请从发下来的文件里再拷一份。"
        "真实的猫（{train} 和 {test}）找过这些文件夹：\n{folders}",
        "No pictures were found. {drawn} belongs beside lr_utils.py: copy it again from what you were given. "
        "The real cats ({train} and {test}) were looked for in these folders:\n{folders}",
    ),
    "unreadable": Text(
        "文件 {path} 读不出来（{why}）。请重新取一份。",
        "The file {path} cannot be read ({why}). Please get it again.",
    ),
    "changed": Text(
        "文件 {path} 里的 {array} 和应有的不一样：文件被改过，或者不是这一份。请重新取一份。",
        "{array} in {path} is not what it should be: the file was changed, or is another one. Please get it again.",
    ),
}


def said(what: str, **values: object) -> str:
    """One of these sentences."""
    return told(_SENTENCES[what], **values)

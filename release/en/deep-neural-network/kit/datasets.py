"""What `lr_utils` says of the pictures that it finds, or does not find, in the language of the edition."""

from __future__ import annotations

from kit.selfcheck import Text
from kit.words import told

_SENTENCES = {
    "real": Text(en="the real cats: {place}"),
    "drawn": Text(en="the drawn cats: {place}"),
    "half": Text(
        en="{folder} holds {there} but not {missing}. Put that there too, or take the first away to use the drawn cats.",
    ),
    "none": Text(
        en="No pictures were found. {drawn} belongs beside lr_utils.py: copy it again from what you were given. "
        "The real cats ({train} and {test}) were looked for in these folders:\n{folders}",
    ),
    "unreadable": Text(
        en="The file {path} cannot be read ({why}). Please get it again.",
    ),
    "changed": Text(
        en="{array} in {path} is not what it should be: the file was changed, or is another one. Please get it again.",
    ),
}


def said(what: str, **values: object) -> str:
    """One of these sentences."""
    return told(_SENTENCES[what], **values)

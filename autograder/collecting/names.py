"""The names of files in zips: decoded as they were meant, and looked at before they become paths here."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

#: A zip's flag that says that a name is in UTF-8; without it the format knows CP437 alone.
_UTF8 = 0x800
#: The extra field in which some packers write the name in UTF-8 all the same.
_UNICODE_PATH = 0x7075
#: Bytes that file systems keep of a name, with room for what is put before it while it is written.
MAX_NAME = 240
#: Bytes of a whole path.
MAX_PATH = 1000
#: Letters with accents in CP437, and its ß: what stands in European names. All else above them draws boxes.
_ACCENTED = {*range(0x80, 0xA8), 0xE1}


def decoded(info: zipfile.ZipInfo) -> str:
    """An entry's name as whoever made the zip saw it.

    Windows and WeChat write the bytes of the system's own encoding, in China GBK, without a word about it; others write
    UTF-8. That is hardly ever anything else by chance. CP437 is what the format says; what in it is no letter is GBK.

    Examples
    --------
    >>> decoded(zipfile.ZipInfo("王伟.ipynb".encode("gbk").decode("cp437")))
    '王伟.ipynb'
    >>> decoded(zipfile.ZipInfo("Amélie.ipynb".encode("cp437").decode("cp437")))
    'Amélie.ipynb'
    """
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name  # decoded by zipfile itself
    if (told := _unicode_path(info.extra, raw)) is not None:
        return told
    return meant(raw) or name


def meant(raw: bytes) -> str:
    """What bytes of a name say in UTF-8, or in GBK; nothing if it is neither."""
    is_accented = all(byte < 0x80 or byte in _ACCENTED for byte in raw)
    for encoding in ("utf-8", *([] if is_accented else ["gb18030"])):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name that stands in the extra field for it, if that is of this name; None if there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and len(field) == length > 5 and field[0] == 1:
            if struct.unpack_from("<I", field, 1)[0] != zlib.crc32(raw):
                return None
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + length
    return None


def why_not(path: str) -> str:
    """The reason why a path is none that is taken, wherever it would lead; nothing if it is.

    Examples
    --------
    >>> why_not("../../etc/passwd")
    'its path leads out of the folder'
    >>> why_not("a/b.ipynb")
    ''
    """
    parts = PurePosixPath(path).parts
    if not parts or not path.isprintable():
        return "a name with characters that cannot be shown"
    if path.startswith("/") or (len(parts[0]) > 1 and parts[0][1] == ":"):
        return "an absolute path; expected one within the folder"
    if ".." in parts:
        return "its path leads out of the folder"
    if any(len(os.fsencode(part)) > MAX_NAME for part in parts) or len(os.fsencode(path)) > MAX_PATH:
        return "its name is too long; rename it"
    return ""

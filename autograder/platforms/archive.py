"""Zip files of pages, the same bytes for the same pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

#: The earliest time that a zip can tell: when it was made says nothing that a page does not say.
_TIME = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Files as a zip, by their places in it; names that are not ASCII are marked as UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()

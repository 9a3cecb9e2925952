"""A fresh interpreter for one submission, where processes cannot be forked from one that has imported everything.

It becomes the submission's process itself, as `zygote` would have a fork become one.

    link  ──▶ settings and request   ◀── {"tree", "lacks"} or {"failed": why}   then as `probe` has it
"""

import socket

from . import wire
from .warm import Warm


def serve(link: socket.socket) -> None:
    """Import everything, and become the process of the submission that comes over this socket."""
    settings, _ = wire.receive(link)
    try:
        warm = Warm(settings)
    except BaseException as error:
        wire.send(link, {"failed": f"{type(error).__name__}: {error}"[:2000]})
        return
    wire.send(link, warm.told)
    # Waits until it is wanted: the judge's side starts one ahead.
    request, _ = wire.receive(link)
    warm.become(request, link.fileno())

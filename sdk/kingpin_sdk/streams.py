"""Standard streams that whoever started this process had closed."""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["open_missing_streams"]

_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def open_missing_streams() -> None:
    """Let those that are closed lead nowhere; to be called first of all.

    Python makes them None, which most code does not expect; and the next file to be opened would
    get a closed one's descriptor, and with it whatever a library writes there.
    """
    for descriptor, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != descriptor:
                os.dup2(nowhere, descriptor)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))

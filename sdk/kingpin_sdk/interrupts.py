"""Ctrl-C before a program has begun."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["unannounced"]


@contextmanager
def unannounced() -> Generator[None]:
    """A block in which Ctrl-C ends the process without a word: for the imports of an entry point.

    There is nothing to undo yet, and Python would print where in which module it was. A process
    that was started to ignore Ctrl-C goes on to.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)

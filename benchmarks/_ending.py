"""The end of a process that was started."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["wait_or_kill"]

_END_WITHIN = 20.0


def wait_or_kill(process: Popen[Any]) -> None:
    """Wait for a process that was asked to end; kill it after 20 seconds."""
    try:
        process.wait(_END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""Run the driver in an interpreter of our choice and read what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ProbeError", "Timing", "run_script", "time_statements"]

_DRIVER = Path(__file__).with_name("_driver.py")


class ProbeError(Exception):
    """The process failed; the text is the last line it said."""


@frozen
class Timing:
    """One statement's times.

    Attributes:
        ns: median nanoseconds of one execution.
        base_ns: the same of its baseline.
        ratio: median over the rounds of the ratio within a round.
    """

    ns: float
    base_ns: float
    ratio: float


def run_script(
    command: list[str],
    *,
    stdin: str = "",
    timeout: float = 120.0,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a process to its end; the last line it printed.

    Raises:
        ProbeError: it failed, printed nothing or took too long.
    """
    try:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired as error:
        raise ProbeError(f"no end within {timeout:.0f} s") from error
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        said = done.stderr.strip().splitlines()
        raise ProbeError(said[-1] if said else f"ended with {done.returncode}")
    return lines[-1]


def time_statements(
    setup: str,
    pairs: Mapping[str, str],
    *,
    rounds: int,
    python: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Timing]:
    """Time statements against their baselines in a fresh process.

    Args:
        setup: code that makes what the statements use.
        pairs: statement -> baseline.
        rounds: how often each is timed.
        python: whose interpreter; ours by default.
        environment: additions to the environment.

    Raises:
        ProbeError: the process failed.
    """
    order = json.dumps({"setup": setup, "pairs": dict(pairs), "rounds": rounds})
    command = [str(python or sys.executable), str(_DRIVER)]
    found = json.loads(run_script(command, stdin=order, environment=environment))
    return {statement: Timing(**times) for statement, times in found.items()}

"""Small programs that tests run in an interpreter of their own."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

__all__ = ["run_program"]

_PROJECT = Path(__file__).parent.parent
_LONGEST = 120.0


def run_program(program: str, *arguments: str) -> str:
    """Run a program to its end and give what it printed.

    Args:
        program: its text; indentation is removed, and it may import ``tests``.
        arguments: its ``sys.argv[1:]``.

    Raises:
        AssertionError: it failed or printed to standard error; the message holds all it printed.
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        env={**os.environ, "PYTHONPATH": str(_PROJECT)},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}\n{done.stderr}"
    return done.stdout

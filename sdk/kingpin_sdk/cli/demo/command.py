"""The command itself: run the steps, tell each as it happens, leave nothing behind."""

from __future__ import annotations

import sys
import time
from typing import Final

import typer

from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._output import note, say
from kingpin_sdk.cli.demo._stage import Stage, StepFailedError, opened_stage
from kingpin_sdk.cli.demo._steps import STEPS
from kingpin_sdk.errors import KingpinError, one_line

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command()
def demo() -> None:
    """Show the whole loop on this machine: no server, no root, nothing left behind."""
    began = time.monotonic()
    with opened_stage() as stage:
        _tell(f"a temporary folder: {stage.folder}")
        held = _play(stage)
    if not held:
        raise typer.Exit(FAILED)
    _tell(
        f"every step held, in {time.monotonic() - began:.1f} s; everything is stopped and removed"
    )


def _play(stage: Stage) -> bool:
    for number, step in enumerate(STEPS, 1):
        _tell(f"[{number}/{len(STEPS)}] {step.title}")
        try:
            saw = step.run(stage)
            if step is not STEPS[-1]:
                stage.check_children()
        except (StepFailedError, KingpinError) as error:
            note(one_line(f"step {number} failed: {error}"))
            return False
        _tell(f"      {saw}")
    return True


def _tell(line: str) -> None:
    say(line)
    # Each step shows while it happens, in a pipe too.
    sys.stdout.flush()

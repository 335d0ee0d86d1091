"""Watched: generates again whenever a file of a job changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, final

from kingpin_codegen.annotate import LayoutError
from kingpin_codegen.cli._output import note
from kingpin_codegen.model import IdlError
from kingpin_codegen.write import ForeignFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_codegen.cli._job import Job
    from kingpin_codegen.write import Plan

__all__ = ["Watched"]

_EVERY: Final = 0.2


@final
class Watched:
    """A job that is done again when its files change.

    IDL that is wrong is told, and leaves the last good output as it is.

    Args:
        job: what to generate.
        write: does what a plan says.
    """

    def __init__(self, job: Job, write: Callable[[Plan], int]) -> None:
        self._job = job
        self._write = write
        self._paths = {str(file) for file in job.files}

    def run(self) -> NoReturn:
        """Generate now, and after every change, until the process is interrupted."""
        seen: dict[str, tuple[int, int] | None] = {}
        while True:
            now = {path: self._look(path) for path in sorted(self._paths)}
            if now != seen:
                self._generate()
                # A file that was found by this run has not been looked at before it.
                seen = {path: now.get(path) or self._look(path) for path in sorted(self._paths)}
            time.sleep(_EVERY)

    @staticmethod
    def _look(path: str) -> tuple[int, int] | None:
        try:
            status = Path(path).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _generate(self) -> None:
        try:
            program = self._job.load()
            self._paths = {each.path for each in program.documents}
            self._write(self._job.plan(program))
        except (IdlError, LayoutError, ForeignFileError, OSError) as error:
            note(str(error))

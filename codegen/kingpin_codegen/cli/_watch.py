"""Watched: generates again whenever a file of a job changes."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias, final

from kingpin_codegen.annotate import LayoutError
from kingpin_codegen.cli._failures import told
from kingpin_codegen.cli._output import note
from kingpin_codegen.load import Disk
from kingpin_codegen.model import IdlError
from kingpin_codegen.write import ForeignFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_codegen.cli._job import Job
    from kingpin_codegen.write import Plan

__all__ = ["Watched"]

_EVERY: Final = 0.2

_Look: TypeAlias = "tuple[int, int] | None"


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

    def run(self) -> NoReturn:
        """Generate now, and after every change, until the process is interrupted."""
        seen = self._generate()
        while True:
            time.sleep(_EVERY)
            if any(_look(path) != before for path, before in seen.items()):
                seen = self._generate()

    def _generate(self) -> dict[str, _Look]:
        """Generate once; every place that was looked at, as it was before."""
        files = _Noted()
        try:
            self._write(self._job.plan(self._job.load(files)))
        except BrokenPipeError:
            raise
        except (IdlError, LayoutError, ForeignFileError, OSError, RecursionError) as error:
            note(told(error))
        return files.seen


@final
class _Noted:
    """The files of this machine, and which of them a load asked for, those that are missing too.

    So IDL that cannot be loaded is watched in full: mending any of it can mend the whole.
    """

    def __init__(self) -> None:
        self.seen: dict[str, _Look] = {}
        self._disk = Disk()

    def real_path(self, path: str) -> str | None:
        """See `Files`."""
        # Looked at before it is read: a change between the two is one change too many, not lost.
        self.seen.setdefault(path, _look(path))
        return self._disk.real_path(path)

    def exists(self, path: str) -> bool:
        """See `Files`."""
        return self._disk.exists(path)

    def read(self, real_path: str) -> bytes:
        """See `Files`."""
        return self._disk.read(real_path)


def _look(path: str) -> _Look:
    try:
        status = os.stat(path)  # noqa: PTH116  (paths are text here)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size

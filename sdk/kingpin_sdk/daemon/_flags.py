"""A command line whose errors are settings errors, and the flags that every daemon has."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final, NoReturn, final

from kingpin_sdk.errors import SettingsError

__all__ = ["DaemonParser"]

_LOG_FORMATS: Final = ("text", "json")


@final
class DaemonParser(argparse.ArgumentParser):
    """Parses a daemon's words.

    ``--settings``, ``--log-format`` and ``--debug`` are there already. Flags are not abbreviated.

    Args:
        program: its name.
        description: what it is for.
        epilog: what else to know, its lines as they are.
    """

    def __init__(self, program: str, *, description: str, epilog: str) -> None:
        super().__init__(
            prog=program,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.add_argument("--settings", metavar="FILE", type=Path, help="TOML file with settings")
        self.add_argument("--log-format", choices=_LOG_FORMATS, default=_LOG_FORMATS[0],
            help="json: one document a line (default: %(default)s)")  # fmt: skip
        self.add_argument("--debug", action="store_true", help="log more, and show tracebacks")

    def error(self, message: str) -> NoReturn:
        """Refuse the words.

        Raises:
            SettingsError: always.
        """
        raise SettingsError(f"{message} (see {self.prog} --help)")

"""The entry point of ``kingpin`` and of ``python -m kingpin_sdk.cli``."""

from __future__ import annotations

import sys

from kingpin_sdk.interrupts import unannounced

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; its exit code."""
    with unannounced():
        from kingpin_sdk.cli.main import main as run
    return run()


if __name__ == "__main__":
    sys.exit(main())

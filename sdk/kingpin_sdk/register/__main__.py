"""The entry point of ``kingpin-register`` and of ``python -m kingpin_sdk.register``."""

from __future__ import annotations

import sys

from kingpin_sdk.interrupts import unannounced

__all__ = ["main"]


def main() -> int:
    """Run the daemon; its exit code."""
    with unannounced():
        from kingpin_sdk.register._daemon import main as run
    return run()


if __name__ == "__main__":
    sys.exit(main())

"""The entry point of ``kingpin-monitor`` and of ``python -m kingpin_sdk.monitor``."""

from __future__ import annotations

import sys

from kingpin_sdk.interrupts import unannounced

__all__ = ["main"]


def main() -> int:
    """Run the daemon; its exit code."""
    with unannounced():
        from kingpin_sdk.monitor._daemon import main as run
    return run()


if __name__ == "__main__":
    sys.exit(main())

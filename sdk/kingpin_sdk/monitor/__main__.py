"""The entry point of ``kingpin-monitor`` and of ``python -m kingpin_sdk.monitor``."""

from __future__ import annotations

import sys

from kingpin_sdk.monitor._daemon import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())

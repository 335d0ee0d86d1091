"""The entry point of ``kingpin-register`` and of ``python -m kingpin_sdk.register``."""

from __future__ import annotations

import sys

from kingpin_sdk.register._daemon import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())

"""``python -m kingpin_codegen``: the same as ``kingpin-codegen``."""

from __future__ import annotations

import sys

from kingpin_codegen.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

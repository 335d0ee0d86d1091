"""Run as a script: read configs in turn, note when each number in them is seen first.

    python _reader.py ROOT CONFIGS OUT LOOK_EVERY PAUSE

Times are CLOCK_MONOTONIC, which all processes of a machine share.
"""

import sys
import time
from pathlib import Path

from kingpin_sdk import ManagedHashMap


def work() -> int:
    """A moment of what an application does between two reads; some 20 us."""
    return sum(number * number for number in range(300))


def main() -> None:
    """Read for ever."""
    root, configs, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    look_every, pause = float(sys.argv[4]), float(sys.argv[5])
    views = [
        ManagedHashMap(
            "bench", f"config{number}", str, int, root=root, look_every=look_every, default={}
        )
        for number in range(configs)
    ]
    seen = [view.get("n", -1) for view in views]
    with out.open("a", buffering=1) as notes:
        notes.write("")
        while True:
            for number, view in enumerate(views):
                value = view.get("n", -1)
                if value != seen[number]:
                    notes.write(f"{number} {value} {time.monotonic()!r}\n")
                    seen[number] = value
            if pause:
                time.sleep(pause)
            else:
                work()


if __name__ == "__main__":
    main()

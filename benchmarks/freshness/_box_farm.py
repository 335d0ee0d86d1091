"""Run as a script: many boxes in one process, each an engine with a ZooKeeper session of its own.

    python _box_farm.py FOLDER BOXES COORDINATION BLOBS

Prints ``ready`` when all are synced and, after each line on standard input, one line of JSON: the
gets of blobs so far and how many boxes hold the number the line names. The processes share what a
machine of their own would have each: the interpreter, and the connections to the blob store.
"""

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from kingpin_sdk.names import DependencyName
from kingpin_sdk.ports import Blob, BlobInfo, BlobStore
from kingpin_sdk.settings import load_settings
from kingpin_sdk.sync import SyncEngine, SyncOptions
from kingpin_sdk.wiring import open_blobs, open_coordination

_READY_WITHIN = 120.0


class Counted:
    """A blob store that counts its requests."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        # Guards requests.
        self._lock = threading.Lock()
        self.requests = 0

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        """As the port says."""
        with self._lock:
            self.requests += 1
        return self._blobs.get(key, max_bytes=max_bytes)

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        """As the port says."""
        with self._lock:
            self.requests += 1
        return self._blobs.get_if_changed(key, md5, max_bytes=max_bytes)

    def head(self, key: str) -> BlobInfo:
        """As the port says."""
        with self._lock:
            self.requests += 1
        return self._blobs.head(key)

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        """As the port says."""
        self._blobs.create(key, body, metadata)

    def put(self, key: str, body: bytes) -> None:
        """As the port says."""
        self._blobs.put(key, body)

    def keys(self, prefix: str) -> Iterator[str]:
        """As the port says."""
        return self._blobs.keys(prefix)

    def close(self) -> None:
        """As the port says."""
        self._blobs.close()


def main() -> None:
    """Start the boxes, then answer."""
    folder, boxes = Path(sys.argv[1]), int(sys.argv[2])
    settings = load_settings(
        {"coordination": sys.argv[3], "blobs": sys.argv[4], "zookeeper.session_timeout": 40},
        interactive=False,
    )
    threading.stack_size(256 * 1024)
    # Boxes of their own would not wait for each other's interpreter lock; hundreds of threads that
    # do would wake every 5 ms to ask for it.
    sys.setswitchinterval(0.05)
    with ExitStack() as stack:
        blobs = Counted(open_blobs(settings))
        stack.callback(blobs.close)
        engines: list[SyncEngine] = []
        roots = [folder / f"box{number}" for number in range(boxes)]
        for root in roots:
            root.mkdir()
            coordination = open_coordination(settings)
            stack.callback(coordination.close)
            engine = SyncEngine(
                coordination,
                blobs,
                config_root=root,
                serverset_root=root,
                dependencies=[DependencyName("bench.dep")],
                options=SyncOptions(workers=1),
            )
            engines.append(stack.enter_context(engine))
            engine.wait_synced(_READY_WITHIN)
        if not all(engine.wait_synced(_READY_WITHIN) for engine in engines):
            sys.exit("not all boxes are synced")
        _say("ready")
        _answer(roots, blobs)


def _answer(roots: list[Path], blobs: Counted) -> None:
    files = [root / "config.manageddata.bench.config0" for root in roots]
    wanted, waiting = b"", files
    for line in sys.stdin:
        body = json.dumps({"n": int(line)}).encode()
        if body != wanted:
            wanted, waiting = body, files
        # Only those that did not have it: asking must not cost what is measured.
        waiting = [file for file in waiting if file.read_bytes() != wanted]
        applied = len(files) - len(waiting)
        _say(json.dumps({"applied": applied, "requests": blobs.requests}))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
